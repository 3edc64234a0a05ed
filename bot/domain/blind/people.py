"""Forms of address and pronouns that stand for the candidate, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token
from bot.domain.blind.vocabulary import OTHER_PEOPLE

_NAME = MARKS[Token.NAME]
_PRONOUN = MARKS[Token.PRONOUN]
_TITLE = re.compile(
    r"(?<![\w.-])(?P<title>(?:M(?:rs?|s)|MRS?|MS|Dhr|Hr|Fr|Sig(?:\.ra|\.na)?|Sra|Srta|Sr|Smt)\.?"
    r"|Miss|Sir|Madam|Herrn?|HERR|Frau|FRAU|Mme|Mlle|Monsieur|Madame|Mademoiselle|Señora?|Señorita"
    r"|Signora?|Mevr(?:ouw|\.)|Meneer|Shri|Sri|Kumari|Pani?|Bay(?:an)?|Don|Doña)[ \u00a0]+"
    rf"(?=(?:(?:Dr|Prof|Dipl|Ing)[\w.-]*[ ]+)*{_NAME})"
)
_ALONE = re.compile(
    r"^[ ]*(?P<title>(?:Mrs?|Ms)\.?|Herrn?|Frau|Mme|Monsieur|Madame|Señora?)[ ]*$", re.MULTILINE
)
_GIVEN = re.compile(
    rf"(?:(?<=[(\[{SEPARATOR},{MARK}])[ ]*|^[ ]*|(?<=[Pp]ronouns)[ ]*[:\uff1a]?[ ]*)"
    r"(?P<pronouns>(?:he|she|they)[ ]?/[ ]?(?:him|her|them|they|he|she)"
    r"(?:[ ]?/[ ]?(?:his|hers?|theirs?|they|them))?|(?:er|sie)[ ]?/[ ]?(?:ihm|ihn|ihr)(?:[ ]?/[ ]?\w+)?)(?!\w)",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?![\s\n]|$)[^.!?\n]+)*[.!?]*")
"""A sentence, which ends with its line at the latest."""
_ENGLISH = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
_SUBJECTS = frozenset({"He", "She", "His", "Her"})
_HAS_PRONOUN = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Hh]im(?:self)?|[Hh]is|[Hh]ers?(?:elf)?|[Ee]r|Sie|sie|[Ii]hre?[mnrs]?|[Ss]eine?[mnrs]?)\b"
)
_PIECE = re.compile(rf"[^\W\d_]+(?:-[^\W\d_]+)*|[{MARK}]")
_GERMAN_VERB = re.compile(
    r"\s(?:hat|ist|war|wurde|kann|leitet|[a-zäöüß]{2,}te|baut|führt|entwickelt|arbeitet|verfügt)\b"
)
_OWN_GERMAN = re.compile(r"(?:[Ss]ein|[Ii]hr)(?:e[mnrs]?)?")
_NOUN = re.compile(r"\s(?:[a-zäöüß]+e[mnrs]?\s)?[A-ZÄÖÜ]")


def title_spans(text: str) -> Iterator[Span]:
    """Find forms of address before the name, or alone on a line; "ms" and "MS" are none."""
    for pattern in (_TITLE, _ALONE):
        for found in pattern.finditer(text):
            start, end = found.span("title")
            yield Span(start=start, end=end, token=Token.TITLE)


def pronoun_spans(text: str) -> Iterator[Span]:
    """Find pronouns of the candidate, in English and German.

    They are theirs where a sentence begins with them, or behind the name or such a beginning, as
    long as nobody else was spoken of in between.
    """
    for found in _GIVEN.finditer(text):
        start, end = found.span("pronouns")
        yield Span(start=start, end=end, token=Token.PRONOUN)
    if not _HAS_PRONOUN.search(text):
        return
    was_other = False
    for sentence in _SENTENCE.finditer(text):
        found_here, was_other = _in_sentence(sentence, was_other=was_other)
        yield from found_here
        if text[sentence.end() : sentence.end() + 1] == "\n" and sentence[0].endswith((".", "!")):
            was_other = False


def _in_sentence(sentence: re.Match[str], *, was_other: bool) -> tuple[list[Span], bool]:
    """Return the candidate's pronouns in a sentence, and whether it ends with somebody else."""
    text, spans = sentence.string, []
    is_theirs, is_other = False, was_other
    pieces = list(_PIECE.finditer(text, sentence.start(), sentence.end()))
    for index, piece in enumerate(pieces):
        word = piece[0]
        if word in {_NAME, _PRONOUN}:
            is_theirs, is_other = True, False
        elif _is_other(word):
            is_theirs, is_other = False, True
        elif _is_pronoun(piece) and (is_theirs or (index == 0 and _opens(piece) and not is_other)):
            spans.append(Span(start=piece.start(), end=piece.end(), token=Token.PRONOUN))
            is_theirs, is_other = True, False
    return spans, is_other


def _is_other(word: str) -> bool:
    folded = word.lower()
    return folded in OTHER_PEOPLE or folded.removesuffix("s") in OTHER_PEOPLE


def _is_pronoun(piece: re.Match[str]) -> bool:
    word, after = piece[0], piece.string[piece.end() : piece.end() + 40]
    if word in _SUBJECTS or word in _ENGLISH:
        return True
    if word in {"Er", "er"}:
        return re.match(r"\s[a-zäöüß]{2,}", after) is not None
    if word in {"Sie", "sie"}:
        return _GERMAN_VERB.match(after) is not None
    return _OWN_GERMAN.fullmatch(word) is not None and _NOUN.match(after) is not None


def _opens(piece: re.Match[str]) -> bool:
    """Whether a sentence may begin with this pronoun and mean the candidate."""
    word = piece[0]
    return word in _SUBJECTS or word in {"Er", "Sie"} or _OWN_GERMAN.fullmatch(word) is not None
