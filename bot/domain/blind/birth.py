"""Dates and places of birth, and ages, in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token, lowered
from bot.domain.blind.rule import rule
from bot.domain.blind.vocabulary import BIRTH_LABELS, GENDERED_BIRTH_LABELS

_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º|ª)?,?(?:[ ](?:de|of))?[ ./-]+{_MONTH},?"
    rf"(?:[ ](?:de|of|del))?[ ./-]+\d{{2,4}}|{_MONTH}[ ]+\d{{1,2}}(?:st|nd|rd|th)?,?[ ]+\d{{4}}"
    rf"|\d{{4}}[ ]{_MONTH}[ ]\d{{1,2}}"
    r"|\d{1,2}[ ]?[./\u2010-\u2015-][ ]?\d{1,2}[ ]?[./\u2010-\u2015-][ ]?(?:\d{4}|\d{2})"
    r"|\d{4}[ ]?[./\u2010-\u2015-][ ]?\d{1,2}[ ]?[./\u2010-\u2015-][ ]?\d{1,2}\.?"
    r"|\d{1,2}[ ]\d{1,2}[ ]\d{4}|\d{4}[年년][ ]?\d{1,2}[月월][ ]?\d{1,2}[日일]|(?:19|20)\d{6})"
)
"""A day of some year, in figures or with the month's name."""
_YEAR = rf"(?:{_MONTH}[ ]|\d{{1,2}}[/.-])?(?:19[3-9]|20[01])\d(?:年(?:\d{{1,2}}月)?)?"
_PLACE = re.compile(
    r"[ ]*(?:,|/|\b(?:in|at|à|a|en|em|te|zu|w)\b|-)[ ]*"
    r"(?P<place>[^\W\d_a-zß-ÿ][\w.'\u2019-]*(?:[ ,]+[^\W\d_a-zß-ÿ][\w.'\u2019-]*){0,4})"
    rf"(?=[ ]*(?:$|[{SEPARATOR})\n.{MARK}]))"
)
_TO = (
    r"(?:[ ]?\([^()\n]{1,24}\))?[ \u00a0]*[:\uff1a.|*\u2013\u2014-]*\s{0,3}"
    r"(?:(?:on|am|the|le|el|il|den)[ ])?"
)


def _any(labels: tuple[str, ...]) -> str:
    return "|".join(re.escape(label).replace(r"\ ", "[ \u00a0]") for label in labels)


_LABELLED = rule(
    "birth born dob d.o.b geb naiss nacim nascit nascim föd fød urodz naroz doğum synty szület"
    " nașter рожд 生 생",
    rf"(?<![\w-])(?P<label>{_any(BIRTH_LABELS)})(?!\w){_TO}(?P<date>{_DAY}|{_YEAR}"
    rf"|\d{{1,2}}(?:\.[ ]?{_MONTH}(?![^\W\d_])|[./]\d{{1,2}}\.?))(?!\d)",
)
_GENDERED = rule(
    "née né nacid nat nascid urodz роди",
    rf"(?<![\w-])(?P<date>(?:{_any(GENDERED_BIRTH_LABELS)})(?!\w){_TO}(?:{_DAY}|{_YEAR}))(?!\d)",
)
_STAR = rule(
    "* \u2217 \u2731 \u00b0",
    rf"(?:^|[{SEPARATOR}(,{MARK}])[ ]*(?P<date>[*\u2217\u2731\u00b0][ ]?{_DAY})"
    rf"(?=[ ]*(?:$|[{SEPARATOR}),/\n{MARK}]|in |[-] ?[^\W\d_]))",
)
"""A star before a date, as German CVs write it."""
_BORN_IN = re.compile(
    rf"(?:(?:^|[{SEPARATOR}(])[ ]*|\bI was |{MARKS[Token.NAME]},? (?:was |is )?)"
    r"(?:born|geboren|native)(?: and raised| und aufgewachsen| and brought up)? (?:in|of) "
    r"(?-i:(?P<place>[^\W\d_a-zß-ÿ][\w.'\u2019-]+(?:,? [^\W\d_a-zß-ÿ][\w.'\u2019-]+){0,3}))",
    re.MULTILINE | re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:^|[{SEPARATOR}(,{MARK}])[ ]*(?P<date>{_DAY})(?=[ ]*(?:$|[{SEPARATOR}),\n{MARK}]))",
    re.MULTILINE,
)
_ABOUT = re.compile(
    "[" + "".join(MARKS[t] for t in (Token.EMAIL, Token.PHONE, Token.ADDRESS, Token.PERSONAL)) + "]"
)
_AGE = re.compile(
    r"(?<![\w.,-])(?P<said>[Aa]ged )?(?<!a )(?<!an )(?<!the )(?<!over )(?P<age>[1-7]\d)"
    r"(?: years? old| Jahre alt"
    r"|-year-old(?= (?:engineer|developer|man|woman|student|father|mother))"
    r"|(?P<bare> years?| Jahre| ans| años| anni| anos| jaar)?)"
    rf"(?=[ ]*(?:$|[{SEPARATOR}),.\n{MARK}])"
    r"|(?<=old) (?:and|who|with|living|based|from|currently|und|mit)\b)",
    re.MULTILINE,
)
_BORN = ("born", "geboren", "native")
_LATEST_YEAR = 2010
"""A date without a label, later than this, is nobody's birth who writes a CV."""


