"""Rules on indicators: their number, their terms and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.phrases import fold
from bot.rubric_files.draft import Draft
from bot.rubric_files.extend import Clash
from bot.rubric_files.words import stop_words

FEWEST = 3
"""Fewest indicators of a criterion. Source: with fewer, one missed synonym hides a skill."""

_SPLIT = re.compile(r"[\s\-]+")
_MARKS = re.compile(r"[^\w+#]+")


def few_indicators(draft: Draft) -> Iterator[Clash]:
    """Find criteria with too little to look for."""
    for where, part in draft.criteria:
        if len(part.indicators) < FEWEST:
            yield Clash(
                where=(*where, "indicators"),
                what=f"{part.key!r} has only {len(part.indicators)} of at least {FEWEST} "
                "indicators.",
                fix="Add other things that would show it in a CV.",
            )


def repeated_terms(draft: Draft) -> Iterator[Clash]:
    """Find a term that counts twice, whatever its case, hyphens or plural."""
    seen = _inherited_terms(draft)
    for placed in draft.indicators:
        for k, term in enumerate(placed.part.terms):
            key = _key(term)
            if key in seen:
                yield Clash(
                    where=(*placed.where, "terms", k),
                    what=f"The term {term!r} is the same as {seen[key]}.",
                    fix="Keep it where it is the better evidence, and remove the other.",
                )
            seen.setdefault(key, _spot(term, placed.part.key, placed.criterion))


def short_terms(draft: Draft) -> Iterator[Clash]:
    """Find terms that every text holds."""
    for placed in draft.indicators:
        for k, term in enumerate(placed.part.terms):
            plain = fold(term)
            if len(_MARKS.sub("", plain)) < 2 or plain in stop_words():
                yield Clash(
                    where=(*placed.where, "terms", k),
                    what=f"The term {term!r} of indicator {placed.part.key!r} is too short or "
                    "too common.",
                    fix="Use a longer phrase, such as `golang` for `go`.",
                )


def unknown_sources(draft: Draft) -> Iterator[Clash]:
    """Find ids that no source explains."""
    if not draft.is_whole:
        return
    inherited = draft.inherited.sources if draft.inherited else {}
    for placed in draft.indicators:
        for k, source in enumerate(placed.part.source):
            if source not in draft.sources and source not in inherited:
                yield Clash(
                    where=(*placed.where, "source", k),
                    what=f"Indicator {placed.part.key!r} cites {source!r}, which `sources` lacks.",
                    fix=f"Add {source} to `sources`, or cite one that is there.",
                )


def uncited_sources(draft: Draft) -> Iterator[Clash]:
    """Find sources that nothing is derived from."""
    if not draft.is_whole:
        return
    cited = {source for placed in draft.indicators for source in placed.part.source}
    for source in sorted(draft.sources - cited):
        yield Clash(
            where=("sources", source),
            what=f"No indicator cites source {source!r}.",
            fix="Cite it where it belongs, or remove it.",
        )


def _inherited_terms(draft: Draft) -> dict[str, str]:
    """Return where each inherited term stands, without the criteria dropped here."""
    if draft.inherited is None:
        return {}
    kept = {c.key for c in draft.rubric.criteria} if draft.rubric else set()
    return {
        _key(term): _spot(term, indicator.key, criterion.key)
        for criterion in draft.inherited.criteria
        if criterion.key in kept
        for indicator in criterion.indicators
        for term in indicator.terms
    }


def _spot(term: str, indicator: str, criterion: str) -> str:
    return f"{term!r} in indicator {indicator!r} of {criterion!r}"


def _key(term: str) -> str:
    words = (_MARKS.sub("", word) for word in _SPLIT.split(fold(term)))
    return "".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
