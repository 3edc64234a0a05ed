"""Words of a candidate's name, in the ways that a document may write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.blind.canvas import MARKS, SEPARATOR, Span, Token
from bot.domain.blind.vocabulary import (
    ALSO_WORDS,
    COUNTRIES,
    MONTHS,
    NO_NAME,
    PARTICLES,
    SUFFIXES,
    TITLES,
)

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_NAME = MARKS[Token.NAME]
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Scripts that write names without spaces around them."""
_UNSPACED_NAME = re.compile(
    r"(?!.*(?:\u7b80\u5386|\u5c65\u6b74|\u5c65\u5386|\uc774\ub825\uc11c))"
    r"(?:[\u4e00-\u9fff]{1,3} ?[\u4e00-\u9fff]{1,3}|[\uac00-\ud7af]{2,4})"
)
"""Two to six signs, and no word for a CV."""
_LAST_NAME_FIRST = re.compile(r"[^\W\d_]*[^\W\d_a-zß-ÿ]{2}[^,a-z]*, [^\W\d_a-zß-ÿ]")
_APART = re.compile(r"(?<!\w)(?:[^\W\d_][ \u00a0]+){3,}[^\W\d_](?!\w)")
"""Letters set apart, as in ``A M A R A``."""
_JOINT = (
    rf"(?:[\s,'\u2019._-]*(?:\b[^\W\d_]\.\s*)*|[ \u00a0]+(?:(?:{'|'.join(PARTICLES)})[ ]+)+"
    r"|[ ][\"\u201c(]?[^\W\d_a-zß-ÿ][\w'\u2019-]+[\"\u201d)]?[ ])"
)
"""What may stand between two words of a name: initials, particles, another name of theirs."""
_RUN = re.compile(rf"{_NAME}(?:{_JOINT}{_NAME})+")
_TAIL = re.compile(
    rf"{_NAME}(?:['\u2019]s?(?!\w)|[._-]?(?=[a-f]*\d)[a-f\d]{{2,}}\b"
    rf"|(?: (?:{'|'.join(PARTICLES)}))+(?=[ ]*(?:$|[,\n{SEPARATOR}])))"
)
_ARTICLE = re.compile(rf"(?<!\w)(?:al|el|ul|ben|bin|ibn|abu|abd)-{_NAME}", re.IGNORECASE)
_CAPITALS = re.compile(
    r"(?<!\w)(?:V(?:AN|an)|VON|D(?:OS|os)|DEL|Di|I(?:BN|bn)|B(?:IN|in)|TER) "
    rf"(?:(?:DER|DEN|LA|der|den) )?{_NAME}"
)
"""Particles before a name that begin a line, or a line in capitals; no everyday words."""
_INITIALS = re.compile(
    rf"(?P<lead>(?:(?<!\w)[^\W\d_]\.[\s-]*)+)(?:(?:{'|'.join(PARTICLES)}) )*{_NAME}"
)
_LAST_FIRST = re.compile(rf"{_NAME}(?:, ?| )(?P<initials>(?:[^\W\d_]\.[ -]?)+)")
_BETWEEN = rf"(?:[ \u00a0-]|, )(?:(?:[^\W\d_]\.|{'|'.join(PARTICLES)}) )*"
_BEFORE = re.compile(
    rf"(?<!\w)(?P<initial>[^\W\d_a-zß-ÿ])\.?[ \u00a0](?:(?:{'|'.join(PARTICLES)}) )*$"
)
_JOINED_LEFT = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[_.-]$")
_JOINED_RIGHT = re.compile(r"[_.-]([^\W\d_]+)(?![^\W\d_])")
_COMPANY = re.compile(
    r" (?:AG|SE|plc|PLC|Inc|Corp|N\.V|S\.p\.A|Group|Bank|University|Hospital|Motors?|Airlines"
    r"|Foundation|Institute)\b"
)
"""What follows a name that is a company's; own firms go by GmbH, Ltd, LLC or Consulting."""
_SHORT = re.compile(rf"(?<!\w)[A-Z](?:-?[A-Z]){{0,2}} {_NAME}|{_NAME} [A-Z]{{1,3}}(?=[,.&]| and )")
"""A surname with initials, as lists of publications write it."""
_TITLED = re.compile(
    r"(?<!\w)(?:M(?:rs?|s|x|me|lle)|Miss|Dr|Prof|Herrn?|Frau|Señora?|Sra?|Monsieur|Madame)"
    r"\.? $"
)
"""What goes before a surname, and before no everyday word."""
_LEFT = re.compile(rf"({_WORD.pattern}|{_NAME}){_BETWEEN}$")
_RIGHT = re.compile(rf"{_BETWEEN}({_WORD.pattern}|{_NAME})")
_DID = re.compile(
    r"[ \u00a0](?:is|was|has|had|led|built|ran|wrote|won|made|cut|set|holds|leads|\w{2,}ed)\b"
)
"""What follows a name, and no noun that is also a name."""
_SKILL = re.compile(r"(?:\b(?:in|with|using|and|or|und|mit)|[,:/(&])\s*$", re.IGNORECASE)
"""What goes before a language with a name of one letter, rather than before an initial."""
_LANGUAGES = frozenset("cdr")


