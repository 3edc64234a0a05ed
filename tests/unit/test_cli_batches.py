"""What a person is told about batches: how far they are, what was kept, and how to go on."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.cli.batches import cancel_batches, hand_in_words, rank_by_batch
from bot.cli.terminal import Screen
from bot.domain.batch_progress import HandIn
from bot.errors import ModelError, ModelOutcome
from bot.services.evaluation import EvaluateRequest
from bot.services.reports import Ranking
from tests.unit.bulk_fakes import Kept, asking
from tests.unit.cli_fakes import make_source


def screen() -> Screen:
    return Screen(
        out=Console(file=io.StringIO(), width=200), talk=Console(file=io.StringIO(), width=400)
    )


def told(shown: Screen) -> list[str]:
    file = shown.talk.file
    assert isinstance(file, io.StringIO)
    return file.getvalue().splitlines()


def ranked(kept: Kept) -> tuple[Ranking | int, list[str]]:
    request = EvaluateRequest(sources=[make_source("a"), make_source("b")])
    shown = screen()
    return rank_by_batch(request, 2, asking(kept)[0], shown), told(shown)


def test_what_changed_is_said_once_and_how_to_leave_at_first() -> None:
    ranking, said = ranked(Kept(steps=(0, 0, 1, 1, 2)))

    assert isinstance(ranking, Ranking)
    assert said == [
        "Asking 2 questions, at a cost that is not known.",
        "You may stop with Ctrl-C: the same command goes on.",
        "Waiting for 1 batch: 0 of 2 answers.",
        "Waiting for 1 batch: 1 of 2 answers.",
        "Waiting for 1 batch: 2 of 2 answers.",
    ]


def test_what_it_will_cost_is_said_before_it_starts_and_what_is_left_out() -> None:
    fits = HandIn(asked=1, left_out=0, cost=400_000, left=2_100_000)  # the fake leaves out 2 - 1
    _, said = ranked(Kept(fits=fits))

    assert said[0] == "Asking 1 question, about $0.4000 of $2.10 left this month."
    assert said[1].startswith("1 question does not fit in this month's cap, and is left out. Raise")
    assert said[1].endswith("then run the same command again, which asks these alone.")
    (none,) = hand_in_words(HandIn(asked=0, left_out=2, cost=0, left=100))
    assert none.startswith("2 questions do not fit in this month's cap: $0.0001 is left, and are")
    (free,) = hand_in_words(HandIn(asked=2, left_out=0, cost=0, left=None))
    assert free == "Asking 2 questions, about $0.00."


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped; what was submitted is kept. Run the same command"),
        (
            ModelError(ModelOutcome.LIMITED, datetime(2026, 11, 24, 14, 5, tzinfo=UTC)),
            1,
            "--cancel-batch ends it. It makes sense after 14:05 UTC.",
        ),
        (ModelError(ModelOutcome.QUOTA), 1, "then ask again. What was submitted is kept."),
    ],
)
def test_whatever_stops_it_says_what_is_kept(end: BaseException, code: int, words: str) -> None:
    came, said = ranked(Kept(steps=(), end=end))

    assert came == code
    assert words in said[-1]


@pytest.mark.parametrize(
    ("cancelled", "code", "words"),
    [
        ((0, 0), 0, "There is no batch of this model to end."),
        ((1, 0), 0, "1 batch ended, files deleted."),
        ((0, 2), 1, "2 batches left, which the model's server was told to end and is still"),
    ],
)
def test_ending_says_what_is_left(cancelled: tuple[int, int], code: int, words: str) -> None:
    shown = screen()

    assert cancel_batches(asking(Kept(cancelled=cancelled))[0], shown) == code
    first, second, *_, last = told(shown)
    assert "waiting up to a minute" in first
    assert second == "Still ending: 1 batch. You may stop with Ctrl-C."
    assert words in last
