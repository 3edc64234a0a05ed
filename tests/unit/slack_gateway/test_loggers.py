"""The Slack libraries never write a body to the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger import get_bolt_logger
from slack_bolt.middleware import RequestVerification

from bot.slack.client import make_client
from bot.slack.loggers import quiet_loggers


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    known = ["", *logging.root.manager.loggerDict]
    before = {n: (logging.getLogger(n).level, list(logging.getLogger(n).filters)) for n in known}
    yield
    for name in ["", *logging.root.manager.loggerDict]:
        logger = logging.getLogger(name)
        level, filters = before.get(name, (logging.NOTSET, []))
        logger.setLevel(level)
        logger.filters[:] = filters


@pytest.mark.parametrize(
    "name",
    [
        "slack_sdk",
        "slack_sdk.web.base_client",
        "slack_sdk.socket_mode.builtin.client",
        "slack_sdk.webhook.client",
        "slack_bolt",
        "slack_bolt.App",
    ],
)
def test_no_body_is_written_at_debug(name: str, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    quiet_loggers()
    logging.getLogger(name).debug("body")
    logging.getLogger(name).info("session")
    assert [record.message for record in caplog.records] == ["session"]


def test_loggers_that_bolt_makes_later_are_capped_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("plumbline", "plumbline.slack", "plumbline.slack.bolt"):
        logging.getLogger(name).setLevel(logging.NOTSET)  # as in a new process

    class Later:
        pass

    logger = get_bolt_logger(Later, quiet_loggers())
    logger.debug("body")
    logger.info("fine")
    assert [record.message for record in caplog.records] == ["fine"]


def test_a_wrong_signature_never_writes_the_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    base = quiet_loggers()
    verification = RequestVerification("secret", base)
    verification.logger.info("Invalid request signature detected (body: name=Jane)")
    verification.logger.error("body")
    assert caplog.records == []


def test_a_quieter_log_is_not_made_louder(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("slack_sdk").setLevel(logging.NOTSET)  # as another test may have left it
    quiet_loggers()
    quiet_loggers()
    logging.getLogger("slack_sdk").info("session")
    logging.getLogger("slack_sdk").warning("trouble")
    assert [record.message for record in caplog.records] == ["trouble"]
    assert len(logging.getLogger("slack_sdk").filters) == 1


def test_a_token_in_the_environment_is_no_reason_to_warn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-another")
    client = make_client("")
    client.token = None

    App(logger=quiet_loggers(), client=client, authorize=AuthorizeResult)

    assert caplog.records == []
