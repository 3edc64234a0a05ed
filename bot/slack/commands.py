"""What each verb does, whether it was typed or pressed."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.services.lookups import abilities
from bot.services.status import status
from bot.slack import builders, forms
from bot.slack.builders.text import unescape
from bot.slack.ids import ActionId, CallbackId
from bot.slack.parse import Command
from bot.slack.speaking import Retry, Speaker, Tools
from bot.slack.verbs import VERBS, Line, nearest, read_line

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def on_command(tools: Tools, command: Command) -> None:
    """Do what was typed, after the ack.

    Raises:
        BotError: It could not be done, or not be said.
    """
    speaker = Speaker(tools=tools, actor=command.actor, place=command.place)
    line = read_line(command.text)
    if not line.word:
        _menu(speaker)
        return
    run(speaker, line)


def run(speaker: Speaker, line: Line) -> None:
    """Do what a verb says, or suggest the nearest one.

    Raises:
        BotError: It could not be done, or not be said.
    """
    verb = RUNS.get(line.word)
    if verb is not None:
        verb(speaker, line.rest)
        return
    allowed = abilities(speaker.actor, speaker.tools.deps)
    speaker.say(builders.unknown_reply(nearest(line.word), VERBS, allowed))


def again(verb: str) -> Retry:
    """Offer a verb once more; what was typed after it may name a person, so it is left out."""
    return Retry(action=ActionId.RUN_VERB, value=verb)


def _menu(speaker: Speaker) -> None:
    deps = speaker.tools.deps
    speaker.show(
        "Plumbline",
        CallbackId.MENU,
        lambda: builders.menu_view(VERBS, abilities(speaker.actor, deps)),
        again("help"),
    )


def _open(speaker: Speaker, _rest: str) -> None:
    forms.open_requisition(speaker, again("open"))


def _jd(speaker: Speaker, _rest: str) -> None:
    forms.add_job(speaker, again("jd"))


def _cv(speaker: Speaker, rest: str) -> None:
    person, name = _person_and_name(rest)
    forms.add_candidate(speaker, again("cv"), name=name, person=person)


def _person_and_name(words: str) -> tuple[str, str]:
    """Part who is mentioned, by Slack user id, from the name that is typed beside it."""
    person = _MENTION.search(words)
    name = " ".join(unescape(_MENTION.sub(" ", words)).split())
    return (person.group(1) if person else ""), name


def _status(speaker: Speaker, _rest: str) -> None:
    screen = status(speaker.actor, speaker.tools.deps, speaker.place.channel)
    speaker.say(builders.status_reply(screen))


def _rubric(speaker: Speaker, rest: str) -> None:
    forms.show_rubric(speaker, again("rubric"), name=rest.casefold().replace(" ", "_"))


def _forget(speaker: Speaker, rest: str) -> None:
    forms.forget(speaker, again("forget"), words=unescape(rest))


def _help(speaker: Speaker, _rest: str) -> None:
    speaker.say(builders.help_reply(VERBS, abilities(speaker.actor, speaker.tools.deps)))


RUNS: dict[str, Callable[[Speaker, str], None]] = {
    "open": _open,
    "jd": _jd,
    "cv": _cv,
    "status": _status,
    "rubric": _rubric,
    "forget": _forget,
    "help": _help,
}
"""What each verb of the table does; a test holds both to the same names."""
