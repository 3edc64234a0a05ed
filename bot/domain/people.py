"""Who somebody is to the workspace, and whether candidate data may reach them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import AudienceRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person behind a request, as Slack's envelope names them; never from a button's value."""

    user_id: str
    team_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What Slack says about an account."""

    user_id: str
    team_id: str
    is_bot: bool
    is_deactivated: bool
    is_guest: bool
    """Single-channel and multi-channel guests alike."""
    is_stranger: bool
    """From another company, seen through a shared channel."""
    timezone: str
    """IANA name; "" when unknown."""


def refuse_person(facts: PersonFacts | None, *, team_id: str) -> AudienceRefusal | None:
    """Say why candidate data may not reach a person, or None when it may.

    Args:
        facts: None when Slack could not say who it is, which refuses.
        team_id: The workspace that the bot serves.
    """
    if facts is None:
        return AudienceRefusal.UNKNOWN_PERSON
    checks = (
        (facts.is_deactivated, AudienceRefusal.DEACTIVATED),
        (facts.is_stranger, AudienceRefusal.STRANGER),
        (facts.team_id != team_id, AudienceRefusal.OTHER_TEAM),
        (facts.is_guest, AudienceRefusal.GUEST),
        (facts.is_bot, AudienceRefusal.BOT),
    )
    return next((refusal for is_so, refusal in checks if is_so), None)
