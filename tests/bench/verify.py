"""Quotes changed in meaning or in layout, against the check that lets quotes count."""

from __future__ import annotations

import json
import random
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import Document, DocumentKind
from bot.errors import DocumentError
from bot.evaluators.verify import VisibleText
from tests.bench.texts import rows

Change: TypeAlias = Callable[[str, random.Random], "str | None"]
"""Changes a quote, whose line ends are line feeds; None where it has nothing to change."""

QUOTES = 500
"""Quotes of each kind, as the issue asks."""
BAR_MICROSECONDS = 100
_FEWEST = 3
_MOST_LINES = 3
SEED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A quote to be checked against a document."""

    document: int
    """Index of the document."""
    line: int
    """Number of the line where the quote was taken."""
    genuine: str
    """As it stands there, its line ends as line feeds."""
    quote: str
    """As changed."""


def run(root: Path) -> None:
    """Print how many changed quotes are accepted, and what a check costs.

    Args:
        root: Folder of the material.
    """
    documents = [d for d in _documents(root) if len(d.lines) > 5]
    if not documents:
        print("skipped: no CVs")
        return
    began = time.thread_time()
    texts = [VisibleText.of(document) for document in documents]
    spent = time.thread_time() - began
    lines = sum(len(document.lines) for document in documents)
    per_line = 1e6 * spent / lines
    print(f"{len(documents)} CVs, {lines} lines; prepared in {per_line:.0f} us a line")
    everything: list[Case] = []
    for title, changes, is_genuine in (
        ("changed in layout, accepted", LAYOUTS, True),
        ("changed in meaning, accepted", FORGERIES, False),
    ):
        print(f"\n{title}:")
        for name, change in changes.items():
            chosen = list(islice(cases(documents, change, forged=not is_genuine), QUOTES))
            kept = [c for c in chosen if texts[c.document].find(c.quote, c.line)]
            rate = 100 * len(kept) / len(chosen)
            print(f"  {name:22} {len(kept):4} of {len(chosen)}  {rate:5.1f} %")
            everything += chosen
    _print_cost(texts, everything)


def _print_cost(texts: Sequence[VisibleText], chosen: Sequence[Case]) -> None:
    spent: list[float] = []
    for case in chosen:
        text = texts[case.document]
        began = time.thread_time_ns()
        text.find(case.quote, case.line)
        spent.append((time.thread_time_ns() - began) / 1e3)
    mean = statistics.mean(spent)
    tail = statistics.quantiles(spent, n=100)[98]
    characters = statistics.mean(len(case.quote) for case in chosen)
    print(
        f"\n{len(spent)} checks of {characters:.0f} characters: mean {mean:.0f} us of CPU", end=" "
    )
    print(f"(bar {BAR_MICROSECONDS}, ratio {mean / BAR_MICROSECONDS:.2f}), p99 {tail:.0f}")
    start = time.thread_time()
    named = sum(texts[c.document].closest(c.quote) is not None for c in chosen[-QUOTES:])
    each = (time.thread_time() - start) / QUOTES * 1e3
    print(f"closest passage: named for {named} of {QUOTES} refused, {each:.1f} ms each")


def _documents(root: Path) -> Iterator[Document]:
    folder = root / "layouts"
    if folder.is_dir():
        for item in json.loads((folder / "index.json").read_text()):
            data = (folder / item["file"]).read_bytes()
            try:
                yield parse(data, name=item["file"], kind=DocumentKind.CV, limits=Limits())
            except DocumentError as error:
                print(f"not read: {item['file']}: {error.reason}")
    for name in ("human_fit_de/cvs.jsonl", "role_rank/kaggle962_unique166.jsonl"):
        if (root / name).is_file():
            for row in rows(root / name)[:40]:
                text = row["text"].replace("\r", "")
                yield parse(text.encode(), name="cv.txt", kind=DocumentKind.CV, limits=Limits())


def cases(
    documents: Sequence[Document], change: Change, *, forged: bool, seed: int = SEED
) -> Iterator[Case]:
    """Yield changed quotes without end, the same ones each time.

    Args:
        documents: Each with a quote of three words at least.
        change: What is done to a quote taken by chance.
        forged: Leave out those that stand in their document for all that was done to them.
        seed: Of the choice.
    """
    chance = random.Random(seed)
    plain = [Plain.of(document) for document in documents]
    while True:
        index = chance.randrange(len(documents))
        line, genuine = _taken(documents[index], chance)
        quote = change(genuine, chance)
        if len(_words(genuine)) < _FEWEST or quote is None or len(_words(quote)) < _FEWEST:
            continue
        holds = plain[index].holds_letters if change is _with_other_signs else None
        if forged and (holds or plain[index].holds_words)(quote):
            continue
        yield Case(document=index, line=line, genuine=genuine, quote=quote)


def _taken(document: Document, chance: random.Random) -> tuple[int, str]:
    """Take some words in a row, from one to three lines."""
    first = chance.randrange(len(document.lines))
    lines = document.lines[first : first + chance.randint(1, _MOST_LINES)]
    text = "\n".join(line.text for line in lines)
    places = [match.span() for match in re.finditer(r"\S+", text)]
    on_first = [at for at, (start, _) in enumerate(places) if start < len(lines[0].text)]
    start = chance.choice(on_first) if chance.random() < 0.5 else 0
    end = chance.randint(start, len(places) - 1) if chance.random() < 0.5 else len(places) - 1
    return lines[0].number, text[places[start][0] : places[end][1]]


def _words(text: str) -> list[str]:
    return [piece for piece in text.split() if any(sign.isalnum() for sign in piece)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Tells whether a forged quote stands in a document, in ways of its own.

    It shares nothing with what it tests. It sees letters, digits and the signs that change them,
    and no punctuation between words, so that it errs on the side of "it stands there", which only
    leaves a forgery out.
    """

    rows: tuple[str, ...]
    """The document's words and signs, in two readings of its divided words."""
    squeezed: str
    """The document without spaces and lone marks."""

    @classmethod
    def of(cls, document: Document) -> Plain:
        """Prepare a document."""
        text = unicodedata.normalize("NFKC", document.text)
        joined = re.sub(r"(?<=\w)-\n(?=\w)", "", text)
        return cls(rows=(_row(text), _row(joined)), squeezed=_squeezed(text))

    def holds_words(self, quote: str) -> bool:
        """Whether the quote's words and signs stand here in a row."""
        row = _row(unicodedata.normalize("NFKC", quote))
        return any(row in tokens for tokens in self.rows)

    def holds_letters(self, quote: str) -> bool:
        """Whether all that the quote holds stands here in a row, spaces aside."""
        return _squeezed(unicodedata.normalize("NFKC", quote)) in self.squeezed


