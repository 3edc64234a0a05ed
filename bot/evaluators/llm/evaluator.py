"""The evaluator that asks a language model: one question for a document, and code decides."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot.domain.assessment import Assessment, Provenance, Reading
from bot.domain.blind import BLIND_VERSION, blind_view
from bot.domain.document import Document, Line
from bot.domain.rubric import Rubric
from bot.domain.usage import Meter, unmetered
from bot.errors import ModelError, ModelOutcome
from bot.evaluators import offline
from bot.evaluators.llm.evidence import Page, judge
from bot.evaluators.llm.prompt import Prompt, prompt
from bot.evaluators.llm.reply import ReadingReply, parse
from bot.evaluators.llm.request import Check, Complaint, ModelReply, ModelRequest
from bot.evaluators.llm.sampling import MORE_SAMPLES, median, needs_more, strongest

VERSION = "1"
"""Goes up with every change of code that can change a level."""
CRITERION_TOKENS = 300
"""Room in the reply for one criterion."""
MOST_PARTS = 8
"""Parts that a document is read in when it is too long for the model; a longer one is too long."""
CANNOT_SEE = (
    "Whether what the document says is true.",
    "Why a model sees a level in the words; its reason is its own account.",
    "What stands in names, contact details and personal data, which are taken out before.",
    "Anything that the document does not say, such as work under an agreement to keep it secret.",
)
"""What this reading cannot see, a sentence each, for people."""


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


class LlmEvaluator:
    """Reads a document through a model, and keeps what its verified quotes carry.

    Args:
        asker: Asks the model.
        asked: Which one.
        own_prompt: In place of the newest of the package.
    """

    asks_model = True
    cannot_see = CANNOT_SEE

    def __init__(self, asker: Asker, asked: Asked, own_prompt: Prompt | None = None) -> None:
        self._asker = asker
        self._asked = asked
        self._prompt = own_prompt or prompt("read_cv")

    @property
    def provenance(self) -> Provenance:
        """Who reads."""
        return Provenance(
            name="llm", version=VERSION, model=self._asked.model, prompt=self._prompt.id
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything but document, rubric and name that a reading depends on."""
        return (
            "llm",
            VERSION,
            self._prompt.hash,
            self._asked.model,
            self._asked.address,
            str(self._asked.temperature),
            BLIND_VERSION,
            offline.PROVENANCE.version,
        )

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        """Give one reading for each criterion, in the rubric's order.

        Args:
            document: What a reader sees.
            rubric: Resolved rubric.
            name: The candidate's, which is masked; "" when unknown.
            meter: Told what each answer cost.

        Raises:
            ModelError: The model gave no usable answer.
        """
        case = _Case(self, document, rubric, name, meter)
        first = case.samples(1)
        wanted = MORE_SAMPLES if needs_more(rubric, first[0]) else rubric.samples
        samples = first if wanted == 1 else [*first, *case.samples(wanted - 1)]
        second = offline.assess(document, rubric)
        readings = median(samples)
        return Assessment(
            document_sha256=document.sha256,
            rubric_hash=rubric.hash,
            provenance=replace(self.provenance, model=case.model),
            readings=readings,
            patterns=offline.patterns_at(document, rubric, {r.key: r.level for r in readings}),
            buzzword_share=second.buzzword_share,
            second=second,
        )

    def request(self, lines: Sequence[Line], rubric: Rubric, samples: int = 1) -> ModelRequest:
        """Compose the question about some lines; all that never changes stands first in it.

        Args:
            lines: Of a document in the blind view.
            rubric: Resolved rubric.
            samples: How many replies.
        """
        text = "\n".join(f"{line.number}| {line.text}" for line in lines)
        keys = _permuted([criterion.key for criterion in rubric.criteria], text)
        fence = f'document id="{secrets.token_hex(8)}"'
        return ModelRequest(
            instructions=self._prompt.instructions(
                {"title": rubric.title, "criteria": _criteria(rubric)}
            ),
            content=f"Criteria, in this order: {', '.join(keys)}.\n<{fence}>\n{text}\n</{fence}>",
            schema_name=self._prompt.name,
            schema=self._prompt.form({"keys": [criterion.key for criterion in rubric.criteria]}),
            output_tokens=CRITERION_TOKENS * len(rubric.criteria),
            samples=samples,
            cache_key=f"{rubric.hash[:32]}{self._prompt.hash[:16]}",
            safety_id=self._asked.safety_id,
        )

    def ask(self, request: ModelRequest, check: Check, meter: Meter) -> ModelReply:
        """Ask the model."""
        return self._asker.ask(request, check, meter=meter)


