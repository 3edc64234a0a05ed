"""A brain that reads as told: it quotes lines that hold the rubric's words, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from bot.sandbox.model.filling import Finding, Reader, fill
from bot.sandbox.model.prompts import FENCE, Line, Prompt
from bot.sandbox.model.schemas import choices, lists_of_subjects

WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 6
"""Letters of a word that are compared, so that evaluation and evaluated are one."""
MOST_QUOTES = 2
SHORTEST = 3
"""Words in a line that can be quoted."""
LONGEST = 300
"""Characters of a quote."""
_FUNCTION_WORDS = """
also been both each from have into least level more most only other over part such than that
their them then there they this those through were what when where which while with without
work would years your
"""
COMMON = frozenset(_FUNCTION_WORDS.split())
"""Words that tell nothing about a line."""


def honest(prompt: Prompt) -> str:
    """Answer with genuine quotes, the same each time."""
    return fill(prompt, honest_reader(prompt))


def honest_reader(prompt: Prompt) -> Reader:
    """Return the reader of one document.

    The level is the number of the subject's words in the best line, in steps of the scale; None
    when no line holds one.
    """
    lines = [(line, stems(line.text)) for line in prompt.lines if _is_quotable(line.text)]
    rubric = _rubric(prompt)

    def read(subject: str, scale: list[int]) -> Finding:
        wanted = rubric.of(subject)
        scored = sorted(
            ((len(wanted & words), line) for line, words in lines if wanted & words),
            key=lambda pair: (-pair[0], pair[1].number),
        )[:MOST_QUOTES]
        quotes = tuple(Line(number=line.number, text=_cut(line.text)) for _, line in scored)
        if not scored:
            missing = "A line that says what was done."
            return Finding(level=None, quotes=(), rationale="No line tells.", missing=missing)
        level = scale[min(scored[0][0], len(scale)) - 1]
        where = " and ".join(str(line.number) for line in quotes)
        return Finding(
            level=level,
            quotes=quotes,
            rationale=f"Line {where} names what the anchors ask for.",
            missing="" if level == scale[-1] else "What changed because of it.",
        )

    return read


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that tell something."""
    words = WORD.findall(text.casefold())
    return frozenset(word[:STEM] for word in words if word not in COMMON)


@dataclass(frozen=True, slots=True)
class _Rubric:
    """The words of each subject."""

    words: dict[str, frozenset[str]]
    """Stems by subject."""
    everything: frozenset[str]
    """Stems of all of it."""

    def of(self, subject: str) -> frozenset[str]:
        """Return the stems of a subject; for the document as a whole, all of them."""
        return self.words.get(subject, self.everything)


def _rubric(prompt: Prompt) -> _Rubric:
    opening = FENCE.search(prompt.content)
    before = prompt.content[: opening.start()] if opening else ""
    subjects = [
        str(key)
        for _, item, subject in lists_of_subjects(prompt.schema or {})
        for key in choices(item["properties"][subject])
    ]
    return _read_rubric(f"{prompt.instructions}\n{before}", tuple(subjects))


@lru_cache(maxsize=64)
def _read_rubric(text: str, subjects: tuple[str, ...]) -> _Rubric:
    words = {subject: stems(_section(text, subject, subjects)) for subject in subjects}
    counts = Counter(stem for found in words.values() for stem in found)
    # What half of the subjects ask for tells none of them apart.
    shared = {stem for stem, count in counts.items() if count > max(1, len(subjects) / 2)}
    return _Rubric({key: found - shared for key, found in words.items()}, stems(text))


def _section(text: str, subject: str, subjects: tuple[str, ...]) -> str:
    """The longest text that begins with a subject's name and ends before another's."""
    names = re.compile(
        rf"\b(?:{'|'.join(re.escape(name) for name in sorted(subjects, key=len, reverse=True))})\b"
    )
    found = list(names.finditer(text))
    ends = [*(match.start() for match in found), len(text)]
    sections = [
        text[match.end() : end]
        for match, end in zip(found, ends[1:], strict=True)
        if match[0] == subject
    ]
    return max([*sections, subject.replace("_", " ")], key=len)


def _is_quotable(text: str) -> bool:
    return len(text.split()) >= SHORTEST


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]
