"""Who reads: which evaluator a person asks for."""

from __future__ import annotations

from enum import StrEnum


class EvaluatorChoice(StrEnum):
    """Which evaluator is asked for."""

    AUTO = "auto"
    """The language model where one is configured, and the rules in its place when it gives none;
    else the rules."""
    OFFLINE = "offline"
    """The rules alone; nothing leaves the machine."""
    LLM = "llm"
    """The language model alone; where it gives no reading there is none."""
