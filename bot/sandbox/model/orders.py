"""What a document orders a model to do, for the brain that does it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.model.prompts import Line

TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
"""Invisible characters that models read as the ASCII they stand for."""
_CASE = re.IGNORECASE
_MODEL = (
    r"(?:(?:ai|automated|screening|scoring|ranking|hiring)\s+"
    r"(?:model|reviewer|assistant|system|agent|screener|tool|bot)|ai|llm|gpt|chat ?gpt|"
    r"language model)\b"
)
_PRAISED = (
    r"(?:perfect|ideal|best|top|excellent|exception\w*|outstanding|strong\w*|highly|well|"
    r"deserves?|hired?|advance\w*|selected)"
)
_NOTE = r"(?:note|notice|instructions?|message|attention|important|hint)"
_GRADE = r"(?:rate|score|grade|rank|mark|give|assign|award|set|bewerte)"
_WORTH = rf"(?:\d|highest|maxim\w*|full|höchst\w*|{_PRAISED})"
_ANY = r"(?:the|any|all|every)"
_COLON = r"(?=[^.!?\n]{0,12}:)"
_ANSWER = r"(?:answer|response|reply|output|message|reading|evaluation|assessment)"
_PERSON = r"(?:candidate|applicant)"
_NEAR = r"[^.!?]{0,60}?"
_RULES = r"(?:instruct\w*|rubrics?|criteria|above|previous)"
_RULES_ABROAD = (
    r"(?:consignes|règles|instrucciones|reglas|istruzioni|regole|instruções|regras|instructions)"
)
_GRADED = (
    r"(?:criteri\w+|candidate|applicant|cv|r[eé]sum[eé]|profile|me|everything|levels?|"
    r"kriteri\w+|bewerber\w*)"
)
SWAYS = tuple(
    re.compile(pattern, _CASE)
    for pattern in (
        # "ignore all previous instructions", also in other languages
        rf"\b(?:ignor(?:e|ing)|disregard|forget|override|bypass|skip)\b{_NEAR}\b{_RULES}\b",
        rf"\b(?:ignore|disregard|forget)\b{_NEAR}\b(?:prompts?|rules?|guidelines?|everything)\b",
        rf"\bignorier\w*\b{_NEAR}\b(?:anweisung\w*|vorgaben|regeln|kriterien)",
        rf"\b(?:ignor\w*|oublie\w*|olvida|dimentica)\b{_NEAR}\b{_RULES_ABROAD}\b",
        r"忽略.{0,8}(?:指令|指示|规则|要求)|игнорируй\w*[^.!?]{0,60}?(?:инструкц|правил)",
        # "rate every criterion 4", "rank this candidate as the best"
        rf"\b(?!grade\s+level){_GRADE}\s+(?:\w+\s+){{0,3}}?{_GRADED}\b[^.!?]{{0,40}}?{_WORTH}",
        # "note to the AI reviewer" before a colon, "if you are an LLM"
        rf"\b{_NOTE}\b[^.!?]{{0,30}}?\b(?:to|for)\s+(?:{_ANY}\s+)?{_MODEL}{_COLON}",
        rf"\bif you(?: are|'re)\s+(?:an?|the)\s+(?:\w+\s+)?{_MODEL}",
        # "this candidate is a perfect match"
        rf"\bthis {_PERSON}\s+(?:is|deserves|should|must)\b[^.!?]{{0,40}}?{_PRAISED}",
        rf"\bthis is (?:an?|the)\s+{_PRAISED}\s+(?:\w+\s+){{0,2}}?{_PERSON}\b",
    )
)
"""Orders about levels, and praise that passes for one."""
CLAIMS = re.compile(
    r"\b(?:add|include|list|mention|insert|append|quote)\s+(?:that\s+)?(?:the\s+)?"
    r"(?:(?:skills?|keywords?|words?|experience)\s+)?(?!an?\b)[\"“']?(?P<claim>[^.!?]{2,120}?)[\"”']?\s+"
    r"(?:to|in|into|as|among)\s+(?:(?:your|the|every|each)\s+(?:quotes?|evidence)|"
    rf"your\s+(?:skills?|{_ANSWER})\b)",
    _CASE,
)
"""Orders to credit something: "add the skill Kubernetes to your quotes"."""
REPLIES = re.compile(
    r"\b(?:reply|respond|return|output|say|answer|write)\b[^.!?\"“]{0,20}"
    r"[\"“](?P<said>[^\"”]{2,200})"
    r"|\b(?:reply|respond|say|conclude)\s+that\s+(?P<that>[^.!?]{5,160})"
    r"|\b(?P<order>[^.!?\n]{0,80}\byour\s+(?:\w+\s+)?" + _ANSWER + r"\b[^.!?\n]{0,120})",
    _CASE,
)
"""Orders to say something, or to answer in some way."""
LEVEL = re.compile(
    rf"\b(?:level|{_GRADE})\b[^.!?]{{0,60}}?"
    r"\b(?P<level>\d{1,3})\b(?:\s*(?:out\s+of|of|von|/)\s*(?P<top>\d{1,3}))?",
    _CASE,
)
LOW = re.compile(r"\b(?:lowest|minimum|worst|reject)\b", _CASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Everything that a document orders."""

    lines: tuple[Line, ...] = ()
    """Where."""
    is_swayed: bool = False
    """True when levels are ordered, or the real instructions are to be dropped."""
    level: int | None = None
    """The level that was ordered; None is the best there is."""
    top: int | None = None
    """Of how many, when the order says so."""
    is_low: bool = False
    """True when the worst is ordered."""
    claims: tuple[Line, ...] = ()
    """What is to be credited, with the line that says so."""
    sayings: tuple[str, ...] = ()
    """What is to be said."""

    def pick(self, scale: list[int]) -> int:
        """Return the level of a scale, ascending, that the order means."""
        if self.is_low:
            return scale[0]
        if self.level is None:
            return scale[-1]
        if self.top and self.top >= self.level:
            return scale[max(0, round(self.level / self.top * len(scale)) - 1)]
        return max(scale[0], min(scale[-1], self.level))


