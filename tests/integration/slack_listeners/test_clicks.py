"""When a click is acked: after what it keeps is kept, and before a form is opened."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.requisition import ApplicationState
from bot.errors import StoreError
from bot.slack.gateway import OpenView
from bot.slack.routes import Routes
from bot.slack.speaking import Tools
from bot.store import requisitions, reviews
from tests.integration.bot_services.fakes import RHEA, TEAM, make_world
from tests.integration.bot_services.people import Desk, make_desk
from tests.unit.slack_listeners.payloads import make_click

USER = {"user": {"id": RHEA, "team_id": TEAM}, "team": {"id": TEAM}}


class Screen:
    """Notes when a form is opened."""

    def __init__(self, order: list[str]) -> None:
        self.order = order

    def open_view(self, trigger_id: str, view: dict[str, Any]) -> OpenView:
        del view
        self.order.append("form")
        return OpenView(view_id=trigger_id, hash="")

    def update_view(self, shown: OpenView, view: dict[str, Any]) -> OpenView:
        del view
        return shown


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = make_world(tmp_path)
    yield make_desk(world)
    world.deps.database.close()


def press(
    desk: Desk, click: dict[str, Any], order: list[str], ack: Callable[..., Any], seconds: float = 9
) -> None:
    tools = Tools(
        deps=desk.deps, views=Screen(order), respond=lambda *_: order.append("a word to the person")
    )
    Routes(tools, ack_seconds=seconds).click(ack, click)


def reviewed(desk: Desk, application_id: str) -> int:
    with desk.deps.database.read() as tx:
        return len(reviews.of_application(tx, application_id))


def closed(desk: Desk) -> bool:
    with desk.deps.database.read() as tx:
        return requisitions.get(tx, desk.requisition.id).closed_at is not None


def test_a_click_that_keeps_something_is_acked_once_it_is_kept(desk: Desk) -> None:
    read, waiting = desk.add_read(), desk.add()
    clicks: list[tuple[dict[str, Any], Callable[[], bool]]] = [
        (make_click("agree", f"{read.id}:craft", **USER), lambda: reviewed(desk, read.id) == 1),
        (
            make_click("stop_application", waiting.id, **USER),
            lambda: desk.get(waiting.id).state is ApplicationState.STOPPED,
        ),
        (make_click("close_requisition", desk.requisition.id, **USER), lambda: closed(desk)),
    ]
    for click, is_kept in clicks:
        acks: list[bool] = []
        assert not is_kept()
        press(desk, click, [], lambda kept=is_kept, into=acks: into.append(kept()))
        assert acks == [True]


def test_a_click_that_takes_long_is_acked_before_and_kept_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, acked = desk.add_read(), threading.Event()
    write = desk.deps.database.write

    def slow() -> Any:
        assert acked.wait(5)
        return write()

    monkeypatch.setattr(desk.deps.database, "write", slow)
    press(desk, make_click("agree", f"{read.id}:craft", **USER), [], acked.set, 0.01)
    assert reviewed(desk, read.id) == 1


def test_a_click_that_opens_a_form_is_acked_before(desk: Desk) -> None:
    read, order = desk.add_read(), list[str]()
    press(desk, make_click("decide", read.id, **USER), order, lambda: order.append("ack"))
    assert order == ["ack", "form"]


def test_a_click_that_could_not_be_kept_is_acked_and_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, order = desk.add_read(), list[str]()

    def full() -> Any:
        raise StoreError("The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.deps.database, "write", full)
    click = make_click("agree", f"{read.id}:craft", **USER)
    press(desk, click, order, lambda: order.append("ack"))
    assert order == ["ack", "a word to the person"]
