"""What a panel most needs to learn, and the questions for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.assessment import Assessment
from bot.domain.job import Required, RequirementKind
from bot.domain.kit import (
    OWN_PART,
    Cause,
    Need,
    build_kit,
    must_haves,
    probes_of,
    rank_needs,
)
from bot.domain.kit_words import CONFIRM, must_have, why
from bot.domain.review import Review, ReviewKind
from bot.domain.rubric import Question
from bot.rubric_files.load import load_rubric
from bot.wordlists import topic_rules
from tests.unit.cli_fakes import (
    PROVENANCE,
    make_reading,
    make_requirement,
    make_review,
    make_rubric,
)

RUBRICS = Path(__file__).parents[3] / "rubrics"
QUESTION = Question(ask="What ran?", probes=("Who?",), level_2="a", level_4="b", minutes=5)


def read(**levels: int | None) -> Assessment:
    return Assessment(
        document_sha256="ab" * 32,
        rubric_hash="cd" * 32,
        provenance=PROVENANCE,
        readings=tuple(make_reading(key, level) for key, level in levels.items()),
        patterns=(),
        buzzword_share=None,
    )


def reviewed(criterion: str, level: int | None, **changes: object) -> Review:
    review = Review(
        id=criterion,
        application_id="a",
        criterion=criterion,
        reviewer="U1",
        kind=ReviewKind.CHANGE,
        level=level,
        reason="It says so.",
        made_at=datetime(2026, 11, 24, tzinfo=UTC),
        undone_at=None,
    )
    return replace(review, **changes)  # type: ignore[arg-type]


def ranked(needs: tuple[Need, ...]) -> list[tuple[str, int]]:
    return [(need.criterion, need.points) for need in needs]


def test_needs_stand_in_the_documented_order_with_their_points() -> None:
    rubric = make_rubric("fine", "shown", "named", "used", "gap", "must", "fought", "apart")
    reading = read(fine=4, shown=3, named=1, used=2, gap=None, must=3, fought=4, apart=4)
    second = read(fine=3, shown=2, named=2, used=2, gap=1, must=3, fought=4, apart=2)

    needs = rank_needs(
        rubric,
        replace(reading, second=second),
        reviews=[reviewed("fought", 2), reviewed("fine", 4, kind=ReviewKind.AGREE)],
        musts={"must": ["Python"]},
    )

    # Not evidenced 4; levels 1 and 2 as 4 - level; must-have 3; disputed 3; readings two apart 2.
    # Equal points and weights stand in the rubric's order.
    assert ranked(needs) == [
        ("gap", 4), ("named", 3), ("must", 3), ("fought", 3), ("used", 2), ("apart", 2),
        ("fine", 0), ("shown", 0),
    ]  # fmt: skip


def test_causes_add_up_and_the_heavier_criterion_comes_first_of_equals() -> None:
    rubric = make_rubric("light", "heavy", "both")
    light, heavy, both = rubric.criteria
    rubric = replace(rubric, criteria=(light, replace(heavy, weight=2.0), both))

    needs = rank_needs(
        rubric, read(light=1, heavy=1, both=None), musts={"both": ["Go"]},
        reviews=[reviewed("both", 2)],
    )  # fmt: skip

    # 4 for nothing shown, 3 for the must-have, 3 for the reviewer who holds 2.
    assert ranked(needs) == [("both", 10), ("heavy", 3), ("light", 3)]
    assert needs[0].causes == (Cause.NOT_EVIDENCED, Cause.MUST_HAVE, Cause.DISPUTED)
    assert why(needs[0]) == (
        "The CV shows nothing of it.",
        "Must-have of the job description: “Go”.",
        "A reviewer holds another level than the one that was read.",
    )


def test_a_review_that_was_undone_or_is_of_another_rubric_disputes_nothing() -> None:
    undone = reviewed("craft", 1, undone_at=datetime(2026, 11, 25, tzinfo=UTC))

    (need,) = rank_needs(make_rubric("craft"), read(craft=3), reviews=[undone, reviewed("old", 1)])

    assert (need.points, why(need), must_have(need)) == (0, (CONFIRM,), "")


def test_a_weak_level_says_how_weak_and_a_gap_carries_no_quote() -> None:
    needs = rank_needs(make_rubric("a", "b", "c"), read(a=1, b=2, c=None))

    assert [why(need)[0] for need in needs] == [
        "The CV shows nothing of it.",
        "The CV names it, without a piece of work.",
        "The CV shows it practised, not yet delivered to others.",
    ]
    assert [len(need.evidence) for need in needs] == [0, 1, 1]


def test_must_haves_go_to_the_criteria_whose_lines_hold_them() -> None:
    asked = (
        make_requirement("Python", line=3),
        make_requirement("Go", line=4, kind=RequirementKind.NICE),
        make_requirement("German", line=9),
    )

    # make_review advertises "craft" on lines 3 and 4, "care" on none; line 9 is nobody's.
    assert must_haves(make_review(required=Required(requirements=asked))) == {"craft": ("Python",)}


@pytest.mark.parametrize(
    ("bank", "printed"),
    [
        (("Who used it?",), ("Who used it?", OWN_PART)),
        (("Who used it?", "Why?"), ("Who used it?", OWN_PART)),
        (("Who?", "Why?", "Which part was your own?"), ("Who?", "Which part was your own?")),
        (("Which part was yours?", "Why?", "When?"), ("Which part was yours?", "Why?")),
        (("What did you build yourself?",), ("What did you build yourself?",)),
    ],
)
def test_one_probe_of_two_asks_for_the_own_part(
    bank: tuple[str, ...], printed: tuple[str, ...]
) -> None:
    assert probes_of(replace(QUESTION, probes=bank)) == printed


def test_every_question_of_the_shipped_rubrics_asks_for_the_own_part_in_its_own_words() -> None:
    for name in ("ai_engineer", "llm_engineer"):
        rubric = load_rubric(name, RUBRICS)
        kit = build_kit(
            rubric, rank_needs(rubric, read(**{c.key: None for c in rubric.criteria})),
            topic_rules(),
        )  # fmt: skip
        questions = [q for part in kit.parts for q in part.questions]

        assert len(questions) == sum(len(c.questions) for c in rubric.criteria)
        assert [q.key for q in questions if q.topics or OWN_PART in q.probes] == []


def test_a_question_that_touches_a_topic_says_why_and_what_may_be_asked() -> None:
    rubric = make_rubric("craft")
    (criterion,) = rubric.criteria
    spoiled = replace(QUESTION, probes=("How old are you?", "Which part was yours?"))
    rubric = replace(rubric, criteria=(replace(criterion, questions=(spoiled,)),))

    kit = build_kit(rubric, rank_needs(rubric, read(craft=None)), topic_rules())

    (topic,) = kit.question("craft.1").topics
    assert (topic.key, topic.matched) == ("age", "how old are you")
    assert topic.why.endswith(".")
    assert topic.lawful_form.endswith(".")


def test_a_criterion_without_questions_gets_none() -> None:
    rubric = make_rubric("craft", "care")
    craft, care = rubric.criteria
    rubric = replace(rubric, criteria=(craft, replace(care, questions=())))

    kit = build_kit(rubric, rank_needs(rubric, read(craft=1, care=None)), ())

    assert [(p.need.criterion, len(p.questions)) for p in kit.parts] == [("care", 0), ("craft", 1)]
    assert kit.part("craft").title == "Craft"
