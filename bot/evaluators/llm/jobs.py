"""Reads job descriptions, and CVs against them, through a language model; code decides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.domain.assessment import Provenance
from bot.domain.blind import BLIND_VERSION, blind_view
from bot.domain.blind.contacts import contact_names
from bot.domain.blind.mask import of_name
from bot.domain.document import Document, Line
from bot.domain.job import JobReview, Required, Requirement, RequirementMatch
from bot.domain.rubric import Rubric
from bot.domain.usage import Meter, unmetered
from bot.evaluators.jobs.matching import count_requirements, share_of
from bot.evaluators.jobs.review import review_job
from bot.evaluators.llm.evidence import Page
from bot.evaluators.llm.prompt import Prompt, prompt
from bot.evaluators.llm.question import Asked, Asker, Inquiry, Question, fenced, permuted
from bot.evaluators.llm.reply import AskedReply, MetReply, parse_job, parse_match
from bot.evaluators.llm.request import ModelRequest
from bot.evaluators.llm.required import required
from bot.evaluators.llm.requirement_verdict import Denied, counted, decide, strongest

VERSION = "1"
"""Goes up with every change of code that can change a requirement, or what is met."""
JOB_TOKENS = 3_000
"""Room in the reply for the requirements of one job description: 50 of 30 words."""
REQUIREMENT_TOKENS = 160
"""Room in the reply for one requirement of a match."""
LONGEST = 400
"""Characters of a requirement that are sent."""


class LlmJobReading:
    """Reads job descriptions and CVs against them through a model.

    Args:
        asker: Asks the model.
        asked: Which one.
        job_prompt: In place of the newest of the package.
        match_prompt: In place of the newest of the package.
    """

    asks_model = True

    def __init__(
        self,
        asker: Asker,
        asked: Asked,
        job_prompt: Prompt | None = None,
        match_prompt: Prompt | None = None,
    ) -> None:
        self._asker = asker
        self._asked = asked
        self._job = job_prompt or prompt("read_job")
        self._match = match_prompt or prompt("match_requirements")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything but the documents, the rubric and the name that a reading depends on."""
        return (
            "llm",
            VERSION,
            self._job.hash,
            self._match.hash,
            self._asked.model,
            self._asked.address,
            str(self._asked.temperature),
            BLIND_VERSION,
        )

    def requirements(self, document: Document, *, meter: Meter = unmetered) -> Required:
        """Say what a job description asks for.

        Args:
            document: The job description; who is named in it as a contact is masked.
            meter: Told what each answer cost.

        Raises:
            ModelError: The model gave no usable answer.

        Source:
            docs/scoring.md#requirements-by-a-model.
        """
        # A word is all that there is to say of many a tool, so that one word is a requirement.
        page = Page(document, blind_view(document, ""), fewest=1)
        question: Question[AskedReply] = Question(
            compose=self._job_request,
            parse=parse_job,
            instead="Copy what does stand there word for word, or leave the requirement out.",
        )
        inquiry = Inquiry(self._asker, page, question, meter)
        (parts,) = inquiry.samples(1)
        found = required([said for part in parts for said in part], page)
        return replace(found, provenance=self._provenance(self._job, inquiry.model))

    def review(self, document: Document, rubric: Rubric, required: Required) -> JobReview:
        """Say by rule what else a job description says, leaves out and could say better."""
        return review_job(document, rubric, required)

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,
        *,
        name: str = "",
        meter: Meter = unmetered,
    ) -> RequirementMatch:
        """Say for each requirement whether a CV shows it, in one question for all of them.

        Args:
            requirements: In the job description's order; without any, nothing is asked.
            document: The CV.
            name: The candidate's, which is masked; "" when unknown.
            meter: Told what each answer cost.

        Raises:
            ModelError: The model gave no usable answer.

        Source:
            docs/scoring.md#match-by-a-model.
        """
        by_rule = count_requirements(requirements, document)
        if not by_rule:
            provenance = self._provenance(self._match, self._asked.model)
            return RequirementMatch(readings=(), match=None, provenance=provenance)
        keys = [f"R{number}" for number in range(1, len(by_rule) + 1)]
        page = Page(document, blind_view(document, name))
        question: Question[MetReply] = Question(
            compose=partial(self._match_request, dict(zip(keys, requirements, strict=True))),
            parse=partial(parse_match, keys=keys),
            instead="Copy what does stand there word for word, or leave the quote out; what then "
            "has no quote is not met.",
        )
        inquiry = Inquiry(self._asker, page, question, meter)
        (parts,) = inquiry.samples(1)
        denied = Denied(page.view.document)
        said = {key: [s for part in parts for s in part if s.requirement == key] for key in keys}
        verdicts = [
            counted(
                strongest([decide(s, rule.reading.requirement, page, denied) for s in said[key]]),
                rule,
            )
            for key, rule in zip(keys, by_rule, strict=True)
        ]
        return RequirementMatch(
            readings=tuple(each.reading for each in verdicts),
            match=share_of(verdicts),
            provenance=self._provenance(self._match, inquiry.model),
        )

    def _provenance(self, asked: Prompt, model: str) -> Provenance:
        return Provenance(name="llm", version=VERSION, model=model, prompt=asked.id)

    def _job_request(self, lines: Sequence[Line], samples: int) -> ModelRequest:
        return ModelRequest(
            instructions=self._job.instructions({}),
            content=fenced(lines),
            schema_name=self._job.name,
            schema=self._job.form({}),
            output_tokens=JOB_TOKENS,
            samples=samples,
            cache_key=self._job.hash[:48],
            safety_id=self._asked.safety_id,
        )

    def _match_request(
        self, asked: dict[str, Requirement], lines: Sequence[Line], samples: int
    ) -> ModelRequest:
        listed = _listed(asked)
        keys = list(asked)
        order = ", ".join(permuted(keys, lines))
        digest = hashlib.sha256(listed.encode("utf-8", "replace")).hexdigest()
        return ModelRequest(
            instructions=self._match.instructions({"requirements": listed}),
            content=f"Requirements, in this order: {order}.\n{fenced(lines)}",
            schema_name=self._match.name,
            schema=self._match.form({"keys": keys}),
            output_tokens=REQUIREMENT_TOKENS * len(keys),
            samples=samples,
            cache_key=f"{digest[:32]}{self._match.hash[:16]}",
            safety_id=self._asked.safety_id,
        )


def _listed(asked: dict[str, Requirement]) -> str:
    """Write requirements below each other, without whom they may name as a contact."""
    texts = [" ".join(each.text.split()) for each in asked.values()]
    mask = of_name(contact_names(texts), [])
    return "\n".join(
        f"{key} ({each.kind.value}): {mask.mask(text)[:LONGEST]}"
        for (key, each), text in zip(asked.items(), texts, strict=True)
    )
