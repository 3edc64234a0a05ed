"""What is logged holds no text of an error, no secret and one line a record."""

from __future__ import annotations

import logging
import sys

from bot.logs import PlainFormatter


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
