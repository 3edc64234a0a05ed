"""The check that a quote stands, word for word, in what a reader of a document sees."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Self

from bot.domain.assessment import Evidence
from bot.domain.document import Document, Line

FEWEST_WORDS = 3
"""Words that a quote has at least; two signs of a script without spaces count as one.

Source: issue 4; shorter runs stand in a CV by chance.
"""
LONGEST_QUOTE = 4_000
"""Characters beyond which nothing is taken for a quote; a page of a CV has about 3,000."""
CLOSEST_RATIO = 0.90
"""Likeness 0..1 from which a passage is named as the closest.

Source: research on language models, section 2. At this likeness 99.7 % of quotes with a changed
number pass, so it words a question and accepts nothing.
"""
_COMMON = 200
"""A word that stands more often than this says nothing about where a quote comes from."""
_DIAGONALS = 3
"""Places that share most words with a quote and are compared with it letter by letter."""

_NONE, _SPACE, _HYPHEN, _RANGE, _BREAK = range(5)
"""What stands before a sign: nothing, a space or punctuation, a hyphen, a dash with spaces between
two numbers, or a word's division at a line end, whose hyphen may or may not belong to the word."""
_SAME = frozenset(
    {(gap, gap) for gap in range(5)}
    | {(_BREAK, gap) for gap in range(4)}
    | {(gap, _BREAK) for gap in range(4)}
    | {(_RANGE, gap) for gap in (_SPACE, _HYPHEN)}
    | {(gap, _RANGE) for gap in (_SPACE, _HYPHEN)}
)
"""Gaps of a document and of a quote that may face each other."""
_EDGES = (_SPACE, _RANGE, _BREAK)
"""Gaps at which a quote may begin or end; at the last two it is shown with the other half."""