def _row(text: str) -> str:
    signs = r"[^\W_]+|[%\u2030\u20ac$\xa3+<>=#&@/~^_\\]"
    return " " + " ".join(re.findall(signs, text.casefold())) + " "


def _squeezed(text: str) -> str:
    folded = re.sub(r"[\u2010-\u2015\u2212]", "-", text.casefold())
    lone = r"(?<!\S)[^\w\s%\u20ac$+<>]+(?!\S)"
    return re.sub(r"\s+", "", re.sub(lone, "", folded))


def _joined(quote: str, chance: random.Random) -> str:
    del chance
    return quote.replace("\n", " ")


def _without_bullets(quote: str, chance: random.Random) -> str:
    return re.sub(r"(?m)^[-\u2013\u2022\u25aa\u25cf*]\s+", "", _joined(quote, chance))


def _in_ascii(quote: str, chance: random.Random) -> str:
    quote = re.sub(r"[\u2010-\u2015]", "-", _joined(quote, chance))
    quote = re.sub(r"[\u2018\u2019]", "'", quote)
    return re.sub(r"[\u201c\u201d\u201e\xab\xbb]", '"', quote)


def _in_typographic(quote: str, chance: random.Random) -> str:
    quote = _joined(quote, chance).replace("'", "\u2019").replace("-", "\u2010")
    return f"\u201c{quote}\u201d"


