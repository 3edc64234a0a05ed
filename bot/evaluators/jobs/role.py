"""Which role a job description describes, against the one its title names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.domain.document import Document
from bot.domain.job import RoleReading, Suggestion
from bot.evaluators.data import load_data
from bot.evaluators.jobs.parts import cut, phrases
from bot.evaluators.terms import TermIndex, tokenize

UNICORN = "unicorn"
THIN = 0.2
"""Below this score no archetype is told: the text says too little about the work."""
MARGIN = 0.15
"""Difference between the described role's score and the title's from which they do not agree.

Boundaries between these roles are broad (D22), so a near miss is no mismatch.
"""
STRONG = 0.6
"""Score from which an archetype is asked for at full strength."""
UNICORN_TRADES = 5
"""Trades at full strength from which an ad asks for several people in one."""
WITHOUT_COST = 0.2
"""What each sign against an archetype takes off its score, as a share."""
TITLE_LINES = 6
"""A title is looked for in this many lines from the top."""
TITLE_WORDS, LATER_WORDS = 14, 6
"""A longer first line, or a longer later line that is no heading, is no title."""


def read_role(document: Document) -> RoleReading:
    """Tell the archetype that a job description is closest to, and whether its title agrees.

    An archetype's score is the weighted mean, over its facets, of how full each is: entries named
    over entries needed, at most 1; facets other than the first, its core, are shared with other
    trades and count times the fill of the core. Company, benefit and title lines are left out.
    The score of ``unicorn`` is the number of trades asked at full strength over
    ``UNICORN_TRADES``, at most 1.

    Source:
        data/archetypes.yml, which follows D1 to D15 and D18 to D20 of the rubric's sources.
    """
    title, title_line = read_title(document)
    named = _named(document, skip_line=title_line)
    scores = {slug: _score(slug, named) for slug in _data()["archetypes"]}
    scores[UNICORN] = min(1.0, len(_strong(scores, named)) / UNICORN_TRADES)
    described = _described(scores)
    return RoleReading(
        described=described,
        title=title,
        is_mismatch=_is_mismatch(described, title, scores),
        scores={slug: round(value, 4) for slug, value in scores.items()},
    )


def trades_asked(document: Document) -> tuple[str, ...]:
    """Return the names of all trades that a job description asks for at full strength."""
    named = _named(document, skip_line=read_title(document)[1])
    scores = {slug: _score(slug, named) for slug in _data()["archetypes"]}
    return tuple(_strong(scores, named))


def suggest_role(document: Document, role: RoleReading) -> tuple[Suggestion, ...]:
    """Suggest another title, or fewer trades in one advertisement."""
    line = read_title(document)[1]
    if role.described == UNICORN:
        trades = trades_asked(document)
        keep = role.title if role.title not in {"", UNICORN} else _best(role.scores)
        return (
            Suggestion(
                topic="unicorn",
                line=line,
                problem=f"Asks for {len(trades)} trades at once: {', '.join(trades)}.",
                rewrite=(
                    f"Keep what the {_name(keep)} does in the first year, and move the other "
                    "trades to \u201cyou will work with\u201d, or to a second opening."
                ),
            ),
        )
    if not role.is_mismatch:
        return ()
    return (
        Suggestion(
            topic="role",
            line=line,
            problem=(
                f"The title says {_name(role.title)}, "
                f"the text describes the work of {_article(_name(role.described))}."
            ),
            rewrite=(
                f"Title it \u201c{_name(role.described)}\u201d, or say what "
                f"{_article(_name(role.title))} builds here and for whom."
            ),
        ),
    )


@lru_cache(maxsize=4)  # asked for by the reading and by its suggestions
def read_title(document: Document) -> tuple[str, int]:
    """Return the archetype that the title names, or "", and the number of its line, or 0."""
    titles = {slug: phrases(words) for slug, words in _titles().items()}
    for line in document.lines[:TITLE_LINES]:
        text = line.text.casefold()
        is_prominent = line.number == 1 or line.is_heading
        most = TITLE_WORDS if is_prominent else LATER_WORDS
        if len(text.split()) > most or text.endswith("."):
            continue
        found = {slug: match for slug, p in titles.items() if (match := p.search(text))}
        if found:  # the longest: "AI/ML engineer" holds "ML engineer"
            return max(found, key=lambda slug: len(found[slug].group())), line.number
    return "", 0


def _named(document: Document, *, skip_line: int) -> Mapping[str, set[int]]:
    """Return, by facet path, the numbers of the entries that the text names."""
    index = _index(document.language or "en")
    named: dict[str, set[int]] = {}
    for unit in cut(document):
        if unit.part == "skip" or unit.line == skip_line:
            continue
        for hit in index.find(tokenize(unit.text, document.language or "en")):
            path, _, entry = hit.key.rpartition(":")
            named.setdefault(path, set()).add(int(entry))
    return named


def _score(slug: str, named: Mapping[str, set[int]]) -> float:
    archetype = _data()["archetypes"][slug]
    facets: dict[str, Any] = archetype["facets"]
    fills = {
        key: min(1.0, len(named.get(f"{slug}/{key}", ())) / facet["full"])
        for key, facet in facets.items()
    }
    core = next(iter(facets))
    gained: float = sum(
        facet["weight"] * fills[key] * (1.0 if key == core else fills[core])
        for key, facet in facets.items()
    )
    whole: float = sum(facet["weight"] for facet in facets.values())
    against = len(named.get(f"{slug}/without", ()))
    return gained / whole * max(0.0, 1 - WITHOUT_COST * against)


def _strong(scores: Mapping[str, float], named: Mapping[str, set[int]]) -> Sequence[str]:
    unicorn = _data()["unicorn"]
    names = [_name(slug) for slug in unicorn["counted"] if scores[slug] >= STRONG]
    trades = unicorn["trades"].items()
    return names + [t for t, f in trades if len(named.get(f"unicorn/{t}", ())) >= f["full"]]


def _described(scores: Mapping[str, float]) -> str:
    if scores[UNICORN] >= 1.0:
        return UNICORN
    best = _best(scores)
    return best if scores[best] >= THIN else ""


def _best(scores: Mapping[str, float]) -> str:
    return max((slug for slug in scores if slug != UNICORN), key=lambda slug: scores[slug])


def _is_mismatch(described: str, title: str, scores: Mapping[str, float]) -> bool:
    if not described or not title or described == title:
        return False
    if UNICORN in {described, title}:
        return True
    return scores[described] - scores[title] >= MARGIN


def _name(slug: str) -> str:
    data = _data()
    name: str = data[UNICORN]["name"] if slug == UNICORN else data["archetypes"][slug]["name"]
    return name


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOULaeiou" or name.startswith("ML") else f"a {name}"


def _titles() -> Mapping[str, Sequence[str]]:
    data = _data()
    archetypes = {**data["archetypes"], UNICORN: data[UNICORN]}
    return {slug: archetypes[slug]["titles"] for slug in data["title_order"]}


@lru_cache(maxsize=32)  # one for each language
def _index(language: str) -> TermIndex:
    data = _data()
    lists: dict[str, Iterable[str]] = {}
    for slug, archetype in data["archetypes"].items():
        for key, facet in archetype["facets"].items():
            lists[f"{slug}/{key}"] = facet["entries"]
        lists[f"{slug}/without"] = archetype.get("without", ())
    for trade, facet in data[UNICORN]["trades"].items():
        lists[f"{UNICORN}/{trade}"] = facet["entries"]
    terms = {
        f"{path}:{i}": [name.strip() for name in entry.split("|")]
        for path, entries in lists.items()
        for i, entry in enumerate(entries)
    }
    return TermIndex(terms, language)


def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_data("archetypes")
    return data
