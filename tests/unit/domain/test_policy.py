"""The policy: every role x relation x action has an expected cell, and all of them are walked."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.policy import RULES, Action, Relation, Role, Standing, decide

# One row an action; a column is what somebody is: a recruiter or a member of the workspace,
# alone or with one relation to the thing: hiring manager, in the channel, author. "x" may.
COLUMNS = ("R", "R+hm", "R+ch", "R+au", "M", "M+hm", "M+ch", "M+au")
TABLE = """
                   R  R+hm R+ch R+au  M  M+hm M+ch M+au
    help             x  x    x    x    x  x    x    x
    home             x  x    x    x    x  x    x    x
    see_rubric       x  x    x    x    x  x    x    x
    open_requisition x  x    x    x    .  .    .    .
    edit_requisition x  x    x    x    .  x    .    .
    review_job       x  x    x    x    .  x    .    .
    add_candidate    x  x    x    x    .  x    .    .
    stop_reading     x  x    x    x    .  x    .    x
    read_again       x  x    x    x    .  x    .    x
    see_status       x  x    x    x    .  x    x    .
    see_application  x  x    x    x    .  x    x    .
    see_name         x  x    x    x    .  x    .    .
    review_level     x  x    x    x    .  x    x    .
    undo_review      .  .    .    x    .  .    .    x
    read_by_person   x  x    x    x    .  x    x    .
    decide           x  x    x    x    .  x    .    .
    forget           x  x    x    x    .  .    .    .
"""
ROLES = {"R": Role.RECRUITER, "M": Role.MEMBER}
RELATIONS = {
    "hm": Relation.HIRING_MANAGER,
    "ch": Relation.IN_CHANNEL,
    "au": Relation.AUTHOR,
}


def expected() -> dict[tuple[Action, str], bool]:
    header, *rows = TABLE.strip().splitlines()
    assert tuple(header.split()) == COLUMNS
    cells: dict[tuple[Action, str], bool] = {}
    for row in rows:
        action, *marks = row.split()
        assert len(marks) == len(COLUMNS), action
        cells |= {
            (Action(action), column): mark == "x"
            for column, mark in zip(COLUMNS, marks, strict=True)
        }
    return cells


EXPECTED = expected()


def standing(column: str, *more: Relation) -> Standing:
    role, _, relation = column.partition("+")
    own = {RELATIONS[relation]} if relation else set()
    return Standing(role=ROLES[role], relations=frozenset(own | set(more)))


def test_the_table_has_a_cell_for_every_action_and_the_policy_a_rule() -> None:
    # 17 actions x 8 columns
    assert {action for action, _ in EXPECTED} == set(Action) == set(RULES)
    assert len(EXPECTED) == 17 * 8


@pytest.mark.parametrize(("action", "column"), EXPECTED)
def test_a_cell_of_the_table(action: Action, column: str) -> None:
    verdict = decide(action, standing(column))
    assert verdict.is_allowed is EXPECTED[action, column]
    assert bool(verdict.who_can_help) is not verdict.is_allowed


@pytest.mark.parametrize(("action", "column"), EXPECTED)
def test_the_candidate_concerned_may_do_nothing(action: Action, column: str) -> None:
    assert not decide(action, standing(column, Relation.CANDIDATE)).is_allowed


@pytest.mark.parametrize("action", Action)
def test_an_outsider_may_do_nothing_whatever_they_are_to_it(action: Action) -> None:
    for size in range(len(Relation) + 1):
        for relations in itertools.combinations(Relation, size):
            who = Standing(role=Role.OUTSIDER, relations=frozenset(relations))
            assert not decide(action, who).is_allowed


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ROLES)
def test_several_relations_allow_what_any_of_them_allows(action: Action, role: str) -> None:
    for size in range(2, len(RELATIONS) + 1):
        for names in itertools.combinations(RELATIONS, size):
            who = Standing(role=ROLES[role], relations=frozenset(RELATIONS[n] for n in names))
            may = any(EXPECTED[action, f"{role}+{name}"] for name in names)
            assert decide(action, who).is_allowed is may


def test_an_action_without_a_rule_is_refused_to_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(RULES, Action.HELP)
    for column in COLUMNS:
        verdict = decide(Action.HELP, standing(column))
        assert not verdict.is_allowed
        assert verdict.who_can_help == "whoever runs Plumbline in your workspace"


@pytest.mark.parametrize(
    ("action", "help_from"),
    [
        (Action.FORGET, "a recruiter"),
        (Action.DECIDE, "a recruiter or the hiring manager of the requisition"),
        (
            Action.REVIEW_LEVEL,
            "a recruiter, the hiring manager of the requisition or somebody in its review channel",
        ),
        (Action.UNDO_REVIEW, "the person who did it"),
        (Action.HOME, "a recruiter or a member of the workspace"),
    ],
)
def test_a_refusal_says_who_can_help(action: Action, help_from: str) -> None:
    assert decide(action, Standing(role=Role.OUTSIDER)).who_can_help == help_from
