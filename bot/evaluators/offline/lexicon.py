"""A rubric compiled for finding its indicators in texts of one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.rubric import Indicator, Rubric
from bot.evaluators.data import load_data
from bot.evaluators.terms import TermIndex, Token

_BUZZ = "buzz"


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator found in a statement."""

    criterion: str
    indicator: Indicator
    first: int
    """Index of its first token."""
    last: int

    @property
    def is_specific(self) -> bool:
        """Whether one mention tells of AI work, because other trades do not use the word."""
        return self.indicator.strength == "specific"

    @property
    def is_general(self) -> bool:
        """Whether it tells nothing by itself, because other trades use the word too."""
        return self.indicator.strength == "generic"


@dataclass(frozen=True, slots=True)
class Found:
    """What of a rubric stands in a statement."""

    mentions: tuple[Mention, ...]
    has_buzzword: bool


class Lexicon:
    """Finds the indicators and buzzwords of one rubric."""

    def __init__(self, rubric: Rubric, language: str) -> None:
        self._indicators: dict[str, tuple[str, Indicator]] = {}
        terms: dict[str, Sequence[str]] = {_BUZZ: rubric.buzzwords}
        for criterion in rubric.criteria:
            for indicator in criterion.indicators:
                name = f"{criterion.key}/{indicator.key}"
                self._indicators[name] = criterion.key, indicator
                terms[name] = indicator.terms
        self._index = TermIndex(terms, language)
        self._titles = frozenset(load_data("titles"))

    def find(self, tokens: Sequence[Token]) -> Found:
        """Find indicators, leaving out those that are part of a title ("AI Engineer")."""
        mentions, has_buzzword = [], False
        for hit in self._index.find(tokens):
            if hit.key == _BUZZ:
                has_buzzword = True
            elif not self._is_title(tokens, hit.last):
                criterion, indicator = self._indicators[hit.key]
                mentions.append(Mention(criterion, indicator, hit.first, hit.last))
        return Found(tuple(mentions), has_buzzword)

    def _is_title(self, tokens: Sequence[Token], last: int) -> bool:
        if tokens[last].text.casefold() in self._titles:
            return True
        after = tokens[last + 1 : last + 2]
        return bool(after) and after[0].before != "." and after[0].text.casefold() in self._titles


def lexicon(rubric: Rubric, language: str) -> Lexicon:
    """Return the compiled rubric, built once for each content and language."""
    return _compile(_Keyed(rubric), language)


class _Keyed:
    """A rubric that equals every rubric of the same hash, so that it can key a cache."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.rubric.hash == self.rubric.hash

    def __hash__(self) -> int:
        return hash(self.rubric.hash)


@lru_cache(maxsize=32)  # a few rubrics in a few languages, about 2 MB each
def _compile(keyed: _Keyed, language: str) -> Lexicon:
    return Lexicon(keyed.rubric, language)