def birth_spans(text: str) -> Iterator[Span]:
    """Find dates of birth behind a label, a star, or among contact details; and the place."""
    low = lowered(text)
    labelled = (found for found in _LABELLED.find(low, low) if not _is_event(found))
    for found in chain(labelled, _GENDERED.find(low, low), _STAR.find(low, low)):
        yield Span(start=found.start("date"), end=found.end("date"), token=Token.BIRTH_DATE)
        place = _PLACE.match(text, found.end())
        if place is not None:
            yield _personal(place, "place")
    for found in _BORN_IN.finditer(text) if any(word in low for word in _BORN) else ():
        yield _personal(found, "place")
    for line in _lines_about(text):
        for found in _BARE.finditer(text, *line):
            years = [int(year) for year in re.findall(r"(?:19|20)\d\d", found["date"])]
            if years and 1935 <= years[0] <= _LATEST_YEAR:
                yield Span(start=found.start("date"), end=found.end("date"), token=Token.BIRTH_DATE)


def age_spans(text: str) -> Iterator[Span]:
    """Find ages: said to be one, or alone on a line of personal details."""
    about = None
    for found in _AGE.finditer(text):
        is_bare = not found["said"] and (found["bare"] is not None or found[0] == found["age"])
        if is_bare:
            about = list(_lines_about(text)) if about is None else about
            is_about = any(start <= found.start() < end for start, end in about)
            if not is_about or found["bare"] is None:
                continue
        yield Span(start=found.start(), end=found.end(), token=Token.PERSONAL)


def _is_event(found: re.Match[str]) -> bool:
    """Whether a thing came into being, as in "a product born in 2015": no day, and a sentence."""
    is_word = found["label"] in {"born", "geboren", "född", "født"}
    has_day = re.fullmatch(_DAY, found["date"]) is not None
    return is_word and not has_day and ":" not in found[0]


def _lines_about(text: str) -> Iterator[tuple[int, int]]:
    """Return where lines with contact or personal details begin and end."""
    end = 0
    for found in _ABOUT.finditer(text):
        if found.start() >= end:
            start = text.rfind("\n", 0, found.start()) + 1
            end = text.find("\n", found.start())
            end = len(text) if end < 0 else end
            yield start, end


def _personal(found: re.Match[str], group: str) -> Span:
    start = found.start(group)
    return Span(start=start, end=start + len(found[group].rstrip(".")), token=Token.PERSONAL)
