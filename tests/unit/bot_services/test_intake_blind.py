"""A blind view hides who somebody is, and nothing of what they did. Every person is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blind import Mask
from tests.unit.cli_fakes import make_document

AMARA = Mask.of("Amara Nwosu", None)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("AMARA N. NWOSU led it", "[name] led it"),
        ("A. Nwosu's work", "[name] work"),
        ("nwosu, amara: led it", "[name]: led it"),
        ("as AmaraNwosu online", "as [name] online"),
        ("write to amara.nwosu@example.org now", "write to [e-mail] now"),
        ("a.n (at) example (dot) org", "[e-mail]"),
        ("see https://example.org/cv?x=1 there", "see [link] there"),
        ("github.com/an-dev/rag", "[link]"),
        ("portfolio: amaranwosu.dev", "portfolio: [link]"),
        ("darkcoder.github.io", "[link]"),
        ("find me as @dark_coder", "find me as [handle]"),
        ("GitHub: darkcoder | Berlin", "GitHub: [handle] | Berlin"),
        ("+49 170 1234567", "[phone]"),
        ("0170 1234567", "[phone]"),
        ("(415) 555-0132", "[phone]"),
        ("Tel.: 55512", "Tel.: [phone]"),
    ],
)
def test_names_and_contact_details_are_masked(text: str, masked: str) -> None:
    assert AMARA.mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "cut p95 from 2.1 s to 380 ms for 40,000 daily users",
        "mAP@0.5 of 0.71 and recall@10 of 0.93",
        "ASP.NET, ML.NET, Socket.io and Node.js/Express",
        "worked at Booking.com on search",
        "01/2019 - 03/2021 and 01.02.2019-03.04.2021",
        "2019 - 2023",
        "10.000.000 rows, 100 200 300 400 of them",
        "0.001 to 0.005",
        "Kaggle: gold medal in 2021",
        "an amaranth field",
    ],
)
def test_work_is_left_as_it_stands(text: str) -> None:
    assert AMARA.mask(text) == text


@pytest.mark.parametrize("written", ["Jürgen", "JUERGEN", "jurgen", "Weiß", "Weiss", "Müllers"])
def test_a_name_is_found_however_its_letters_are_written(written: str) -> None:
    assert Mask.of("Jürgen Müller-Weiß", None).mask(f"by {written} alone") == "by [name] alone"


def test_a_name_without_spaces_is_found_inside_a_sentence() -> None:
    assert Mask.of("山田 太郎", None).mask("山田太郎は検索を開発") == "[name]は検索を開発"


def test_a_name_that_is_also_a_word_is_masked_only_where_it_is_a_name() -> None:
    mask = Mask.of("Will O'Brien", None)

    assert mask.mask("I will lead. Will O\u2019Brien did") == "I will lead. [name] did"


def test_particles_of_a_name_stay_in_the_text() -> None:
    assert Mask.of("Ana de la Cruz", None).mask("uso de la red, Cruz") == "uso de la red, [name]"


def test_an_unknown_name_is_taken_from_the_top_of_the_document() -> None:
    document = make_document("Curriculum Vitae", "Haruto Nakagawa | Osaka", "Built search")

    assert Mask.of("", document).mask("NAKAGAWA built search") == "[name] built search"


def test_a_name_that_was_given_is_completed_from_the_document() -> None:
    document = make_document("Amara Chidinma Nwosu", "Built search")

    assert Mask.of("A. Nwosu", document).mask("Chidinma built it") == "[name] built it"


def test_a_title_at_the_top_is_no_name() -> None:
    document = make_document("Senior Platform Engineer", "Berlin", "built search")

    assert Mask.of("", document).mask("a Senior Platform Engineer") == "a Senior Platform Engineer"


def test_another_name_at_the_top_does_not_join_the_one_that_was_given() -> None:
    document = make_document("Acme Recruiting", "Built search")

    assert Mask.of("Amara Nwosu", document).mask("Acme, Nwosu") == "Acme, [name]"


@given(st.text(max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = AMARA.mask(text)

    assert AMARA.mask(once) == once


@given(st.sampled_from(["Amara", "NWOSU", "nwosu"]), st.text(max_size=30), st.text(max_size=30))
def test_the_name_is_gone_wherever_it_stands_as_a_word(name: str, left: str, right: str) -> None:
    masked = AMARA.mask(f"{left} {name} {right}")

    assert name not in masked.split()
