"""A small local Slack to try the bot in and to test against; it imports nothing of the bot."""

from __future__ import annotations

from bot.sandbox.actor import Person
from bot.sandbox.core import Outcome
from bot.sandbox.faults import Fault, Faults, Planted
from bot.sandbox.pressing import Place
from bot.sandbox.sandbox import Pace, Sandbox

__all__ = ["Fault", "Faults", "Outcome", "Pace", "Person", "Place", "Planted", "Sandbox"]
