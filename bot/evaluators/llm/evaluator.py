"""The evaluator that asks a language model: one question for a document, and code decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.domain.assessment import Assessment, Provenance, Reading
from bot.domain.blind import BLIND_VERSION, blind_view
from bot.domain.document import Document, Line
from bot.domain.rubric import Rubric
from bot.domain.usage import Meter, unmetered
from bot.evaluators import offline
from bot.evaluators.llm.evidence import Page, judge
from bot.evaluators.llm.prompt import Prompt, prompt, rubric_slots
from bot.evaluators.llm.question import (
    MOST_PARTS,
    Asked,
    Asker,
    Inquiry,
    Question,
    fenced,
    permuted,
)
from bot.evaluators.llm.reply import ReadingReply, parse
from bot.evaluators.llm.request import ModelRequest
from bot.evaluators.llm.sampling import MORE_SAMPLES, median, needs_more, strongest

__all__ = ["CANNOT_SEE", "MOST_PARTS", "VERSION", "Asked", "Asker", "LlmEvaluator"]

VERSION = "1"
"""Goes up with every change of code that can change a level."""
CRITERION_TOKENS = 300
"""Room in the reply for one criterion."""
CANNOT_SEE = (
    "Whether what the document says is true.",
    "Why a model sees a level in the words: its reason is its own account.",
    "What stands in names, contact details and personal data, which are taken out before.",
    "Anything that the document does not say, such as work under an agreement to keep it secret.",
)
"""What this reading cannot see, a sentence each, for people."""


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
        page = Page(document, blind_view(document, name), knows_denials=True)
        case = _Case(rubric, page)
        inquiry = Inquiry(self._asker, page, case.question(self.request), meter)
        samples = case.readings(inquiry.samples(1))
        wanted = MORE_SAMPLES if needs_more(rubric, samples[0]) else rubric.samples
        if wanted > 1:
            samples += case.readings(inquiry.samples(wanted - 1))
        by_rule = offline.read(document, rubric)
        readings = median(samples)
        return Assessment(
            document_sha256=document.sha256,
            rubric_hash=rubric.hash,
            provenance=replace(self.provenance, model=inquiry.model),
            readings=readings,
            patterns=by_rule.patterns_at({r.key: r.level for r in readings}),
            buzzword_share=by_rule.assessment.buzzword_share,
            second=by_rule.assessment,
        )

    def request(self, lines: Sequence[Line], rubric: Rubric, samples: int = 1) -> ModelRequest:
        """Compose the question about some lines; all that never changes stands first in it.

        Args:
            lines: Of a document in the blind view.
            rubric: Resolved rubric.
            samples: How many replies.
        """
        keys = [criterion.key for criterion in rubric.criteria]
        order = ", ".join(permuted(keys, lines))
        return ModelRequest(
            instructions=self._prompt.instructions(rubric_slots(rubric)),
            content=f"Criteria, in this order: {order}.\n{fenced(lines)}",
            schema_name=self._prompt.name,
            schema=self._prompt.form({"keys": keys}),
            output_tokens=CRITERION_TOKENS * len(keys),
            samples=samples,
            cache_key=f"{rubric.hash[:32]}{self._prompt.hash[:16]}",
            safety_id=self._asked.safety_id,
        )


class _Case:
    """What is asked about one CV, and what becomes of the answers."""

    def __init__(self, rubric: Rubric, page: Page) -> None:
        self._rubric = rubric
        self._keys = tuple(criterion.key for criterion in rubric.criteria)
        self._page = page

    def question(
        self, compose: Callable[[Sequence[Line], Rubric, int], ModelRequest]
    ) -> Question[ReadingReply]:
        return Question(
            compose=lambda lines, samples: compose(lines, self._rubric, samples),
            parse=self._parsed,
            instead="Copy what does stand there word for word, or leave the quote out, and give "
            "the levels that the rest carries.",
        )

    def readings(
        self, samples: Iterable[Sequence[Sequence[ReadingReply]]]
    ) -> list[tuple[Reading, ...]]:
        """Turn what was said about the parts of the CV, each time, into readings of all of it."""
        return [
            strongest([[self._judged(said) for said in part] for part in parts], self._keys)
            for parts in samples
        ]

    def _parsed(self, text: str) -> tuple[tuple[ReadingReply, ...] | None, str]:
        reply, wrong = parse(text, self._keys)
        return (None, wrong) if reply is None else (reply.readings, "")

    def _judged(self, said: ReadingReply) -> Reading:
        return judge(said, self._page, partial(self._by_rule, said.criterion))

    def _by_rule(self, key: str, excerpt: Document) -> Reading:
        readings = offline.assess(excerpt, self._rubric).readings
        return next(reading for reading in readings if reading.key == key)
