"""What is logged holds no text of an error, no secret and one line a record."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator

import pytest

from bot.logs import PlainFormatter, set_up_logging

_LIBRARIES = ("apscheduler", "slack_sdk.web.base_client", "httpx", "openai", "plumbline_lookalike")


def _record(message: str, *, with_error: bool = False) -> logging.LogRecord:
    trace = None
    if with_error:
        try:
            int(message)
        except ValueError:
            trace = sys.exc_info()
    return logging.LogRecord("plumbline", logging.ERROR, "", 0, message, None, trace)


def test_an_error_is_named_by_class_and_place_without_its_text() -> None:
    record = _record("Ada Canary", with_error=True)
    record.msg = "a job failed"

    line = PlainFormatter().format(record)

    assert "Canary" not in line
    assert "ValueError at tests.unit.test_logs:" in line


def test_a_text_that_another_handler_kept_is_not_repeated() -> None:
    record = _record("a job failed", with_error=True)
    record.exc_text = "Traceback: Ada Canary"

    assert "Canary" not in PlainFormatter().format(record)


def test_secrets_are_blotted_out() -> None:
    line = PlainFormatter(["xoxb-1", ""]).format(_record("token xoxb-1 refused"))

    assert line.endswith("token … refused")


def test_a_record_is_one_line_whatever_it_holds() -> None:
    line = PlainFormatter().format(_record("one\nERROR plumbline: forged\r\n"))

    assert "\n" not in line
    assert "\r" not in line


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was logged until now; handlers and levels are afterwards what they were."""
    names = ("", "plumbline", *_LIBRARIES)
    kept = {name: logging.getLogger(name).level for name in names}
    handlers = list(logging.getLogger().handlers)
    yield lambda: capsys.readouterr().err
    logging.getLogger().handlers[:] = handlers
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def test_at_debug_libraries_keep_to_themselves_what_they_send(logged: Callable[[], str]) -> None:
    set_up_logging("DEBUG")

    logging.getLogger("plumbline.delivery").debug("ours")
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)  # as a library may at any time
        for level in (logging.DEBUG, logging.INFO):
            logging.getLogger(name).log(level, "Ada Canary")
    logging.getLogger("apscheduler").warning("theirs")

    lines = logged().splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["ours", "theirs"]


def test_a_library_never_writes_the_text_of_an_error_nor_a_token(logged: Callable[[], str]) -> None:
    set_up_logging("DEBUG", ["xoxb-canary", ""])

    try:
        int("Ada Canary")
    except ValueError:
        logging.getLogger("slack_bolt").exception("with %s", "xoxb-canary")

    line = logged()
    assert "anary" not in line
    assert "with …" in line


def test_each_record_is_written_once_however_often_it_was_set_up(logged: Callable[[], str]) -> None:
    for level in ("ERROR", "INFO"):
        set_up_logging(level)

    logging.getLogger("plumbline").info("once")
    logging.getLogger("plumbline").debug("never")

    assert logged().count("\n") == 1
