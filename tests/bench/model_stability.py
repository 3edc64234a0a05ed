"""The same CV again and again: one answer from the store, an honest spread from a noisy model."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import quantiles
from unittest import mock

from bot.app import open_evaluator
from bot.domain.assessment import Reading
from bot.domain.document import Document, DocumentKind
from bot.domain.reader import EvaluatorChoice
from bot.domain.rubric import Rubric
from bot.domain.scoring import band_width, place, score
from bot.domain.source import Source
from bot.evaluators.llm.evaluator import LlmEvaluator
from bot.sandbox.model import ModelServer, honest, noisy
from bot.services.evaluation import EvaluateRequest, evaluate
from tests.integration.llm.reading import CVS, SETTLED, ai_engineer, reading, shipped

TIMES = 100
READINGS = 20
SEED = 4


def run(root: Path) -> None:
    """Print how often a model is asked for one CV, and what noise does to levels and order.

    Args:
        root: Unused: the CVs are those that ship with the bot.
    """
    del root
    with ModelServer() as server:
        _print_stored(server)
    documents = shipped()
    for samples in (1, 3):
        rubric = replace(ai_engineer(), samples=samples)
        with ModelServer() as server, reading(server) as evaluator:
            _print_noise(documents, rubric, server, evaluator)


def _print_stored(server: ModelServer) -> None:
    """Read one file a hundred times, in one process, in another, and in one go."""
    with tempfile.TemporaryDirectory() as folder, _environment(server.base_url, Path(folder)):
        file = CVS / SETTLED
        answers = set()
        for openings in (1, 2):
            with open_evaluator(EvaluatorChoice.LLM) as deps:
                for _ in range(TIMES // 2):
                    answers.add(repr(list(evaluate(_request([file]), deps))))
            calls = len(server.calls)
            print(
                f"read {openings * TIMES // 2} times, the program opened {openings} times: ", end=""
            )
            print(f"{calls} calls, {len(answers)} answers (bar 1 and 1)")
        server.forget()
        other = min(CVS.iterdir())
        with open_evaluator(EvaluatorChoice.LLM) as deps:
            list(evaluate(_request([other] * TIMES), deps))
        print(f"{TIMES} copies of another in one run, side by side: {len(server.calls)} calls")


def _request(files: Sequence[Path]) -> EvaluateRequest:
    return EvaluateRequest(sources=[Source(path=str(f), kind=DocumentKind.CV) for f in files])


@contextmanager
def _environment(url: str, folder: Path) -> Iterator[None]:
    ours = {
        "PLUMBLINE_MODEL": "plumb-1",
        "PLUMBLINE_MODEL_URL": url,
        "PLUMBLINE_DATA_DIR": str(folder / "data"),
        "OPENAI_API_KEY": "sk-none",
    }
    with mock.patch.dict(os.environ, ours):
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of one document in all its readings."""

    true: tuple[int | None, ...]
    """Levels without noise."""
    readings: tuple[tuple[Reading, ...], ...]
    """Of each time, criterion by criterion."""


def _print_noise(
    documents: Sequence[Document], rubric: Rubric, server: ModelServer, evaluator: LlmEvaluator
) -> None:
    """Read all documents many times with a model whose levels are one off as often as right."""
    read = [_read_often(document, rubric, server, evaluator) for document in documents]
    print(
        f"\n{len(read)} CVs x {READINGS} readings, each level of each sample one lower, right ",
        end="",
    )
    print(f"or one higher; the rubric asks for {rubric.samples}:")
    _print_spread(read)
    _print_order(read, rubric)


def _read_often(
    document: Document, rubric: Rubric, server: ModelServer, evaluator: LlmEvaluator
) -> Read:
    server.brain = honest
    first = evaluator.assess(document, replace(rubric, samples=1))
    server.brain = noisy(SEED)
    again = []
    for time in range(READINGS):
        server.brain = noisy(SEED + time)
        again.append(evaluator.assess(document, rubric).readings)
    return Read(true=tuple(first.levels.values()), readings=tuple(again))


