"""E-mail addresses, links, handles and telephone numbers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token, lowered
from bot.domain.blind.names import fold
from bot.domain.blind.vocabulary import word_set

LONGEST_LOCAL = 64
"""Characters before the at sign. Source: RFC 5321, 4.5.3.1.1."""

_AT = re.compile(r"[@\uff20]|[(\[][^\S\n]*[Aa][Tt][^\S\n]*[)\]]")
_LOCAL = re.compile(r"[\w.+%'-]+[^\S\n]*$")
_HOST = re.compile(
    r"(?:[^\S\n]*|\n)[\w-]+(?:(?:\.|[^\S\n]*[(\[]\s*dot\s*[)\]][^\S\n]*)[\w-]+)*"
    r"(?:\.|[^\S\n]*[(\[]\s*dot\s*[)\]][^\S\n]*)[^\W\d_]{2,}",
    re.IGNORECASE,
)
_CUT_HOST = re.compile(r"[^\W\d_][\w.-]*\n[\w-]*\.[a-z]{2,6}$", re.MULTILINE)
"""A domain that a narrow column cuts; its end stands alone on the next line."""
_LINK = re.compile(rf"(?:\b(?:https?|ftp)://|\bwww\.|\bmailto:)[^\s<>|{MARK}]+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.])(?:[\w-]+\.)+(?:ai|app|at|be|blog|br|ca|ch|cloud|cn|co|com|cz|de|dev|dk|es|eu|fi"
    r"|fr|gg|in|info|io|it|jp|me|net|nl|no|online|org|page|pl|pt|se|sh|site|so|tech|uk|us|xyz)\b"
    rf"(?P<path>/[^\s<>|{MARK}]*)?",
    re.IGNORECASE,
)
_PERSONAL_HOSTS = (".github.io", ".gitlab.io", ".substack.com", ".hashnode.dev", ".medium.com")
_FRAMEWORKS = frozenset({"asp.net", "ml.net", "ado.net", "socket.io", "draw.io"})
"""Names of software that look like addresses."""
_SITE_LABEL = re.compile(
    r"\b(?:web ?site|homepage|portfolio|blog|personal (?:page|site)|web|url)\s*[:\uff1a]\s*$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[^\W\d](?:[\w.-]*\w)?(?![\w/])")
_CODE = word_set(
    "angular async autowired bean component controller dataclass decorator deprecated entity"
    " fixture font-face fontface import keyframes media nestjs nonnull nullable override property"
    " pytest react repository scope service springbootapplication staticmethod supports test"
    " transactional types version"
)
"""What follows an at sign in source code."""
_SCALE = re.compile(r"@(?:k|n|top)\d*$", re.IGNORECASE)
_LABELLED_HANDLE = re.compile(
    r"\b(?:git ?hub|git ?lab|linked ?in|twitter|telegram|skype|discord|kaggle|orcid|instagram"
    r"|stack ?overflow|mastodon|bluesky|xing|wechat|signal)[^\S\n]*[:\uff1a][^\S\n]*"
    rf"(?P<handle>(?![\d.,]+(?:$|[\s,;|]))[^\s|,;\[{MARK}]+)(?=[^\S\n]*(?:$|[|,;)\u00b7\u2022{MARK}]))",
    re.MULTILINE,
)
"""Looks at a text in lower case."""
_NO_HANDLE = word_set(
    "actions ci cd copilot enterprise expert gold grandmaster master medal pages runners silver"
    " bronze top bot bots api apis ads marketing"
)
"""What is done with these services, rather than who somebody is there."""
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX](?![\d-])")

_DIGITS = re.compile(r"(?<![\w.,])(?:\+|\(\+?)?\d(?:[^\S\n]|[\d()./\u2010-\u2015-])*\d")
_PHONE_LABEL = re.compile(
    r"(?:\b(?:tel|(?:tele)?(?:ph|f)one?|fon|mobile?|cell(?:ular[e]?)?|handy|whatsapp|tel[eé]fono"
    r"|t[eé]l(?:[eé]phone)?|m[oó]vil|telefoon|telem[oó]vel|celular|portable|telefon|kom(?:[oó]rka)?"
    r"|\u0442\u0435\u043b\u0435\u0444\u043e\u043d|\u0442\u0435\u043b|fax|call)\b"
    rf"|(?:^|[{SEPARATOR}{MARK}])\s*[TMPHCF](?=[.:])"
    r"|\u7535\u8bdd|\u96fb\u8a71|\u624b\u673a|\u643a\u5e2f|\uc804\ud654)"
    r"(?P<after>[^\w\n]*(?:n[or]\b|number|nummer)?[^\w\n]*\n?)$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s*|\d{3}(?P<by>[\s.-]))\d{3}[\s.-]\d{4}")
_PAIRS = re.compile(r"0\d(?P<by>[\s./-]?)\d\d(?:(?P=by)\d\d){3}")
"""Five pairs of digits with the same sign between them, as in France: no dates."""
_EXTENSION = re.compile(r"[ ,]*(?:x|ext\.?|extension|Durchwahl)[ ]?\d{1,5}\b", re.IGNORECASE)
_COUNTED = re.compile(r" (?!(?:and|oder|mobile?|home|work|office|privat|call)\b)[a-z]{4,}")
"""What follows an amount, and no telephone number."""
_THOUSANDS = re.compile(r"\+?\d{1,3}(?:[\s.]\d{3})+")
_NO_PHONE = re.compile(
    r"\b(?:isbn|issn|doi|arxiv|rfc|patent|iban|version|v|id|no)\W*$", re.IGNORECASE
)
_CONTACT = re.compile(f"[{MARKS[Token.EMAIL]}{MARKS[Token.PHONE]}{MARKS[Token.ADDRESS]}]")


def email_spans(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also where they are spelled out or cut by a line end."""
    for found in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, found.start() - LONGEST_LOCAL), found.start())
        host = _HOST.match(text, found.end()) or _CUT_HOST.match(text, found.end())
        if local and host:
            yield Span(start=local.start(), end=host.end(), token=Token.EMAIL)


