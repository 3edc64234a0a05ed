"""A CSV file that reads back as it was written, and that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.ranking_file import BOM, safe, table

FORMULAS = "=+-@\t\r＝＋－＠"
CELLS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20) | st.builds(
    lambda first, rest: first + rest,
    st.sampled_from([*FORMULAS, '"', "\n", "\r\n", ",", ";", " ="]),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
)


def read_back(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_whatever_is_in_a_cell_it_reads_back_behind_at_most_an_apostrophe(
    rows: list[list[str]],
) -> None:
    read = read_back(table(rows))
    assert len(read) == len(rows)
    for before, after in zip(rows, read, strict=True):
        assert len(before) == len(after)
        for cell, found in zip(before, after, strict=True):
            assert found in (cell, f"'{cell}")
            assert not found.lstrip(" \n\x0b\x0c").startswith(tuple(FORMULAS))


@pytest.mark.parametrize("first", FORMULAS)
def test_a_formula_gets_an_apostrophe(first: str) -> None:
    assert safe(f"{first}HYPERLINK()") == f"'{first}HYPERLINK()"
    for unseen in ("  ", "\ufeff", "\u200b", "\n"):
        assert safe(f"{unseen}{first}1") == f"'{unseen}{first}1"


@pytest.mark.parametrize("cell", ["", "A-17", "0.7100", "Anna = Bo", "'quoted", "a\tb"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


def test_lines_end_as_rfc_4180_says_and_quotes_are_doubled() -> None:
    assert table([["a", 'say "hi"'], ["b, c", "d\ne"]]) == (
        f'{BOM}a,"say ""hi"""\r\n"b, c","d\ne"\r\n'.encode()
    )


def test_what_utf_8_cannot_hold_is_replaced_and_nothing_breaks() -> None:
    assert table([["\ud800", "x"]]).decode("utf-8-sig") == "?,x\r\n"
