"""What a statement says of a piece of work: who did it, for whom, with what result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.evaluators.data import load_data
from bot.evaluators.offline.statements import Statement
from bot.evaluators.terms import Hit, TermIndex, Token, stem

_LISTS = ("verbs", "reliance", "claims")
_LIST_SHARE = 0.2
"""Separators per word from which a statement without a verb of its own is a list.
Source: docs/scoring.md#levels."""
_PROSE_WORDS = 7
"""Fewest words of a described piece of work when no known verb stands in it.
Source: docs/scoring.md#levels."""
_BINDING_WORDS = 2
"""Fewest articles and prepositions in such a piece. Source: docs/scoring.md#levels."""
_SHORT_WORDS = 4
"""A statement of so few words without a verb is an item of a list."""
_TELLS_LITTLE = frozenset({"study", "summary", "listed"})
"""Sections whose sentences name a subject or a wish more often than a piece of work."""
_SEPARATORS = re.compile(r"[,;|/•·]")
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*(k|m|bn|x|ms|s|gb|tb|h)?$", re.IGNORECASE)
_MONEY = re.compile(r"[$€£]\s?$|\b(?:EUR|USD|GBP|CHF)\s$")
_AFTER_NUMBER = re.compile(r"^\s?(?:%|€|\+?\s?%)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What one statement's wording says."""

    own: str
    """The verb, as it stands there, for a part of the person's own; "" without one."""
    is_described: bool
    """Whether it tells of something done, by whomever."""
    is_supporting: bool
    """Whether a part beside others leads it."""
    is_list: bool
    is_claim: bool
    """Whether it says that the person knows or wants something."""
    is_practice: bool
    is_study: bool
    is_not_stated: bool
    """Whether it asks, speaks to a reader or a program, or says what somebody looks for."""
    denied_from: int | None
    """Index of the token from which things are denied or wished for."""
    people: str
    """The words that say somebody else used it; "" without."""
    production: str
    """The words that say it was run for them; "" without."""
    outcome: str
    """The number or words that are an outcome; "" without."""
    refers_back: bool
    """Whether it goes on about the work of the statement before it."""


@cache
def _languages(language: str) -> tuple[str, ...]:
    known = load_data("verbs")
    return ("en", language) if language in known and language != "en" else ("en",)


@cache
def _index(language: str) -> TermIndex:
    terms: dict[str, list[str]] = {}
    for name in _LISTS:
        for code in _languages(language):
            for key, phrases in load_data(name)[code].items():
                terms.setdefault(key, []).extend(phrases)
    for code in _languages(language):
        terms.setdefault("settled", []).extend(load_data("outcomes")[code]["settled"])
    return TermIndex(terms, language="")


@cache
def _words(language: str, key: str) -> frozenset[str]:
    lists = (load_data("outcomes")[code][key] for code in _languages(language))
    return frozenset(stem(word, "") for words in lists for word in words)


def read_cues(statement: Statement, language: str) -> Cues:
    """Read the wording of one statement.

    Args:
        statement: What to read.
        language: ISO 639-1 code; English lists are always used beside it.

    Source:
        docs/scoring.md#levels; the word lists are in bot/evaluators/data.
    """
    tokens = [Token(t.text, stem(t.text, ""), t.start, t.end, t.before) for t in statement.tokens]
    hits: dict[str, list[Hit]] = {}
    for hit in _index(language).find(tokens):
        hits.setdefault(hit.key, []).append(hit)
    own, weak = _own_part(tokens, hits), _first(hits, "weak")
    is_supporting = weak is not None and (own is None or weak <= own)
    is_list = _is_list(statement, hits, own)
    has_verb = own is not None or weak is not None or "own" in hits
    claimed = _first(hits, "claimed")
    return Cues(
        own="" if own is None else tokens[own].text,
        is_described=not is_list and (has_verb or _is_prose(statement, hits)),
        is_supporting=is_supporting,
        is_list=is_list,
        is_claim=claimed is not None and (own is None or claimed < own),
        is_practice="practice" in hits,
        is_study="study" in hits or statement.context == "study",
        is_not_stated="not_stated" in hits or statement.text.endswith("?"),
        denied_from=_first(hits, "denied"),
        people=_reliance(statement, hits, "people"),
        production=_reliance(statement, hits, "production"),
        outcome=_outcome(statement, tokens, hits, language),
        refers_back=_first(hits, "refers") == 0,
    )


def _first(hits: Mapping[str, Sequence[Hit]], key: str) -> int | None:
    return hits[key][0].first if key in hits else None


def _own_part(tokens: Sequence[Token], hits: Mapping[str, Sequence[Hit]]) -> int | None:
    """Return the index of the first verb for something that the person did, or None."""
    kinds = {
        (hit.first, kind)
        for kind in ("self", "shared", "passive", "attributive")
        for hit in hits.get(kind, ())
    }
    for hit in hits.get("own", ()):
        if not _is_somebody_elses(tokens, hit.first, kinds):
            return hit.first
    starts = _first(hits, "first") == 0 and _first(hits, "refers") != 0
    is_label = len(tokens) > 1 and tokens[1].before == "."
    return 0 if starts and len(tokens) > 2 and not is_label else None


def _is_somebody_elses(tokens: Sequence[Token], at: int, kinds: set[tuple[int, str]]) -> bool:
    for back in (1, 2):
        place = at - back
        if place < 0 or tokens[place + 1].before == "." or (place, "self") in kinds:
            return False
        if (place, "shared") in kinds or (place, "passive") in kinds:
            return True
        if back == 1 and (place, "attributive") in kinds:
            return True
    return False


def _is_list(statement: Statement, hits: Mapping[str, Sequence[Hit]], own: int | None) -> bool:
    tokens = statement.tokens
    if statement.context == "listed" and (own is None or len(tokens) <= _SHORT_WORDS):
        return True
    label = next((h for h in hits.get("labels", ()) if h.first <= 1), None)
    if label:
        after = statement.text[tokens[label.last].end :].lstrip()
        if after.startswith((":", "-", "\u2013")) or (not after and len(tokens) <= _SHORT_WORDS):
            return True
    separators = len(_SEPARATORS.findall(statement.text))
    is_row = separators >= 2 and separators / len(tokens) >= _LIST_SHARE
    if own is not None:
        # "Statistics, Applied Data Science, SQL" holds a verb's form, but as a name.
        is_told = any(hit.first == own - 1 for hit in hits.get("self", ()))
        return is_row and own > 0 and not is_told
    return is_row or len(tokens) <= _SHORT_WORDS


def _is_prose(statement: Statement, hits: Mapping[str, Sequence[Hit]]) -> bool:
    """Whether words that tell of work are bound into a sentence, and not just put in a row."""
    if statement.context in _TELLS_LITTLE or len(statement.tokens) < _PROSE_WORDS:
        return False
    return len(hits.get("attributive", ())) >= _BINDING_WORDS


def _reliance(statement: Statement, hits: Mapping[str, Sequence[Hit]], key: str) -> str:
    masked = {i for hit in hits.get("not", ()) for i in range(hit.first, hit.last + 1)}
    for hit in hits.get(key, ()):
        if masked.isdisjoint(range(hit.first, hit.last + 1)):
            return _span(statement, hit.first, hit.last)
    return ""


def _span(statement: Statement, first: int, last: int) -> str:
    return statement.text[statement.tokens[first].start : statement.tokens[last].end]


def _outcome(
    statement: Statement,
    tokens: Sequence[Token],
    hits: Mapping[str, Sequence[Hit]],
    language: str,
) -> str:
    if "settled" in hits:
        return _span(statement, hits["settled"][0].first, hits["settled"][0].last)
    is_having = any(token.stem in _words(language, "claims") for token in tokens)
    for i, token in enumerate(tokens):
        match = _NUMBER.match(token.text)
        if not match or token.before == "-":
            continue
        near = [t.stem for t in tokens[i + 1 : i + 3] if t.before != "."]
        is_year = _is_year(token.text)
        if not is_year and _is_measure(statement.text, token, match.group(1)):
            return token.text + ("%" if statement.text[token.end :].lstrip()[:1] == "%" else "")
        if not is_year and any(word in _words(language, "units") for word in near):
            return _span(statement, i, min(i + len(near), len(tokens) - 1))
        if not is_having and _is_span_of_time(tokens, i, near, language, is_year=is_year):
            return _span(statement, i - 1, min(i + (not is_year), len(tokens) - 1))
    return ""


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in {"19", "20"}


def _is_measure(text: str, token: Token, suffix: str | None) -> bool:
    if _AFTER_NUMBER.match(text[token.end : token.end + 3]) or _MONEY.search(text[: token.start]):
        return True
    return suffix is not None


def _is_span_of_time(
    tokens: Sequence[Token], i: int, near: Sequence[str], language: str, *, is_year: bool
) -> bool:
    """Whether a number is how long something was run: "for 18 months", "since 2021"."""
    if i == 0 or not any(t.stem in _words(language, "over") for t in tokens[max(0, i - 2) : i]):
        return False
    return is_year or any(word in _words(language, "time") for word in near[:1])