def name_words(name: str) -> set[str]:
    """Return the words of a name, folded, without particles, titles and degrees."""
    found = _WORD.findall(unicodedata.normalize("NFC", name))
    words = [word for word in found if len(word) > 1 and fold(word) not in TITLES | SUFFIXES]
    kept = [word for word in words if word.lower() not in PARTICLES]
    pieces = {part for word in kept for part in re.split("['\u2019]", word)}
    folded = {form for word in kept for form in _forms(word)}
    folded |= {form for piece in pieces for form in _forms(piece) if len(form) > 2}
    orders = (words, words[::-1], kept, kept[::-1])
    joined = {"".join(fold(word) for word in order) for order in orders}
    joined |= {fold(part) for part in name.split() if "-" in part}
    firsts = [index for index, word in enumerate(words) if word.lower() in PARTICLES]
    joined |= {"".join(fold(word) for word in words[index:]) for index in firsts}
    return {word for word in folded | joined if word}


def unspaced_parts(name: str) -> tuple[str, ...]:
    """Return what is looked for letter by letter, longest first.

    These are names in scripts without spaces, and in scripts whose vowels are marks.
    """
    name = unicodedata.normalize("NFC", name)
    parts = {part for part in (*name.split(), name) if len(part) > 1 and _is_unspaced(part)}
    parts |= {part.replace(" ", "") for part in parts}
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def fold(word: str) -> str:
    """Return a word in lower case, without diacritics and anything but letters."""
    if word.isascii() and word.isalpha():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(char for char in spread if char.isalpha())


def written_spans(text: str, words: frozenset[str], unspaced: tuple[str, ...]) -> Iterator[Span]:
    """Find the words of a name; those that are everyday words too, where they are sure."""
    for part in unspaced:
        for found in re.finditer(" ?".join(re.escape(sign) for sign in part), text):
            yield _span(found)
    for found in _APART.finditer(text):
        joined = fold("".join(found[0].split()))
        if joined in words:
            yield _span(found)
    known = {word for word in set(_WORD.findall(text)) if _forms(word) & words}
    if known:
        for found in _WORD.finditer(text):
            if found[0] in known and (
                _is_sure(found, known, words) or not (_is_doubtful(found[0]) or _is_other(found))
            ):
                yield _span(found)


def joint_spans(text: str, words: frozenset[str]) -> Iterator[Span]:
    """Find runs of covered names with what stands between, before and behind them."""
    if _NAME not in text:
        return
    for pattern in (_RUN, _TAIL, _ARTICLE, _CAPITALS):
        for found in pattern.finditer(text):
            yield _span(found)
    letters = {word[0] for word in words}
    for found in _INITIALS.finditer(text):
        lead, before = fold(found["lead"]), text[max(0, found.start() - 8) : found.start()]
        is_language = lead in _LANGUAGES and _SKILL.search(before) is not None
        if set(lead) & letters and not is_language:
            yield _span(found)
    for found in _LAST_FIRST.finditer(text):
        if fold(found["initials"])[:1] in letters:
            yield _span(found)
    for found in _SHORT.finditer(text):
        initials = fold(found[0])
        is_theirs = initials[0] in letters and (len(initials) < 3 or set(initials) <= letters)
        if is_theirs and initials not in NO_NAME | SUFFIXES | _LANGUAGES:
            yield _span(found)


