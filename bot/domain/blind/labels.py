"""Entries of the form ``Label: value``, as they stand in the head of a CV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.blind import vocabulary as known
from bot.domain.blind.canvas import MARK, SEPARATOR, Span, Token, lowered

LONGEST_VALUE = 6
"""Words; what is longer is a sentence, and no entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A label with its value."""

    label: str
    """In lower case."""
    value: str
    """Never empty, without surrounding space."""
    start: int
    """Where the value begins."""
    end: int
    has_sign: bool
    """Whether a colon, dash or line end parts the two, rather than a space."""


def _pattern(labels: Iterable[str]) -> str:
    return "|".join(
        re.escape(label).replace(r"\ ", r"[ \u00a0]")
        for label in sorted(set(labels), key=lambda label: (-len(label), label))
    )


_LABELS = (
    *known.PERSONAL_LABELS,
    *known.CHOICE_LABELS,
    *known.AGE_LABELS,
    *known.MEASURE_LABELS,
    *known.CHILDREN_LABELS,
    *known.ADDRESS_LABELS,
)
_NEXT = (
    *_LABELS,
    *known.BIRTH_LABELS,
    *known.GENDERED_BIRTH_LABELS,
    *("phone", "telephone", "telefon", "tel", "mobile", "e-mail", "email", "languages", "sprachen"),
    *("website", "linkedin", "github", "visa", "driving licence", "führerschein", "name"),
)
_ENTRY = re.compile(
    rf"(?:^|[{SEPARATOR}(,{MARK}]|  |\.[ ](?=\w+:)|[-\u2013\u2014*\u25cf\u2022][ ])[ \u00a0]{{0,8}}"
    rf"(?P<label>{_pattern(_LABELS)})(?![\w-])(?:[ ]?\([^()\n]{{1,20}}\))?"
    rf"(?P<sign>[ \u00a0]*[:\uff1a=][ \u00a0\t]*\n?[ \u00a0]*|[ \u00a0]+[-\u2013\u2014][ ]+"
    rf"|[ \u00a0]*[\t|][ \u00a0]*|[ \u00a0]*\n[ \u00a0]*|[ \u00a0]+)"
    rf"(?P<value>[^{SEPARATOR}\n{MARK}]{{1,120}}?)"
    rf"(?=[ \u00a0]*(?:$|[{SEPARATOR}\n{MARK}]|[ ,.]+(?:{_pattern(_NEXT)})[ ]?[:\uff1a]|[ ]{{3}}))",
    re.MULTILINE,
)
"""Looks at a text in lower case."""
_GENDER = re.compile(
    r"(?:fe)?male|[mfwdx]|man|woman|non-binary|diverse?|divers|männlich|weiblich|masculino"
    r"|femenino|feminino|homme|femme|masculin|féminin|uomo|donna|maschio|femmina|man|vrouw"
    r"|mężczyzna|kobieta|erkek|kad\u0131n|bayan|bay|мужской|женский|男性?|女性?|남성?|여성?",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"[1-9]\d(?:[ ]?(?:years?|yrs?|jahre|ans|años|anni|anos|jaar|lat|歳|岁|лет)(?: old| alt)?)?\.?",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\d[\d.,'\u2019 ]*(?:\"|[a-z]{1,4}\.?)?(?:[ ]?\d+\"?)?", re.IGNORECASE)
_CHILDREN = re.compile(
    r"(?:\d|none|no|yes|ja|nein|keine?|nil|one|two|three|four|five|eins?|zwei|drei|vier|fünf|un"
    r"|une|deux|trois|dos|tres|due|tre|sí|si|oui|non|sons?|daughters?)\b.*",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"^[ ]*[\[(<]?[ ]?(?:(?:my|passport|profile|portrait|your|candidate|bewerbungs?)[ -]?)?"
    r"(?:photo(?:graph)?|picture|foto|lichtbild|bewerbungsfoto|passfoto|portrait|headshot)"
    r"(?:[ ](?:here|attached|enclosed|placeholder|of \W?|hier(?: einfügen)?|id))?[ ]?[\])>]?"
    r"(?:[ ]?:[ ]*(?:\S+\.(?:jpe?g|png)|attached|enclosed|yes|see [^\n]{1,20})?)?[ ]*$",
    re.IGNORECASE | re.MULTILINE,
)


def entries(text: str) -> Iterator[Entry]:
    """Find the entries whose label is known; a value ends where the next entry begins."""
    for found in _ENTRY.finditer(lowered(text)):
        value = text[found.start("value") : found.end("value")].rstrip(" ,.\u00a0")
        if value:
            yield Entry(
                label=" ".join(found["label"].split()),
                value=value,
                start=found.start("value"),
                end=found.start("value") + len(value),
                has_sign=bool(found["sign"].strip(" \u00a0")),
            )


def label_spans(text: str) -> Iterator[Span]:
    """Find the values of personal entries and of addresses, and lines that stand for a photo."""
    for entry in entries(text):
        token = _token(entry)
        if token is not None:
            yield Span(start=entry.start, end=entry.end, token=token)
    for found in _PHOTO.finditer(text):
        yield Span(start=found.start(), end=found.end(), token=Token.PERSONAL)


def _token(entry: Entry) -> Token | None:
    words = entry.value.split()
    if entry.label in known.ADDRESS_LABELS:
        is_place = entry.has_sign and len(words) <= 2 * LONGEST_VALUE and _is_place(words)
        return Token.ADDRESS if is_place else None
    if entry.label in known.CHOICE_LABELS:
        is_theirs = _GENDER.fullmatch(entry.value) is not None
    elif entry.label in known.AGE_LABELS:
        is_theirs = _YEARS.fullmatch(entry.value) is not None
    elif entry.label in known.MEASURE_LABELS:
        is_theirs = _MEASURE.fullmatch(entry.value) is not None
    elif entry.label in known.CHILDREN_LABELS:
        is_theirs = entry.has_sign and _CHILDREN.fullmatch(entry.value) is not None
    elif entry.has_sign:
        is_theirs = not entry.value.endswith(":")
    else:
        # Without a sign it is an entry only where a table lost its lines: "Nationality German".
        is_theirs = len(words) <= 2 and words[0][:1].isupper()
    return Token.PERSONAL if is_theirs and len(words) <= LONGEST_VALUE else None


def _is_place(words: list[str]) -> bool:
    """Whether words are those of an address: mostly capitals and numbers."""
    small = [word for word in words if word.islower() and len(word) > 3]
    return len(small) <= len(words) // 4
