"""Which criteria stand in which message of an application's thread."""

from __future__ import annotations

from bot.domain.rubric import Rubric

CRITERIA_IN_PART = 3
"""Criteria of one message: what a person takes in at a glance, and Slack's limits allow."""


def parts_of(rubric: Rubric) -> int:
    """Count the messages that hold all criteria."""
    return -(-len(rubric.criteria) // CRITERIA_IN_PART)


def criteria_of_part(rubric: Rubric, part: int) -> tuple[str, ...]:
    """List the keys of the criteria in one message, in the rubric's order.

    Args:
        rubric: The version that the application was read against.
        part: 0-based; beyond the last there are none.
    """
    first = part * CRITERIA_IN_PART
    return tuple(c.key for c in rubric.criteria[first : first + CRITERIA_IN_PART])


def part_of(rubric: Rubric, key: str) -> int:
    """Say in which message a criterion stands, 0-based.

    Raises:
        NotFoundError: The rubric has no such criterion.
    """
    return rubric.criteria.index(rubric.criterion(key)) // CRITERIA_IN_PART