def written_name(lines: list[str]) -> str:
    """Find the first line that is a name: two to four capitalised words, of no other kind.

    Args:
        lines: Those at the top of a document, among which the name is.

    Returns:
        The name, or "" when no line is one.
    """
    for line in lines:
        text = _bare(line)
        words = text.replace(",", " ").split()
        is_name = 2 <= len(words) <= 4 and all(_is_name_word(word) for word in words)
        is_unspaced = _UNSPACED_NAME.fullmatch(text) is not None
        if is_unspaced or (is_name and not {fold(word) for word in words} & (NO_NAME | COUNTRIES)):
            return text
    return ""


def _bare(line: str) -> str:
    """Return the first entry of a line, without forms of address and degrees before it.

    A city with its state or country, as in "Mountain View, CA", is none.
    """
    text = re.split(rf"[(:{SEPARATOR}]", line)[0].strip()
    if "," in text and not _LAST_NAME_FIRST.match(text):
        text, after = (part.strip() for part in text.split(",", 1))
        folded = fold(after)
        if folded in COUNTRIES or (re.fullmatch("[A-Z]{2}", after) and folded not in SUFFIXES):
            return ""
    words = text.split()
    while words and fold(words[0]) in TITLES | SUFFIXES:
        words.pop(0)
    return " ".join(words)


def _is_doubtful(word: str) -> bool:
    """Whether a word of the name is as likely an everyday word."""
    if word.islower() and len(word) <= 2:
        return True
    return word.lower() in ALSO_WORDS or (len(word) <= 3 and word.isupper())


def _is_other(found: re.Match[str]) -> bool:
    """Whether a word of the name is a company's, or half of a word such as "Li-ion"."""
    if len(found[0]) <= 2 and re.match(r"-[a-z]", found.string[found.end() : found.end() + 2]):
        return True
    return _COMPANY.match(found.string, found.end()) is not None


def _is_sure(found: re.Match[str], known: set[str], words: frozenset[str]) -> bool:
    """Whether a doubtful word is the name here: beside the rest of it, alone, or doing things."""
    text, start, end = found.string, found.start(), found.end()
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if _is_in_file(before, after, known - {found[0]}):
        return True
    if found[0].islower():
        return False
    initial = _BEFORE.search(before)
    is_initialled = initial is not None and fold(initial["initial"]) in {w[0] for w in words}
    if is_initialled or _TITLED.search(before):
        return True
    if found[0].lower() in MONTHS and re.match(r"[ \u00a0,]*\d", after):
        return False
    line_before, line_after = before.split("\n")[-1], after.split("\n")[0]
    is_alone = not line_before.strip() and (not line_after.strip() or line_after.strip()[0] == "|")
    return (
        is_alone
        or _is_beside(line_before, line_after, known - {found[0]})
        or after.startswith(("'s", "\u2019s"))
        or re.match(r", [^\W\d_]\.", after) is not None
        or (not found[0].isupper() and _DID.match(after) is not None)
    )


def _is_in_file(before: str, after: str, others: set[str]) -> bool:
    """Whether another word of the name is joined to it by a sign, as in ``will_grant.pdf``."""
    left, right = _JOINED_LEFT.search(before), _JOINED_RIGHT.match(after)
    return any(side is not None and side[1] in others for side in (left, right))


def _is_beside(before: str, after: str, others: set[str]) -> bool:
    left, right = _LEFT.search(before), _RIGHT.match(after)
    return any(
        side is not None and (side[1] == _NAME or (side[1] in others and not side[1].islower()))
        for side in (left, right)
    )


def _span(found: re.Match[str]) -> Span:
    return Span(start=found.start(), end=found.end(), token=Token.NAME)


def _forms(word: str) -> set[str]:
    """Fold a word in every way that it may be written: umlauts, with and without a genitive s."""
    if word.isascii() and word.isalpha():
        forms = {word.lower()}
    else:
        bare = re.sub("['\u2019]s?$", "", word)
        forms = {fold(word), fold(bare), fold(word.lower().translate(_UMLAUTS))}
    return forms | {form[:-1] for form in forms if form.endswith("s") and len(form) > 4}


def _is_unspaced(part: str) -> bool:
    has_marks = any(unicodedata.category(char).startswith("M") for char in part)
    return has_marks or _UNSPACED.search(part) is not None


def _is_name_word(word: str) -> bool:
    is_spelled = all(char in "'\u2019.-" or unicodedata.category(char)[0] in "LM" for char in word)
    return is_spelled and (not word[0].islower() or word in PARTICLES)