def _print_spread(read: Sequence[Read]) -> None:
    counts: Counter[str] = Counter()
    for each in read:
        for at, true in enumerate(each.true):
            column = [readings[at] for readings in each.readings]
            modal = Counter(reading.level for reading in column).most_common(1)[0][0]
            for one in column:
                kind = "several" if one.samples else "one"
                counts[kind] += 1
                counts[f"{kind} right"] += one.level == true
                counts[f"{kind} within"] += abs((one.level or 0) - (true or 0)) <= 1
                if one.samples:
                    low, high = min(one.samples, key=_height), max(one.samples, key=_height)
                    counts["holds modal"] += _height(low) <= _height(modal) <= _height(high)
                    counts["holds true"] += _height(low) <= _height(true) <= _height(high)
    for kind, words in (("one", "one sample, no spread shown"), ("several", "three samples")):
        if counts[kind]:
            print(f"  levels by {words}: {counts[kind]}; without noise the same ", end="")
            print(f"{100 * counts[f'{kind} right'] / counts[kind]:.1f} %, within one ", end="")
            print(f"{100 * counts[f'{kind} within'] / counts[kind]:.1f} %")
    if counts["several"]:
        # Three of three are off to one side with a chance of 2/27 = 7.4 %; at an end of the scale
        # two of three dice say the end, and all are off with 1/27.
        print("  spreads that hold the level of most readings: ", end="")
        print(
            f"{100 * counts['holds modal'] / counts['several']:.1f} %; the level without noise: ",
            end="",
        )
        print(f"{100 * counts['holds true'] / counts['several']:.1f} % (by chance 92.6 to 96.3)")


def _height(level: int | None) -> int:
    return level or 0


def _print_order(read: Sequence[Read], rubric: Rubric) -> None:
    """Say which pairs stand in bands one way without noise, and the other way in a run."""
    width = band_width(rubric)
    true = [_evidenced(rubric, each.true) for each in read]
    true_bands = _bands(true, width)
    pairs = [(a, b) for a, b in combinations(range(len(read)), 2) if true_bands[a] != true_bands[b]]
    for name, spreads in (("width alone", False), ("width and spreads, as ranked", True)):
        turned = parted = 0
        bands_of_runs = []
        for time in range(READINGS):
            now = [each.readings[time] for each in read]
            keys = [_evidenced(rubric, [r.level for r in readings]) for readings in now]
            reach = [_reach(rubric, readings) for readings in now] if spreads else []
            bands = _bands(keys, width, reach)
            bands_of_runs.append(max(bands))
            parted += sum(bands[a] != bands[b] for a, b in pairs)
            turned += sum(
                (bands[a] - bands[b]) * (true_bands[a] - true_bands[b]) < 0 for a, b in pairs
            )
        looked = len(pairs) * READINGS
        print(f"  bands by {name}: {_some(bands_of_runs)} of them; without noise {max(true_bands)}")
        print(
            f"    of {looked} pairs told apart without noise {100 * parted / looked:.1f} % are "
            f"told apart in a run, {turned} the other way around "
            f"({100 * turned / looked:.2f} %, bar 0)"
        )
    moved = [
        abs(_evidenced(rubric, [r.level for r in each.readings[time]]) - level) / width
        for each, level in zip(read, true, strict=True)
        for time in range(READINGS)
    ]
    print(f"  a CV's own number moves by {_some(moved)} widths")


def _reach(rubric: Rubric, readings: Sequence[Reading]) -> tuple[float, float]:
    """Return what the lowest and the highest levels of the samples come to."""
    low, high = (
        _evidenced(rubric, [end(r.samples or (r.level,), key=_height) for r in readings])
        for end in (min, max)
    )
    return low, high


def _evidenced(rubric: Rubric, levels: Sequence[int | None]) -> float:
    keys = [criterion.key for criterion in rubric.criteria]
    return score(rubric, dict(zip(keys, levels, strict=True))).evidenced


def _bands(
    keys: Sequence[float], width: float, spreads: Sequence[tuple[float, float]] = ()
) -> list[int]:
    placements = place(keys, width=width, spreads=spreads)
    placed = sorted(placements, key=lambda placement: placement.index)
    return [placement.band for placement in placed]


def _some(values: Sequence[float]) -> str:
    """Describe numbers by median, 95th percentile and largest."""
    cuts = quantiles(values, n=20)
    return f"{cuts[9]:.1f} (median), {cuts[18]:.1f} (95 %), {max(values):.1f} (most)"
