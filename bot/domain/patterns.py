"""Shapes of a whole profile that a panel should know; none of them changes a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.assessment import Pattern

SHOWN = 2
"""Least level that shows work, not words. Source: docs/scoring.md#patterns."""
RELIED_ON = 3
"""Least level that shows something others ran or relied on. Source: docs/scoring.md#patterns."""
PROTOTYPE_CRITERIA = 2
"""Fewest criteria with work shown for ``prototype_only``. Source: docs/scoring.md#patterns."""
BUZZWORD_SHARE = 0.5
"""Share of empty claims above which ``buzzwords`` holds. Source: docs/scoring.md#patterns."""
BUZZWORD_CLAIMS = 4
"""Fewest claims to speak of a share at all. Source: docs/scoring.md#patterns."""

_PROMPTING = frozenset({"models/prompting"})
_ENGINEERING = ("software_engineering", "data_workflows", "production", "evaluation_guardrails")
_TAKES_BOTH = ("models", "evaluation_guardrails", "production")
"""At "delivered", each takes software and data craft, in whatever words the text names them."""
_ENDPOINTS = frozenset({"integration/model_api", "integration/ai_integration"})
_ENDPOINT_USE = frozenset({"models/language_models", "models/prompting"})
"""What a caller of somebody else's model also names, without work on models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What patterns are told from."""

    levels: Mapping[str, int | None]
    """Level by criterion key; every criterion of the rubric."""
    stated: Mapping[str, int]
    """Best level by criterion key of everything stated, so also of general words that stand
    away from AI and data work and therefore carry no level."""
    indicators: Mapping[str, int]
    """Best level by ``criterion/indicator``; only those found."""
    claims: int
    """Statements in prose that claim something the rubric asks for."""
    empty_claims: int
    """Those of them without an action, artefact or outcome."""


def patterns(profile: Profile) -> tuple[Pattern, ...]:
    """Return the patterns that hold, in the order of ``Pattern``.

    A pattern about a criterion that the rubric does not have never holds.

    Source:
        docs/scoring.md#patterns.
    """
    holds = {
        Pattern.PROMPT_ONLY: _is_prompt_only(profile),
        Pattern.INTEGRATION_ONLY: _is_integration_only(profile),
        Pattern.PROTOTYPE_ONLY: _is_prototype_only(profile),
        Pattern.SOFTWARE_ONLY: _is_software_only(profile),
        Pattern.DATA_ONLY: _is_data_only(profile),
        Pattern.BUZZWORDS: _is_mostly_words(profile),
    }
    return tuple(pattern for pattern in Pattern if holds[pattern])


def _is_shown(profile: Profile, key: str) -> bool:
    return (profile.levels.get(key) or 0) >= SHOWN


def _best(profile: Profile, keys: Iterable[str]) -> int:
    return max((profile.indicators.get(key, 0) for key in keys), default=0)


def _is_prompt_only(profile: Profile) -> bool:
    other = [key for key in _ENGINEERING if _is_shown(profile, key)]
    return not other and _best(profile, _PROMPTING) >= SHOWN


def _is_integration_only(profile: Profile) -> bool:
    if _best(profile, _ENDPOINTS) < SHOWN or _is_shown(profile, "evaluation_guardrails"):
        return False
    own = [key for key in profile.indicators if key.startswith("models/")]
    return _best(profile, set(own) - _ENDPOINT_USE) < SHOWN


def _is_prototype_only(profile: Profile) -> bool:
    rated = [level for level in profile.levels.values() if level is not None]
    shown = sum(level >= SHOWN for level in rated)
    return shown >= PROTOTYPE_CRITERIA and max(rated) < RELIED_ON


def _takes_both(profile: Profile) -> bool:
    return any((profile.levels.get(key) or 0) >= RELIED_ON for key in _TAKES_BOTH)


def _is_software_only(profile: Profile) -> bool:
    is_asked = "software_engineering" in profile.levels and "data_workflows" in profile.levels
    if not is_asked or _takes_both(profile):
        return False
    is_stated = profile.stated.get("software_engineering", 0) >= SHOWN
    return is_stated and not _is_shown(profile, "data_workflows")


def _is_data_only(profile: Profile) -> bool:
    if "software_engineering" not in profile.levels or _takes_both(profile):
        return False
    is_stated = profile.stated.get("software_engineering", 0) >= SHOWN
    return _is_shown(profile, "data_workflows") and not is_stated


def _is_mostly_words(profile: Profile) -> bool:
    if profile.claims < BUZZWORD_CLAIMS:
        return False
    return profile.empty_claims / profile.claims > BUZZWORD_SHARE