def link_spans(text: str, words: frozenset[str]) -> Iterator[Span]:
    """Find links, and domains that are the candidate's own.

    Args:
        text: A canvas's text.
        words: Of the name, folded.
    """
    for found in _LINK.finditer(text):
        yield Span(start=found.start(), end=_link_end(found), token=Token.LINK)
    for found in _DOMAIN.finditer(text):
        if _is_own(found, words):
            yield Span(start=found.start(), end=_link_end(found), token=Token.LINK)


def handle_spans(text: str) -> Iterator[Span]:
    """Find names on social networks and registers; no annotations of source code."""
    for found in _HANDLE.finditer(text) if "@" in text else ():
        word = found[0][1:].lower().split(".")[0]
        if word not in _CODE and not _SCALE.match(found[0]) and not _is_code(found):
            yield Span(start=found.start(), end=found.end(), token=Token.HANDLE)
    for found in _LABELLED_HANDLE.finditer(lowered(text)):
        if found["handle"] not in _NO_HANDLE:
            start, end = found.span("handle")
            yield Span(start=start, end=end, token=Token.HANDLE)
    for found in _ORCID.finditer(text):
        yield Span(start=found.start(), end=found.end(), token=Token.HANDLE)


def phone_spans(text: str) -> Iterator[Span]:
    """Find telephone numbers; amounts, dates, versions and addresses of machines are none."""
    for found in _DIGITS.finditer(text):
        if sum(char.isdigit() for char in found[0]) >= 5 and _is_phone(found):
            extension = _EXTENSION.match(text, found.end())
            end = extension.end() if extension else found.end()
            yield Span(start=found.start(), end=end, token=Token.PHONE)


def _link_end(found: re.Match[str]) -> int:
    return found.start() + len(found[0].rstrip(".,;:)]"))


