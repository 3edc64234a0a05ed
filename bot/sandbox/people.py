"""The invented people and channels that every sandbox starts with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.shapes import Json

TEAM = "T0PLUMB"
TEAM_NAME = "Plumbline sandbox"
TEAM_DOMAIN = "plumbline-sandbox"
OTHER_TEAM = "T0OTHER"
APP = "A0PLUMB"
BOT_USER = "U0PLUM"
BOT_ID = "B0PLUM"
GROUP = "S0TALENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account that this workspace can see."""

    id: str
    """Slack's id, such as U0RHEA."""
    name: str
    """The handle, without @."""
    real_name: str
    """Full name as shown."""
    title: str = ""
    """What they do, in words."""
    role: str = ""
    """recruiter, hiring manager, interviewer or guest; empty for those nobody can act as."""
    colour: str = "#616061"
    """Colour of the avatar."""
    team_id: str = TEAM
    """Home workspace."""
    is_restricted: bool = False
    """True for a guest."""
    is_stranger: bool = False
    """True for somebody of another organisation."""
    deleted: bool = False
    """True once deactivated."""
    is_bot: bool = False
    """True for a bot user."""
    tz: str = "Europe/Berlin"
    """Time zone by name."""

    def as_slack(self) -> Json:
        """Return the user object of `users.info`."""
        answer: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.colour.removeprefix("#"),
            "real_name": self.real_name,
            "tz": self.tz,
            "profile": {
                "title": self.title,
                "real_name": self.real_name,
                "display_name": self.name,
                "avatar_hash": "g000000",
                "team": self.team_id,
            },
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if not self.deleted:
            flags = {"is_admin": False, "is_owner": False, "is_restricted": self.is_restricted}
            answer |= flags | {"is_ultra_restricted": False}
        if self.is_stranger:
            answer["is_stranger"] = True
        return answer

    def as_shown(self) -> Json:
        """Return what the page needs to draw this person."""
        initials = "".join(word[0] for word in self.real_name.split()[:2]).upper()
        shown = {"id": self.id, "name": self.name, "real_name": self.real_name}
        return shown | {
            "title": self.title,
            "avatar": initials,
            "colour": self.colour,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSeed:
    """A channel as it stands when the sandbox starts."""

    id: str
    """Slack's id, such as C0HIRING."""
    name: str
    """Name without #."""
    members: frozenset[str]
    """User ids, the bot's among them where it is a member."""
    topic: str = ""
    """One line about the channel."""
    kind: str = "private"
    """public or private."""
    is_ext_shared: bool = False
    """True when shared with another organisation."""
    is_archived: bool = False
    """True when archived."""


USERS = (
    User(
        id="U0RHEA",
        name="rhea",
        real_name="Rhea Lindqvist",
        title="Recruiter",
        role="recruiter",
        colour="#0b6e4f",
    ),
    User(
        id="U0HUGO",
        name="hugo",
        real_name="Hugo Marchetti",
        title="Head of Applied AI",
        role="hiring manager",
        colour="#8a4b08",
    ),
    User(
        id="U0INES",
        name="ines",
        real_name="Ines Okafor",
        title="Staff Engineer",
        role="interviewer",
        colour="#5b3a8e",
    ),
    User(
        id="U0TOMA",
        name="tomas",
        real_name="Tomás Brandt",
        title="Data Engineer",
        role="interviewer",
        colour="#1c5d99",
    ),
    User(
        id="U0GITA",
        name="gita",
        real_name="Gita Sørensen",
        title="Agency partner",
        role="guest",
        colour="#9b2c4d",
        is_restricted=True,
    ),
    User(
        id="U0STRA",
        name="sam.other",
        real_name="Sam Strand",
        title="Works elsewhere",
        team_id=OTHER_TEAM,
        is_stranger=True,
    ),
    User(id="U0GONE", name="gone", real_name="Gus Oneill", title="Left", deleted=True),
    User(id=BOT_USER, name="plumbline", real_name="Plumbline", is_bot=True, colour="#1d3a34"),
)

CHANNELS = (
    ChannelSeed(
        id="C0HIRING",
        name="hiring-ai",
        topic="Applied AI engineers",
        members=frozenset({"U0RHEA", "U0HUGO", "U0INES", BOT_USER}),
    ),
    ChannelSeed(
        id="C0PANEL",
        name="hiring-data",
        topic="Data engineers",
        members=frozenset({"U0RHEA", "U0HUGO", "U0TOMA", BOT_USER}),
    ),
    ChannelSeed(
        id="C0GENERAL",
        name="general",
        topic="Everybody",
        kind="public",
        members=frozenset({"U0RHEA", "U0HUGO", "U0INES", "U0TOMA", "U0GITA", BOT_USER}),
    ),
    ChannelSeed(
        id="C0LAUNCH",
        name="launch",
        topic="Shared with an agency",
        is_ext_shared=True,
        members=frozenset({"U0RHEA", "U0HUGO", BOT_USER}),
    ),
    ChannelSeed(
        id="C0OLD",
        name="old-roles",
        topic="Closed roles",
        is_archived=True,
        members=frozenset({"U0RHEA", "U0HUGO", BOT_USER}),
    ),
    ChannelSeed(
        id="C0QUIET",
        name="talent-private",
        topic="Without the bot",
        members=frozenset({"U0RHEA", "U0HUGO"}),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Everything that stands in a workspace before anybody acts."""

    users: tuple[User, ...] = USERS
    """Everybody, the bot included."""
    channels: tuple[ChannelSeed, ...] = CHANNELS
    """All channels but the direct messages."""
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = ((GROUP, "recruiters", ("U0RHEA",)),)
    """User groups: id, handle, members."""


ACTORS = tuple(user.id for user in USERS if user.role)
"""The five people that one can act as."""
