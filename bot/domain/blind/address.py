"""Postal addresses in a text, from the street to the country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token, lowered
from bot.domain.blind.rule import Rule, rule
from bot.domain.blind.vocabulary import COUNTRIES

_FIGURE = re.compile(r"\d")
_CAP = r"[^\W\d_a-zß-ÿ][\w'\u2019.-]*"
_NUMBER = r"\d{1,5}[ ]?(?:[A-Za-z]\b)?(?:[-/]\d{1,4}[a-z]?)?"
_END = rf"(?=[ ]*(?:$|[{SEPARATOR},.)(\n{MARK}-]|\d{{4,6}}\b))"


def _street(words: str, pattern: str) -> Rule:
    return rule(words, rf"(?<![\w-]){pattern}")


_STREETS = (
    _street(
        "straße strasse str.",
        rf"(?:{_CAP}[ -]){{0,3}}(?:[^\W\d_][\w.'-]*)?"
        rf"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|STRA(?:SS|ß)E)[ ]?{_NUMBER}",
    ),
    _street(
        "weg platz allee gasse damm ufer chaussee stieg laan straat plein gracht kade gatan"
        " vägen vej gade veien gata katu",
        r"[A-ZÄÖÜ][\w.-]*(?:weg|platz|allee|gasse|damm|ufer|chaussee|stieg|laan|straat|plein"
        rf"|gracht|kade|gatan|vägen|vej|gade|veien|gata|katu)[ ]{_NUMBER}{_END}",
    ),
    _street(
        "street st ave road rd lane ln blvd boulevard crescent terrace parkway pkwy highway"
        " hwy gardens grove mews",
        rf"(?<![.,/])(?!(?:19|20)\d\d ){_NUMBER},?[ ](?:{_CAP}[ ]){{1,4}}(?:Street|St|Avenue"
        r"|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Crescent|Terrace|Parkway|Pkwy|Highway|Hwy"
        rf"|Gardens|Grove|Mews)\b\.?(?:[ ][NSEW]{{1,2}}\b)?{_END}",
    ),
    _street(
        "rue avenue boulevard bd chemin allée impasse quai",
        r"(?<![.,/])\d{1,4}(?:[ ]?(?:bis|ter))?,?[ ](?:[Rr]ue|[Aa]venue|[Bb]oulevard|bd"
        r"|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai)[ ]"
        r"(?:(?:de|du|des|la|les|l['\u2019]|d['\u2019])[ ]?){0,3}"
        rf"{_CAP}(?:[ ]{_CAP}){{0,3}}{_END}",
    ),
    _street(
        "c/ calle avda avenida av. plaza paseo camino viale piazza rua travessa praça",
        r"(?:C/|Calle|Avda\.?|Avenida|Av\.|Plaza|Paseo|Camino|Viale|Piazza|Rua|Travessa"
        r"|Praça)[ ]?(?:(?:de|del|la|las|los|el|do|da|dos|das)[ ]){0,2}"
        rf"{_CAP}(?:[ ](?:(?:de|del|la|do|da|dos)[ ])?{_CAP}){{0,4}},?[ ](?:n[ºo°.]*[ ]?)?"
        rf"{_NUMBER}{_END}",
    ),
    _street(
        "via",
        rf"Via[ ]{_CAP}(?:[ ]{_CAP}){{0,3}},?[ ]\d{{1,3}}(?=(?:,|[ ]*[-\u2013])[ ]*\d{{5}})",
    ),
    _street(
        "ul. al. os. ул. пр.",
        rf"(?:ul|al|os|ул|пр)\.[ ](?:{_CAP}[ ]?){{1,4}},?[ ]?(?:д\.[ ]?)?\d{{1,4}}[\w/]*",
    ),
    _street(
        "box postfach apartado casella",
        r"(?:P\.?[ ]?O\.?[ ]Box|Postfach|Apartado|Casella Postale)[ :]*\d[\d ]{1,8}\b",
    ),
    _street(
        "no no.",
        r"(?:Flat|Plot|House|H\.|Apartment)[ ]?No\.?[ :-]*\d[\w/-]*"
        rf"(?:,[ ]*{_CAP}(?:[ ]{_CAP}){{0,3}})*",
    ),
    _street(
        "都 道 府 県 〒",
        r"〒?[ ]?\d{3}-\d{4}[ ]?\w{0,4}[都道府県][^\n|]*|〒[ ]?\d{3}-?\d{4}[^\n|]*",
    ),
    _street(
        "号",
        r"[\u4e00-\u9fff]{2,8}[市区][\u4e00-\u9fff]{1,12}[路街道][\d\u4e00-\u9fff-]*号[^\s|,]*",
    ),
)
"""Streets with their numbers."""
_WEAK = re.compile(
    rf"(?<![\w.,/-])(?:{_NUMBER},?[ ](?:{_CAP}[ ]){{1,3}}(?:Drive|Dr|Court|Ct|Close|Square|Sq"
    r"|Place|Pl|Way|Row|Hill|Walk|Circle|Quay|Marg|Nagar|Colony|Broadway)\b\.?"
    r"|(?:(?:Am|An der|Im|Auf dem|Auf der|Zum|Zur|Unter den|In der|Alter|Alte|Neue|Neuer)[ ])?"
    rf"{_CAP}(?:[ -]{_CAP})?[ ]\d{{1,3}}[ ]?[a-z]?)[ ]*(?:,[ ]*|[ ]|\n[ ]*|[{SEPARATOR}][ ]*)$"
)
"""What is a street only where a postal code follows it."""
_POSTAL = re.compile(
    rf"(?:[A-Z]{{1,2}}-)?(?!(?:19|20)\d\d )(?:\d{{4,6}}|\d\d-\d{{3}})[ ]{_CAP}(?:[ -]{_CAP})*"
    rf"(?=[ ]*(?:$|[{SEPARATOR},\n{MARK}]))",
    re.MULTILINE,
)
_AMERICAN = re.compile(
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY]),?[ ]\d{5}(?:-\d{4})?(?![\d.])"
)
_BEFORE_STATE = re.compile(rf"(?<![\w-])(?:{_CAP}[ ]){{0,2}}{_CAP},?[ ]$")
_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?[ ]\d(?!GB|TB|XL|XS|MB|HD)[ABD-HJLNP-UW-Z]{2}(?![\w.])")
_BEFORE_BRITISH = re.compile(rf"(?:(?:[a-z]|[,{SEPARATOR}{MARK}])[ ]+|(?:^|\n)[ ]*)$")
_CANADIAN = re.compile(r"\b[ABCEGHJ-NPR-TVXY]\d[A-Z][ ]\d[A-Z]\d\b")
_LONGEST_STREET = 60
"""Characters before a postal code in which its street is looked for."""
_FIGURES = r"(?:[A-Z]{1,2}-)?(?:\d{2}-\d{3}|\d{5}-\d{3}|\d{3}[ ]\d{2}|\d{3,6}(?:[ ][A-Z]{2})?)"
_EIRCODE = r"[AC-FHKNPRTV-Y]\d[\dW][ ]?[\dAC-FHKNPRTV-Y]{4}\b"
_CODE = (
    rf"{_FIGURES}[ ]{_CAP}"
    rf"|[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}|(?:{_CAP}[ ])?{_EIRCODE}"
)
_PART = (
    rf"(?:(?:{_CODE})(?:[ -]{_CAP}|[ ]\d{{1,3}}){{0,3}}"
    rf"|{_CAP}(?:[ -](?:{_CAP}|d[aeio]|del|am|an der|upon)){{0,3}}"
    r"(?:[ -]+\d{3}[ ]?\d{2,4}|[ ][A-Z]{2}[ ]\d{5})?"
    r"|\d{4,7}|(?:#|Apt\.?|Suite|Unit|Flat)[ ]?[\w-]+|[A-Z]{2})"
)
"""What may follow a street behind a comma: a code with its city, a city, a country, a flat."""
_HERE = MARKS[Token.ADDRESS]
_CONTACT = "".join(MARKS[t] for t in (Token.ADDRESS, Token.EMAIL, Token.PHONE, Token.NAME))
_AFTER = re.compile(
    rf"{_HERE}(?:,[ ]*|[ ]+(?=(?:[A-Z]{{1,2}}-)?\d{{4,6}}\b|[A-Z]{{1,2}}\d|\()"
    r"|[ ][-\u2013][ ]|[ ]*/[ ]*)"
    rf"\(?{_PART}\)?(?=[ ]*(?:$|[{SEPARATOR},.)/\n{MARK}]|[-\u2013]))",
    re.MULTILINE,
)
_BEFORE = re.compile(
    rf"(?:(?<=[{SEPARATOR}])|^)[ ]*{_CAP}(?:[ ]{_CAP})?,?[ ]"
    rf"(?={_HERE}[ ]*(?:$|[{SEPARATOR}]))",
    re.MULTILINE,
)
_BOTH = re.compile(rf"{_HERE}(?:,?[ ]+{_HERE})+")
_FLAT = re.compile(
    r"(?<!\w)(?:Flat|Apt\.?|Apartment|Unit|Suite|Room|c/o|Block|Wohnung)[ ]?[\w./-]{1,6},?[ ]+"
    rf"{_HERE}"
)
_CITY = re.compile(
    rf"(?:^|[{SEPARATOR}]|(?<=[{_CONTACT}])[ ]*,?)[ ]*(?P<city>{_FIGURES}[ ]{_CAP}(?:[ -]{_CAP}|"
    rf"[ ](?:am|an der|a\.)[ ]?{_CAP}){{0,3}}(?:,[ ]{_CAP})?|{_CAP}[ ]{_EIRCODE}"
    rf"|{_CAP}(?:[ ]{_CAP})?,?[ ][-\u2013]?[ ]?(?!(?:19|20)\d\d\b)"
    rf"(?:\d{{5,6}}|\d{{3}}[ ]\d{{3}})(?:,[ ]{_CAP})?)(?=[ ]*(?:$|[{SEPARATOR}\n{MARK}]))",
    re.MULTILINE,
)
_COUNTRY = re.compile(
    rf"{_HERE}[ ]*[\n{SEPARATOR}][ ]*(?P<country>(?:{'|'.join(sorted(COUNTRIES))}|united kingdom"
    r"|united states|south africa|new zealand|sri lanka|saudi arabia))"
    rf"(?=[ ]*\.?[ ]*(?:$|[{SEPARATOR}{MARK}]))",
    re.MULTILINE | re.IGNORECASE,
)


def street_spans(text: str) -> Iterator[Span]:
    """Find streets with their numbers, boxes, and codes that only an address has."""
    if not _FIGURE.search(text):
        return
    low = lowered(text)
    streets = (street.find(text, low) for street in _STREETS)
    for found in chain(*streets, _CANADIAN.finditer(text)):
        yield Span(start=found.start(), end=found.end(), token=Token.ADDRESS)
    for code, before, is_whole in (
        (_POSTAL, _WEAK, True),
        (_AMERICAN, _BEFORE_STATE, True),
        (_BRITISH, _BEFORE_BRITISH, False),
    ):
        for found in code.finditer(text):
            ahead = before.search(text[max(0, found.start() - _LONGEST_STREET) : found.start()])
            if ahead is not None:
                size = len(ahead[0]) if is_whole else 0
                yield Span(start=found.start() - size, end=found.end(), token=Token.ADDRESS)


def rest_spans(text: str) -> Iterator[Span]:
    """Find what goes on beside an address, and a code with its city among contact details."""
    if _HERE in text:
        for pattern in (_AFTER, _FLAT, _BEFORE, _BOTH):
            for found in pattern.finditer(text):
                yield Span(start=found.start(), end=found.end(), token=Token.ADDRESS)
        for found in _COUNTRY.finditer(text):
            start, end = found.span("country")
            yield Span(start=start, end=end, token=Token.ADDRESS)
    for found in _CITY.finditer(text):
        start, end = found.span("city")
        if _is_among_contacts(text, start, end):
            yield Span(start=start, end=end, token=Token.ADDRESS)


def _is_among_contacts(text: str, start: int, end: int) -> bool:
    """Whether contact details stand on the line, or alone on the one before or behind it."""
    first = text.rfind("\n", 0, start) + 1
    last = end + (text[end:] + "\n").index("\n")
    before = text[text.rfind("\n", 0, max(0, first - 1)) + 1 : first]
    after = text[last + 1 :].split("\n", 1)[0]
    here = text[first:start] + text[end:last]
    if re.match(r"(?:19|20)\d\d ", text[start:end]):
        return _HERE in here or before.rstrip().endswith(_HERE)
    return (
        any(mark in here for mark in _CONTACT)
        or (bool(before.strip()) and before.strip()[-1] in _CONTACT)
        or (bool(after.strip()) and len(after.split()) <= 4 and any(m in after for m in _CONTACT))
    )
