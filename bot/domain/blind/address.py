"""Postal addresses in a text, from the street to the country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token
from bot.domain.blind.vocabulary import COUNTRIES

_CAP = r"[^\W\d_a-zß-ÿ][\w'\u2019.-]*"
_NUMBER = r"\d{1,5}[ ]?(?:[A-Za-z]\b)?(?:[-/]\d{1,4}[a-z]?)?"
_END = rf"(?=[ ]*(?:$|[{SEPARATOR},.)(\n{MARK}-]|\d{{4,6}}\b))"
_STREETS = "|".join(
    (
        # A word that ends in the street, and its number.
        rf"(?:{_CAP}[ -]){{0,3}}(?:[^\W\d_][\w.'-]*)?(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|STRA(?:SS|ß)E)[ ]?{_NUMBER}",
        rf"[A-ZÄÖÜ][\w.-]*(?:weg|platz|allee|gasse|damm|ufer|chaussee|stieg|laan|straat|plein|gracht"
        rf"|kade|gatan|vägen|vej|gade|veien|gata|katu|tie)[ ]{_NUMBER}{_END}",
        # A number, and words that end in the street.
        rf"(?<![\w.,/-])(?!(?:19|20)\d\d ){_NUMBER},?[ ](?:{_CAP}[ ]){{1,4}}(?:Street|St|Avenue|Ave|Road|Rd"
        rf"|Lane|Ln|Boulevard|Blvd|Crescent|Terrace|Parkway|Pkwy|Highway|Hwy|Gardens|Grove|Mews)"
        rf"\b\.?(?:[ ][NSEW]{{1,2}}\b)?{_END}",
        rf"(?<![\w.,/-])\d{{1,4}}(?:[ ]?(?:bis|ter))?,?[ ](?:[Rr]ue|[Aa]venue|[Bb]oulevard|bd|[Cc]hemin"
        rf"|[Aa]llée|[Ii]mpasse|[Qq]uai)[ ](?:(?:de|du|des|la|les|l['\u2019]|d['\u2019])[ ]?){{0,3}}"
        rf"{_CAP}(?:[ ]{_CAP}){{0,3}}{_END}",
        # A kind of street, its name, and a number.
        rf"(?:C/|Calle|Avda\.?|Avenida|Av\.|Plaza|Paseo|Camino|Viale|Piazza|Rua|Travessa|Praça)[ ]?"
        rf"(?:(?:de|del|la|las|los|el|do|da|dos|das)[ ]){{0,2}}{_CAP}(?:[ ](?:(?:de|del|la|do|da|dos)[ ])?"
        rf"{_CAP}){{0,4}},?[ ](?:n[ºo°.]*[ ]?)?{_NUMBER}{_END}",
        rf"(?<!\w)Via[ ]{_CAP}(?:[ ]{_CAP}){{0,3}},?[ ]\d{{1,3}}(?=,[ ]\d{{5}}|[ ]*[-\u2013][ ]*\d{{5}})",
        rf"(?<!\w)(?:ul|al|os|ул|пр)\.[ ](?:{_CAP}[ ]?){{1,4}},?[ ]?(?:д\.[ ]?)?\d{{1,4}}[\w/]*",
        # What has no street.
        r"(?<!\w)(?:P\.?[ ]?O\.?[ ]Box|Postfach|Apartado|Casella Postale)[ :]*\d[\d ]{1,8}\b",
        rf"(?<!\w)(?:Flat|Plot|House|H\.|Apartment)[ ]?No\.?[ :-]*\d[\w/-]*(?:,[ ]*{_CAP}(?:[ ]{_CAP}){{0,3}})*",
        r"〒?[ ]?\d{3}-\d{4}[ ]?\w{0,4}[都道府県][^\n|]*|〒[ ]?\d{3}-?\d{4}[^\n|]*",
        r"[\u4e00-\u9fff]{2,8}[市区][\u4e00-\u9fff]{1,12}[路街道][\d\u4e00-\u9fff-]*号[^\s|,]*",
    )
)
_STREET = re.compile(rf"(?<![\w-])(?:{_STREETS})", re.MULTILINE)
_WEAK = re.compile(
    rf"(?<![\w.,/-])(?:{_NUMBER},?[ ](?:{_CAP}[ ]){{1,3}}(?:Drive|Dr|Court|Ct|Close|Square|Sq|Place|Pl|Way"
    rf"|Row|Hill|Walk|Circle|Quay|Marg|Nagar|Colony|Broadway)\b\.?"
    rf"|(?:Am|An der|Im|Auf dem|Auf der|Zum|Zur|Unter den|In der|Alter|Alte|Neue|Neuer)[ ]{_CAP}(?:[ ]{_CAP})?"
    rf"[ ]\d{{1,3}}[ ]?[a-z]?\b|[A-ZÄÖÜ]\w+ring[ ]{_NUMBER}|{_CAP}(?:[ ]{_CAP})?[ ]\d{{1,3}}[a-z]?)"
    rf"(?=,?[ ](?:[A-Z]{{1,2}}-)?\d{{4,6}}[ ]|,[ ]{_CAP}(?:[ ]{_CAP})?,?[ ][A-Z]{{1,2}}[ \d]"
    rf"|[ ]*(?:\n|[{SEPARATOR},])[ ]*(?:[A-Z]{{1,2}}-)?\d{{4,6}}[ ]{_CAP}[ ]*(?:$|[{SEPARATOR},\n{MARK}]))",
    re.MULTILINE,
)
"""What is a street only where a postal code follows it."""
_AMERICAN = re.compile(
    rf"(?<![\w-])(?:{_CAP}[ ]){{0,2}}{_CAP},?[ ](?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]"
    r"|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?[ ]\d{5}(?:-\d{4})?(?![\d.])"
)
_BRITISH = re.compile(
    rf"(?:(?<=[,{SEPARATOR}{MARK}\n])|^|(?<=[a-z]))[ ]*(?P<code>[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d(?!GB|TB|XL|XS|MB|HD)"
    r"[ABD-HJLNP-UW-Z]{2})(?![\w.])|(?<!\w)(?P<canadian>[ABCEGHJ-NPR-TVXY]\d[A-Z][ ]\d[A-Z]\d)(?!\w)",
    re.MULTILINE,
)
_EIRCODE = r"[AC-FHKNPRTV-Y]\d[\dW][ ]?[\dAC-FHKNPRTV-Y]{4}\b"
_CODE = (
    rf"(?:[A-Z]{{1,3}}[- ])?\d{{3,6}}(?:[ -]\d{{2,4}})?(?:[ ][A-Z]{{2}})?[ ]{_CAP}"
    rf"|[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}|(?:{_CAP}[ ])?{_EIRCODE}"
)
_PART = rf"(?:(?:{_CODE})(?:[ -]{_CAP}|[ ]\d{{1,3}}){{0,3}}|{_CAP}(?:[ -](?:{_CAP}|d[aeio]|del|am|an der|upon)){{0,3}}"
_PART += r"(?:[ -]+\d{3}[ ]?\d{2,4}|[ ][A-Z]{2}[ ]\d{5})?|\d{4,7}|(?:#|Apt\.?|Suite|Unit|Flat)[ ]?[\w-]+|[A-Z]{2})"
_HERE = MARKS[Token.ADDRESS]
_CONTACT = "".join(MARKS[t] for t in (Token.ADDRESS, Token.EMAIL, Token.PHONE, Token.NAME))
_AFTER = re.compile(
    rf"{_HERE}(?P<more>(?:,[ ]*|[ ]+(?=(?:[A-Z]{{1,2}}-)?\d{{4,6}}\b|[A-Z]{{1,2}}\d|\()|[ ][-\u2013][ ]|[ ]*/[ ]*)"
    rf"\(?{_PART}\)?)(?=[ ]*(?:$|[{SEPARATOR},.)/\n{MARK}]|[-\u2013]))",
    re.MULTILINE,
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[{SEPARATOR}:{MARK}]))[ ]*(?P<more>(?:(?:{_CAP}|\d{{1,4}}[A-Za-z]?)[ ]){{0,3}}"
    rf"(?:{_CAP}|\d{{1,4}}[A-Za-z]?),?[ ]+){_HERE}",
    re.MULTILINE,
)
_FLAT = re.compile(
    rf"(?<!\w)(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room|c/o|Block|Wohnung)[ ]?[\w./-]{{1,6}},?[ ]+){_HERE}"
)
_CITY = re.compile(
    rf"(?:^|[{SEPARATOR}]|(?<=[{_CONTACT}])[ ]*,?)[ ]*(?P<city>(?:[A-Z]{{1,2}}-)?\d{{4,6}}[ ]{_CAP}(?:[ -]{_CAP}|"
    rf"[ ](?:am|an der|a\.)[ ]?{_CAP}){{0,3}}(?:,[ ]{_CAP})?|{_CAP}[ ]{_EIRCODE}|{_CAP}(?:[ ]{_CAP})?,?[ ][-\u2013]?[ ]?(?!(?:19|20)\d\d\b)"
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
    for pattern in (_STREET, _WEAK, _AMERICAN, _BRITISH):
        for found in pattern.finditer(text):
            group = found.lastgroup or 0
            start, end = found.span(group)
            yield Span(start=start, end=end, token=Token.ADDRESS)


def rest_spans(text: str) -> Iterator[Span]:
    """Find what goes on beside an address, and a code with its city among contact details."""
    if _HERE in text:
        for pattern in (_AFTER, _FLAT):
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
    return (
        any(mark in here for mark in _CONTACT)
        or (bool(before.strip()) and before.strip()[-1] in _CONTACT)
        or (bool(after.strip()) and len(after.split()) <= 4 and any(m in after for m in _CONTACT))
    )
