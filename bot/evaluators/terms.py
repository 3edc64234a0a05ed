"""Words of a text, and the places where phrases stand in it whatever their inflection."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from bot.evaluators.data import load_data

_ALGORITHMS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts written without spaces: each sign is a token, so that phrases match as sequences."""
_LETTER = rf"[^\W_{_WIDE}]"
_TOKEN = re.compile(
    rf"""
    (?<![\w.])\.NET\b                              # .NET
  | (?<!\w)[A-Za-z](?:\+\+|\#)(?!\w)               # C++, C#
  | (?<!\w)[A-Za-z]&[A-Za-z](?!\w)                 # R&D, Q&A
  | {_LETTER}+\.(?:js|net|ai|io|py)\b              # node.js
  | \d+(?:[.,]\d+)+(?!\w)                          # 99.9, 1,200
  | {_LETTER}+                                     # words, p95, k8s
  | [{_WIDE}]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GAP = "\u2026"
_GAP_TOKENS = 6
"""Most words that may stand where a phrase has a gap."""
_HYPHENS = frozenset("-\u2010\u2011")
_BREAK = re.compile(r"[,;:.!?|\u2022\u00b7()\[\]\u2013\u2014\n]|\s[-\u2010\u2011]\s")

_BRITISH = (
    (re.compile(r"(?<=\w{4})is(ations?|e|ed|es|ers?|ing)$"), r"iz\1"),
    (re.compile(r"lys(e|ed|es|ing)$"), r"lyz\1"),
    (re.compile(r"(?<=\w{4})our(ed|ing|s|al)?$"), r"or\1"),
)
"""Spellings of one word; both sides are folded, so a wrong fold still matches itself."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text."""

    text: str
    """As it stands there."""
    stem: str
    """What it is compared by: folded in case and form, without its inflection."""
    start: int
    """Offset of its first character in the text."""
    end: int
    """Offset after its last character."""
    before: str = " "
    """What parts it from the word before: ``-`` a hyphen, ``.`` punctuation, else a space."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A phrase found among tokens."""

    key: str
    first: int
    """Index of its first token."""
    last: int
    """Index of its last token, inclusive."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    parts: tuple[tuple[str, ...], ...]
    """Stems in a row; between two parts other words may stand."""
    capitals: str
    """How a guarded acronym must begin, case included; "" when any case will do."""


def tokenize(text: str, language: str = "en") -> tuple[Token, ...]:
    """Split a text into words.

    ``C++``, ``C#``, ``.NET``, ``node.js``, ``R&D``, ``p95`` and ``1,200`` stay whole; hyphens and
    slashes split, so ``fine-tuning`` is two words and ``CI/CD`` too.

    Args:
        text: Any text; offsets refer to it unchanged.
        language: ISO 639-1 code that picks the stemmer; words of others are only folded.
    """
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        tokens.append(Token(word, stem(word, language), start, match.end(), _gap(text[end:start])))
        end = match.end()
    return tuple(tokens)


def _gap(between: str) -> str:
    if between == " ":
        return " "
    if len(between) == 1 and between in _HYPHENS:
        return "-"
    return "." if _BREAK.search(between) else " "


_ONE_AT_A_TIME = threading.Lock()
"""A stemmer keeps the word it is at in itself: two threads in it get each other's stems."""


@lru_cache(maxsize=1 << 16)  # about 10 MB when full; a folder of CVs shares most of its words
def stem(word: str, language: str = "en") -> str:
    """Fold one word to what it is compared by; never empty for a word.

    Args:
        word: A single token.
        language: ISO 639-1 code; without a stemmer for it, case and form are folded only.
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    folded = folded[0] + folded[1:].replace(".", "") if not folded[0].isdigit() else folded
    overrides: dict[str, str] = load_data("terms")["stems"].get(language, {})
    if folded in overrides:
        return overrides[folded]
    if language == "en":
        for pattern, replacement in _BRITISH:
            folded = pattern.sub(replacement, folded)
    stemmer = _stemmer(language)
    if stemmer is None:
        return folded
    with _ONE_AT_A_TIME:
        return stemmer(folded) or folded


@cache  # one per language
def _stemmer(language: str) -> Callable[[str], str] | None:
    if language not in _ALGORITHMS:
        return None
    stemmer: Callable[[str], str] = snowballstemmer.stemmer(_ALGORITHMS[language]).stemWord
    return stemmer


class TermIndex:
    """Finds many phrases in one pass over the tokens.

    A phrase matches by the stems of its words in a row, with no comma, full stop or bracket
    between them, and also when it is written as one word (``finetuning`` for ``fine-tuning``,
    ``micro-services`` for ``microservices``). An acronym of up to four letters must stand in
    capitals unless data/terms.yml lists it, so that ``RAG`` is not a rag. Where a phrase has an
    ellipsis (``save … cost``), up to six words may stand, of the same clause.

    Args:
        terms: Phrases by key; several phrases may share a key.
        language: The language of the texts it will search; tokens must be made with the same.
    """

    def __init__(self, terms: Mapping[str, Iterable[str]], language: str = "en") -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        seen: set[_Phrase] = set()
        for key, phrases in terms.items():
            for phrase in (p for text in phrases for p in _phrases(key, text, language)):
                if phrase not in seen:
                    seen.add(phrase)
                    self._by_first.setdefault(phrase.parts[0][0], []).append(phrase)
        self._language = language

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return every phrase found, in the order of the text.

        Of overlapping phrases of one key the longest counts; those of other keys stay.
        """
        hits = {hit: None for i in range(len(tokens)) for hit in self._at(tokens, i)}
        taken: set[tuple[str, int]] = set()
        kept = []
        for hit in sorted(hits, key=lambda h: (h.first - h.last, h.first, h.key)):
            places = {(hit.key, i) for i in range(hit.first, hit.last + 1)}
            if places.isdisjoint(taken):
                taken |= places
                kept.append(hit)
        return sorted(kept, key=lambda h: (h.first, h.last, h.key))

    def _at(self, tokens: Sequence[Token], i: int) -> list[Hit]:
        hits = []
        for phrase in self._by_first.get(tokens[i].stem, ()):
            last = _last(phrase, tokens, i)
            if last is not None:
                hits.append(Hit(phrase.key, i, last))
        if i + 1 < len(tokens) and tokens[i + 1].before == "-":
            joined = stem(tokens[i].text + tokens[i + 1].text, self._language)
            hits += [
                Hit(phrase.key, i, i + 1)
                for phrase in self._by_first.get(joined, ())
                if phrase.parts == ((joined,),) and not phrase.capitals
            ]
        return hits


def _phrases(key: str, text: str, language: str) -> Iterable[_Phrase]:
    parts = tuple(filter(None, (tokenize(part, language) for part in text.split(_GAP))))
    if not parts:
        return
    tokens = parts[0]
    guard = _capitals(tokens[0].text) if len(parts) == len(tokens) == 1 else ""
    yield _Phrase(key, tuple(tuple(t.stem for t in part) for part in parts), guard)
    if len(parts) == 1 and len(tokens) > 1:
        yield _Phrase(key, ((stem("".join(t.text for t in tokens), language),),), "")


def _capitals(word: str) -> str:
    """Return the word when its case must be respected, else ""."""
    is_acronym = word.isupper() and len(word) <= 4
    is_short_name = word[0].isupper() and len(word) <= 2
    is_guarded = (is_acronym or is_short_name) and word.casefold() not in _any_case()
    return word if is_guarded else ""


@lru_cache(maxsize=1)
def _any_case() -> frozenset[str]:
    return frozenset(load_data("terms")["any_case"])


def _last(phrase: _Phrase, tokens: Sequence[Token], first: int) -> int | None:
    """Return the last token of a phrase that begins at a token with its first stem, or None."""
    if not tokens[first].text.startswith(phrase.capitals):
        return None
    end = _end(phrase.parts[0], tokens, first)
    for part in phrase.parts[1:]:
        end = None if end is None else _end_beyond_gap(part, tokens, end)
    return None if end is None else end - 1


def _end(part: Sequence[str], tokens: Sequence[Token], first: int) -> int | None:
    end = first + len(part)
    if end > len(tokens) or tokens[first].stem != part[0]:
        return None
    for at in range(first + 1, end):
        if tokens[at].stem != part[at - first] or tokens[at].before == ".":
            return None
    return end


def _end_beyond_gap(part: Sequence[str], tokens: Sequence[Token], start: int) -> int | None:
    for at in range(start, min(start + _GAP_TOKENS + 1, len(tokens))):
        if tokens[at].before == ".":
            return None
        end = _end(part, tokens, at)
        if end is not None:
            return end
    return None
