"""Honest pages are read whole and nobody is accused."""

from __future__ import annotations

import pytest

from bot.documents.pdf import read_pdf
from bot.documents.raw import Limits, RawDocument
from bot.domain.document import FindingKind, Severity
from tests.make_pdf import (
    BODY,
    PICTURE,
    body,
    codes,
    layer,
    mapped_font,
    pdf,
    picture,
    scan,
    stream,
    text,
)

_ICON_FONT = (
    b"<< /Type /Font /Subtype /Type3 /BaseFont /InventedIcons /FontBBox [0 0 750 750] "
    b"/FontMatrix [0.001 0 0 0.001 0 0] "
    b"/CharProcs << /envelope 92 0 R /flux-capacitor 92 0 R >> /FirstChar 1 /LastChar 2 "
    b"/Widths [800 800] /Encoding << /Differences [1 /envelope /flux-capacitor] >> >>"
)
_IMAGE = f"/XObject << /P {PICTURE} 0 R >>"


def _texts(read: RawDocument) -> list[str]:
    return [line.text for line in read.lines]


def _accused(read: RawDocument) -> list[FindingKind]:
    return [item.kind for item in read.findings if item.severity is Severity.HIDDEN]


def _read_clean(data: bytes) -> list[str]:
    """Lines of a file that must hold the body and no accusation."""
    read = read_pdf(data, Limits())
    assert _accused(read) == []
    assert [line for line in _texts(read) if line in BODY] == list(BODY)
    return _texts(read)


def test_a_plain_page_gives_its_lines_in_order() -> None:
    assert _read_clean(pdf(body())) == list(BODY)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("0.1 g 50 390 500 40 re f 1 g " + text(60, 400, "Skills and tools"), "Skills and tools"),
        ("0.5 g " + text(60, 30, "Page one of two", size=6), "Page one of two"),
        ("0.85 g " + text(100, 300, "Draft", size=90), "Draft"),
        (text(60, 400, "fake bold") + text(60.3, 400, "fake bold"), "fake bold"),
    ],
    ids=["white on a dark bar", "small grey footer", "pale watermark", "drawn twice"],
)
def test_text_that_can_be_seen_is_read(content: str, line: str) -> None:
    assert line in _read_clean(pdf(body() + content))


_PATTERNS = {
    "gradient": {
        20: b"<< /Type /Pattern /PatternType 2 /Shading 21 0 R >>",
        21: b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [60 0 300 0] /Extend [true true] "
        b"/Function << /FunctionType 2 /Domain [0 1] /C0 [0.8 0 0] /C1 [0 0 0.8] /N 1 >> >>",
    },
    "tiles": {
        20: stream(
            b"0.1 0.2 0.6 rg 0 0 4 4 re f",
            "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] /XStep 4 "
            "/YStep 4 /Resources << >>",
        )
    },
}


@pytest.mark.parametrize("name", _PATTERNS)
def test_text_filled_with_a_pattern_is_read(name: str) -> None:
    content = body() + "/Pattern cs /P1 scn " + text(60, 400, "Skills and tools")
    patterns = "/Pattern << /P1 20 0 R >>"
    lines = _read_clean(pdf(content, objects=_PATTERNS[name], resources=patterns))
    assert lines[-1] == "Skills and tools"


_VALUE = "I led the team that moved all billing data to one store"


def _form(flags: int, shown: str) -> bytes:
    """A page with a text field that holds the value and shows some words."""
    look = stream(
        f"BT /F1 11 Tf 0 g 2 5 Td ({shown}) Tj ET".encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 400 20] /Resources << /Font << /F1 3 0 R >> >>",
    )
    field = (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V ({_VALUE}) /F {flags} "
        "/DA (/F1 11 Tf 0 g) /Rect [60 400 460 420] /AP << /N 31 0 R >> >>"
    ).encode()
    form = "/AcroForm << /Fields [30 0 R] >>"
    return pdf(body(), objects={30: field, 31: look}, page="/Annots [30 0 R]", catalog=form)


def test_the_value_of_a_field_that_shows_it_is_read() -> None:
    assert _read_clean(_form(4, _VALUE))[-1] == _VALUE


@pytest.mark.parametrize(
    ("flags", "shown"), [(2, _VALUE), (4, "Name")], ids=["hidden field", "other words shown"]
)
def test_the_value_of_a_field_that_does_not_show_it_is_reported(flags: int, shown: str) -> None:
    read = read_pdf(_form(flags, shown), Limits())
    assert _VALUE not in _texts(read)
    assert _accused(read) == [FindingKind.NOT_ON_PAGE]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read(turn: int) -> None:
    _read_clean(pdf(body(), page=f"/Rotate {turn}"))


