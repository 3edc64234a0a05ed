"""What the checks of an installation say about Slack: facts in, verdicts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.audience import AudienceRules, ChannelFacts, refuse_channel
from bot.domain.people import PersonFacts, refuse_person
from bot.domain.requisition import Requisition
from bot.domain.words import count
from bot.errors import AudienceError, SlackError
from bot.services import doctor_remedies
from bot.services.doctor import Check, failure, fine, warning

SKEW_WARN_SECONDS = 60.0
"""Source: research/reliability.md, section 6: times in Slack and here begin to differ visibly."""
SKEW_FAIL_SECONDS = 300.0
"""Source: Slack refuses, and asks others to refuse, requests that are older than 5 minutes."""
_INSTALL = "under OAuth & Permissions of the app's settings, then install the app again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeNeed:
    """A scope that the bot asks for."""

    name: str
    why: str
    """What the bot does with it, as the end of a sentence; for an optional one, what is lost."""
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What Slack answered when the bot's token was shown to it."""

    error: SlackError | None
    """Why it was not accepted; None when it was."""
    team: str
    """Name of the workspace."""
    team_id: str
    app_id: str
    """Of the bot's app; "" when Slack did not say."""
    scopes: frozenset[str] | None
    """What was granted; None when Slack did not say."""
    skew_seconds: float | None
    """How far this machine's clock is ahead of Slack's; None when Slack did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketFacts:
    """What came of the app's token."""

    error: SlackError | None
    """Why no socket opened; None when one did, or when it was not tried."""
    is_opened: bool
    """False when Slack gave an address that was left alone, for a bot is connected already."""
    app_id: str
    """Of the token's app; "" when it was not opened."""
    connections: int
    """Open sockets of the app, this one among them; 0 when it was not opened."""


def bot_token(facts: TokenFacts) -> Check:
    """Judge whether Slack takes the bot's token, and for which workspace."""
    if facts.error is not None:
        return doctor_remedies.bot_refused(facts.error)
    return fine("bot token", f"accepted by the workspace {facts.team} ({facts.team_id})")


def app_token(facts: SocketFacts, app_id: str) -> Check:
    """Judge whether a socket opens with the app's token, of the same app as the bot's.

    Args:
        facts: What came of it.
        app_id: Of the bot's app; "" when unknown.
    """
    name = "app token"
    if facts.error is not None:
        return doctor_remedies.app_refused(facts.error)
    if not facts.is_opened:
        return fine(name, "accepted; the socket is left to the bot that may be running")
    if app_id and facts.app_id and app_id != facts.app_id:
        return failure(
            name,
            f"It belongs to the app {facts.app_id}, and the bot's token to {app_id}.",
            "Copy both tokens from the settings of one and the same app.",
        )
    if facts.connections > 1:
        return warning(
            name,
            f"A socket opens, and {count(facts.connections - 1, 'other')} of this app is open.",
            "Stop the other bot: Slack gives each event to one of them alone.",
        )
    return fine(name, "a socket opens")


def teams(stored: Sequence[str], team_id: str) -> Check:
    """Judge whether the database is of the workspace that the token belongs to.

    Args:
        stored: Ids of the workspaces that have requisitions in the database.
        team_id: Of the token.
    """
    others = sorted(set(stored) - {team_id})
    if others:
        return failure(
            "workspace",
            f"The database holds requisitions of {', '.join(others)}, and the token is of "
            f"{team_id}.",
            "Use the token of that workspace, or another data folder for this one.",
        )
    return fine("workspace", "the database and the token are of the same one")


