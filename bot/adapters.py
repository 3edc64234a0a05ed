"""What the ports of reading stand for: evaluator, job descriptions, rubric files, prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.usage import Meter, unmetered

if TYPE_CHECKING:
    from bot.domain.assessment import Assessment, Provenance
    from bot.domain.document import Document
    from bot.domain.job import JobReview, Required, Requirement, RequirementMatch
    from bot.domain.prompt import PromptVersion
    from bot.domain.rubric import Rubric, RubricProblem
    from bot.domain.rubric_change import GivenResult, ResultChange, RubricDiff
    from bot.evaluators.llm.prompt import Prompt

# Each adapter imports what it wraps when it is first used: `--help` and `rubric show` need
# neither the evaluator nor the readers.
# ruff: noqa: PLC0415, D102


class OfflineEvaluator:
    """The evaluator without a model."""

    @property
    def provenance(self) -> Provenance:
        from bot.evaluators import offline

        return offline.PROVENANCE

    @property
    def cannot_see(self) -> tuple[str, ...]:
        from bot.evaluators import offline

        return offline.CANNOT_SEE

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.provenance.name, self.provenance.version)

    @property
    def asks_model(self) -> bool:
        return False

    def assess(
        self,
        document: Document,
        rubric: Rubric,
        *,
        name: str = "",  # noqa: ARG002  # reading by rule takes no interest in who it is
        meter: Meter = unmetered,  # noqa: ARG002  # and costs nothing
    ) -> Assessment:
        from bot.evaluators import offline

        return offline.assess(document, rubric)


class JobReading:
    """Reading of job descriptions by rule."""

    @property
    def parameters(self) -> tuple[str, ...]:
        from bot.domain.job import BY_RULE

        return (BY_RULE.name, BY_RULE.version)

    @property
    def asks_model(self) -> bool:
        return False

    def review(self, document: Document, rubric: Rubric, required: Required) -> JobReview:
        from bot.evaluators.jobs.review import review_job

        return review_job(document, rubric, required)

    def requirements(
        self,
        document: Document,
        *,
        meter: Meter = unmetered,  # noqa: ARG002  # reading by rule costs nothing
    ) -> Required:
        from bot.domain.job import Required
        from bot.evaluators.jobs.requirements import extract_requirements

        return Required(requirements=extract_requirements(document))

    def match(
        self,
        requirements: Sequence[Requirement],
        document: Document,
        *,
        name: str = "",  # noqa: ARG002  # reading by rule takes no interest in who it is
        meter: Meter = unmetered,  # noqa: ARG002  # and costs nothing
    ) -> RequirementMatch:
        from bot.evaluators.jobs.matching import match_requirements

        return match_requirements(requirements, document)


@dataclass(frozen=True, slots=True)
class RubricFolder:
    """The rubric files of one folder."""

    folder: Path

    def names(self) -> list[str]:
        from bot.rubric_files import load

        return load.names(self.folder)

    def load(self, name_or_path: str) -> Rubric:
        from bot.rubric_files import load

        return load.load_rubric(name_or_path, self.folder)

    def lint(self, name_or_path: str) -> Sequence[RubricProblem]:
        from bot.rubric_files import lint, load

        return lint.lint_rubric(load.find(name_or_path, self.folder), self.folder)

    def diff(self, old: Rubric, new: Rubric) -> RubricDiff:
        from bot.rubric_files import diff

        return diff.diff_rubrics(old, new)

    def affected(
        self, old: Rubric, new: Rubric, results: Sequence[GivenResult]
    ) -> Sequence[ResultChange]:
        from bot.rubric_files import diff

        return diff.affected_results(old, new, results)

    def schema(self) -> str:
        from bot.rubric_files import schema

        return schema.schema_text()


class PromptFiles:
    """The prompts of the package, and a person's own."""

    def names(self) -> list[str]:
        from bot.evaluators.llm import prompt

        return prompt.names()

    def versions(self, name: str) -> list[str]:
        from bot.evaluators.llm import prompt

        return prompt.versions(name)

    def load(self, name: str, version: str = "") -> PromptVersion:
        from bot.evaluators.llm import prompt

        if version and not version.isdecimal():
            return _looked_at(prompt.prompt_from_file(name, Path(version)), "")
        found = prompt.prompt(name, version)
        return _looked_at(found, prompt.note(name, found.version))

    def filled(self, prompt: PromptVersion, rubric: Rubric) -> str:
        from bot.evaluators.llm.prompt import filled

        return filled(prompt.text, rubric)


def _looked_at(found: Prompt, note: str) -> PromptVersion:
    from bot.domain.prompt import PromptVersion

    return PromptVersion(
        name=found.name,
        version=found.version,
        hash=found.hash,
        text=found.text,
        schema=found.schema,
        note=note,
    )