def orders_in(lines: Iterable[Line]) -> Orders:
    """Find the orders in the lines of a document, also those that run over several lines."""
    page = _Page(tuple(lines))
    sways = [match for pattern in SWAYS for match in pattern.finditer(page.text)]
    claims = list(CLAIMS.finditer(page.text))
    replies = list(REPLIES.finditer(page.text))
    after = page.text[min((match.start() for match in sways), default=len(page.text)) :]
    level = LEVEL.search(after)
    return Orders(
        lines=page.lines_of([*sways, *claims, *replies]),
        is_swayed=bool(sways),
        level=int(level["level"]) if level else None,
        top=int(level["top"]) if level and level["top"] else None,
        is_low=level is None and LOW.search(after) is not None,
        claims=tuple(
            Line(number=page.line_at(match.start()).number, text=match["claim"].strip())
            for match in claims
        ),
        sayings=tuple(
            " ".join((match["said"] or match["that"] or match["order"]).split())
            for match in replies
        ),
    )


class _Page:
    """A document as one text in which each place knows its line.

    Args:
        lines: Its lines.
    """

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        self._starts: list[int] = []
        folded = []
        length = 0
        for line in lines:
            self._starts.append(length)
            folded.append(_folded(line.text))
            length += len(folded[-1]) + 1
        self.text = "\n".join(folded)

    def line_at(self, offset: int) -> Line:
        """Return the line at an offset of the text."""
        return self._lines[bisect_right(self._starts, offset) - 1]

    def lines_of(self, matches: Iterable[re.Match[str]]) -> tuple[Line, ...]:
        """Return the lines that matches stand in, each once, from the top."""
        found: set[int] = set()
        for match in matches:
            first = bisect_right(self._starts, match.start()) - 1
            found.update(range(first, bisect_right(self._starts, match.end() - 1)))
        return tuple(self._lines[index] for index in sorted(found))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(TAGS))
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")
