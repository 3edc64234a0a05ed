"""What a statement says of a piece of work: who did it, for whom, with what result."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
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
_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*(?P<measure>\s?\+?\s?[%€]|(?i:k|m|bn|x|ms|s|gb|tb|h)\b|\s(?:ms|s|h)\b)?(?!\w)"
)
_MONEY = re.compile(r"(?:[$€£]|\b(?:EUR|USD|GBP|CHF)\s)\s?$")
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u00bb][^\"\u201c\u201d\u201e\u00ab\u00bb]+[\"\u201c\u201d\u201e\u00ab\u00bb]"
    r"|(?<!\w)['\u2018][^'\u2019]+['\u2019]"
)
_HARD_BREAK = re.compile(r"[;:.!?\u2013\u2014]|\s-\s")
"""What ends the reach of a subject; a comma does not ("The team, led by …, built")."""
_AGENT_WORDS = 3
"""Words after "by" among which who did it is looked for."""
_SUBJECT_WORDS = 3
"""Words after an article among which the subject that it belongs to is looked for."""
_GROWTH_WORDS = 6
"""Words before a number of people among which it is said that they became more or fewer."""


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
    own, weak = _own_part(statement.text, tokens, hits), _first(hits, "weak")
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
        is_not_stated=_is_not_stated(statement.text, tokens, hits, own),
        denied_from=_first(hits, "denied"),
        people=_reliance(statement, hits, "people"),
        production=_reliance(statement, hits, "production"),
        outcome=_outcome(statement, tokens, hits, language),
        refers_back=_first(hits, "refers") == 0,
    )


def _first(hits: Mapping[str, Sequence[Hit]], key: str) -> int | None:
    return hits[key][0].first if key in hits else None


def _is_not_stated(
    text: str, tokens: Sequence[Token], hits: Mapping[str, Sequence[Hit]], own: int | None
) -> bool:
    """Whether it speaks to somebody; words quoted in the telling of work speak to nobody."""
    if text.endswith("?"):
        return True
    told = len(tokens) if own is None else own
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return not all(
        told < hit.first and any(a < tokens[hit.first].start < b for a, b in quoted)
        for hit in hits.get("not_stated", ())
    )


def _own_part(text: str, tokens: Sequence[Token], hits: Mapping[str, Sequence[Hit]]) -> int | None:
    """Return the index of the first verb for something that the person did, or None."""
    places = {key: {hit.first for hit in found} for key, found in hits.items()}
    theirs = _governed(text, tokens, places)
    for hit in hits.get("own", ()):
        agent = _agent(tokens, hit.last, places)
        if agent == "self":
            return hit.first
        if agent or hit.first in theirs:
            continue
        if not _is_somebody_elses(tokens, hit, places):
            return hit.first
    starts = _first(hits, "first") == 0 and _first(hits, "refers") != 0
    is_label = len(tokens) > 1 and tokens[1].before == "."
    is_own = starts and len(tokens) > 2 and not is_label and not _agent(tokens, 0, places)
    return 0 if is_own else None


def _at(places: Mapping[str, AbstractSet[int]], at: int, *keys: str) -> bool:
    return any(at in places.get(key, ()) for key in keys)


def _agent(tokens: Sequence[Token], verb: int, places: Mapping[str, AbstractSet[int]]) -> str:
    """Return who did it by the words after a verb: "self", "others" or "" when not said."""
    if not _at(places, verb + 1, "agent") or tokens[verb + 1].before == ".":
        return ""
    for at in range(verb + 2, min(verb + 2 + _AGENT_WORDS, len(tokens))):
        if tokens[at].before == "." or tokens[at].text[0].isdigit():
            return ""
        if _at(places, at, "self"):
            return "self"
        if _at(places, at, "shared", "others"):
            return "others"
    return ""


def _governed(
    text: str, tokens: Sequence[Token], places: Mapping[str, AbstractSet[int]]
) -> set[int]:
    """Return the tokens that somebody else is the subject of.

    A clause that begins with somebody else ("My manager …", "a vendor …") speaks of them up to
    its end, over commas, unless the person comes in as "I".
    """
    governed: set[int] = set()
    is_theirs = False
    for at, token in enumerate(tokens):
        between = text[tokens[at - 1].end : token.start] if at else ""
        if _HARD_BREAK.search(between) or _at(places, at, "self"):
            is_theirs = False
        if at == 0 or token.before == ".":
            is_theirs = is_theirs or _begins_with_others(tokens, at, places)
        if is_theirs:
            governed.add(at)
    return governed


def _begins_with_others(
    tokens: Sequence[Token], at: int, places: Mapping[str, AbstractSet[int]]
) -> bool:
    if not _at(places, at, "determiner"):
        return _at(places, at, "shared") and _at(places, at + 1, "own")
    for noun in range(at + 1, min(at + 1 + _SUBJECT_WORDS, len(tokens))):
        if tokens[noun].before == ".":
            return False
        if _at(places, noun, "shared", "others"):
            after = noun + 1
            if after == len(tokens) or tokens[after].before == ".":
                return True
            return _at(places, after, "own", "attributive", "passive", "predicate")
    return False


def _is_somebody_elses(
    tokens: Sequence[Token], hit: Hit, places: Mapping[str, AbstractSet[int]]
) -> bool:
    is_form = hit.first == hit.last  # "was responsible for" is no passive
    for back in (1, 2):
        place = hit.first - back
        if place < 0 or tokens[place + 1].before == "." or _at(places, place, "self"):
            return False
        if _at(places, place, "shared") or (is_form and _at(places, place, "passive")):
            return True
        if back == 1 and is_form and _at(places, place, "attributive"):
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
        figure = _FIGURE.match(statement.text, token.start)
        if not figure or token.before == "-" or _is_inside(statement.text, token.start):
            continue
        near = [t.stem for t in tokens[i + 1 : i + 3] if t.before != "."]
        is_year = _is_year(token.text)
        money = _MONEY.search(statement.text[: token.start])
        if not is_year and (money or figure["measure"]):
            start = money.start() if money else token.start
            return statement.text[start : figure.end()].strip()
        unit = next((n for n, word in enumerate(near, 1) if word in _words(language, "units")), 0)
        if not is_year and unit and _says_more_than_who(tokens, i, near[unit - 1], language):
            return _span(statement, i, i + unit)
        if not is_having and _is_span_of_time(tokens, i, near, language, is_year=is_year):
            return _span(statement, i - 1, min(i + (not is_year), len(tokens) - 1))
    return ""


def _is_inside(text: str, at: int) -> bool:
    """Whether a place is within a number, such as the 4 of "1.4m"."""
    return at > 1 and text[at - 1] in ".," and text[at - 2].isdigit()


def _says_more_than_who(tokens: Sequence[Token], i: int, unit: str, language: str) -> bool:
    """Whether a count is an outcome: one of people is who relied on it, unless it changed."""
    if unit not in _words(language, "audience"):
        return True
    before = tokens[max(0, i - _GROWTH_WORDS) : i]
    is_range = any(
        a.stem in _words(language, "from") and b.text[0].isdigit()
        for a, b in itertools.pairwise(before)
    )
    return is_range or any(t.stem in _words(language, "growth") for t in before)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in {"19", "20"}


def _is_span_of_time(
    tokens: Sequence[Token], i: int, near: Sequence[str], language: str, *, is_year: bool
) -> bool:
    """Whether a number is how long something was run: "for 18 months", "since 2021"."""
    if i == 0 or not any(t.stem in _words(language, "over") for t in tokens[max(0, i - 2) : i]):
        return False
    return is_year or any(word in _words(language, "time") for word in near[:1])
