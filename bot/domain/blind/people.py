"""Forms of address and pronouns that stand for the candidate, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.blind.canvas import MARK, MARKS, SEPARATOR, Span, Token
from bot.domain.blind.vocabulary import OTHER_PEOPLE, PARTICLES, word_set

_NAME = MARKS[Token.NAME]
_PRONOUN = MARKS[Token.PRONOUN]
_TITLE = re.compile(
    r"(?<![\w.-])(?P<title>(?:M(?:rs?|s)|MRS?|MS|Dhr|Hr|Fr|Sig(?:\.ra|\.na)?|Sra|Srta|Sr|Smt)\.?"
    r"|Miss|Sir|Madam|Herrn?|HERR|Frau|FRAU|Mme|Mlle|Monsieur|Madame|Mademoiselle|Señora?|Señorita"
    r"|Signora?|Mevr(?:ouw|\.)|Meneer|Shri|Sri|Kumari|Pani?|Bay(?:an)?|Don|Doña)[ \u00a0]+"
    rf"(?=(?:(?:Dr|Prof|Dipl|Ing)[\w.-]*[ ]+|(?:{'|'.join(PARTICLES)})[ ]+)*{_NAME})"
)
_ALONE = re.compile(
    r"^[ ]*(?P<title>(?:Mrs?|Ms)\.?|Herrn?|Frau|Mme|Monsieur|Madame|Señora?)[ ]*$", re.MULTILINE
)
_GIVEN = re.compile(
    rf"(?:(?<=[(\[{SEPARATOR},{MARK}])[ ]*|^[ ]*|(?<=[Pp]ronouns)[ ]*[:\uff1a]?[ ]*)"
    r"(?P<pronouns>(?:he|she|they)[ ]?/[ ]?(?:him|her|them|they|he|she)"
    r"(?:[ ]?/[ ]?(?:his|hers?|theirs?|they|them))?|(?:er|sie)[ ]?/[ ]?(?:ihm|ihn|ihr)"
    r"(?:[ ]?/[ ]?\w+)?)(?!\w)",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?![\s\n]|$)[^.!?\n]+)*[.!?]*")
"""A sentence, which ends with its line at the latest."""
_ENGLISH = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
_SUBJECTS = frozenset({"He", "She", "His", "Her"})
_PRONOUNS = (
    _ENGLISH
    | _SUBJECTS
    | word_set(
        "Er er Sie sie Ihr Ihre Ihrem Ihren Ihrer Ihres ihr ihre ihrem ihren ihrer ihres Sein Seine"
        " Seinem Seinen Seiner Seines sein seine seinem seinen seiner seines"
    )
)
_VERBS = frozenset({"leads", "authors", "mentors"})
"""What somebody does, rather than other people."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(rf"[^\W\d_]+(?:-[^\W\d_]+)*|[{MARK}]")
_GERMAN_VERB = re.compile(
    r"\s(?:hat|ist|war|wurde|kann|leitet|[a-zäöüß]{2,}te|baut|führt|entwickelt|arbeitet|verfügt)\b"
)
_OWN_GERMAN = re.compile(r"(?:[Ss]ein|[Ii]hr)(?:e[mnrs]?)?")
_IS_ONE = re.compile(
    r"\s(?:is|was|works?|worked|became|ist|war|wurde)(?: (?:an?|the|as|als|eine?))*"
    r"(?: [\w-]+){0,3} $"
)
"""What goes between a person and a word for what they are."""
_NO_PERSON = re.compile(r"\s(?:et al|initiali|init\b|uniform\b|normal\b|weights?\b)")
"""What follows the two letters of another meaning, as in "He initialisation"."""
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
    if _PRONOUNS.isdisjoint(_WORD.findall(text)):
        return
    done = 0
    for pronoun in _WORD.finditer(text):
        if pronoun.start() >= done and pronoun[0] in _PRONOUNS:
            done = (text.find("\n", pronoun.start()) + 1 or len(text) + 1) - 1
            yield from _in_lines(text, _from(text, pronoun.start()), done)


def _from(text: str, at: int) -> int:
    """Return where the line begins, or the one before it that runs on into it."""
    start = text.rfind("\n", 0, at) + 1
    before = text.rfind("\n", 0, max(0, start - 1)) + 1
    return start if text[before : start - 1].endswith((".", "!")) else before


def _in_lines(text: str, start: int, end: int) -> Iterator[Span]:
    was_other = False
    for sentence in _SENTENCE.finditer(text, start, end):
        found, was_other = _in_sentence(sentence, was_other=was_other)
        yield from found


def _in_sentence(sentence: re.Match[str], *, was_other: bool) -> tuple[list[Span], bool]:
    """Return the candidate's pronouns in a sentence, and whether it ends with somebody else."""
    text, spans = sentence.string, []
    is_theirs, is_other, at = False, was_other, sentence.start()
    pieces = list(_PIECE.finditer(text, sentence.start(), sentence.end()))
    for index, piece in enumerate(pieces):
        word = piece[0]
        if word in {_NAME, _PRONOUN}:
            is_theirs, is_other, at = True, False, piece.end()
        elif _is_other(word):
            is_theirs = is_theirs and _IS_ONE.match(text, at, piece.start()) is not None
            is_other = not is_theirs
        elif _is_pronoun(piece) and (is_theirs or (index == 0 and _opens(piece) and not is_other)):
            spans.append(Span(start=piece.start(), end=piece.end(), token=Token.PRONOUN))
            is_theirs, is_other, at = True, False, piece.end()
    return spans, is_other


def _is_other(word: str) -> bool:
    folded = word.lower()
    if folded in _VERBS:
        return False
    return folded in OTHER_PEOPLE or folded.removesuffix("s") in OTHER_PEOPLE


def _is_pronoun(piece: re.Match[str]) -> bool:
    word, after = piece[0], piece.string[piece.end() : piece.end() + 40]
    if word in _SUBJECTS or word in _ENGLISH:
        return word != "He" or _NO_PERSON.match(after) is None
    if word in {"Er", "er"}:
        return re.match(r"\s[a-zäöüß]{2,}", after) is not None
    if word in {"Sie", "sie"}:
        return _GERMAN_VERB.match(after) is not None
    return _OWN_GERMAN.fullmatch(word) is not None and _NOUN.match(after) is not None


def _opens(piece: re.Match[str]) -> bool:
    """Whether a sentence may begin with this pronoun and mean the candidate."""
    word = piece[0]
    return word in _SUBJECTS or word in {"Er", "Sie"} or _OWN_GERMAN.fullmatch(word) is not None
