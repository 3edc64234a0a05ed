"""The picture of a panel, and the words that say the same."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from bot.domain.combination import combine
from bot.pictures.panel import draw, picture_of
from bot.pictures.words import ALT_CHARACTERS, Cell, Gap, PanelPicture, Row, in_words
from tests.unit.domain.test_combination import RUBRIC, make_card

NOT_OBSERVED, NOT_ASKED = Gap.NOT_OBSERVED, Gap.NOT_ASKED


def _row(*cells: Cell, title: str = "Impact", reading: int | None = None) -> Row:
    levels = [cell for cell in cells if not isinstance(cell, Gap)]
    middle = float(np.median(levels)) if levels else None
    return Row(title=title, cells=cells, median=middle, reading=reading)


def _picture(*rows: Row, raters: tuple[str, ...] = (), has_reading: bool = True) -> PanelPicture:
    named = raters or tuple(f"R{index}" for index in range(len(rows[0].cells)))
    return PanelPicture(raters=named, rows=rows, has_reading=has_reading)


def _pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [channel / 255 for channel in colour]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_words_say_all_that_the_picture_shows() -> None:
    picture = _picture(
        _row(1, 3, NOT_OBSERVED, 3, title="Integration", reading=None),
        _row(NOT_ASKED, 2, 3, NOT_ASKED, title="Impact", reading=4),
        _row(NOT_OBSERVED, NOT_ASKED, NOT_ASKED, NOT_ASKED, title="Data", reading=2),
        raters=("Asha", "Ben", "Chloe", "Dmitri"),
    )
    assert in_words(picture) == (
        "4 raters, 3 criteria."
        " Integration: 3 by Ben, Dmitri; 1 by Asha; did not observe: Chloe; median 3; 2 apart;"
        " CV not evidenced."
        " Impact: 3 by Chloe; 2 by Ben; not asked: Asha, Dmitri; median 2.5; CV 4."
        " Data: did not observe: Asha; not asked: Ben, Chloe, Dmitri; CV 2."
    )


def test_without_a_reading_of_the_cv_nothing_is_said_of_one() -> None:
    picture = _picture(_row(2), has_reading=False)
    assert in_words(picture) == "1 rater, 1 criterion. Impact: 2 by R0; median 2."


def test_words_that_would_be_too_long_count_raters_instead_of_naming_them() -> None:
    raters = tuple(f"Alexandra Montgomery {index}" for index in range(8))
    rows = [_row(*[1, 4] * 4, title=f"Criterion {index}") for index in range(12)]
    words = in_words(_picture(*rows, raters=raters))
    assert "Criterion 11: 1 to 4 by 8; median 2.5; 3 apart; CV not evidenced." in words
    assert "Alexandra" not in words
    assert len(words) <= ALT_CHARACTERS
    endless = _picture(*[_row(NOT_OBSERVED, title="x" * 300)] * 8)
    assert len(in_words(endless)) == ALT_CHARACTERS
    assert in_words(endless).endswith("…")


def test_the_picture_is_720_pixels_wide_at_twice_the_resolution_on_opaque_paper() -> None:
    png = draw(_picture(_row(1, 2, 3, 4), has_reading=False)).png
    with Image.open(io.BytesIO(png)) as image:
        assert image.width == 1440
        assert "Software" not in image.info
    pixels = _pixels(png)
    assert (pixels[:4] == 255).all()
    assert (pixels[:, -20:] == 255).all()


@pytest.mark.parametrize("raters", [1, 8, 12])
def test_nothing_runs_out_of_the_picture_however_long_the_texts(raters: int) -> None:
    cells: list[Cell] = [1, 2, 3, 4, NOT_OBSERVED, NOT_ASKED, 1, 4, 2, 3, 1, 2]
    title = "Responsible AI, security, governance and everything that goes with it " * 3
    picture = _picture(
        _row(*cells[:raters], title=title, reading=4),
        _row(*[NOT_OBSERVED] * raters, title="Donaudampfschifffahrtselektrizitätenhauptbetrieb"),
        raters=tuple(f"Wolfgang Wilhelm Montgomery {index}" for index in range(raters)),
    )
    pixels = _pixels(draw(picture).png)
    frame = np.concatenate([pixels[:12].ravel(), pixels[-12:].ravel()])
    sides = np.concatenate([pixels[:, :30].ravel(), pixels[:, -30:].ravel()])
    assert frame.min() == 255
    assert sides.min() == 255


def test_texts_that_the_type_cannot_draw_are_numbered_and_formulas_stay_words() -> None:
    # A warning is an error here: letters that are missing would warn, and so would half a formula.
    odd = _picture(_row(3, 2, title="数据工程"), _row(1, 1, title=" "), raters=("김민준", "$x^{$"))
    drawn = draw(odd)
    assert "数据工程: 3 by 김민준; 2 by $x^{$" in drawn.alt
    numbered = _picture(
        _row(3, 2, title="Criterion 1"), _row(1, 1, title="Criterion 2"), raters=("R1", "$x^{$")
    )
    assert (_pixels(drawn.png) == _pixels(draw(numbered).png)).all()


def test_each_thing_that_differs_is_seen_without_colour() -> None:
    grey = {}
    for name, row in {
        "level 1": _row(1, 3),
        "level 2": _row(2, 3),
        "did not observe": _row(NOT_OBSERVED, 3),
        "not asked": _row(NOT_ASKED, 3),
        "read at 4": _row(NOT_ASKED, 3, reading=4),
    }.items():
        pixels = _pixels(draw(_picture(row)).png)
        grey[name] = pixels[: 2 * 88].sum(axis=2) // 30  # the row, in shades of grey
    names = list(grey)
    for first, second in pairwise(names):
        assert (grey[first] != grey[second]).sum() > 100, (first, second)


def test_numbers_stand_out_from_their_cells() -> None:
    # The tints of levels 1 to 4 with their ink, as they come out; WCAG asks for 4.5.
    dark, light = _luminance((0x1D, 0x1C, 0x1D)), 1.0
    pixels = _pixels(draw(_picture(_row(1, 2, 3, 4))).png)
    tints = [(0xDF, 0xEA, 0xF6), (0xA8, 0xCA, 0xE8), (0x3A, 0x76, 0xAE), (0x15, 0x3E, 0x6F)]
    for tint, ink in zip(tints, (dark, dark, light, light), strict=True):
        assert (pixels == tint).all(axis=2).any()
        high, low = sorted((ink, _luminance(tint)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_what_is_drawn_of_a_panel() -> None:
    found = combine(RUBRIC, [make_card("U1", {"c0": 4, "c1": None}), make_card("U2", {"c0": 1})])
    labels = {"U2": "Ben", "U1": "Asha"}
    assert picture_of(found, RUBRIC, labels, {"c0": 3}) == PanelPicture(
        raters=("Ben", "Asha"),
        rows=(
            Row(title="Criterion 0", cells=(1, 4), median=2.5, reading=3),
            Row(title="Criterion 1", cells=(NOT_ASKED, NOT_OBSERVED), median=None, reading=None),
            Row(title="Criterion 2", cells=(NOT_ASKED, NOT_ASKED), median=None, reading=None),
        ),
        has_reading=True,
    )
    assert not picture_of(found, RUBRIC, labels, None).has_reading


def test_the_library_is_loaded_by_drawing_alone() -> None:
    code = "import sys, bot.pictures.panel; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
