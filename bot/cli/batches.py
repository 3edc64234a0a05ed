"""Ranking in batches as a person follows it: how far it is, what was kept, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from bot.cli.edge import FINE, INTERRUPTED, PROBLEMS
from bot.cli.progress import progress_bar
from bot.cli.terminal import Screen, words
from bot.domain.batch_progress import BatchProgress, HandIn, OnBatchProgress
from bot.domain.prices import dollars
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

            def announce(hand_in: HandIn) -> None:
                reading.close()
                for line in hand_in_words(hand_in):
                    screen.talk.print(words(line))

            listeners = Listeners(
                on_read=lambda _: bar.advance(), on_hand_in=announce, on_progress=follow
            )
            return rank_in_batches(request, deps, listeners)
    except KeyboardInterrupt:
        screen.talk.print(words(f"Stopped; what was submitted is kept. {GO_ON}"))
        return INTERRUPTED
    except ModelError as error:
        when = f" It makes sense after {error.not_before:%H:%M} UTC." if error.not_before else ""
        screen.talk.print(words(error.problem, "bold"))
        fix = f"{error.fix} " if error.is_final else ""
        screen.talk.print(words(f"{fix}What was submitted is kept. {GO_ON}{when}"))
        return PROBLEMS


def hand_in_words(hand_in: HandIn) -> Iterator[str]:
    """Say what goes out, what it will cost, and what is left out for want of money."""
    if hand_in.asked:
        cost = "at a cost that is not known" if hand_in.cost is None else _about(hand_in)
        yield f"Asking {count(hand_in.asked, 'question')}, {cost}."
    if hand_in.left_out:
        none = "" if hand_in.asked or hand_in.left is None else f": {dollars(hand_in.left)} is left"
        does = "does" if hand_in.left_out == 1 else "do"
        yield (
            f"{count(hand_in.left_out, 'question')} {does} not fit in this month's cap{none}, and "
            f"{'is' if hand_in.left_out == 1 else 'are'} left out. Raise "
            "PLUMBLINE_MODEL_MONTHLY_CAP, or wait for the next month (UTC); then run the same "
            "command again, which asks these alone."
        )


def _about(hand_in: HandIn) -> str:
    assert hand_in.cost is not None
    cost = f"about {dollars(hand_in.cost)}"
    return cost if hand_in.left is None else f"{cost} of {dollars(hand_in.left)} left this month"


def cancel_batches(deps: Deps, screen: Screen) -> int:
    """End all batches of the model; return the exit code.

    Raises:
        BotError: As ``end_batches`` does.
    """
    if deps.model is not None and deps.model.batching is not None:
        screen.talk.print(
            words("Asking the model's server to end its batches; waiting up to a minute for it.")
        )
    ended, left = end_batches(deps, _ending_follower(screen))
    if ended:
        screen.talk.print(words(f"{count(ended, 'batch', 'batches')} ended, files deleted."))
    if left:
        screen.talk.print(
            words(
                f"{count(left, 'batch', 'batches')} left, which the model's server was told to end "
                "and is still ending: it may take ten minutes. What it answers until then costs. "
                "Run `plumbline rank --cancel-batch` again then, which deletes the files."
            )
        )
        return PROBLEMS
    if not ended:
        screen.talk.print(words("There is no batch of this model to end."))
    return FINE


def _ending_follower(screen: Screen) -> OnBatchProgress:
    """Return what says at each look how many batches the server has still to end."""

    def follow(progress: BatchProgress) -> None:
        if progress.batches:
            waiting = count(progress.batches, "batch", "batches")
            screen.talk.print(words(f"Still ending: {waiting}. You may stop with Ctrl-C."))

    return follow


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
