"""Documents with one thing changed that must not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.counterfactual import Change, change
from bot.domain.document import Document, DocumentKind, Line
from bot.domain.labels import LabelledItem

ITEM = LabelledItem(
    file="a.md",
    sha256="",
    language="en",
    labels=(),
    name="Ada van Muster",
    city="Turin",
    school="University of Turin",
)


def _document(*lines: tuple[str, str], language: str = "en") -> Document:
    """Lines by section and text."""
    return Document(
        sha256="ab" * 32,
        kind=DocumentKind.CV,
        pages=1,
        words=0,
        language=language,
        lines=tuple(
            Line(page=1, number=n, text=text, section=section, is_heading=False)
            for n, (section, text) in enumerate(lines, 1)
        ),
        findings=(),
    )


CV = _document(
    ("", "ADA VAN MUSTER"),
    ("", "Turin, ada.muster@example.org"),
    ("work", "Work"),
    ("work", "Ada built the adapter in Turin"),
    ("school", "School"),
    ("school", "University of Turin"),
)


def _texts(kind: Change, document: Document = CV, item: LabelledItem = ITEM) -> list[str]:
    changed = change(kind, document, item)
    assert changed is not None
    assert [line.number for line in changed.document.lines] == list(
        range(1, len(changed.document.lines) + 1)
    )
    return [line.text for line in changed.document.lines]


def test_a_name_is_another_in_every_place_and_case() -> None:
    changed = change(Change.NAME, CV, ITEM)
    assert changed is not None
    first, last = changed.name.split()
    text = changed.document.text

    assert text.startswith(f"{first} {first} {last}".upper())
    assert f"{first}.{last}@example.org".lower() in text
    assert f"{first} built the adapter" in text  # a word that begins like the name is another word
    assert "ada" not in text.casefold().replace("adapter", "")
    assert changed.document.sha256 != CV.sha256


def test_a_city_and_a_school_are_others_where_the_set_says_what_the_document_names() -> None:
    city, school = _texts(Change.CITY), _texts(Change.SCHOOL)
    assert not any("Turin" in text for text in city)
    assert [a == b for a, b in zip(school, (x.text for x in CV.lines), strict=True)] == [
        True
    ] * 5 + [False]
    nothing = replace(ITEM, name="", city="", school="")
    assert change(Change.NAME, CV, nothing) is None
    assert change(Change.CITY, CV, nothing) is None
    assert change(Change.SCHOOL, CV, nothing) is None


def test_sections_change_places_below_the_head_and_keep_their_lines() -> None:
    assert _texts(Change.ORDER) == [
        "ADA VAN MUSTER",
        "Turin, ada.muster@example.org",
        "School",
        "University of Turin",
        "Work",
        "Ada built the adapter in Turin",
    ]
    assert change(Change.ORDER, _document(*[("", f"line {n}") for n in range(9)]), ITEM) is None


def test_everything_below_the_head_is_told_twice() -> None:
    texts = [line.text for line in CV.lines]
    assert _texts(Change.REPEATED) == [*texts, *texts[2:]]
    # Without sections the first three lines are taken for the head.
    flat = _document(*[("", f"line {n}") for n in range(5)])
    assert _texts(Change.REPEATED, flat) == [f"line {n}" for n in (0, 1, 2, 3, 4, 3, 4)]


@pytest.mark.parametrize(
    ("language", "head"), [("en", "Interests"), ("de", "Interessen"), ("", "Interests")]
)
def test_padding_stands_at_the_end_in_the_documents_language(language: str, head: str) -> None:
    texts = _texts(Change.PADDED, replace(CV, language=language))
    assert texts[:6] == [line.text for line in CV.lines]
    assert texts[6] == head
    assert len(texts) == 6 + 1 + 30


def test_an_empty_document_can_be_padded_and_nothing_else() -> None:
    empty = _document()
    assert [kind for kind in Change if change(kind, empty, ITEM)] == [Change.PADDED]


def test_the_same_arguments_give_the_same_document() -> None:
    for kind in Change:
        assert change(kind, CV, ITEM) == change(kind, CV, ITEM)
    others = {_texts(Change.NAME, CV, replace(ITEM, file=f"{n}.md"))[0] for n in range(40)}
    assert len(others) == 8  # all of the pool, so that a set meets each