def scopes(granted: frozenset[str] | None, needs: Sequence[ScopeNeed]) -> Iterator[Check]:
    """Judge what was granted against what is needed: required, optional, more than needed."""
    if granted is None:
        yield warning(
            "scopes",
            "Slack did not say which it granted.",
            "Compare OAuth & Permissions of the app's settings with manifest.yml.",
        )
        return
    missing = [need for need in needs if need.name not in granted and not need.is_optional]
    lost = [need for need in needs if need.name not in granted and need.is_optional]
    surplus = sorted(granted - {need.name for need in needs})
    yield (
        failure("scopes", f"Missing: {_reasons(missing)}.", f"Add it {_INSTALL}.")
        if missing
        else fine("scopes", "all that the bot needs")
    )
    yield (
        warning("optional scopes", f"Missing: {_reasons(lost)}.", f"Add it {_INSTALL}.")
        if lost
        else fine("optional scopes", "all granted")
    )
    if surplus:
        yield warning(
            "surplus scopes",
            f"Granted and never used: {', '.join(surplus)}.",
            f"Remove it {_INSTALL}: what a token cannot do, nobody can steal.",
        )


def clock(skew_seconds: float | None) -> Check:
    """Judge this machine's clock by Slack's.

    Args:
        skew_seconds: How far it is ahead; None when unknown.
    """
    if skew_seconds is None:
        return warning("clock", "Slack did not say what time it is.", "Try again.")
    where = "ahead of" if skew_seconds > 0 else "behind"
    what = f"{abs(skew_seconds):.0f} s {where} Slack's"
    fix = "Set the time of this machine, for example with an NTP service."
    if abs(skew_seconds) > SKEW_FAIL_SECONDS:
        return failure("clock", what, fix)
    if abs(skew_seconds) > SKEW_WARN_SECONDS:
        return warning("clock", what, fix)
    return fine("clock", "the same as Slack's, within a minute")


def recruiters(
    people: Mapping[str, PersonFacts | None], groups: Mapping[str, int], team_id: str
) -> Iterator[Check]:
    """Judge who recruits, by the settings.

    Args:
        people: By Slack id; None for those whom Slack does not know.
        groups: How many members each user group has; 0 also when Slack does not say.
        team_id: The workspace that is served.
    """
    if not people and not groups:
        yield failure(
            "recruiters",
            "Nobody recruits, so nobody can open a requisition.",
            "Set PLUMBLINE_RECRUITERS to Slack ids, such as U012AB3CD,S012AB3CD.",
        )
        return
    refused = {id_: refuse_person(facts, team_id=team_id) for id_, facts in people.items()}
    for id_, refusal in refused.items():
        if refusal is not None:
            problem = AudienceError(refusal).problem
            yield warning("recruiters", f"{id_}: {problem}", _CORRECT)
    for id_, members in groups.items():
        if not members:
            what = f"{id_}: the user group is empty, or Slack does not say who is in it."
            yield warning("recruiters", what, f"{_CORRECT} It needs the scope usergroups:read.")
    usable = sum(refusal is None for refusal in refused.values()) + sum(groups.values())
    if not usable:
        yield failure("recruiters", "None of those named can recruit.", _CORRECT)
    else:
        yield fine("recruiters", f"{count(usable, 'recruiter')} can open requisitions")


_CORRECT = "Correct PLUMBLINE_RECRUITERS."


def channels(
    found: Sequence[tuple[Requisition, ChannelFacts | None]], rules: AudienceRules
) -> Iterator[Check]:
    """Judge the review channel of each open requisition.

    Args:
        found: Each with what Slack says about its channel; None when it cannot say.
        rules: What the operator allowed.
    """
    if not found:
        yield fine("channels", "no requisition is open")
        return
    good = 0
    for requisition, facts in found:
        refusal = refuse_channel(facts, rules)
        if refusal is None:
            good += 1
            continue
        error = AudienceError(refusal)
        name = f"#{facts.name}" if facts is not None else requisition.channel
        yield failure(
            "channels",
            f"{name} of {requisition.title}: {error.problem} Nothing is posted there.",
            error.fix,
        )
    if good == len(found):
        yield fine("channels", f"{count(good, 'open requisition')}, each in a channel that is safe")


def _reasons(needs: Sequence[ScopeNeed]) -> str:
    return "; ".join(f"{need.name}, {need.why}" for need in needs)
