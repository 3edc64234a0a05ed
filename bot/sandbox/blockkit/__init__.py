"""Checks messages and views against what Slack accepts: fields, lengths, surfaces and ids."""

from __future__ import annotations

from bot.sandbox.blockkit.check import check_message, check_view
from bot.sandbox.blockkit.problems import Problem

__all__ = ["Problem", "check_message", "check_view"]
