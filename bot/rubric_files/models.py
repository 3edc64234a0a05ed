"""The shape of a rubric file, field by field, as people type it."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.domain.rubric import Criterion, Indicator, Question, Stage

MAX_WEIGHT = 1000
"""Largest weight. Source: sums stay far from the limits of floating point."""

_SPACE = re.compile(r"\s+")


def _tidy(value: object) -> object:
    """Fold line breaks to spaces and compose accents: how text is wrapped changes nothing."""
    if not isinstance(value, str):
        return value
    return _SPACE.sub(" ", unicodedata.normalize("NFC", value)).strip()


Text = Annotated[str, BeforeValidator(_tidy), Field(min_length=1, max_length=4000)]
Slug = Annotated[str, BeforeValidator(_tidy), Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Id = Annotated[str, BeforeValidator(_tidy), Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
Weight = Annotated[
    float,
    Field(gt=0, le=MAX_WEIGHT, allow_inf_nan=False, description="Relative importance, above 0."),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=False)


class AnchorsPart(_Part):
    """Observable behaviour for each level; never a grade such as "good"."""

    level_1: Text = Field(alias="1", title="Level 1", description="Named: listed or claimed.")
    level_2: Text = Field(
        alias="2", title="Level 2", description="Practised: used on a described piece of work."
    )
    level_3: Text = Field(
        alias="3", title="Level 3", description="Delivered: used on what other people relied on."
    )
    level_4: Text = Field(
        alias="4", title="Level 4", description="Owned in production over time, with an outcome."
    )


class IndicatorPart(_Part):
    """Something to look for in a text that points to the criterion."""

    key: Slug = Field(description="Stable slug, unique in its criterion.")
    stage: Stage = Field(description="Part of the lifecycle it is evidence for.")
    source: list[Id] = Field(
        min_length=1, description="Ids in `sources` that it is derived from, such as [D3]."
    )
    strength: Literal["specific", "craft", "generic"] = Field(
        default="specific",
        description=(
            "`specific`: one mention tells of AI work. `craft`: tells of this criterion by itself, "
            "but not of AI. `generic`: other trades say it too."
        ),
    )
    terms: list[Text] = Field(
        min_length=1, description="Phrases that count as one mention; any inflection matches."
    )

    def to_domain(self) -> Indicator:
        """Return what the rest of Plumbline works with."""
        return Indicator(
            key=self.key,
            stage=self.stage,
            source=tuple(self.source),
            terms=tuple(self.terms),
            strength=self.strength,
        )


class QuestionPart(_Part):
    """A behavioural interview question, with what answers of two levels contain."""

    ask: Text = Field(description="The question, about something the person did.")
    probes: list[Text] = Field(default=[], description="Follow-ups, in the order to ask them.")
    level_2: Text = Field(description="What an answer that shows level 2 contains.")
    level_4: Text = Field(description="What an answer that shows level 4 contains.")
    minutes: int = Field(ge=1, le=600, description="Time to plan for it: 2 to 30.")

    def to_domain(self) -> Question:
        """Return what the rest of Plumbline works with."""
        return Question(
            ask=self.ask,
            probes=tuple(self.probes),
            level_2=self.level_2,
            level_4=self.level_4,
            minutes=self.minutes,
        )


class CriterionPart(_Part):
    """One job-related thing to judge, on a behaviourally anchored scale."""

    key: Slug = Field(description="Stable slug; stored with ratings, so never rename it.")
    title: Text = Field(description="Heading that raters see.")
    question: Text = Field(description="The one question this criterion answers.")
    weight: Weight
    anchors: AnchorsPart
    indicators: list[IndicatorPart] = Field(
        min_length=1, description="What to look for in a text; three or more."
    )
    questions: list[QuestionPart] = Field(default=[], description="What to ask in an interview.")
    does_not_count: list[Text] = Field(
        default=[], description="What must not earn credit here, in words for a person."
    )

    def to_domain(self) -> Criterion:
        """Return what the rest of Plumbline works with."""
        a = self.anchors
        return Criterion(
            key=self.key,
            title=self.title,
            question=self.question,
            weight=self.weight,
            anchors=(a.level_1, a.level_2, a.level_3, a.level_4),
            indicators=tuple(part.to_domain() for part in self.indicators),
            questions=tuple(part.to_domain() for part in self.questions),
            does_not_count=tuple(self.does_not_count),
        )


class _FilePart(_Part):
    name: Slug = Field(description="What people type: the name of the file without its ending.")
    title: Text = Field(description="Heading that people see.")
    version: Text = Field(description="Your own version, for people; a hash is kept as well.")
    description: str = Field(default="", description="Whom it is for, and what it is derived from.")
    sources: dict[Id, Text] = Field(
        default={}, description="What each source id says, in your words."
    )
    buzzwords: list[Text] = Field(
        default=[], description="Phrases that claim skill without an action or outcome."
    )
    samples: Literal[1, 3] | None = Field(
        default=None,
        description=(
            "How often a language model reads a document, at least: 1 unless said otherwise. "
            "With 3 the median level counts, and each reading costs three times as much."
        ),
    )


class RubricFile(_FilePart):
    """A rubric written out in full."""

    criteria: list[CriterionPart] = Field(min_length=1, description="What to judge, in order.")


class ExtensionFile(_FilePart):
    """A rubric that changes another one."""

    extends: Text = Field(description="The rubric to change: its name, or a path beside this file.")
    weights: dict[Slug, Weight] = Field(
        default={}, description="New weights by criterion key; the others keep theirs."
    )
    drop: list[Slug] = Field(default=[], description="Keys of criteria to leave out.")
    add_indicators: dict[Slug, list[IndicatorPart]] = Field(
        default={}, description="More indicators by criterion key."
    )
    criteria: list[CriterionPart] = Field(
        default=[], description="More criteria, after the others."
    )
