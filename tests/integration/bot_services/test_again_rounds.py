"""What a person asks for anew is new work, however soon."""

from __future__ import annotations

from pathlib import Path

from bot.domain.requisition import ApplicationState
from bot.services.again import ReadAgain, read_again
from bot.services.bot_deps import Job
from tests.integration.bot_services.fakes import actor, make_world
from tests.integration.bot_services.people import make_desk


def test_two_rounds_within_one_second_are_two_pieces_of_work(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    desk = make_desk(world)
    application = desk.add()
    for click in ("first", "second"):
        desk.move(application, ApplicationState.STOPPED)
        request = ReadAgain(actor=actor(), event_key=click, application_id=application.id)
        read_again(request, world.deps)
    world.deps.database.close()

    assert world.queue.of(Job.READ_APPLICATION)[-2:] == [application.id] * 2
    assert len({attempt for _, _, attempt in world.queue.jobs[-2:]}) == 2
