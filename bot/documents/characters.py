"""Characters that a reader cannot see, or takes for others, found and taken out of a line."""

from __future__ import annotations

import re
import unicodedata

from bot.documents.data import load_data
from bot.documents.findings import hidden, note
from bot.domain.document import Finding, FindingKind

_TAGS = re.compile("[\U000e0001-\U000e007f]+")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{4,6}\U000e007f")
_OVERRIDE = re.compile("[\u202d\u202e]([^\u202c\u2069]*)[\u202c\u2069]?")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f"
_ZERO_WIDTH += "\u3164\ufeff\uffa0\ufff9-\ufffb"
_INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]")
_RUN = re.compile(f"[{_ZERO_WIDTH}]{{4,}}")
"""Four in a row carry at least half a byte; typesetting never needs more than two or three.

Source: the Unicode rule of the research on hidden text, measured on 37 public CVs.
"""
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
"""Variation selectors follow one character each; two in a row carry data."""
_SPRINKLED = 8
"""Zero-width characters of two kinds or more in a line, from which they carry data."""
_JOINED = re.compile("(?<=[^\x00-\u024f])[\u200c\u200d](?=[^\x00-\u024f])")
"""Joiners between letters of Arabic or Indic scripts, or emoji, where they are spelling."""
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_SYMBOL_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf06e", "•"))
"""Bullets of the Symbol and Wingdings fonts, as office programs write them."""
_DROPPED_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}


def clean(text: str, *, page: int = 1) -> tuple[str, list[Finding]]:
    """Make a line NFC, without characters that nobody sees, and say what they hid.

    Single zero-width characters, soft hyphens and direction marks go silently. Tag characters,
    runs of zero-width characters and selectors, and text whose direction is overridden go with
    an INVISIBLE_CHARACTERS finding. Words that mix look-alike letters of several alphabets stay,
    with a note.

    Args:
        text: One line.
        page: Its page, for the findings.

    Returns:
        The line with single spaces and none around it (maybe empty), and the findings.
    """
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip(), []
    text, payloads = _strip_payloads(text)
    findings = [hidden(FindingKind.INVISIBLE_CHARACTERS, p, page=page) for p in payloads]
    text = _strip_silently(text)
    text = _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    mixed = [word for word in _WORD.findall(text) if _is_mixed(word)]
    if mixed:
        findings.append(note(FindingKind.MIXED_ALPHABETS, ", ".join(mixed), page=page))
    return text, findings


def _strip_payloads(text: str) -> tuple[str, list[str]]:
    """Take out what carries a message nobody sees; return the messages, where they can be read."""
    payloads: list[str] = []
    text = _FLAG.sub("\U0001f3f4", text)

    def take_tags(match: re.Match[str]) -> str:
        payloads.append("".join(chr(ord(char) - 0xE0000) for char in match[0]))
        return ""

    def take_override(match: re.Match[str]) -> str:
        payloads.append(match[1])
        return " "

    text = _TAGS.sub(take_tags, text)
    text = _OVERRIDE.sub(take_override, text)
    invisible = _INVISIBLE.findall(text.replace("\u00ad", ""))
    if _RUN.search(text) or (len(invisible) >= _SPRINKLED and len(set(invisible)) > 1):
        payloads.append(f"{len(invisible)} zero-width characters")
        text = _INVISIBLE.sub("", text)
    selectors = "".join(_SELECTORS.findall(text))
    if selectors:
        payloads.append(f"{len(selectors)} variation selectors")
        text = _SELECTORS.sub("", text)
    return text, payloads


def _strip_silently(text: str) -> str:
    text = _DIRECTION.sub("", text).translate(_SYMBOL_BULLETS)
    joiners = {match.start() for match in _JOINED.finditer(text)}
    kept = []
    for index, char in enumerate(text):
        if char.isspace():
            kept.append(" ")
        elif index in joiners:
            kept.append(char)
        elif unicodedata.category(char) in _DROPPED_CATEGORIES:
            kept.append(" " if char >= "\ue000" else "")
        elif not _INVISIBLE.match(char):
            kept.append(char)
    return "".join(kept)


def _is_mixed(word: str) -> bool:
    """Whether a word holds Latin letters and letters of another alphabet that look Latin."""
    look_alikes = load_data("alphabets")["look_alikes"]
    has_look_alike = any(char in look_alikes for char in word)
    return has_look_alike and any(_is_latin(char) for char in word)


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN ")
