"""What a model said about one criterion, held against the document: only what stands counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.assessment import Evidence, Reading
from bot.domain.blind import BlindView, Token
from bot.domain.document import Document, FindingKind, Line
from bot.evaluators.jobs.claims import claimed_lines, read_claims
from bot.evaluators.llm.reply import QuoteReply, ReadingReply
from bot.evaluators.verify import FEWEST_WORDS, VisibleText

LONGEST_COMPARED = 400
"""Characters of a lost quote beyond which nothing like it is looked for."""
MOST_EVIDENCE = 3
"""Quotes kept for one criterion."""
SAID = 300
"""Characters kept of a rationale, and of what is missing."""
_FINDING = 300
"""Characters that a finding keeps of a line. Source: bot/domain/document.py."""
_NOTES = 20
"""Findings of one kind that a document keeps. Source: bot/documents/reader.py."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_POINTER = re.compile(
    r"""
    \blines?\s\d+ (?:(?:,|\sand|\sor|\sto)*\s\d+)*\b
  | \b(?:levels?|anchors?|meets?|above|below|not)\s[1-4]
    (?:(?:,|\sand|\sor|\sto|\sbut)*(?:\snot)?(?:\slevel)?\s[1-4])*
    \b(?![.,]?\d|\s*%|\s(?!(?:as|is|was|has|needs|asks|requires)\b)\w+s\b)   # not "3 years"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Numbers of lines and levels, which credit nobody with anything."""
_PLEA = re.compile(
    r"(?:\b(?:is|am)\W+(?:an?|the)\W+(?:[\w-]+\W+){0,4}?(?:candidate|applicant)\b"
    r"|\b(?:this|the)\W+(?:candidate|applicant)\W+(?:is|deserves|should|must)\b)"
    r"(?:[^.!?\n]|\n(?=(?-i:[a-z])))*",  # and what follows in the sentence
    re.IGNORECASE,
)
"""Who speaks of a candidate so speaks to those who choose, and says nothing of what was done."""
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = 4
"""Signs of a script without spaces that say as much as a few words."""
_TOKENS = re.compile(
    "|".join([*(re.escape(token) for token in Token), r"^[\w -]*\]", r"\[[\w -]*$"])
)
"""What stands for personal details, also where a quote begins or ends inside of it."""
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\U000e0000-\U000e0fff]+"
)
_NO_REASON = "The reason named figures that the quotes do not hold, and was left out."

Carried = Callable[[Document], Reading]
"""Reads lines by rule: the level and stages that they carry by themselves for one criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Quotes of one criterion, held against the document."""

    found: tuple[Evidence, ...]
    """In the words of the blind view, strongest first, none twice."""
    lost: tuple[QuoteReply, ...]
    """Those that do not stand there, that speak to whoever reads, or that say who it is alone."""


class Page:
    """A document as a model sees it, ready to hold quotes against.

    Args:
        document: What a reader sees.
        view: The same in the blind view.
        fewest: Words that a quote has at least.
        knows_denials: Whether what the document denies or wishes for is no evidence of anything.
    """

    def __init__(
        self,
        document: Document,
        view: BlindView,
        *,
        fewest: int = FEWEST_WORDS,
        knows_denials: bool = False,
    ) -> None:
        self.view = view
        self._fewest = fewest
        self._text = VisibleText.of(view.document)
        self._joined = self._text.text.replace("\n", " ")
        self._claimed = self._joined
        if knows_denials:
            claims = read_claims(view.document)
            self._claimed = " ".join(claimed_lines(view.document.lines, claims))
        self._orders = frozenset(_instruction_lines(document))
        self._pleas = [plea.span() for plea in _PLEA.finditer(self._text.text)]

    def hold(self, quotes: Iterable[QuoteReply]) -> Held:
        """Look up each quote; what speaks to whoever reads is no evidence, nor is who it is."""
        found: dict[Evidence, None] = {}
        lost = []
        for quote in quotes:
            evidence = self._found(quote)
            if evidence is None or not self._is_of_work(evidence):
                lost.append(quote)
            else:
                found[evidence] = None
        return Held(found=tuple(found), lost=tuple(lost))

    def complaint(self, quote: QuoteReply) -> str:
        """Tell a model what is wrong with a quote that was lost, and what stands there instead."""
        said = f"line {quote.line}: {quote.text[:200]!r}"
        if self._found(quote) is not None:
            return f"{said} is denied, personal or an instruction, which is no evidence"
        # Comparing takes time with the square of the length, and a quote has 40 words at most.
        closest = self._text.closest(quote.text) if len(quote.text) <= LONGEST_COMPARED else None
        if closest is None:
            return f"{said} does not stand in the document"
        return f"{said} does not; line {closest.line} says {closest.words!r}"

    def _found(self, quote: QuoteReply) -> Evidence | None:
        return self._text.find(quote.text, near_line=quote.line, fewest=self._fewest)

    def lines(self, evidence: Evidence) -> list[Line]:
        """Return the lines that a quote of the blind view stands in, wherever in them it begins."""
        begin, end = self._span(evidence)
        first, last = (bisect_right(self._text.starts, at) for at in (begin, end - 1))
        return list(self.view.document.lines[first - 1 : last])

    def _span(self, evidence: Evidence) -> tuple[int, int]:
        lines = self.view.document.lines
        first = next(i for i, line in enumerate(lines) if line.number == evidence.line)
        begin = self._joined.find(evidence.quote, self._text.starts[first])
        return begin, begin + len(evidence.quote)

    def _is_of_work(self, evidence: Evidence) -> bool:
        """Whether a quote claims something in words of its own, and none speak to whoever reads.

        Where denials are known, what is denied or wished for is no claim, however much of the
        sentence was quoted.
        """
        begin, end = self._span(evidence)
        if any(first < end and begin < last for first, last in self._pleas):
            return False
        if self._orders & {line.number for line in self.lines(evidence)}:
            return False
        claimed = self._claimed[begin:end] if begin >= 0 else evidence.quote
        return _says_enough(_TOKENS.sub(" ", claimed), self._fewest)


