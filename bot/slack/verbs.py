"""The verbs of the one command: routed, listed and suggested from this table."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.policy import Action
from bot.slack.builders.text import clean

_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›"  # noqa: RUF001  # what keyboards and word processors put around words
_ALIKE = 0.55
"""Share of letters in common from which a word is taken for a slip of another, as difflib counts:
``stauts`` and ``rubrik`` are above it, ``hello`` is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One verb."""

    name: str
    """As typed after the command."""
    usage: str
    """The verb with its arguments."""
    label: str
    """Words of its button: a verb first, at most 30 characters."""
    help: str
    """What it does, with an example where it takes arguments."""
    action: Action
    """Who may see it: those who may do this."""
    kin: tuple[str, ...] = ()
    """Words that somebody may type for it; they are suggested, never run."""


VERBS: tuple[Row, ...] = (
    Row(
        name="open",
        usage="open",
        label="Open a requisition",
        help="Open a requisition: its title, review channel, rubric and job description.",
        action=Action.OPEN_REQUISITION,
        kin=("new", "create", "requisition", "role", "start"),
    ),
    Row(
        name="jd",
        usage="jd",
        label="Review a job description",
        help="Have a job description reviewed: what it asks for, leaves out and could say better.",
        action=Action.REVIEW_JOB,
        kin=("job", "description", "advert"),
    ),
    Row(
        name="cv",
        usage="cv [name]",
        label="Add a candidate",
        help="Add a candidate and have the CV read. Example: /hire cv A. Name",
        action=Action.ADD_CANDIDATE,
        kin=("candidate", "resume", "add", "read", "application"),
    ),
    Row(
        name="status",
        usage="status",
        label="Show how things stand",
        help="Show how the requisitions here stand, or all of yours.",
        action=Action.SEE_STATUS,
        kin=("list", "show", "progress"),
    ),
    Row(
        name="rubric",
        usage="rubric [name]",
        label="Show the rubric",
        help="Show what a rubric asks for. Example: /hire rubric ai_engineer",
        action=Action.SEE_RUBRIC,
        kin=("criteria", "levels", "scale"),
    ),
    Row(
        name="forget",
        usage="forget [name or label]",
        label="Remove a person's data",
        help="Remove everything about a candidate, and look-alikes that stay ticked, after "
        "asking once more. Example: /hire forget A-17",
        action=Action.FORGET,
        kin=("delete", "remove", "erase"),
    ),
    Row(
        name="help",
        usage="help",
        label="Show what you can type",
        help="Show what you can type here.",
        action=Action.HELP,
        kin=("?", "commands", "usage"),
    ),
)
"""Everything that can be typed, in the order of a hiring."""

NAMES = {row.name: row for row in VERBS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was typed after the command."""

    word: str
    """The first word in small letters, without quotation marks; "" when nothing was typed."""
    rest: str
    """The other words with single spaces; may name a person, so it is never logged."""


def read_line(text: str) -> Line:
    """Take apart what was typed, whatever spaces, quotation marks and directions it holds."""
    word, _, rest = " ".join(clean(text).split()).partition(" ")
    return Line(word=word.strip(_QUOTES).casefold(), rest=rest.strip(_QUOTES).strip())


def nearest(word: str) -> str:
    """Name the verb that somebody may have meant; "" when none is near."""
    meant = {name: row.name for row in VERBS for name in (row.name, *row.kin)}
    if word in meant:
        return meant[word]
    close = get_close_matches(word[:40], meant, n=1, cutoff=_ALIKE)
    return meant[close[0]] if close else ""
