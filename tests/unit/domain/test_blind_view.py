"""A blind view of a whole CV hides the person, keeps the work, and finds the way back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.domain.assessment import Evidence
from bot.domain.blind import STAYS, BlindView, Mask, blind_view
from bot.domain.document import Finding, FindingKind, Severity
from tests.unit.cli_fakes import make_document
from tests.unit.domain.blind_cvs import PEOPLE, MadeCv, made_cvs


@pytest.fixture(scope="module")
def views() -> list[tuple[MadeCv, BlindView]]:
    return [(cv, blind_view(cv.document, cv.person.name)) for cv in made_cvs()]


def _is_left(cv: MadeCv, view: BlindView, kind: str, text: str) -> bool:
    """Whether something of the person is left; a name such as Will may be a verb in the work."""
    if kind != "name":
        return text.casefold() in view.document.text.casefold()
    lines = zip(cv.lines, view.document.lines, strict=True)
    around = "\n".join(line.text for written, line in lines if written not in cv.work)
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", around, re.IGNORECASE) is not None


def test_nothing_of_the_person_is_left(views: list[tuple[MadeCv, BlindView]]) -> None:
    assert len(views) == 120  # 30 people in 4 layouts
    assert len(PEOPLE) == 30
    left = [
        (kind, text, cv.layout)
        for cv, view in views
        for kind, text in cv.gone
        if _is_left(cv, view, kind, text)
    ]
    assert left == []


def test_work_loses_no_word_and_lines_keep_their_numbers(
    views: list[tuple[MadeCv, BlindView]],
) -> None:
    for cv, view in views:
        kept = {line.text for line in view.document.lines}
        assert [line for line in cv.work if line not in kept] == []
        assert [line.number for line in view.document.lines] == list(range(1, len(cv.lines) + 1))
        assert view.stays == STAYS


def test_every_line_maps_back_to_its_own_words(views: list[tuple[MadeCv, BlindView]]) -> None:
    for cv, view in views[::7]:
        for before, after in zip(cv.document.lines, view.document.lines, strict=True):
            quote = Evidence(quote=after.text, page=after.page, line=after.number)
            assert view.original(quote) == replace(quote, quote=before.text)


def test_a_view_of_a_view_is_the_same(views: list[tuple[MadeCv, BlindView]]) -> None:
    for cv, view in views[::13]:
        assert blind_view(view.document, cv.person.name).document == view.document


def test_a_quote_maps_back_whole_words_tokens_and_line_ends() -> None:
    document = make_document(
        "Amara Nwosu", "Called a team", "Amara led a team of four with", "a.n@example.org in Java"
    )
    view = blind_view(document, "Amara Nwosu")

    def original(quote: str, line: int) -> tuple[str, int]:
        found = view.original(Evidence(quote=quote, page=1, line=line))
        return found.quote, found.line

    # "led a team" stands in "Called a team" too, two letters in.
    assert original("led a team", 2) == ("led a team", 3)
    assert original("[name] led", 3) == ("Amara led", 3)
    assert original("name] led", 3) == ("Amara led", 3)
    assert original("four with [e-mail] in", 3) == ("four with a.n@example.org in", 3)
    assert original("[name]", 4) == ("Amara Nwosu", 1)  # the wrong line was named
    assert original("in Java", 99) == ("in Java", 4)  # no such line
    for quote in ("led two teams", ""):
        with pytest.raises(ValueError, match="does not stand"):
            original(quote, 3)


def test_findings_are_masked_and_an_empty_document_stays_empty() -> None:
    finding = Finding(
        kind=FindingKind.NOT_ON_PAGE, severity=Severity.NOTE, page=0, text="Author: A. Nwosu"
    )
    document = replace(make_document(), lines=(), findings=(finding,))

    view = blind_view(document, "Amara Nwosu")

    assert view.document.lines == ()
    assert view.document.findings[0].text == "Author: [name]"


def test_a_quote_alone_hides_what_its_document_gave_away() -> None:
    document = make_document("Amara Nwosu", "Address", "Rose Cottage 4, Ham", "Born", "12.03.1988")
    mask = Mask.of("Amara Nwosu", document)

    assert mask.mask("in 12.03.1988 and 12.03.1988") == "in [birth date] and [birth date]"
    assert mask.lines(["Tel.", "0170 5550123"]) == ("Tel.", "[phone]")
    assert mask.lines([]) == ()


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Curriculum Vitae", "Haruto Nakagawa | Osaka"), "Nakagawa"),
        (("NAKAGAWA, Haruto",), "Haruto"),
        (("Dr. Haruto Nakagawa, PhD",), "Haruto"),
        (("Data Engineer", "Name: Haruto Nakagawa"), "Nakagawa"),
        (("简历", "王小明"), "王小明"),
        (("Haruto Nakagawa, MD",), "Nakagawa"),
        (("Data Engineer", "South Germany", "Works well alone"), ""),
        (("Nakagawa Steel, CA", "Nakagawa Steel, Japan"), ""),
    ],
)
def test_an_unknown_name_is_looked_for_at_the_top(lines: tuple[str, ...], name: str) -> None:
    masked = Mask.of("", make_document(*lines)).mask(f"by {name or 'Nakagawa'}")

    assert masked == ("by [name]" if name else "by Nakagawa")


def test_a_given_name_grows_by_the_names_that_the_cv_adds() -> None:
    document = make_document("Amara Ngozi Nwosu", "Engineer")

    assert Mask.of("Amara Nwosu", document).mask("Ngozi wrote it") == "[name] wrote it"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Wei Zhang", "张伟"),
        ("Ivan Petrov", "Иван Петров"),
        ("Yuki Tanaka", "田中 由紀"),
        ("Mohammed Ali", "محمد علي"),
        ("Alex Kowalska", "Aleksandra Nowak"),
        ("张伟", "Wei Zhang"),
    ],
)
def test_a_given_name_uncovers_no_other_that_the_cv_is_headed_with(
    given: str, written: str
) -> None:
    document = make_document(
        written, "Engineer at Acme Robotics", "Built it in Python for 40 users"
    )

    view = blind_view(document, given)
    assert view.document.lines[0].text == "[name]"
    assert [line.text for line in view.document.lines[1:]] == [
        line.text for line in document.lines[1:]
    ]


def test_a_company_above_a_name_that_was_given_stays() -> None:
    document = make_document("Acme Robotics", "Wei Zhang", "张伟", "Ran it at Acme Robotics")

    texts = [line.text for line in blind_view(document, "Wei Zhang").document.lines]
    assert texts == ["Acme Robotics", "[name]", "[name]", "Ran it at Acme Robotics"]