def test_a_page_whose_origin_is_shifted_is_read() -> None:
    _read_clean(pdf(body(-240, -20), media_box="-300 -842 295 0"))


def test_an_honest_text_layer_over_a_scan_is_read() -> None:
    inked = {780 - 20 * n: line for n, line in enumerate(BODY)}
    _read_clean(
        pdf(
            "q 595 0 0 842 0 0 cm /P Do Q\n" + layer(inked),
            objects={PICTURE: picture(595, 842, scan(inked))},
            resources=_IMAGE,
        )
    )


def test_transparent_text_over_letters_drawn_as_shapes_is_read() -> None:
    # Bars of 4 by 6 points, 6 points apart, as dense as bold letters.
    words = "Open source"
    bars = "".join(
        f"{60.5 + 6 * n} 400 5 6 re f\n" for n, letter in enumerate(words) if letter != " "
    )
    content = bars + "3 Tr " + text(60, 400, words, size=10, font="F3")
    assert words in _read_clean(pdf(body() + content))


def test_a_replacement_that_says_the_same_is_read() -> None:
    marked = f"/Span << /ActualText (References) >> BDC {text(60, 400, 'References')} EMC\n"
    assert "References" in _read_clean(pdf(body() + marked))


def test_the_name_of_an_icon_is_left_out_without_a_word() -> None:
    marked = f"/Span << /ActualText (mailto:mira@example.org) >> BDC {text(60, 400, 'o')} EMC\n"
    assert _read_clean(pdf(body() + marked)) == list(BODY)


def test_icons_of_a_font_are_read_by_the_names_on_the_list_and_others_dropped() -> None:
    content = codes(range(1, 2), 60, 400) + text(80, 400, "mira") + codes(range(2, 3), 60, 380)
    square = stream(b"800 0 0 0 700 700 d1 0 0 700 700 re f")
    objects = {90: _ICON_FONT, 92: square}
    assert _read_clean(pdf(body() + content, objects=objects))[5:] == ["envelope mira"]


def test_ligatures_that_read_as_several_letters_are_kept() -> None:
    objects = mapped_font(["o", "f", "i", "c", "e"], {1: "o", 2: "ffi", 3: "ffi", 4: "c", 5: "e"})
    lines = _read_clean(pdf(body() + "BT /F9 11 Tf 60 400 Td <01020405> Tj ET\n", objects=objects))
    assert lines[5:] == ["officE".lower()]


def test_ordinary_properties_and_links_are_not_findings() -> None:
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.b) >> >>"
    data = pdf(
        body(),
        objects={60: link},
        page="/Annots [60 0 R]",
        info="/Title (CV of Mira Oduya) /Keywords (python, sql, spark, kafka, dbt, aws, git, ci)",
    )
    assert read_pdf(data, Limits()).findings == []


def test_short_and_binary_attachments_are_not_findings() -> None:
    objects = {
        60: b"<< /Type /Filespec /F (a.bin) /UF (a.bin) /EF << /F 61 0 R >> >>",
        61: stream(b"\0one two three four five six seven eight nine", "/Type /EmbeddedFile"),
    }
    catalog = "/Names << /EmbeddedFiles << /Names [(a.bin) 60 0 R] >> >>"
    assert read_pdf(pdf(body(), objects=objects, catalog=catalog), Limits()).findings == []


def test_larger_and_bold_lines_are_headings() -> None:
    content = text(60, 800, "Mira", size=20) + body() + text(60, 500, "Skills", font="F2")
    read = read_pdf(pdf(content), Limits())
    assert [line.text for line in read.lines if line.is_heading] == ["Mira", "Skills"]


def test_words_that_a_page_sets_apart_without_a_space_are_apart() -> None:
    # 0.19 of the type size, a narrow space; pdfium itself joins the two.
    content = "BT /F1 11 Tf 60 400 Td [(for) -190 (the)] TJ ET\n"
    assert "for the" in _read_clean(pdf(body() + content))


def test_a_picture_page_beside_text_pages_is_a_note() -> None:
    data = pdf(
        body(),
        "q 595 0 0 842 0 0 cm /P Do Q\n",
        objects={PICTURE: picture(2, 2, b"\x20" * 4)},
        resources=_IMAGE,
    )
    [finding] = read_pdf(data, Limits()).findings
    assert (finding.kind, finding.severity, finding.page) == (
        FindingKind.UNREADABLE_PAGE,
        Severity.NOTE,
        2,
    )


def test_a_blank_page_beside_text_pages_is_nothing() -> None:
    assert read_pdf(pdf(body(), ""), Limits()).findings == []
