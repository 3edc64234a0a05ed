"""Whether candidate data may go into a channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import AudienceRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What Slack says about a channel or a direct conversation."""

    channel_id: str
    name: str
    """Without ``#``; "" for a direct conversation."""
    is_direct: bool
    """A conversation of the bot with one person."""
    is_private: bool
    is_externally_shared: bool
    is_pending_externally_shared: bool
    is_org_shared: bool
    is_archived: bool
    is_member: bool
    """Whether the bot is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRules:
    """What an operator allowed beyond private channels."""

    allow_public: bool = False
    allow_org_shared: bool = False


def refuse_channel(facts: ChannelFacts | None, rules: AudienceRules) -> AudienceRefusal | None:
    """Say why candidate data may not go into a channel, or None when it may.

    Args:
        facts: None when Slack could not say what it is, which refuses.
        rules: What the operator allowed.
    """
    if facts is None:
        return AudienceRefusal.UNKNOWN_CHANNEL
    is_public = not facts.is_private and not facts.is_direct
    checks = (
        (facts.is_externally_shared, AudienceRefusal.SHARED),
        (facts.is_pending_externally_shared, AudienceRefusal.PENDING_SHARED),
        (facts.is_org_shared and not rules.allow_org_shared, AudienceRefusal.ORG_SHARED),
        (is_public and not rules.allow_public, AudienceRefusal.PUBLIC),
        (facts.is_archived, AudienceRefusal.ARCHIVED),
        (not facts.is_member and not facts.is_direct, AudienceRefusal.NOT_A_MEMBER),
    )
    return next((refusal for is_so, refusal in checks if is_so), None)
