"""A question about one document: in parts where it is too long, and its quotes asked for again."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.domain.document import Line
from bot.domain.usage import Meter, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.evidence import Page
from bot.evaluators.llm.reply import QuoteReply
from bot.evaluators.llm.request import Check, Complaint, ModelReply, ModelRequest

MOST_COMPLAINTS = 6
"""Lost quotes that a model is told of; a reply with more is best written anew anyway."""
MOST_PARTS = 8
"""Parts that a document is read in when it is too long for the model; a longer one is too long."""
_FENCE = re.compile(r'(</?document id=")[0-9a-f]{16}(">)')


class Asker(Protocol):
    """Asks a language model."""

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        """Ask until every sample passes its check.

        Raises:
            ModelError: It came to another end.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which model is asked, and how."""

    model: str
    """Name that the server knows it by."""
    address: str
    """Where it is; the same name may be another model elsewhere."""
    temperature: float | None
    safety_id: str
    """A hash, at most 64 characters, of who asks."""


class Said(Protocol):
    """One thing that a model says about a document."""

    @property
    def subject(self) -> str:
        """What it is about, in words for the model."""
        ...

    @property
    def quotes(self) -> tuple[QuoteReply, ...]:
        """Passages that are said to stand in the document."""
        ...


_Said = TypeVar("_Said", bound=Said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[_Said]):
    """What is asked, and how its reply is taken."""

    compose: Callable[[Sequence[Line], int], ModelRequest]
    """Makes the request about some lines of the document in the blind view, with so many
    samples."""
    parse: Callable[[str], tuple[tuple[_Said, ...] | None, str]]
    """Takes a reply; None when it has not the form that was asked for, and what is wrong then."""
    instead: str
    """What the model shall do about a quote that is no evidence."""


class Inquiry(Generic[_Said]):
    """One document on its way through the model, in one part or several.

    Args:
        asker: Asks the model.
        page: The document.
        question: What is asked.
        meter: Told what each answer cost.
    """

    def __init__(self, asker: Asker, page: Page, question: Question[_Said], meter: Meter) -> None:
        self._asker = asker
        self._page = page
        self._question = question
        self._meter = meter
        self._parts: list[tuple[Line, ...]] = [page.view.document.lines]
        self.model = ""
        """The one that answered last, as its server names it."""

    def samples(self, count: int) -> list[tuple[tuple[_Said, ...], ...]]:
        """Have the document read so many times.

        Returns:
            For each time what was said about each part of the document, in its order.

        Raises:
            ModelError: The model gave no usable answer.
        """
        while True:
            try:
                parts = [self._read(lines, count) for lines in self._parts]
            except ModelError as error:
                if error.outcome is not ModelOutcome.TOO_LONG or not self._split():
                    raise
            else:
                return list(zip(*parts, strict=True))

    def _split(self) -> bool:
        """Halve the parts; False when there are too many."""
        if 2 * len(self._parts) > MOST_PARTS or any(len(lines) < 2 for lines in self._parts):
            return False
        self._parts = [half for lines in self._parts for half in _halves(lines)]
        return True

    def _read(self, lines: Sequence[Line], count: int) -> list[tuple[_Said, ...]]:
        request = self._question.compose(lines, count)
        reply = self._asker.ask(request, self._complaint, meter=self._meter)
        self.model = reply.model
        return [self._said(text) for text in reply.texts]

    def _said(self, text: str) -> tuple[_Said, ...]:
        said, _ = self._question.parse(text)
        assert said is not None  # the check let it pass
        return said

    def _complaint(self, text: str) -> Complaint | None:
        reply, wrong = self._question.parse(text)
        if reply is None:
            return Complaint(words=f"It cannot be used. {wrong}")
        every = [(said, quote) for said in reply for quote in self._page.hold(said.quotes).lost]
        lost = [
            f"{said.subject}, {self._page.complaint(quote)}."
            for said, quote in every[:MOST_COMPLAINTS]
        ]
        if not lost:
            return None
        words = "These quotes are no evidence:\n" + "\n".join(lost) + f"\n{self._question.instead}"
        return Complaint(words=words, is_usable=True)


def fenced(lines: Sequence[Line]) -> str:
    """Write lines with their numbers between marks that nobody can foresee."""
    fence = f'document id="{secrets.token_hex(8)}"'
    return f"<{fence}>\n{numbered(lines)}\n</{fence}>"


def unfenced(content: str) -> str:
    """Take out what ``fenced`` draws anew each time, and must not tell questions apart."""
    return _FENCE.sub(r"\g<1>\g<2>", content)


def numbered(lines: Sequence[Line]) -> str:
    """Write lines with their numbers, one below the other."""
    return "\n".join(f"{line.number}| {line.text}" for line in lines)


def permuted(keys: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """Order keys by the document: none always stands first, and none by chance."""
    text = numbered(lines)

    def place(key: str) -> str:
        return hashlib.sha256(f"{key}\n{text}".encode("utf-8", "replace")).hexdigest()

    return sorted(keys, key=place)


def _halves(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Cut lines in two, where a section begins nearest to the middle, or in the middle."""
    middle = len(lines) // 2
    begins = [i for i in range(1, len(lines)) if lines[i].section != lines[i - 1].section]
    near = [i for i in begins if len(lines) // 4 <= i <= 3 * len(lines) // 4]
    cut = min(near, key=lambda i: abs(i - middle), default=middle)
    yield tuple(lines[:cut])
    yield tuple(lines[cut:])
