"""Writes docs/policy.md from bot/domain/policy.py: `python -m tests.tools.policy_table`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.policy import Action, Relation, Role, Standing, decide

_ROOT = Path(__file__).resolve().parents[2]
PAGE = _ROOT / "docs" / "policy.md"
EXPECTED = _ROOT / "tests" / "policy.yml"
_HEAD = Path(__file__).with_name("policy_head.md")

RELATIONS: tuple[Relation | None, ...] = (None, *Relation)
"""The columns: nothing else to the thing at hand, then each relation."""
_MARKS = {"x": True, ".": False}

Cell = tuple[Action, Role, Relation | None]
"""One question to the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What tests/policy.yml says of one action."""

    does: str
    """What a person does with it."""
    why: str
    cells: dict[tuple[Role, Relation | None], bool]
    """Whether somebody may, by what they are."""


def load() -> dict[Action, Row]:
    """Read the expected cells, which were written by hand.

    Raises:
        ValueError: An action or a mark is unknown, or a row lacks a field or a cell.
    """
    raw = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    return {Action(name): _row(name, given) for name, given in raw.items()}


def _row(name: str, given: dict[str, str]) -> Row:
    if set(given) != {"does", "why", *(role.value for role in Role)}:
        raise ValueError(f"{name}: other fields than a row has")
    cells: dict[tuple[Role, Relation | None], bool] = {}
    for role in Role:
        marks = given[role.value].split()
        if len(marks) != len(RELATIONS) or not set(marks) <= set(_MARKS):
            raise ValueError(f"{name}: {role.value} needs {len(RELATIONS)} marks")
        for relation, mark in zip(RELATIONS, marks, strict=True):
            cells[role, relation] = _MARKS[mark]
    return Row(does=given["does"], why=given["why"], cells=cells)


def standing(role: Role, relation: Relation | None) -> Standing:
    """Say who asks, in the words of the policy."""
    return Standing(role=role, relations=frozenset({relation} if relation else ()))


def page(rows: dict[Action, Row]) -> str:
    """Return the page: what the policy decides for each cell, beside why the row is as it is."""
    head = _HEAD.read_text(encoding="utf-8")
    counts = {"ACTIONS": len(Action), "CELLS": len(Action) * len(Role) * len(RELATIONS)}
    for name, number in counts.items():
        head = head.replace(f"{{{name}}}", str(number))
    return "\n".join([head.rstrip(), *_tables(), *_reasons(rows), ""])


def _tables() -> Iterator[str]:
    titles = [relation.value.replace("_", " ") if relation else "alone" for relation in RELATIONS]
    for role in Role:
        yield f"\n## {role.value.capitalize()}\n\n{_ROLES[role]}\n"
        yield f"| action | {' | '.join(titles)} |"
        yield "|---" * (len(titles) + 1) + "|"
        for action in Action:
            answers = [decide(action, standing(role, one)).is_allowed for one in RELATIONS]
            cells = " | ".join("may" if answer else "no" for answer in answers)
            yield f"| `{action.value}` | {cells} |"


_ROLES = {
    Role.RECRUITER: "Named in `PLUMBLINE_RECRUITERS`, by id or by a user group.",
    Role.MEMBER: "A full member of the workspace who is no recruiter.",
    Role.OUTSIDER: "A guest, a stranger, a bot, a deactivated or unknown account.",
}


def _reasons(rows: dict[Action, Row]) -> Iterator[str]:
    yield "\n## Why\n"
    yield "| action | what a person does | why the row is as it is | a refusal says: ask … |"
    yield "|---|---|---|---|"
    for action in Action:
        row = rows[action]
        help_from = decide(action, Standing(role=Role.OUTSIDER)).who_can_help
        yield f"| `{action.value}` | {row.does} | {row.why} | {help_from} |"


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
