"""What a model says about one requirement, held against the CV: met needs words that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.domain.assessment import Evidence
from bot.domain.document import Document
from bot.domain.job import Requirement
from bot.evaluators.jobs.claims import claimed_lines, read_claims
from bot.evaluators.jobs.matching import QUOTES, Counted, key_terms, named_terms
from bot.evaluators.llm.evidence import Page, carried_reason
from bot.evaluators.llm.reply import MetReply

UNCLEAR_CREDIT = 0.5
"""Most credit of a requirement that a model leaves unclear. Source: docs/scoring.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a requirement is met, with what shows it."""

    is_met: bool | None
    evidence: tuple[Evidence, ...]
    """In the CV's own words."""
    rationale: str
    lost: int
    """Quotes that do not stand there, speak to whoever reads, or deny what they name."""


class Denied:
    """What a CV denies or wishes for: "never used Java".

    Args:
        document: In the blind view.
    """

    def __init__(self, document: Document) -> None:
        texts = [line.text for line in document.lines]
        claims = claimed_lines(document.lines, read_claims(document))
        self._text, self._claimed = " ".join(texts), " ".join(claims)
        starts = accumulate((len(text) + 1 for text in texts), initial=0)
        self._starts = dict(zip((line.number for line in document.lines), starts, strict=False))

    def holds(self, evidence: Evidence, requirement: Requirement) -> bool:
        """Whether a quote says of what is asked only that it is not so.

        Args:
            evidence: A quote that stands in the document.
            requirement: What it is to show.
        """
        at = self._text.find(evidence.quote, self._starts[evidence.line])
        claimed = self._claimed[at : at + len(evidence.quote)]
        terms = key_terms(requirement.text)
        is_named = bool(named_terms(evidence.quote, terms))
        return not claimed.strip() or (is_named and not named_terms(claimed, terms))


def decide(said: MetReply, requirement: Requirement, page: Page, denied: Denied) -> Verdict:
    """Turn what was said about a requirement into what its quotes carry.

    Met needs a quote that stands in the text, and none that does not: otherwise it is unclear.
    "Not met" needs none, and shows none.

    Args:
        said: The model's word.
        requirement: What is asked.
        page: The CV.
        denied: What the CV denies.

    Source:
        docs/scoring.md#match-by-a-model.
    """
    held = page.hold(said.quotes)
    found = tuple(each for each in held.found if not denied.holds(each, requirement))
    lost = len(held.lost) + len(held.found) - len(found)
    is_met = None if said.met and (lost or not found) else said.met
    reason = carried_reason(said.rationale, found)
    return Verdict(
        is_met=is_met,
        evidence=()
        if said.met is False
        else tuple(page.view.original(each) for each in found[:QUOTES]),
        rationale=f"Unclear: a quote is no evidence. {reason}" if is_met != said.met else reason,
        lost=lost,
    )


def strongest(verdicts: Sequence[Verdict]) -> Verdict:
    """Put together what the parts of a long CV show: met in one of them is met."""
    order = (False, None, True)
    best = max(verdicts, key=lambda verdict: order.index(verdict.is_met))
    return replace(best, lost=sum(verdict.lost for verdict in verdicts))


def counted(verdict: Verdict, rule: Counted) -> Counted:
    """Give a verdict the weight of its requirement, and its credit.

    What is met counts in full and what is not counts nothing. What is unclear counts as the words
    do by rule, at most ``UNCLEAR_CREDIT``, so that no invented quote adds to it.

    Args:
        verdict: By a model.
        rule: The same requirement by rule.
    """
    credit = min(UNCLEAR_CREDIT, rule.credit) if verdict.is_met is None else float(verdict.is_met)
    reading = replace(
        rule.reading,
        is_met=verdict.is_met,
        evidence=verdict.evidence,
        rationale=verdict.rationale,
        lost=verdict.lost,
        differs={verdict.is_met, rule.reading.is_met} == {True, False},
    )
    return replace(rule, reading=reading, credit=credit)
