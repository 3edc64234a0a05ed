"""What the Slack libraries may write to the log: no body of a request, at any level."""

from __future__ import annotations

import logging

from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped

_LIBRARIES = ("slack_sdk", "slack_bolt")
_BODIES = "slack_bolt.RequestVerification"
"""Writes the whole body of a request with a wrong signature, at INFO."""


def quiet_loggers() -> logging.Logger:
    """Cap the Slack libraries at INFO, where they name no body, and silence what names one there.

    Bolt copies the level of its base logger to loggers that it makes later, so the one that is
    returned is to be given to ``App(logger=…)``. Calling it again changes nothing.

    Returns:
        The base logger for Bolt.
    """
    _silence(logging.getLogger(_BODIES))
    known = [name for name in logging.root.manager.loggerDict if name.startswith(_LIBRARIES)]
    for name in {*known, *_LIBRARIES}:
        _cap(logging.getLogger(name))
    base = logging.getLogger("plumbline.slack.bolt")
    _cap(base)
    if _says_something not in base.filters:
        base.addFilter(_says_something)
    return base


def _cap(logger: logging.Logger) -> None:
    logger.setLevel(max(logger.getEffectiveLevel(), logging.INFO))
    if _is_at_least_info not in logger.filters:
        logger.addFilter(_is_at_least_info)


def _silence(logger: logging.Logger) -> None:
    # a filter, since Bolt overwrites the level and "disabled" but keeps filters that are there
    if _drop not in logger.filters:
        logger.addFilter(_drop)


def _is_at_least_info(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.INFO


def _says_something(record: logging.LogRecord) -> bool:
    """Whether it is not the warning that a token in the environment is not Bolt's to use."""
    return record.msg != warning_client_prioritized_and_token_skipped()


def _drop(_record: logging.LogRecord) -> bool:
    return False
