"""Rules on the whole: name, weights and interview questions."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rubric_files.draft import Draft
from bot.rubric_files.extend import Clash
from bot.rubric_files.nodes import Where

LARGEST_SHARE = 0.5
"""Largest share of one criterion. Source: above half, it outvotes all the others together."""
MINUTES = range(2, 31)
"""Minutes for one question. Source: an interview of an hour asks at least two."""


def other_name(draft: Draft) -> Iterator[Clash]:
    """Find a name that is not the file's, by which nobody could load it."""
    if draft.name is not None and draft.name != draft.stem:
        yield Clash(
            where=("name",),
            what=f"The rubric is named {draft.name!r}, but its file {draft.stem!r}.",
            fix="Make them the same; people type the name of the file.",
        )


def heavy_criterion(draft: Draft) -> Iterator[Clash]:
    """Find a criterion that outvotes all others together."""
    if draft.rubric is None:  # shares of a part say nothing about the whole
        return
    weights = {c.key: c.weight for c in draft.rubric.criteria}
    own: dict[str, Where] = {part.key: (*where, "weight") for where, part in draft.criteria}
    for key, weight in weights.items():
        share = weight / sum(weights.values())
        if share > LARGEST_SHARE:
            yield Clash(
                where=own.get(key, ("weights", key)),
                what=f"{key!r} carries {share:.0%} of the weight, more than all others together.",
                fix="Lower its weight, or add criteria.",
            )


def questions(draft: Draft) -> Iterator[Clash]:
    """Find criteria that cannot be asked about, and questions that cannot be followed up."""
    for where, part in draft.criteria:
        if not part.questions:
            yield Clash(
                where=where,
                what=f"{part.key!r} has no interview question.",
                fix="Add one to `questions`, about something the person did.",
            )
        for j, question in enumerate(part.questions):
            place = (*where, "questions", j)
            name = f"Question {j + 1} of {part.key!r}"
            if not question.probes:
                yield Clash(
                    where=place,
                    what=f"{name} has no probes.",
                    fix='Add follow-ups, such as "What was your own part?"',
                )
            if question.minutes not in MINUTES:
                yield Clash(
                    where=(*place, "minutes"),
                    what=f"{name} takes {question.minutes} minutes.",
                    fix=f"Plan {MINUTES[0]} to {MINUTES[-1]}.",
                )
