"""What the use cases reach the outside through: ports, held in one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.assessment import Assessment, Provenance
from bot.domain.batch_progress import HandIn, OnBatchProgress
from bot.domain.document import Document
from bot.domain.job import JobReview, Required, Requirement, RequirementMatch
from bot.domain.prompt import PromptVersion
from bot.domain.rubric import Rubric, RubricProblem
from bot.domain.rubric_change import GivenResult, ResultChange, RubricDiff
from bot.domain.source import ReadResult, Source
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Usage, unmetered
from bot.services.turns import Turns


class Reader(Protocol):
    """Turns sources into documents."""

    def read(self, sources: Iterable[Source]) -> Iterator[ReadResult]:
        """Read lazily, in the order given; a bad document never stops the others."""
        ...


class Evaluator(Protocol):
    """Reads a document against a rubric."""

    @property
    def provenance(self) -> Provenance:
        """Who reads."""
        ...

    @property
    def cannot_see(self) -> tuple[str, ...]:
        """What this reading cannot see, a sentence each."""
        ...

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything but document, rubric and name that a reading depends on."""
        ...

    @property
    def asks_model(self) -> bool:
        """Whether a language model is asked, which takes time and costs money."""
        ...

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        """Give one reading for each criterion, in the rubric's order.

        Args:
            document: What a reader sees.
            rubric: Resolved rubric.
            name: The candidate's, as a person gave it, which never leaves the machine; "" when
                unknown.
            meter: Told what each answer of a model cost.

        Raises:
            ModelError: A language model was asked and gave no usable answer.
        """
        ...


class Results(Protocol):
    """Readings by what they were made from, so that the same question gets the same answer."""

    def get(self, key: str) -> Assessment | None:
        """Return a reading; None when there is none."""
        ...

    def keep(self, key: str, assessment: Assessment) -> Assessment:
        """Keep a reading, and return the one that stands: one that was there stays."""
        ...


class JobResults(Protocol):
    """What was read of job descriptions, and of CVs against them, by what it was made from."""

    def required(self, key: str) -> Required | None:
        """Return what a job description asks for; None when that is not kept."""
        ...

    def keep_required(self, key: str, required: Required, sha256: str) -> Required:
        """Keep what a job description with these bytes asks for, and return what stands."""
        ...

    def match(self, key: str) -> RequirementMatch | None:
        """Return a CV's match; None when there is none."""
        ...

    def keep_match(self, key: str, match: RequirementMatch, sha256: str) -> RequirementMatch:
        """Keep the match of a CV with these bytes, and return the one that stands."""
        ...


class Spending(Protocol):
    """Keeps account of what language models cost."""

    def check(self) -> None:
        """Let a question be asked.

        Raises:
            ModelError: CAPPED: this month's budget is used up.
        """
        ...

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,
        requisition_id: str | None = None,
    ) -> Meter:
        """Return what writes down the cost of each answer to a question."""
        ...


class BatchAnswers(Protocol):
    """Answers that are at hand, and on the model's server until they were used."""

    def keep(self) -> None:
        """Have the server's copies stay: not all that they hold was used."""
        ...


