"""The blind view: what tells who a candidate is, taken out of words that are shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.document import Document

HEAD_LINES = 3
"""Lines at the top of a document among which its owner's name is looked for."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that write names without spaces around them."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTICLES = _set(
    "al bin da das de del den der di do dos du el ibn la las le los ter und van von y zu"
)
"""Short words inside names that are everyday words outside them."""
_ALSO_WORDS = _set(
    "art bill case chance chase dean drew faith frank grace grant handle hope jack king link long"
    " mail mark max may min name pat phone ray rich rob rose sky small summer sunny will young"
)
"""Names that are everyday words in lower case; masking those would only point at the name."""
_NO_NAME = _set(
    "analyst architect consultant curriculum cv data developer engineer lebenslauf manager model"
    " platform product profile resume scientist senior software summary vita vitae"
)
"""Words that stand at the top of a CV and in no name."""
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})

_EMAIL = re.compile(
    r"[\w.+%'-]+\s*(?:@|\uff20|[(\[]\s*at\s*[)\]])\s*[\w-]+"
    r"(?:(?:\.|\s*[(\[]\s*dot\s*[)\]]\s*)[\w-]+)*(?:\.|\s*[(\[]\s*dot\s*[)\]]\s*)[^\W\d_]{2,}",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)[^\s<>|]+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.])(?:[\w-]+\.)+(?:ai|app|at|be|blog|br|ca|ch|cloud|cn|co|com|cz|de|dev|dk|es|eu|fi"
    r"|fr|gg|in|info|io|it|jp|me|net|nl|no|online|org|page|pl|pt|se|sh|site|so|tech|uk|us|xyz)\b"
    r"(?P<path>/[^\s<>|]*)?",
    re.IGNORECASE,
)
_PERSONAL_HOSTS = (".github.io", ".gitlab.io", ".substack.com", ".hashnode.dev", ".medium.com")
_FRAMEWORKS = frozenset({"asp.net", "ml.net", "ado.net", "socket.io"})
"""Names of software that look like addresses."""
_HANDLE = re.compile(r"(?<![\w@.])@[^\W\d][\w.-]+")
_LABELLED_HANDLE = re.compile(
    r"(?P<label>\b(?:git ?hub|git ?lab|linked ?in|twitter|telegram|skype|discord|kaggle|orcid"
    r"|stack ?overflow|mastodon|bluesky|xing)\s*[:\uff1a]\s*)[^\s|,;\[]+"
    r"(?=\s*(?:$|[|,;)\u00b7\u2022]))",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,])(?:\+|\(\+?)?\d(?:[\d\s()./\u2010-\u2015-]*\d)")
_PHONE_LABEL = re.compile(
    r"(?:tel|phone|fon|mobile?|mobil|cell|handy|whatsapp|tel[eé]fono|t[eé]l)\W*(?:no\W*)?$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"\(?\d{3}\)?[\s.-]*\d{3}[\s.-]\d{4}")
_NAMES = re.compile(r"(?:\b[^\W\d_]\.\s*)*\[name\](?:[\s,'\u2019.-]*(?:\b[^\W\d_]\.\s*)*\[name\])*")
"""A run of masked words with initials before or between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Takes one candidate's name and contact details out of texts."""

    words: frozenset[str]
    """Words of the name, folded: lower case, no diacritics, umlauts written both ways."""
    unspaced: tuple[str, ...] = ()
    """Names in scripts without spaces, longest first; found inside longer words too."""

    @classmethod
    def of(cls, name: str, document: Document | None) -> Mask:
        """Make the mask of one candidate.

        Args:
            name: As a recruiter gave it; "" when unknown.
            document: Its first lines add the name as the CV writes it, where none was given or
                both have a word in common; None for none.
        """
        given = _name_words(name)
        written = _name_words(_written_name(document)) if document else set()
        if not given or given & written:
            given |= written
        unspaced = {part for part in (*name.split(), name) if _UNSPACED.search(part)}
        unspaced |= {part.replace(" ", "") for part in unspaced}
        return cls(
            words=frozenset(given),
            unspaced=tuple(sorted(unspaced, key=lambda part: (-len(part), part))),
        )

    def mask(self, text: str) -> str:
        """Return the text with ``[name]``, ``[e-mail]``, ``[phone]``, ``[link]``, ``[handle]``.

        Masking a masked text changes nothing.
        """
        text = unicodedata.normalize("NFC", text)
        text = _EMAIL.sub("[e-mail]", text)
        text = _LINK.sub("[link]", text)
        text = _DOMAIN.sub(self._address, text)
        text = _HANDLE.sub("[handle]", text)
        text = _LABELLED_HANDLE.sub(r"\g<label>[handle]", text)
        text = _DIGITS.sub(_number, text)
        for part in self.unspaced:
            text = text.replace(part, "[name]")
        text = _WORD.sub(self._word, text)
        return _NAMES.sub("[name]", text)

    def _address(self, found: re.Match[str]) -> str:
        address = found[0].lower()
        if any(address.split("/")[0] == name for name in _FRAMEWORKS):
            return found[0]
        parts = {form for part in re.split(r"[\W\d_]+", address) for form in _forms(part)}
        is_theirs = bool(parts & self.words) or address.endswith(_PERSONAL_HOSTS)
        return "[link]" if is_theirs or found["path"] else found[0]

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if word.islower() and (word in _ALSO_WORDS or len(word) <= 2):
            return word
        return "[name]" if _forms(word) & self.words else word


def _name_words(name: str) -> set[str]:
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", name)) if len(word) > 1]
    kept = [word for word in words if word.lower() not in _PARTICLES]
    folded = {form for word in kept for form in _forms(word)}
    pieces = {
        form for word in kept for part in re.split("['\u2019]", word) for form in _forms(part)
    }
    joined = {"".join(_fold(word) for word in order) for order in (words, words[::-1])}
    return {word for word in folded | {p for p in pieces if len(p) > 2} | joined if word}


def _forms(word: str) -> set[str]:
    """Fold a word in every way that it may be written: umlauts, with and without a genitive s."""
    bare = re.sub("['\u2019]s?$", "", word)
    forms = {_fold(word), _fold(bare), _fold(word.lower().translate(_UMLAUTS))}
    return forms | {form[:-1] for form in forms if form.endswith("s") and len(form) > 4}


def _fold(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(char for char in spread if char.isalpha())


def _written_name(document: Document) -> str:
    """Find the line at the top that is a name: two to four capitalised words, no other kind."""
    for line in document.lines[:HEAD_LINES]:
        text = re.split(r"[,|\u00b7\u2022(]", line.text)[0].strip()
        words = text.split()
        is_name = 2 <= len(words) <= 4 and all(_is_name_word(word) for word in words)
        if is_name and not {_fold(word) for word in words} & _NO_NAME:
            return text
    return ""


def _is_name_word(word: str) -> bool:
    is_spelled = all(char.isalpha() or char in "'\u2019.-" for char in word)
    return is_spelled and (word[0].isupper() or word in _PARTICLES)


def _number(found: re.Match[str]) -> str:
    text = found[0]
    digits = re.findall(r"\d+", text)
    size = sum(len(group) for group in digits)
    before = found.string[max(0, found.start() - 16) : found.start()]
    is_abroad = text.startswith(("+", "(+", "00")) and size >= 7
    is_local = text.startswith(("0", "(0")) and size >= 9 and not _is_date(digits)
    is_labelled = size >= 5 and _PHONE_LABEL.search(before) is not None
    is_phone = size <= 17 and (
        is_abroad or is_local or is_labelled or _AMERICAN.fullmatch(text) is not None
    )
    return "[phone]" if is_phone else text


def _is_date(groups: list[str]) -> bool:
    """Whether every group of digits is a day, a month or a year."""
    return all(len(g) <= 2 or (len(g) == 4 and g[:2] in {"19", "20"}) for g in groups)