def _hyphenated(quote: str, chance: random.Random) -> str | None:
    places = [m.end() for m in re.finditer(r"[^\W\d_]{3}(?=[^\W\d_]{3})", quote)]
    if not places:
        return None
    at = chance.choice(places)
    return quote[:at] + "-\n" + quote[at:]


def _with_soft_hyphens(quote: str, chance: random.Random) -> str:
    sign = chance.choice("\xad\u200b\u2060")
    return re.sub(r"(?<=[^\W\d_]{3})(?=[^\W\d_]{3})", sign, _joined(quote, chance))


def _doubly_spaced(quote: str, chance: random.Random) -> str:
    return re.sub(r"\s", lambda _: chance.choice((" ", "  ", "\xa0", " \n ")), quote)


def _in_other_case(quote: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(_joined(quote, chance))


def _decomposed(quote: str, chance: random.Random) -> str:
    return unicodedata.normalize("NFD", _joined(quote, chance))


def _compatible(quote: str, chance: random.Random) -> str:
    return unicodedata.normalize("NFKC", _joined(quote, chance))


def _without_ends(quote: str, chance: random.Random) -> str:
    return _joined(quote, chance).strip(" .,;:!?\"'()[]\u2022\u201c\u201d\u2013\u2014")


def _in_quotation_marks(quote: str, chance: random.Random) -> str:
    marks = chance.choice(('""', "''", "\u201c\u201d", "\u201e\u201c", "\xab\xbb", "``"))
    return marks[0] + _joined(quote, chance) + marks[1] + chance.choice(("", ".", ","))


def _with_ellipses(quote: str, chance: random.Random) -> str:
    return chance.choice(("\u2026", "... ", "")) + _joined(quote, chance) + "\u2026"


def _of_everything(quote: str, chance: random.Random) -> str | None:
    """Several changes at once."""
    changed: str | None = quote
    for change in (_in_ascii, _without_bullets, _in_other_case, _decomposed, _hyphenated):
        if changed is not None and chance.random() < 0.5:
            changed = change(changed, chance)
    return changed


LAYOUTS: dict[str, Change] = {
    "lines joined": _joined,
    "bullets dropped": _without_bullets,
    "ASCII marks and dashes": _in_ascii,
    "typographic marks": _in_typographic,
    "divided words": _hyphenated,
    "invisible characters": _with_soft_hyphens,
    "other spaces": _doubly_spaced,
    "other case": _in_other_case,
    "NFD": _decomposed,
    "NFKC": _compatible,
    "ends without marks": _without_ends,
    "in quotation marks": _in_quotation_marks,
    "ellipses around": _with_ellipses,
    "several at once": _of_everything,
}
"""Changes that leave a quote what it is; two of them bend more than layout in rare cases."""


def _with_number(quote: str, chance: random.Random) -> str | None:
    numbers = list(re.finditer(r"\d+", quote))
    if not numbers:
        return None
    match = chance.choice(numbers)
    old = match[0]
    at = chance.randrange(len(old))
    other = chance.choice([digit for digit in "0123456789" if digit != old[at]])
    new = chance.choice(
        (old[:at] + other + old[at + 1 :], old + "0", "1" + old, f"{old}.5", str(int(old) + 1))
    )
    return _joined(quote[: match.start()] + new + quote[match.end() :], chance)


def _changed_words(quote: str, chance: random.Random, change: Change) -> str | None:
    places = list(re.finditer(r"[^\W\d_]{3,}", quote))
    if not places:
        return None
    match = chance.choice(places)
    new = change(match[0], chance)
    return new and _joined(quote[: match.start()] + new + quote[match.end() :], chance)


_OTHER_WORDS = ("managed", "Kubernetes", "sales", "junior", "university", "billion", "gelernt")
_ADDED_WORDS = ("senior", "successfully", "global", "10", "lead", "erfolgreich", "+", "C#")
_NEGATIONS = ("not", "never", "no", "without", "nicht", "kein", "didn't", "ne")


def _with_other_word(quote: str, chance: random.Random) -> str | None:
    return _changed_words(quote, chance, lambda _, chance: chance.choice(_OTHER_WORDS))


def _with_other_letter(quote: str, chance: random.Random) -> str | None:
    def changed(word: str, chance: random.Random) -> str:
        at = chance.randrange(len(word))
        return word[:at] + chance.choice("aeionrst") + word[at + chance.randint(0, 1) :]

    return _changed_words(quote, chance, changed)


def _split(quote: str, chance: random.Random) -> str | None:
    def changed(word: str, chance: random.Random) -> str:
        at = chance.randrange(1, len(word))
        return word[:at] + " " + word[at:]

    return _changed_words(quote, chance, changed)


def _with_added(words: Sequence[str]) -> Change:
    def change(quote: str, chance: random.Random) -> str | None:
        pieces = quote.split()
        if len(pieces) < 2:
            return None
        pieces.insert(chance.randrange(1, len(pieces)), chance.choice(words))
        return " ".join(pieces)

    return change


def _with_less(quote: str, chance: random.Random) -> str | None:
    pieces = quote.split()
    if len(pieces) < 4:
        return None
    del pieces[chance.randrange(1, len(pieces) - 1)]
    return " ".join(pieces)


def _in_other_order(quote: str, chance: random.Random) -> str | None:
    pieces = quote.split()
    at = chance.randrange(len(pieces))
    return " ".join([*pieces[:at], *pieces[at + 1 : at + 2], pieces[at], *pieces[at + 2 :]])


def _glued(quote: str, chance: random.Random) -> str | None:
    places = list(re.finditer(r"(?<=[^\W_])\s(?=[^\W_])", quote))
    if not places:
        return None
    match = chance.choice(places)
    return _joined(quote[: match.start()] + quote[match.end() :], chance)


def _of_two_places(quote: str, chance: random.Random) -> str | None:
    pieces = quote.split()
    size = len(pieces)
    if size < 8:
        return None
    skipped = chance.randint(1, size - 6)
    start = chance.randint(3, size - 3 - skipped)
    gap = chance.choice((" ", " \u2026 ", " ... ", " [...] "))
    return " ".join(pieces[:start]) + gap + " ".join(pieces[start + skipped :])


def _with_other_signs(quote: str, chance: random.Random) -> str | None:
    choices = [
        changed
        for pattern, new in (
            (r"(?<=\d)\s?%", ""),
            (r"(?<=\d)\s?%", "\u2030"),
            (r"(?<![\w.,-])(?=\d)", "-"),
            (r"(?<![\w.,-])(?=\d)", "<"),
            (r"(?<![\w.,-])(?=\d)", "\u20ac"),
            (r"(?<=\d)[.,](?=\d)", ""),
            (r"(?<=\d)(?=\d)", "."),
            (r"[<>\u20ac$\xa3]\s?(?=\d)", ""),
            (r"(?<=\w)(?:\+\+|\+|#)", ""),
            (r"(?<=\b[A-Z])(?=\s)", "#"),
            (r"(?<!\w)\.(?=[A-Z])", ""),
            (r"(?<=\d)\s?[-\u2013]\s?(?=\d)", ""),
        )
        for match in re.finditer(pattern, quote)
        if (changed := quote[: match.start()] + new + quote[match.end() :])
    ]
    return _joined(chance.choice(choices), chance) if choices else None


FORGERIES: dict[str, Change] = {
    "number changed": _with_number,
    "word swapped": _with_other_word,
    "letter changed": _with_other_letter,
    "word inserted": _with_added(_ADDED_WORDS),
    "negated": _with_added(_NEGATIONS),
    "word deleted": _with_less,
    "order swapped": _in_other_order,
    "words glued": _glued,
    "word split": _split,
    "of two places": _of_two_places,
    "sign changed": _with_other_signs,
}
"""Changes that make another quote of it."""
