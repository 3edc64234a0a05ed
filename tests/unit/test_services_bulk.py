"""Ranking in batches goes through documents twice, reads them once, and lets go only at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.batch_progress import BatchProgress
from bot.domain.spending import Purpose
from bot.errors import UsageError
from bot.services.bulk import Listeners, end_batches, rank_in_batches
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest
from bot.services.reports import Ranking
from tests.unit.bulk_fakes import SPENT, Kept, asking
from tests.unit.cli_fakes import make_source


def ranked(deps: Deps, seen: list[str]) -> Ranking:
    request = EvaluateRequest(sources=(make_source(path) for path in "ab"), job=make_source("job"))
    listeners = Listeners(
        on_read=lambda evaluation: seen.append(evaluation.card.path),
        on_hand_in=lambda hand_in: seen.append(f"{hand_in.asked} go out"),
        on_progress=lambda progress: seen.append(f"{progress.done} of {progress.total}"),
    )
    return rank_in_batches(request, deps, listeners)


def test_documents_are_read_once_and_paid_answers_are_not_capped() -> None:
    kept, seen = Kept(), list[str]()
    deps, reader = asking(kept)

    ranking = ranked(deps, seen)

    assert [entry.evaluation.card.path for entry in ranking.entries] == ["a", "b"]
    assert seen == ["a", "b", "2 go out", "1 of 2"]
    assert sorted(reader.read_paths) == ["a", "b", "job"]
    # What stands in while questions are noted is not kept: both results are the model's own.
    assert len(kept.results.all) == 2
    assert all(result.stands_in is None for result in kept.results.all.values())
    assert kept.spent == [(Purpose.READ_CV, SPENT)] * 2
    assert kept.checks == 1
    assert not kept.is_kept


def test_stopped_on_its_way_through_the_answers_it_keeps_them_on_the_server() -> None:
    kept = Kept()
    deps, _ = asking(kept, stopped_at="Ran it")

    ranking = ranked(deps, [])

    assert ranking.is_interrupted
    assert kept.is_kept


def test_batches_end_and_say_how_many_are_left() -> None:
    seen: list[BatchProgress] = []

    assert end_batches(asking(Kept())[0], seen.append) == (3, 1)
    assert len(seen) == 1


def test_without_a_model_nothing_is_handed_in() -> None:
    deps, _ = asking(Kept())
    assert deps.model is not None
    for none in (None, replace(deps.model, batching=None)):
        for act in (lambda deps: ranked(deps, []), lambda deps: end_batches(deps, print)):
            with pytest.raises(UsageError, match="none reads here"):
                act(replace(deps, model=none))
