"""Which criteria of a rubric a sentence is about, by the terms and the words of the criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from bot.domain.rubric import Criterion, Rubric
from bot.evaluators.data import load_data
from bot.evaluators.terms import TermIndex, Token, tokenize

ABOUT = 0.6
"""Share of a sentence's words, by how telling they are, from which it is about a criterion that
also says them. Our own bound: below it, "good communication" was taken for work on models."""
FEWEST = 2
"""Fewest telling words that a sentence must share with a criterion, unless it has but one. Our own
bound: one common word of several says nothing."""
HEADLINE = 4
"""How often the words of title and question count, which say what the criterion is.
Our own bound; it only orders criteria that are above ``ABOUT``."""
_SHORTEST = 3
"""Shorter words tell nothing, in characters."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the criteria of a rubric speak of."""

    terms: TermIndex
    words: Mapping[str, Counter[str]]
    """By criterion key, the stems of all it says, with how often."""
    weights: Mapping[str, float]
    """How telling a stem is: the fewer criteria say it, the more."""
    unknown: float
    """The same for a stem that no criterion says."""
    language: str

    def of(self, text: str) -> frozenset[str]:
        """Return the keys of the criteria that a text is about; none for most texts.

        A criterion is meant when one of its indicators is named. Where none is, the criteria that
        say at least ``ABOUT`` of what the text says are compared, and the one meant is the one
        that says those words most often.
        """
        tokens = tokenize(text, self.language)
        named = frozenset(hit.key for hit in self.terms.find(tokens))
        return named or self._closest(frozenset(_stems(tokens)))

    def _closest(self, stems: frozenset[str]) -> frozenset[str]:
        full = sum(self.weights.get(stem, self.unknown) for stem in stems)
        fits: dict[str, float] = {}
        for key, words in self.words.items():
            shared = sorted(stems & words.keys())
            about = sum(self.weights[stem] for stem in shared)
            if shared and len(shared) >= min(FEWEST, len(stems)) and about >= ABOUT * full:
                fits[key] = sum(self._share(stem, key) * self.weights[stem] for stem in shared)
        best = max(fits.values(), default=0.0)
        return frozenset(key for key, value in fits.items() if value == best)

    def _share(self, stem: str, key: str) -> float:
        return self.words[key][stem] / sum(words[stem] for words in self.words.values())


def subjects_of(rubric: Rubric, language: str) -> Subjects:
    """Collect what each criterion speaks of.

    Args:
        rubric: Title, question, anchors, interview questions and indicator terms are read.
        language: ISO 639-1 code of the texts to compare; stems follow it.
    """
    terms = {c.key: [t for i in c.indicators for t in i.terms] for c in rubric.criteria}
    words = {
        c.key: Counter(s for text in _texts(c) for s in _stems(tokenize(text, language)))
        for c in rubric.criteria
    }
    said = {stem for stems in words.values() for stem in stems}
    size = len(words)
    weights = {
        stem: log(1 + size / sum(stem in stems for stems in words.values())) for stem in said
    }
    return Subjects(TermIndex(terms, language), words, weights, log(1 + size), language)


def _texts(criterion: Criterion) -> Iterator[str]:
    yield from (criterion.title, criterion.question) * HEADLINE
    yield from criterion.anchors
    for question in criterion.questions:
        yield from (question.ask, *question.probes, question.level_2, question.level_4)
    for indicator in criterion.indicators:
        yield from indicator.terms


def _stems(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the stems of telling words; "LLMs", which no stemmer knows, as "llm"."""
    for token in tokens:
        if len(token.text) >= _SHORTEST and token.text.casefold() not in _general():
            yield token.stem.removesuffix("s")


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    words = load_data("matching")["general"] + load_data("requirements")["joining"]
    return frozenset(str(word).casefold() for word in words)
