"""A digest says what waits, oldest first, and nothing when there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.digest import (
    MOST_LINES,
    Changes,
    Dispute,
    Facts,
    GroupKind,
    Owed,
    Waiting,
    changes_words,
    digest,
    is_stuck,
    usual_days,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday, 09:00 in Berlin."""
BERLIN = "Europe/Berlin"
QUIET = Facts(changes=Changes(since=NOW))


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def waiting(number: int, days: float) -> Waiting:
    return Waiting(id=f"id {number}", label=f"A-{number}", since=ago(days))


def lines(facts: Facts) -> dict[GroupKind, list[str]]:
    told = digest(facts, NOW, BERLIN)
    assert told is not None
    return {group.kind: [f"{x.person}{x.text}" for x in group.lines] for group in told.groups}


def test_nothing_to_say_is_no_digest() -> None:
    assert digest(QUIET, NOW, BERLIN) is None
    later = Owed(panel_id="p", rater="U1", due_at=ago(-1))
    assert digest(replace(QUIET, owed=(later,)), NOW, BERLIN) is None


def test_news_alone_is_a_digest_without_groups() -> None:
    told = digest(replace(QUIET, changes=Changes(since=ago(1), read=1)), NOW, BERLIN)
    assert told is not None
    assert (told.changed, told.groups) == ("Since yesterday: 1 CV read.", ())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(since=ago(5), read=6, reviewed=4, decided=1), "Since Thursday: 6 CVs read, 4 re"),
        (Changes(since=ago(5), decided=1), "Since Thursday: 1 decided."),
        (Changes(since=ago(6), reviewed=2), "Since Wednesday: 2 reviewed."),
        (Changes(since=ago(7), reviewed=2), "Since 17 Nov: 2 reviewed."),
        (Changes(since=ago(0.1), reviewed=2), "Since 06:36: 2 reviewed."),  # 2.4 hours before 9:00
        (Changes(since=ago(1)), ""),
    ],
)
def test_what_changed_is_said_since_a_day_that_people_know(changes: Changes, words: str) -> None:
    assert changes_words(changes, NOW, BERLIN).startswith(words)
    assert bool(changes_words(changes, NOW, BERLIN)) == bool(words)


def test_each_group_lists_the_oldest_first_and_counts_what_does_not_fit() -> None:
    many = tuple(waiting(n, days) for n, days in enumerate((1, 9, 3, 5, 7, 8, 0.1)))
    told = digest(replace(QUIET, to_review=many), NOW, BERLIN)
    assert told is not None
    (group,) = told.groups
    assert [line.subject_id for line in group.lines] == ["id 1", "id 5", "id 4", "id 3", "id 2"]
    assert (len(group.lines), group.more) == (MOST_LINES, 2)
    assert group.lines[0].text == "A-1 waits for review for 9 days"


def test_groups_stand_in_one_order_and_each_line_is_one_thing() -> None:
    facts = replace(
        QUIET,
        to_review=(waiting(1, 0.1),),
        owed=(Owed(panel_id="p", rater="U1", due_at=ago(0)),),
        ready=(waiting(2, 1),),
        disputes=(
            Dispute(id="id 4", label="A-4", criteria=2, since=ago(1)),
            Dispute(id="id 3", label="A-3", criteria=1, since=ago(2)),
        ),
        in_stage=(waiting(5, 11.5), waiting(6, 5)),
        stays=(2.0, 3.0, 4.0, 3.0, 3.0),  # the median is 3, so stuck from 6 on
    )
    assert lines(facts) == {
        GroupKind.REVIEW: ["A-1 waits for review since today"],
        GroupKind.CARDS: ["U11 scorecard due today"],
        GroupKind.REVEAL: ["A-2 is ready to reveal for 1 day"],
        GroupKind.SETTLE: [
            "A-3: people differ on 1 criterion",
            "A-4: people differ on 2 criteria",
        ],
        GroupKind.STUCK: ["A-5 is undecided for 11 days, usually 3 days"],
    }


def test_scorecards_are_counted_by_person_and_name_no_candidate() -> None:
    due = {"U1": (0.0, 0.2, 2.0), "U2": (5.0,), "U3": (-2.0,), "U4": (0.0,)}
    owed = tuple(
        Owed(panel_id=f"A-{n}", rater=rater, due_at=ago(days))
        for rater, all_days in due.items()
        for n, days in enumerate(all_days)
    )
    assert lines(replace(QUIET, owed=owed)) == {
        GroupKind.CARDS: [
            "U21 scorecard overdue, the oldest by 5 days",
            "U11 scorecard overdue, the oldest by 2 days; 2 scorecards due today",
            "U41 scorecard due today",
        ]
    }
    told = digest(replace(QUIET, owed=owed), NOW, BERLIN)
    assert told is not None
    assert {line.subject_id for group in told.groups for line in group.lines} == {""}


def test_nothing_is_usual_before_five_stays_and_nothing_stuck_before_two_days() -> None:
    assert usual_days((1.0,) * 4) is None
    assert usual_days((1.0, 2.0, 9.0, 2.0, 2.0)) == 2.0
    assert not is_stuck(1.9, 0.1)
    assert is_stuck(2.0, 0.1)
    assert not is_stuck(5.9, 3.0)
    long_ago = replace(QUIET, in_stage=(waiting(1, 99),), stays=(1.0,) * 4)
    assert digest(long_ago, NOW, BERLIN) is None
    quick = replace(QUIET, in_stage=(waiting(1, 2.5),), stays=(0.2,) * 5)
    assert lines(quick) == {
        GroupKind.STUCK: ["A-1 is undecided for 2 days, usually less than a day"]
    }