_SINGLE_KINDS = {
    "\n\x0b\x0c\x85\u2028\u2029": "\n",
    "-\u2010\u2011": "-",  # hyphens, which may divide a word
    "\u2012\u2013\u2014\u2015\u2212\u301c\ufe58": "_",  # dashes, which do not
    "'\u2018\u2019\u201b\u02bc\u2032\xb4": "'",
    ".": ".",
    ",:\u066b\u066c": ",",
    "\u2022\u2023\u2043\u2219\u22c5\xb7\u25a0\u25a1\u25aa\u25ab\u25b6\u25b8\u25b9\u25ba\u25c6"
    "\u25c7\u25cb\u25cf\u25e6\u2605\u2606\u2713\u2714\u27a2\u27a4": "b",
    "%\u2030\u066a\xb0": "%",
    "<=>~\xb1\u2192\u2191\u2193\u2248\u2264\u2265": "<",
    "#": "#",
    "&@\\_^\xa7/\u2044\u2215": "s",
    "*`\u2025\u2026\ufe19": " ",
    "\xae\xa9\u2122\u2120\u0640\u034f\u115f\u1160\u3164\uffa0\u180b\u180c\u180d": "z",
}
_KIND_OF = {char: kind for chars, kind in _SINGLE_KINDS.items() for char in chars}
_FOLDED_TO = {
    **dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c\ufe58", "-"),
    **dict.fromkeys("'\u2018\u2019\u201b\u02bc\u2032\xb4", "'"),
    **dict.fromkeys("/\u2044\u2215", "/"),
    "\u066a": "%",
    "\xd7": "x",
    "\u2192": ">",
    "\u2248": "~",
    "\u2264": "<=",
    "\u2265": ">=",
}
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Han, Kana, Thai, Lao, Burmese and Khmer, in which each sign is a token."""
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")


class _Kinds(dict[int, str]):
    """The kind of each character, a letter each, worked out when first met.

    w letter, d digit, e raised or lowered digit, f fraction, k Hangul, u unspaced sign, m mark,
    s other sign, $ currency, z not seen, and as in ``_SINGLE_KINDS``.
    """

    def __missing__(self, code: int) -> str:
        kind = self[code] = _kind(chr(code))
        return kind


class _Folds(dict[str, str]):
    """What each character is compared by, worked out when first met."""

    def __missing__(self, char: str) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
        if len(folded) > 1:
            folded = "".join(_FOLDED_TO.get(c, c) for c in folded if _KINDS[ord(c)] not in " .,'")
        self[char] = folded
        return folded


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if char in _KIND_OF:
        return _KIND_OF[char]
    if category in {"Cf", "Cs", "Cn"} or unicodedata.name(char, "").startswith("VARIATION SEL"):
        return "z"
    first = unicodedata.normalize("NFKD", char)[0]
    if first in _KIND_OF:
        return _KIND_OF[first]
    if category == "No" and unicodedata.decomposition(char).startswith(("<su", "<fr")):
        return "f" if unicodedata.decomposition(char).startswith("<fr") else "e"
    if category[0] == "L" or unicodedata.category(first)[0] == "L":
        return "u" if _UNSPACED.match(first) else "k" if _HANGUL.match(first) else "w"
    return _KIND_OF_CATEGORY.get(unicodedata.category(first), " ")


_KIND_OF_CATEGORY = {
    **dict.fromkeys(("Nd", "No"), "d"),
    "Nl": "w",
    **dict.fromkeys(("Mn", "Mc", "Me"), "m"),
    "Sc": "$",
    **dict.fromkeys(("Sm", "So", "Sk"), "s"),
}
_KINDS = _Kinds()
_FOLDS = _Folds(_FOLDED_TO)

_SOFT_AT_END = re.compile("\xad(?=[^\\S\n]*\n)")
_JOINTS = re.compile(
    r"""
    (?P<B> (?<=[wkm])-(?=\ *\n\ *[wk]) | (?<=k)\n(?=k) )      # a word divided at a line end
  | (?P<R> (?<=[def%$])[ \n]*[-_]+[ \n]+(?=[def$]) )         # 2019 - 2021
  | (?P<H> (?<=[wdefkm%$s])[-_]+(?=[wdefk$])                  # fine-tuning, GPT-4, 10-20
         | (?<=(?<![def.,])[def])\ (?=[def]{3}(?![def]))      # 1 200
         | (?<=(?<![def.,])[def]{2})\ (?=[def]{3}(?![def]))   # 12 500
         | (?<=(?<![def.,])[def]{3})\ (?=[def]{3}(?![def])) ) # 120 500
  | (?P<s> [-_](?=[def$]|\.[def])                             # -30%
         | (?<=[wdefkmu])'(?=[wdefku])                        # can't
         | (?<!\.)\.(?=[wdefk])                               # 3.0, .NET, node.js
         | (?<=[def]),(?=[def])                               # 1,200 and 10:30
         | b(?:\ *b)+ )                                       # a rating, no list marker
  | (?P<z> (?<=[def])[ \n]+(?=%|\$(?![ \n]?[def]))            # 30 %, 5 EUR
         | (?<=(?<![^ \n])[$<])[ \n]+(?=[def]) )              # < 200, EUR 5
  | (?P<_> (?:^|(?<=\n))\ *\#+(?=\ ) )                        # a heading in Markdown
    """,
    re.VERBOSE,
)
_RUN = re.compile(r"([^wdefkums$%<#]*)([wdefkums$%<#]+)")
_NUMBERED = re.compile(r"^[^\w|]*(\d{1,6})\s?\|")


def _joint(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    return (" " if kind == "_" else kind) * len(match[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A text as it is compared; the three have one length."""

    signs: str
    """Letters, digits and signs that mean something, one after the other."""
    gaps: bytes
    """What stands before each sign."""
    origins: Sequence[int]
    """Offset of the character that each sign comes from."""


def _fold(text: str) -> _Folded:
    if "\xad" in text:
        text = _SOFT_AT_END.sub("-", text)
    kinds = text.translate(_KINDS)
    kept: Sequence[int] = range(len(text))
    if "z" in kinds:
        kept = [at for at, kind in enumerate(kinds) if kind != "z"]
        text = "".join([text[at] for at in kept])
        kinds = kinds.replace("z", "")
    kinds = _JOINTS.sub(_joint, kinds)
    signs: list[str] = []
    gaps = bytearray()
    origins = array("l")
    for match in _RUN.finditer(kinds):
        first, last = match.span(2)
        gap = _gap(match[1]) if gaps else _SPACE
        if text[first:last].isascii() and "<" not in match[2]:
            signs.append(text[first:last].lower())
            gaps.append(gap)
            gaps.extend(bytes(last - first - 1))
            origins.extend(kept[first:last])
            continue
        before = kinds[match.start(2) - 1] if gap == _NONE else " "
        for folded, gap_before, at in _each(text[first:last], match[2], gap, before):
            signs.append(folded)
            gaps.append(gap_before)
            gaps.extend(bytes(len(folded) - 1))
            origins.extend([kept[first + at]] * len(folded))
    return _Folded(signs="".join(signs), gaps=bytes(gaps), origins=origins)


def _gap(between: str) -> int:
    if "B" in between:
        return _BREAK
    if "R" in between:
        return _RANGE
    if "H" in between:
        return _HYPHEN
    return _SPACE if between.strip("z") else _NONE


def _each(run: str, kinds: str, gap: int, before: str) -> Iterator[tuple[str, int, int]]:
    """Fold a run sign by sign: the folded text, the gap before it, its offset in the run."""
    for at, (char, kind) in enumerate(zip(run, kinds, strict=True)):
        folded = _FOLDS[char]
        if kind == "e" and before in "def":
            folded = "^" + folded  # ten squared is not 102
        elif kind == "f" and before in "def":
            gap = _HYPHEN  # three and a half is not 31/2
        elif kind != "m" and (
            "u" in (before, kind) or (kind == "<" and before in "wkm" and gap == _NONE)
        ):
            gap = _SPACE
        if folded:
            yield folded, gap, at
            gap, before = _NONE, before if kind == "m" else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    """A passage that is like a quote without being it; it accepts nothing."""

    line: int
    """Number of the line where the passage begins."""
    words: str
    """The passage as it stands there; a line end is a space."""
    ratio: float
    """Likeness, ``CLOSEST_RATIO`` to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleText:
    """The visible text of one document, ready to be asked for quotes.

    A quote stands in it when its tokens do, one after the other and across line ends. Both sides
    are compared without regard to case, compatibility forms (NFKC), kinds of dashes and quotation
    marks, list bullets, invisible characters, spacing, and punctuation that parts words. A word
    divided at a line end is found whole, hyphenated or in two.

    What makes a word or a figure another one counts: a sign at a number (``-30%``, ``<200``,
    ``5+``, ``EUR 5m``), points and commas inside numbers, ``C++``, ``C#``, ``.NET``, slashes,
    hyphens and apostrophes inside words, runs of bullets (a rating). A quote begins
    and ends where a word does, so ``C`` is not found in ``C++`` nor ``profit`` in ``non-profit``,
    and numbers are never cut out of ranges or groups of thousands. Elided articles are words of
    their own at the start of a quote.

    Han, Kana and the scripts of South-East Asia are written without spaces: there each sign is a
    token, and two count as a word. Numbers of list items are words like others.

    An ellipsis is punctuation and stands for nothing: a quote that leaves words out behind one is
    refused, for the word left out may be the "not".
    """

    lines: tuple[Line, ...]
    """Of the document."""
    text: str
    """Their texts, each ended by a line feed but the last."""
    starts: tuple[int, ...]
    """Offset of each line in ``text``."""
    folded: _Folded

    @classmethod
    def of(cls, document: Document) -> Self:
        """Prepare a document; about 1 ms a page.

        Args:
            document: With NFC lines, as a Document promises.
        """
        text = "\n".join(line.text for line in document.lines)
        starts, at = [], 0
        for line in document.lines:
            starts.append(at)
            at += len(line.text) + 1
        return cls(lines=document.lines, text=text, starts=tuple(starts), folded=_fold(text))

    def find(
        self, quote: str, near_line: int | None = None, *, fewest: int = FEWEST_WORDS
    ) -> Evidence | None:
        """Return where a quote stands, in the document's own words.

        A line number copied from the prompt (``12| ``) is dropped when the quote does begin on
        that line.

        Args:
            quote: As a model gave it.
            near_line: Line that the model named. Of several places the one that begins nearest
                to it counts, and the first of equally near ones; without it the first of all.
            fewest: Words that it has at least; 1 where a word is all that there is to say, such
                as the name of a tool in a list of requirements.

        Returns:
            The quote cut from the document, with divided words and ranges made whole; None when
            it does not stand there, has fewer than ``fewest`` words or is longer than
            ``LONGEST_QUOTE``.
        """
        if len(quote) > LONGEST_QUOTE:
            return None
        if not quote.isascii():
            quote = unicodedata.normalize("NFC", quote)
        span = self._nearest(quote, near_line, fewest) or self._numbered(quote, fewest)
        return self._cut(*self._whole(*span)) if span else None

    def closest(self, quote: str) -> Closest | None:
        """Return the passage that is most like a quote that was not found, to ask again with.

        Returns:
            None when nothing is as like as ``CLOSEST_RATIO``.
        """
        wanted = _words(_fold(unicodedata.normalize("NFC", quote[:LONGEST_QUOTE])))
        here = _words(self.folded)
        target = " ".join(word for word, _ in wanted)
        best: Closest | None = None
        for first, last in _windows([w for w, _ in wanted], [w for w, _ in here]):
            passage = " ".join(word for word, _ in here[first:last])
            ratio = SequenceMatcher(None, passage, target, autojunk=False).ratio()
            if ratio >= CLOSEST_RATIO and (best is None or ratio > best.ratio):
                end = here[last][1] if last < len(here) else len(self.folded.signs)
                cut = self._cut(here[first][1], end)
                best = Closest(line=cut.line, words=cut.quote, ratio=ratio)
        return best

    def _nearest(self, quote: str, near_line: int | None, fewest: int) -> tuple[int, int] | None:
        wanted = _fold(quote)
        if not _is_long_enough(wanted, fewest):
            return None
        spans = self._spans(wanted)
        if near_line is None:
            return next(spans, None)
        return min(spans, key=lambda span: abs(self._line(span[0]) - near_line), default=None)

    def _numbered(self, quote: str, fewest: int) -> tuple[int, int] | None:
        """Find a quote that begins with the number of its line, and maybe goes on with them."""
        match = _NUMBERED.match(quote)
        if not match:
            return None
        number = int(match[1])
        first, *others = quote[match.end() :].split("\n")
        for after, line in enumerate(others, start=1):
            first += "\n" + re.sub(rf"^\s*{number + after}\s?\|", "", line)
        span = self._nearest(first, number, fewest)
        return span if span and self._line(span[0]) == number else None

    def _spans(self, wanted: _Folded) -> Iterator[tuple[int, int]]:
        """Yield first and last sign (exclusive) of each place, in reading order."""
        signs, gaps = self.folded.signs, self.folded.gaps
        size, inner = len(wanted.signs), wanted.gaps[1:]
        at = signs.find(wanted.signs)
        while at >= 0:
            end = at + size
            if (
                (gaps[at] in _EDGES or (signs[at - 1] == "'" and signs[at].isalpha()))
                and (end == len(signs) or gaps[end] in _EDGES)
                and _is_same(gaps[at + 1 : end], inner)
            ):
                yield at, end
            at = signs.find(wanted.signs, at + 1)

    def _whole(self, first: int, last: int) -> tuple[int, int]:
        """Widen a span that begins or ends inside a divided word or a range to all of it."""
        gaps = self.folded.gaps
        if gaps[first] in (_RANGE, _BREAK):
            first = gaps.rfind(_SPACE, 0, first)
        if last < len(gaps) and gaps[last] in (_RANGE, _BREAK):
            last = gaps.find(_SPACE, last)
        return first, last if last >= 0 else len(gaps)

    def _line(self, sign: int) -> int:
        """Return the number of the line in which a sign stands."""
        return self.lines[bisect_right(self.starts, self.folded.origins[sign]) - 1].number

    def _cut(self, first: int, last: int) -> Evidence:
        origins = self.folded.origins
        words = self.text[origins[first] : origins[last - 1] + 1].replace("\n", " ")
        line = self.lines[bisect_right(self.starts, origins[first]) - 1]
        return Evidence(quote=words, page=line.page, line=line.number)


def _is_same(gaps: bytes, wanted: bytes) -> bool:
    return gaps == wanted or all(pair in _SAME for pair in zip(gaps, wanted, strict=True))


def _words(folded: _Folded) -> list[tuple[str, int]]:
    """Return what stands between spaces, each with the index of its first sign."""
    starts = [at for at, gap in enumerate(folded.gaps) if gap in (_SPACE, _RANGE)]
    return [
        (folded.signs[first:last], first) for first, last in pairwise([*starts, len(folded.signs)])
    ]


def _is_long_enough(folded: _Folded, fewest: int) -> bool:
    halves = 0
    for word, first in _words(folded):
        if _UNSPACED.match(word):
            halves += 1
        elif any(sign.isalnum() for sign in word):
            halves += 2
            if word[-1].isdigit():  # a range or a grouped number holds several
                halves += 2 * folded.gaps.count(_HYPHEN, first, first + len(word))
        if halves >= 2 * fewest:
            return True
    return False


def _windows(wanted: list[str], here: list[str]) -> Iterator[tuple[int, int]]:
    """Yield word ranges of a document that share most words with a quote, in its order."""
    places: dict[str, list[int]] = {word: [] for word in wanted}
    for at, word in enumerate(here):
        if word in places:
            places[word].append(at)
    votes = Counter(
        place - at
        for at, word in enumerate(wanted)
        if len(places[word]) <= _COMMON
        for place in places[word]
    )
    for diagonal, _ in votes.most_common(_DIAGONALS):
        for first in (diagonal - 1, diagonal, diagonal + 1):
            for last in range(first + len(wanted) - 1, first + len(wanted) + 2):
                window = max(first, 0), min(last, len(here))
                if window[0] < window[1]:
                    yield window
