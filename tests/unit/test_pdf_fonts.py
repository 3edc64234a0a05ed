"""What fonts say about themselves is weighed without opening a file."""

from __future__ import annotations

import pytest

from bot.documents.pdf.fonts import (
    FontFacts,
    contradictions,
    font_facts,
    icon_names,
    letters_of,
    parse_table,
    plain_name,
)
from tests.make_pdf import PAYLOAD, PICTURE, body, codes, mapped_font, pdf, stream, text

LETTERS = frozenset({"a", "b", "eacute", "space"})


def test_letters_that_read_as_others_are_counted() -> None:
    # A reads as X; b is the same but for case; the space and the missing code do not count.
    assert contradictions({1: "A", 2: "b", 3: " ", 4: "d"}, {1: "X", 2: "B", 3: "q"}) == 1


def test_a_font_of_words_is_a_font_of_icons() -> None:
    found = icon_names({7: "map-marker", 9: "flux-capacitor"}, LETTERS)
    assert found == {7: "map marker", 9: ""}


@pytest.mark.parametrize(
    "names",
    [
        {1: "a", 2: "b"},
        {1: "eacute", 2: "space"},
        {1: "zero.lnum", 2: "f_i", 3: "C.sc"},
        {1: "uni0041", 2: "G23", 3: "c104"},
        # Three of four are words: below the share of four in five.
        {1: "phone", 2: "envelope", 3: "github", 4: "a"},
        {1: ".notdef"},
        {},
    ],
)
def test_a_font_of_letters_is_not_a_font_of_icons(names: dict[int, str]) -> None:
    assert icon_names(names, LETTERS) == {}


def test_names_lose_their_subset_mark() -> None:
    assert plain_name("/ABCDEF+Some-Bold") == "Some-Bold"
    assert plain_name("Some+Bold") == "Some+Bold"


def test_letters_and_digits_are_kept() -> None:
    assert letters_of("a-1 é!") == "a1é"


def test_a_doubted_name_that_is_shared_needs_the_text() -> None:
    facts = FontFacts(doubted={"A", "B"}, believed={"B"}, doubted_text="Expertsays")
    assert facts.is_doubted("XYZXYZ+A", "anything")
    assert facts.is_doubted("B", "Expert")
    assert not facts.is_doubted("B", "Leeds")
    assert not facts.is_doubted("B", "")
    assert not facts.is_doubted("C", "Expert")


def test_a_table_is_read_by_characters_ranges_and_lists() -> None:
    source = """2 beginbfchar
<01> <0041>
<02> <00660069>
endbfchar
3 beginbfrange
<10> <12> <0061>
<20> <21> [<0078> <0079>]
<30> <31>
endbfrange"""
    assert parse_table(source) == {
        1: "A", 2: "fi", 0x10: "a", 0x11: "b", 0x12: "c", 0x20: "x", 0x21: "y",
    }  # fmt: skip


@pytest.mark.parametrize("line", ["<01> <02> <>", "<zz> <02> <0041>", "nonsense"])
def test_lines_that_cannot_be_read_are_left_out(line: str) -> None:
    assert parse_table(f"1 beginbfrange\n{line}\nendbfrange") == {}


def test_a_range_beyond_the_last_character_is_left_out() -> None:
    assert parse_table("1 beginbfrange\n<00> <FF> <DBFFDFFF>\nendbfrange") == {}


def test_an_odd_number_of_digits_is_filled_up() -> None:
    assert parse_table("1 beginbfchar\n<01> <004>\nendbfchar") == {1: "@"}


def test_what_the_second_reader_cannot_read_says_nothing() -> None:
    assert font_facts(b"%PDF-1.7 broken") == FontFacts()


def test_fonts_inside_forms_are_looked_at_once() -> None:
    names, reads = list("Garden"), dict(enumerate("Expert", start=1))
    form = stream(
        codes(range(1, 7), 60, 400).encode(),
        f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        f"/Resources << /Font << /F9 90 0 R >> /XObject << /P {PICTURE} 0 R >> >>",
    )
    objects = {
        key: value.replace(b"/Helvetica", b"/Swapped")
        for key, value in mapped_font(names, reads).items()
    } | {PICTURE: form}
    data = pdf(body() + "/P Do\n", objects=objects, resources=f"/XObject << /P {PICTURE} 0 R >>")
    facts = font_facts(data)
    assert facts.doubted == {"Swapped"}
    assert "Helvetica" in facts.believed


def test_the_text_of_doubted_fonts_is_read_from_every_way_to_draw_it() -> None:
    reads = dict(enumerate(PAYLOAD[:6], start=1))
    objects = mapped_font(list("Garden"), reads)
    content = text(60, 700, "Leeds") + "BT /F9 9 Tf 60 400 Td [<0102> -20 <03>] TJ <0405> Tj ET"
    facts = font_facts(pdf(content, objects=objects))
    assert facts.doubted & facts.believed == {"Helvetica"}
    assert facts.doubted_text == PAYLOAD[:5]


def test_a_slip_or_two_in_a_table_is_forgiven() -> None:
    # Two of six letters read as others; three are needed.
    objects = mapped_font(list("Garden"), dict(enumerate("Gorten", start=1)))
    assert font_facts(pdf(body(), objects=objects)).doubted == set()


def test_symbols_in_the_list_of_glyphs_are_icons() -> None:
    objects = mapped_font(["envelope", "briefcase"], None)
    objects[90] = objects[90].replace(b"/Helvetica", b"/InventedIcons")
    assert font_facts(pdf(body(), objects=objects)).icons == {
        "InventedIcons": {1: "envelope", 2: "briefcase"}
    }
