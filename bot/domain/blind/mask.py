"""Covers one candidate's name and personal details in texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.domain.blind.address import rest_spans, street_spans
from bot.domain.blind.birth import age_spans, birth_spans
from bot.domain.blind.canvas import (
    Canvas,
    Masked,
    Span,
    Token,
    canvas_of,
    changed_parts,
    cover,
    joined,
    masked,
    part,
)
from bot.domain.blind.contact import email_spans, handle_spans, link_spans, phone_spans
from bot.domain.blind.family import family_spans
from bot.domain.blind.labels import label_spans
from bot.domain.blind.names import (
    joint_spans,
    name_words,
    unspaced_parts,
    written_name,
    written_spans,
)
from bot.domain.blind.people import pronoun_spans, title_spans
from bot.domain.blind.vocabulary import NAME_LABELS
from bot.domain.document import Document

HEAD_LINES = 12
"""Lines at the top of a document among which its owner's name is looked for."""
AROUND = 2
"""Lines on either side that a rule may look at."""

_LABELLED_NAME = re.compile(
    rf"^(?:{'|'.join(NAME_LABELS)})[ ]*(?:[:\uff1a][ ]*|[ ]{{2,}}|\t)(?P<name>[^|,;:\n]{{2,60}})$",
    re.IGNORECASE,
)
_KEPT = frozenset({Token.BIRTH_DATE, Token.ADDRESS})
"""What a document's context tells, so that a quote without the context has to hide it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Takes one candidate's name and personal details out of texts."""

    words: frozenset[str]
    """Words of the name, folded: lower case, no diacritics, umlauts written both ways."""
    unspaced: tuple[str, ...] = ()
    """Names in scripts without spaces, longest first; found inside longer words too."""
    literals: tuple[tuple[str, Token], ...] = ()
    """Words of the document that a line alone would not give away, longest first."""

    @classmethod
    def of(cls, name: str, document: Document | None) -> Mask:
        """Make the mask of one candidate.

        Args:
            name: As a recruiter gave it; "" when unknown.
            document: Its first lines add the name as the CV writes it, where none was given or
                both have a word in common, and its dates of birth and addresses are known in
                quotes too; None for none.
        """
        lines = [line.text for line in document.lines] if document else []
        mask = of_name(name, lines)
        return mask.knowing(mask.covered("\n".join(lines))) if lines else mask

    def mask(self, text: str) -> str:
        """Return the text with tokens such as ``[name]`` or ``[phone]`` for what is taken out.

        Masking a masked text changes nothing.
        """
        return self.covered(text).text

    def lines(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return texts that stand below each other, masked with regard to their neighbours.

        Args:
            texts: Lines of one document, without line ends.
        """
        return tuple(self.covered("\n".join(texts)).text.split("\n")) if texts else ()

    def covered(self, text: str) -> Masked:
        """Return the masked text with its offset map."""
        before = canvas_of(text)
        after = self._round(before)
        # Each round covers more of a finite text, so that the last one finds nothing.
        while parts := list(changed_parts(before, after, AROUND)):
            before = after
            again = [(start, end, self._round(part(after, start, end))) for start, end in parts]
            after = joined(after, again)
        return masked(after)

    def knowing(self, found: Masked) -> Mask:
        """Return this mask with the dates and addresses that a document's context gave away."""
        kept = {
            (found.source[each.source_start : each.source_end], Token(token))
            for each in found.covers
            if (token := found.text[each.start : each.end]) in _KEPT
        }
        literals = {(text, token) for text, token in kept if len(text) > 5 and not text.isalpha()}
        return replace(self, literals=tuple(sorted(literals, key=lambda it: (-len(it[0]), it))))

    def _round(self, canvas: Canvas) -> Canvas:
        canvas = cover(canvas, self._literal_spans(canvas.text))
        canvas = cover(canvas, email_spans(canvas.text))
        canvas = cover(canvas, link_spans(canvas.text, self.words))
        canvas = cover(canvas, handle_spans(canvas.text))
        canvas = cover(canvas, birth_spans(canvas.text))
        canvas = cover(canvas, street_spans(canvas.text))
        canvas = cover(canvas, phone_spans(canvas.text))
        canvas = cover(canvas, written_spans(canvas.text, self.words, self.unspaced))
        canvas = cover(canvas, joint_spans(canvas.text, self.words))
        canvas = cover(canvas, title_spans(canvas.text))
        canvas = cover(canvas, label_spans(canvas.text))
        canvas = cover(canvas, chain(rest_spans(canvas.text), family_spans(canvas.text)))
        canvas = cover(canvas, age_spans(canvas.text))
        return cover(canvas, pronoun_spans(canvas.text))

    def _literal_spans(self, text: str) -> Iterator[Span]:
        for literal, token in self.literals:
            start = text.find(literal)
            while start >= 0:
                yield Span(start=start, end=start + len(literal), token=token)
                start = text.find(literal, start + len(literal))


def _is_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return any(unicodedata.name(char, "").startswith("LATIN") for char in letters)


def of_name(name: str, lines: Sequence[str]) -> Mask:
    """Make a mask of a name and of what the document itself gives as its owner's name.

    The two may be written in other scripts, or share no word: both are masked then. Where a word of
    the given name stands in the head, an unlabelled line that shares none of its words is none.

    Args:
        name: "" when unknown.
        lines: Of the document, which may write the name in full; none when there is none.
    """
    given = name_words(name)
    head = list(lines[:HEAD_LINES])
    labelled = [found["name"] for line in head if (found := _LABELLED_NAME.match(line.strip()))]
    headed = written_name(head[:3]) or written_name(head)
    is_named = any(given & name_words(line) for line in head)
    written = [*labelled]
    if not labelled and (not is_named or given & name_words(headed)):
        written.append(headed)
    written += [line for line in head[:3] if not _is_latin(line) and written_name([line])]
    names = [each for each in (name, *written) if each]
    return Mask(
        words=frozenset(word for each in names for word in name_words(each)),
        unspaced=tuple(dict.fromkeys(part for each in names for part in unspaced_parts(each))),
    )