def _is_own(found: re.Match[str], words: frozenset[str]) -> bool:
    address = found[0].lower()
    host = address.split("/")[0]
    if host in _FRAMEWORKS:
        return False
    parts = {fold(part) for part in re.split(r"[\W\d_]+", address)}
    has_name = bool(parts & words) or any(len(word) > 5 and word in host for word in words)
    is_labelled = _SITE_LABEL.search(_before(found, 24)) is not None
    is_entry = _stands_alone(found) and _CONTACT.search(_line(found)) is not None
    is_personal = is_labelled or is_entry or host.endswith(_PERSONAL_HOSTS)
    return has_name or bool(found["path"]) or is_personal


def _is_code(found: re.Match[str]) -> bool:
    """Whether a capitalised word behind an at sign is an annotation, or an employer."""
    name = found[0][1:]
    if not name[0].isupper() or "_" in name or any(char.isdigit() for char in name):
        return False
    before = _before(found, 16).split("\n")[-1]
    return bool(before) and not re.search(r"(?:\b(?:handle|as|x)\b|[:|])\W*$", before)


def _is_phone(found: re.Match[str]) -> bool:
    text = found[0]
    groups = re.findall(r"\d+", text)
    size = sum(len(group) for group in groups)
    before = _before(found, 24)
    if size > 17 or _is_date(groups, text) or _NO_PHONE.search(before):
        return False
    label = _PHONE_LABEL.search(before)
    if label is not None:
        is_sum = _THOUSANDS.fullmatch(text) is not None and not label["after"].strip(" ")
        is_counted = text[0] not in "0+(" and _COUNTED.match(found.string, found.end()) is not None
        return size > 9 or not (is_sum or is_counted)
    if text.startswith(("+", "(+")):
        return size >= 7 and not (size <= 9 and _is_amount(found))
    is_abroad = re.match(r"00[1-9]", text) is not None and size >= 9
    is_local = re.match(r"\(?0\d", text) is not None and size >= 9
    return (
        is_abroad
        or is_local
        or _is_american(found)
        or (size >= 7 and _is_among_contacts(found, groups))
    )


def _is_american(found: re.Match[str]) -> bool:
    """Three, three and four digits; with spaces between, only as an entry of its own."""
    match = _AMERICAN.fullmatch(found[0])
    if match is None:
        return False
    return match["by"] != " " or _stands_alone(found)


def _is_among_contacts(found: re.Match[str], groups: list[str]) -> bool:
    """Whether a number without a sign of its own is an entry among contact details, or a line."""
    line = _line(found)
    is_plain = not _THOUSANDS.fullmatch(found[0]) and "." not in found[0] and len(groups) <= 5
    is_line = line.strip() == found[0] and sum(len(group) for group in groups) >= 9
    return is_plain and _stands_alone(found) and (is_line or _CONTACT.search(line) is not None)


def _stands_alone(found: re.Match[str]) -> bool:
    before, after = _before(found, 3), found.string[found.end() : found.end() + 3]
    starts = re.search(rf"(?:^|[\n,{SEPARATOR}{MARK}])\s*$", before)
    ends = re.match(rf"\s*(?:$|[\n,{SEPARATOR}{MARK}])", after)
    return starts is not None and ends is not None


def _is_amount(found: re.Match[str]) -> bool:
    """Whether a number with a plus sign counts something, as in ``+1 200 000 users``."""
    if not _THOUSANDS.fullmatch(found[0]):
        return False
    after = found.string[found.end() : found.end() + 12]
    return (
        re.search(r"\w\s$", _before(found, 2)) is not None
        or re.match(r" [a-z%]", after) is not None
    )


def _is_date(groups: list[str], text: str) -> bool:
    """Whether every group of digits is a day, a month or a year."""
    if text.startswith(("+", "(+")) or _PAIRS.fullmatch(text):
        return False
    return all(
        len(g) <= 2
        or (len(g) == 4 and g[:2] in {"19", "20"})
        or re.fullmatch(r"(?:0[1-9]|1[0-2])(?:19|20)\d\d", g)
        for g in groups
    )


def _before(found: re.Match[str], size: int) -> str:
    return found.string[max(0, found.start() - size) : found.start()]


def _line(found: re.Match[str]) -> str:
    """Return the whole line on which something was found."""
    text, end = found.string, found.end()
    return text[text.rfind("\n", 0, found.start()) + 1 : end + (text[end:] + "\n").index("\n")]
