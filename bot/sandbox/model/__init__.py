"""A local OpenAI-compatible model to try the bot with and to test against."""

from __future__ import annotations

from bot.sandbox.model.brains import Brain, gullible, honest, liar, noisy, scripted
from bot.sandbox.model.calls import Call
from bot.sandbox.model.faults import KINDS, Fault, Planted
from bot.sandbox.model.prepared import PreparedReply, load_replies, prepared
from bot.sandbox.model.prompts import Line, Prompt
from bot.sandbox.model.server import ModelServer

__all__ = [
    "KINDS",
    "Brain",
    "Call",
    "Fault",
    "Line",
    "ModelServer",
    "Planted",
    "PreparedReply",
    "Prompt",
    "gullible",
    "honest",
    "liar",
    "load_replies",
    "noisy",
    "prepared",
    "scripted",
]
