"""Lists of phrases, found in a text by whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_DASHES = re.compile(r"[\u00ad\u2010-\u2015\u2212]")
_QUOTES = re.compile(r"[\u2018\u2019\u02bc]")
_GAP = r"[\s\-/]+"
_NUMBER = (
    r"(?:\d+(?:\s*[-+]\s*\d*)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen"
    r"|twenty)"
)
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A phrase where it stands."""

    text: str
    """As found, folded: lower case, plain dashes and apostrophes."""
    start: int
    """Offset in the folded text."""
    end: int
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to find, and longer phrases in which they mean something harmless."""

    wanted: re.Pattern[str]
    harmless: re.Pattern[str]

    def find(self, text: str) -> Iterator[Match]:
        """Yield each wanted phrase that stands outside every harmless one, in order."""
        folded = fold(text)
        safe = [found.span() for found in self.harmless.finditer(folded)]
        for found in self.wanted.finditer(folded):
            start, end = found.span()
            if not any(a < end and start < b for a, b in safe):
                yield Match(text=found.group(), start=start, end=end)


def compile_phrases(wanted: Iterable[str], harmless: Iterable[str] = ()) -> Phrases:
    """Prepare lists for ``Phrases.find``.

    Spaces match spaces, hyphens and slashes; ``*`` at the end of a word any ending; ``#`` a number
    such as 5, 5+, 3-5 or five; ``~`` as a word up to four words of any kind.
    """
    return Phrases(_pattern(wanted), _pattern(harmless))


def fold(text: str) -> str:
    """Return the text in lower case, with plain dashes and apostrophes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _QUOTES.sub("'", _DASHES.sub("-", plain))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    # Longest first: an alternation takes the first branch that fits.
    parts = [_branch(phrase) for phrase in sorted(set(phrases), key=lambda p: (-len(p), p))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else _NEVER


def _branch(phrase: str) -> str:
    branch = ""
    for word in re.split(r"[\s\-]+", fold(phrase)):
        if word == "~":
            branch += rf"(?:{_GAP}[\w'+]+){{0,4}}"
            continue
        piece = re.escape(word).replace(r"\*", r"\w*").replace(r"\#", _NUMBER + r"\+?")
        branch += piece if not branch else _GAP + piece
    return branch