class _Case:
    """One document on its way through the model, in one part or several."""

    def __init__(
        self, reader: LlmEvaluator, document: Document, rubric: Rubric, name: str, meter: Meter
    ) -> None:
        self._reader = reader
        self._rubric = rubric
        self._meter = meter
        self._keys = tuple(criterion.key for criterion in rubric.criteria)
        self._page = Page(document, blind_view(document, name))
        self._parts: list[tuple[Line, ...]] = [self._page.view.document.lines]
        self.model = ""

    def samples(self, count: int) -> list[tuple[Reading, ...]]:
        """Read the document so many times."""
        while True:
            try:
                parts = [self._read(lines, count) for lines in self._parts]
            except ModelError as error:
                if error.outcome is not ModelOutcome.TOO_LONG or not self._split():
                    raise
            else:
                return [strongest(each, self._keys) for each in zip(*parts, strict=True)]

    def _split(self) -> bool:
        """Halve the parts; False when there are too many."""
        if 2 * len(self._parts) > MOST_PARTS or any(len(lines) < 2 for lines in self._parts):
            return False
        self._parts = [half for lines in self._parts for half in _halves(lines)]
        return True

    def _read(self, lines: Sequence[Line], count: int) -> list[list[Reading]]:
        request = self._reader.request(lines, self._rubric, count)
        reply = self._reader.ask(request, self._complaint, self._meter)
        self.model = reply.model
        return [[self._judged(said) for said in self._said(text)] for text in reply.texts]

    def _said(self, text: str) -> tuple[ReadingReply, ...]:
        reply, _ = parse(text, self._keys)
        assert reply is not None  # the check let it pass
        return reply.readings

    def _complaint(self, text: str) -> Complaint | None:
        reply, wrong = parse(text, self._keys)
        if reply is None:
            return Complaint(words=f"It cannot be used. {wrong}")
        lost = [
            f"{said.criterion}, {self._page.complaint(quote)}."
            for said in reply.readings
            for quote in self._page.hold(said.quotes).lost
        ]
        if not lost:
            return None
        words = (
            "These quotes are no evidence:\n" + "\n".join(lost) + "\nCopy what does stand there "
            "word for word, or leave the quote out, and give the levels that the rest carries."
        )
        return Complaint(words=words, is_usable=True)

    def _judged(self, said: ReadingReply) -> Reading:
        return judge(said, self._page, partial(self._by_rule, said.criterion))

    def _by_rule(self, key: str, excerpt: Document) -> Reading:
        readings = offline.assess(excerpt, self._rubric).readings
        return next(reading for reading in readings if reading.key == key)


def _permuted(keys: Sequence[str], text: str) -> list[str]:
    """Order the criteria by the document: no criterion always stands first, and none by chance."""

    def place(key: str) -> str:
        return hashlib.sha256(f"{key}\n{text}".encode("utf-8", "replace")).hexdigest()

    return sorted(keys, key=place)


def _criteria(rubric: Rubric) -> str:
    return "\n\n".join(
        "\n".join(
            [
                f"## {criterion.key}: {criterion.title}",
                *(f"{level} {anchor}" for level, anchor in enumerate(criterion.anchors, 1)),
            ]
        )
        for criterion in rubric.criteria
    )


def _halves(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Cut lines in two, where a section begins nearest to the middle, or in the middle."""
    middle = len(lines) // 2
    begins = [i for i in range(1, len(lines)) if lines[i].section != lines[i - 1].section]
    near = [i for i in begins if len(lines) // 4 <= i <= 3 * len(lines) // 4]
    cut = min(near, key=lambda i: abs(i - middle), default=middle)
    yield tuple(lines[:cut])
    yield tuple(lines[cut:])
