"""What a model says that a job description asks for: only what stands there is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.assessment import Evidence
from bot.domain.blind import Token
from bot.domain.job import Required, Requirement, RequirementKind
from bot.evaluators.jobs.requirements import without_unneeded
from bot.evaluators.llm.evidence import Page
from bot.evaluators.llm.reply import AskedReply


def required(said: Iterable[AskedReply], page: Page) -> Required:
    """Keep what stands in the job description, in its own words and order.

    Lost is what does not stand there, speaks to whoever reads, names a contact, or is said not to
    be needed.
    Of two that share words of a line the longer one stays, and of two with the same words the
    first; what is a must for one of them is a must.

    Args:
        said: By a model.
        page: The job description, of which one word is a quote.

    Source:
        docs/scoring.md#requirements-by-a-model.
    """
    kept: list[_Placed] = []
    lost = 0
    for each in said:
        (quote,) = each.quotes
        held = page.hold((quote,)).found
        if not held or _is_contact(held[0]) or _is_unneeded(held[0], page):
            lost += 1
        else:
            kept.append(_placed(each, held[0], page))
    merged: list[_Placed] = []
    for placed in sorted(kept, key=lambda p: (-len(p.requirement.text), p.place)):
        twin = next((i for i, other in enumerate(merged) if _is_same(placed, other)), None)
        if twin is None:
            merged.append(placed)
        elif placed.requirement.kind is RequirementKind.MUST:
            first = merged[twin].requirement
            requirement = replace(first, kind=RequirementKind.MUST)
            merged[twin] = replace(merged[twin], requirement=requirement)
    in_order = sorted(merged, key=lambda p: p.place)
    return Required(requirements=tuple(p.requirement for p in in_order), lost=lost)


_CONTACT = (Token.NAME, Token.EMAIL, Token.PHONE)
"""What stands in the blind view where a text names somebody, who is no requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A requirement and where it stands."""

    requirement: Requirement
    place: tuple[int, int]
    """Number of the line, and offset of its words in it as a model sees it."""
    end: int
    """Offset where they end."""


def _placed(said: AskedReply, held: Evidence, page: Page) -> _Placed:
    text = page.view.original(held)
    requirement = Requirement(text=text.quote, kind=RequirementKind(said.kind), line=text.line)
    text_here = _text(held, page)
    # "Go" is not to be found in "Good", nor "C" in "C++".
    whole = re.search(rf"(?<!\w){re.escape(held.quote)}(?![\w+#])", text_here)
    at = whole.start() if whole else text_here.find(held.quote)
    return _Placed(requirement=requirement, place=(held.line, at), end=at + len(held.quote))


def _is_same(one: _Placed, longer: _Placed) -> bool:
    if one.requirement.text.casefold() == longer.requirement.text.casefold():
        return True
    (line, at), (other, begin) = one.place, longer.place
    return line == other and begin <= at and one.end <= longer.end


def _is_contact(held: Evidence) -> bool:
    return any(token in held.quote for token in _CONTACT)


def _is_unneeded(held: Evidence, page: Page) -> bool:
    """Whether the text says that this is not needed, such as "no degree required"."""
    return held.quote not in without_unneeded(_text(held, page))


def _text(held: Evidence, page: Page) -> str:
    return " ".join(line.text for line in page.lines(held))
