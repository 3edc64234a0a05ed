"""A model that a test tells what to say, beside the offline reading of the same text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.domain.assessment import Assessment, Provenance
from bot.domain.document import Document
from bot.domain.rubric import Rubric
from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError
from tests.integration.bot_services.fakes import LineEvaluator, World

MODEL = "gpt-fake-2026-11-01"
SPENT = Spent(model=MODEL, tier="default", usage=Usage(calls=1))


@dataclass
class ModelEvaluator(LineEvaluator):
    """Reads as the lines say, but for ``levels``; ends as ``ends`` say, one for each question."""

    provenance: Provenance = field(
        default_factory=lambda: Provenance(
            name="llm", version="1", model=MODEL, prompt="read_cv/1 3fa9c21b"
        )
    )
    asks_model: bool = True
    ends: list[ModelError] = field(default_factory=list)
    levels: dict[str, int | None] = field(default_factory=dict)
    """Levels of the model alone; every other is that of the line, as it is for the second."""
    missing: str = ""
    """What it says would have told more, wherever it gives no level."""
    names: list[str] = field(default_factory=list)
    """The names that were given with the documents."""

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        self.names.append(name)
        if self.ends:
            raise self.ends.pop(0)
        meter(SPENT)
        read = LineEvaluator.assess(self, document, rubric)
        second = LineEvaluator().assess(document, rubric)
        readings = tuple(
            replace(
                reading,
                level=self.levels.get(reading.key, reading.level),
                missing="" if reading.level else self.missing,
            )
            for reading in read.readings
        )
        return replace(read, readings=readings, second=second)


def with_model(world: World) -> ModelEvaluator:
    """Have a model read in this world; what stands in for it is the offline reading."""
    model = ModelEvaluator()
    offline = LineEvaluator(provenance=Provenance(name="offline", version="1.0", model=None))
    reading = replace(world.deps.reading, evaluator=model, offline=offline)
    world.deps = replace(world.deps, reading=reading)
    return model