def _says_enough(words: str, fewest: int) -> bool:
    found = _WORD.findall(words)
    is_unspaced = any(len(word) >= _UNSPACED and word.lower() == word.upper() for word in found)
    return len(found) >= fewest or (is_unspaced and bool(found))


def judge(said: ReadingReply, page: Page, carried: Carried) -> Reading:
    """Turn what was said about a criterion into a reading that its quotes carry.

    A level needs a quote that stands in the text. Where a quote was lost, the level is at most
    what the others carry by rule, and at least 1, for they name it.

    Args:
        said: The model's word.
        page: The document.
        carried: Reads the quoted lines by rule.

    Source:
        docs/scoring.md#verified-quotes.
    """
    held = page.hold(said.quotes)
    reason, missing = carried_reason(said.rationale, held.found), _clean(said.missing)
    missing = "" if _has_own_figures(missing, held.found) else missing
    if said.level is None or not held.found:
        why = "none of its quotes stands in the text"
        return Reading(
            key=said.criterion,
            level=None,
            evidence=(),
            stages=(),
            rationale=_lowered(said, None, why, reason),
            missing=missing,
            lost=len(held.lost),
        )
    by_rule = carried(_excerpt(page, held.found))
    level = min(said.level, max(1, by_rule.level or 0)) if held.lost else said.level
    return Reading(
        key=said.criterion,
        level=level,
        evidence=tuple(page.view.original(each) for each in held.found[:MOST_EVIDENCE]),
        stages=by_rule.stages if level > 1 else (),
        rationale=_lowered(said, level, "a quote does not stand in the text", reason),
        missing=missing,
        lost=len(held.lost),
    )


def carried_reason(said: str, found: Sequence[Evidence]) -> str:
    """Return a model's reason as one line; in its place a note where it names other figures.

    Args:
        said: In its words.
        found: The quotes that stand, whose figures it may name.
    """
    reason = _clean(said)
    return _NO_REASON if _has_own_figures(reason, found) else reason


def _lowered(said: ReadingReply, level: int | None, why: str, reason: str) -> str:
    return reason if level == said.level else f"Lowered from {said.level}: {why}. {reason}"


def _excerpt(page: Page, found: Sequence[Evidence]) -> Document:
    """Return the quoted lines alone."""
    quoted = {line.number for evidence in found for line in page.lines(evidence)}
    lines = tuple(line for line in page.view.document.lines if line.number in quoted)
    return replace(page.view.document, lines=lines, findings=())


def _instruction_lines(document: Document) -> Iterable[int]:
    """Yield the lines that were noted, and those on which their sentences go on.

    Where no more notes were kept, nobody knows of the lines below, so that they carry nothing.
    """
    notes = {f.text for f in document.findings if f.kind is FindingKind.INSTRUCTION}
    seen: set[str] = set()
    goes_on = False
    for line in document.lines:
        text = " ".join(line.text.split())
        seen |= notes & {text[:_FINDING]}
        goes_on = goes_on and text[:1].islower()
        if goes_on or text[:_FINDING] in notes or len(seen) >= _NOTES:
            yield line.number
            goes_on = not text.endswith((".", "!", "?"))


def _has_own_figures(said: str, found: Sequence[Evidence]) -> bool:
    """Whether words name a figure that no quote holds: that would be invented credit."""
    quoted = {figure for evidence in found for figure in _FIGURE.findall(evidence.quote)}
    return not set(_FIGURE.findall(_POINTER.sub("", said))) <= quoted


def _clean(said: str) -> str:
    words = " ".join(_UNPRINTABLE.sub(" ", said).split())
    if len(words) <= SAID:
        return words
    return (words[:SAID].rpartition(" ")[0] or words[:SAID]) + " …"
