"""Nothing waits for ever because the work that was to be done on it was lost."""

from __future__ import annotations

from bot.domain.requisition import ApplicationState
from bot.services.bot_deps import Job
from bot.services.housekeeping import LOST_AFTER, read_lost
from tests.integration.bot_services.fakes import World
from tests.integration.bot_services.intake_world import added, application, opened, run_jobs


def test_what_nothing_reads_is_put_back_in_line_and_is_read(world: World) -> None:
    requisition = opened(world)
    lost, at_work = (
        str(added(world, requisition, event_key=key).application_id) for key in ("one", "two")
    )
    world.queue.jobs.clear()
    world.clock.tick(LOST_AFTER.total_seconds() - 1)
    assert read_lost(world.deps, lambda: frozenset({at_work})) == 0  # it may still be begun

    world.clock.tick(2)
    assert read_lost(world.deps, lambda: frozenset({at_work})) == 1
    assert world.queue.of(Job.READ_APPLICATION) == [lost]
    run_jobs(world)

    assert application(world, lost).state is ApplicationState.READ
    assert application(world, at_work).state is ApplicationState.WAITING
