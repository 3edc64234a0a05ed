"""The policy: every action x role x relation has an expected cell, and all of them are walked."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.policy import RULES, Action, Relation, Role, Standing, decide
from tests.tools.policy_table import PAGE, RELATIONS, load, page, standing

ROWS = load()
CELLS = [(action, role, relation) for action in ROWS for role, relation in ROWS[action].cells]
ALLOWING = [relation for relation in Relation if relation is not Relation.CANDIDATE]


def test_every_cell_is_expected_once_and_the_policy_has_a_rule_for_every_action() -> None:
    # 22 actions x 3 roles x (alone + 5 relations)
    assert set(ROWS) == set(Action) == set(RULES)
    assert len(set(CELLS)) == len(CELLS) == 22 * 3 * 6


@pytest.mark.parametrize(("action", "role", "relation"), CELLS)
def test_a_cell_of_the_table(action: Action, role: Role, relation: Relation | None) -> None:
    verdict = decide(action, standing(role, relation))
    assert verdict.is_allowed is ROWS[action].cells[role, relation]
    assert bool(verdict.who_can_help) is not verdict.is_allowed


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_several_relations_allow_what_any_of_them_allows(action: Action, role: Role) -> None:
    for size in range(2, len(ALLOWING) + 1):
        for some in itertools.combinations(ALLOWING, size):
            may = any(ROWS[action].cells[role, relation] for relation in some)
            who = Standing(role=role, relations=frozenset(some))
            assert decide(action, who).is_allowed is may


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_the_candidate_concerned_may_do_nothing_whatever_else_they_are(
    action: Action, role: Role
) -> None:
    for size in range(len(ALLOWING) + 1):
        for some in itertools.combinations(ALLOWING, size):
            who = Standing(role=role, relations=frozenset({Relation.CANDIDATE, *some}))
            assert not decide(action, who).is_allowed


@pytest.mark.parametrize("action", Action)
def test_an_outsider_may_do_nothing_whatever_they_are_to_it(action: Action) -> None:
    for size in range(len(Relation) + 1):
        for relations in itertools.combinations(Relation, size):
            who = Standing(role=Role.OUTSIDER, relations=frozenset(relations))
            assert not decide(action, who).is_allowed


def test_the_page_says_what_the_policy_decides() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(ROWS), "run: python -m tests.tools.policy_table"


def test_an_action_without_a_rule_is_refused_to_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(RULES, Action.HELP)
    for role, relation in itertools.product(Role, RELATIONS):
        verdict = decide(Action.HELP, standing(role, relation))
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
        (Action.RATE, "somebody who rates in the panel"),
        (Action.REVEAL_EARLY, "the hiring manager of the requisition"),
        (Action.HOME, "a recruiter or a member of the workspace"),
    ],
)
def test_a_refusal_says_who_can_help(action: Action, help_from: str) -> None:
    assert decide(action, Standing(role=Role.OUTSIDER)).who_can_help == help_from
