"""Ranking in batches as a person follows it: how far it is, what was kept, and how to go on."""

from __future__ import annotations

from contextlib import ExitStack

from bot.cli.edge import FINE, INTERRUPTED, PROBLEMS
from bot.cli.progress import progress_bar
from bot.cli.terminal import Screen, words
from bot.domain.batch_progress import BatchProgress, OnBatchProgress
from bot.domain.words import count
from bot.errors import ModelError
from bot.services.bulk import Listeners, end_batches, rank_in_batches
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest
from bot.services.reports import Ranking

GO_ON = "Run the same command again to collect the answers; --cancel-batch ends it."


def rank_by_batch(
    request: EvaluateRequest, total: int, deps: Deps, screen: Screen
) -> Ranking | int:
    """Rank in batches; return the exit code instead when it was stopped on the way.

    Args:
        request: Documents to read, and what to read them against.
        total: How many documents there are.
        deps: What to read with.
        screen: Where it is said how it goes.

    Raises:
        BotError: As ``rank_in_batches`` does, but for a model that cannot be asked now.
    """
    say = _follower(screen)
    try:
        with ExitStack() as reading:
            bar = reading.enter_context(progress_bar(screen, total))

            def follow(progress: BatchProgress) -> None:
                reading.close()
                say(progress)

            return rank_in_batches(
                request, deps, Listeners(on_read=lambda _: bar.advance(), on_progress=follow)
            )
    except KeyboardInterrupt:
        screen.talk.print(words(f"Stopped; what was submitted is kept. {GO_ON}"))
        return INTERRUPTED
    except ModelError as error:
        when = f" It makes sense after {error.not_before:%H:%M} UTC." if error.not_before else ""
        screen.talk.print(words(error.problem, "bold"))
        fix = f"{error.fix} " if error.is_final else ""
        screen.talk.print(words(f"{fix}What was submitted is kept. {GO_ON}{when}"))
        return PROBLEMS


def cancel_batches(deps: Deps, screen: Screen) -> int:
    """End all batches of the model; return the exit code.

    Raises:
        BotError: As ``end_batches`` does.
    """
    ended, left = end_batches(deps, _follower(screen))
    if ended:
        screen.talk.print(words(f"{count(ended, 'batch', 'batches')} ended, files deleted."))
    if left:
        screen.talk.print(
            words(
                f"{count(left, 'batch', 'batches')} left, which the model's server is still "
                "ending. Run the same command again in ten minutes."
            )
        )
        return PROBLEMS
    if not ended:
        screen.talk.print(words("There is no batch of this model to end."))
    return FINE


def _follower(screen: Screen) -> OnBatchProgress:
    """Return what says how far it is, whenever that changed."""
    last: list[BatchProgress] = []

    def follow(progress: BatchProgress) -> None:
        if not progress.batches or progress in last:
            return
        if not last:
            screen.talk.print(words("You may stop with Ctrl-C: the same command goes on."))
        last[:] = [progress]
        waiting = count(progress.batches, "batch", "batches")
        answers = f"{progress.done:,} of {progress.total:,} answers"
        screen.talk.print(words(f"Waiting for {waiting}: {answers}."))

    return follow