class Batching(Protocol):
    """Has the evaluator's questions answered in batches."""

    def answering(
        self,
        go_through: Callable[[], None],
        on_progress: OnBatchProgress,
        may_ask: Callable[[Sequence[Usage]], int],
    ) -> AbstractContextManager[BatchAnswers]:
        """Have questions answered in batches while this lasts.

        Args:
            go_through: Asks all that will be asked; each question ends in a ModelError.
            on_progress: Told after each look at the batches.
            may_ask: Called before questions go out that are in no batch yet, with what each is
                estimated to take; returns how many may, the first ones, or raises a ModelError
                when none may, in which each of them then ends. The others end in CAPPED.

        Raises:
            UsageError: The server has no batches.
            ConflictError: Another command works on the batches of the data folder.
            StoreError: The data folder cannot be used.
            ModelError: Nothing can be asked now; what was submitted is kept.
        """
        ...

    def fit(self, estimates: Sequence[Usage]) -> HandIn:
        """Tell how many questions of such sizes fit in what the month's cap leaves.

        Raises:
            ModelError: CAPPED: nothing is left.
        """
        ...

    def cancel(self, on_progress: OnBatchProgress) -> tuple[int, int]:
        """End all batches; returns those that were ended, and those the server has yet to end.

        Raises:
            UsageError: The server has no batches.
            ConflictError: Another command works on the batches of the data folder.
            StoreError: The data folder cannot be used.
            ModelError: The server did not answer, or said no.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What reading by a language model takes beside the evaluator that asks it."""

    results: Results
    spending: Spending
    at_once: int
    """Documents that are read side by side."""
    may_stand_in: bool
    """Whether the offline reading stands in where the model gives none."""
    turns: Turns = field(default_factory=Turns)
    """For questions that several threads may ask at the same time."""
    batching: Batching | None = None
    """None where questions are asked at once alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobModel:
    """What reading job descriptions by a language model takes beside who asks it."""

    results: JobResults
    spending: Spending
    may_stand_in: bool
    """Whether the rules stand in where the model gives no answer."""
    turns: Turns = field(default_factory=Turns)
    """For questions that several threads may ask at the same time."""


class JobReviewer(Protocol):
    """Reads job descriptions, and CVs against them."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Everything but the documents, the rubric and the name that a reading depends on."""
        ...

    @property
    def asks_model(self) -> bool:
        """Whether a language model is asked, which takes time and costs money."""
        ...

    def requirements(self, document: Document, *, meter: Meter = unmetered) -> Required:
        """Say what a job description asks for.

        Raises:
            ModelError: A language model was asked and gave no usable answer.
        """
        ...

    def review(self, document: Document, rubric: Rubric, required: Required) -> JobReview:
        """Say by rule what else a job description says, leaves out and could say better.

        Args:
            document: The job description.
            rubric: That its applicants are assessed with.
            required: What it asks for.
        """
        ...

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,
        *,
        name: str = "",
        meter: Meter = unmetered,
    ) -> RequirementMatch:
        """Say for each requirement whether a CV shows it.

        Args:
            requirements: In the job description's order.
            document: The CV.
            name: The candidate's, which never leaves the machine; "" when unknown.
            meter: Told what each answer of a model cost.

        Raises:
            ModelError: A language model was asked and gave no usable answer.
        """
        ...


class RubricLibrary(Protocol):
    """The rubric files that are at hand."""

    def names(self) -> list[str]:
        """Names of all rubrics in the folder, in alphabetical order."""
        ...

    def load(self, name_or_path: str) -> Rubric:
        """Load one rubric, with everything it inherits.

        Raises:
            NotFoundError: There is no such rubric.
            RubricError: The file cannot be used.
        """
        ...

    def lint(self, name_or_path: str) -> Sequence[RubricProblem]:
        """List what is wrong in one rubric file; empty when nothing is.

        Raises:
            NotFoundError: There is no such file.
            RubricError: It cannot be opened.
        """
        ...

    def diff(self, old: Rubric, new: Rubric) -> RubricDiff:
        """Say what changed from one rubric to another."""
        ...

    def affected(
        self, old: Rubric, new: Rubric, results: Sequence[GivenResult]
    ) -> Sequence[ResultChange]:
        """Say what the new rubric makes of results under the old one, in the order given."""
        ...

    def schema(self) -> str:
        """Return the JSON Schema of rubric files, as text."""
        ...


class PromptLibrary(Protocol):
    """The prompts that a language model is asked with."""

    def names(self) -> list[str]:
        """Names of all prompts of the package, in alphabetical order."""
        ...

    def versions(self, name: str) -> list[str]:
        """Versions of a prompt of the package, oldest first.

        Raises:
            NotFoundError: There is no such prompt.
        """
        ...

    def load(self, name: str, version: str = "") -> PromptVersion:
        """Load a prompt.

        Args:
            name: Such as ``read_cv``.
            version: A number, or a path to a person's own text; "" for the newest.

        Raises:
            NotFoundError: There is no such prompt, version or file.
            UsageError: The file cannot be used.
        """
        ...

    def filled(self, prompt: PromptVersion, rubric: Rubric) -> str:
        """Return instructions as they are sent for a rubric.

        Raises:
            UsageError: The prompt takes something else than a rubric.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Everything that a use case may reach."""

    reader: Reader
    evaluator: Evaluator
    offline: Evaluator
    """The second opinion, which also stands in for a model that gives no answer."""
    model: Model | None = None
    """None when ``evaluator`` asks no model."""
    jobs: JobReviewer
    job_model: JobModel | None = None
    """None when ``jobs`` asks no model."""
    offline_jobs: JobReviewer
    """Stands in for a model that gives no answer."""
    rubrics: RubricLibrary
    prompts: PromptLibrary
    is_prose: Callable[[Document], bool]
    """Whether a document holds enough prose to be read against a rubric."""
    default_rubric: str
    """Name or path of the rubric that is used when none is named."""
    file_bytes: int
    """Largest document that is read, in bytes."""
