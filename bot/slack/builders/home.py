"""App Home: what waits for one person first, then requisitions, then actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.policy import Action
from bot.domain.requisition import ApplicationState
from bot.domain.words import count
from bot.services import home
from bot.services.screens import HomeScreen, StatusLine, WaitingItem
from bot.slack.builders import parts, rich
from bot.slack.builders.parts import plain
from bot.slack.builders.payload import Json
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.ids import NONE, ActionId, CallbackId, MoreId, numbered

_WAITING = 20
"""Things that wait and are listed."""
_REQUISITIONS = 15
"""Requisitions that are listed with buttons; ``/hire status`` has all."""

STATES = {
    ApplicationState.WAITING: "waiting",
    ApplicationState.READING: "being read",
    ApplicationState.READ: "read",
    ApplicationState.DECIDED: "decided",
    ApplicationState.READ_BY_PERSON: "read by a person",
    ApplicationState.UNREADABLE: "cannot be read",
    ApplicationState.FAILED: "did not work",
    ApplicationState.STOPPED: "stopped",
}
"""How applications of a state are counted."""


_VERBS = {home.LEVELS: "Review", home.UNREADABLE: "Read it yourself"}
"""What the button beside a waiting thing does for it; others are looked into."""


def home_view(screen: HomeScreen) -> Json:
    """Show one person what waits, and what they can do."""
    if screen.is_outsider:
        return _home(list(_outsider()))
    blocks = [*(_explained() if screen.is_new else _waiting(screen))]
    blocks += _requisitions(screen)
    blocks += _actions(screen)
    return _home(blocks)


def status_line(line: StatusLine) -> Json:
    """Say how one requisition stands."""
    state = "" if line.is_open else " (closed)"
    words: list[rich.Part] = [rich.bold(line.title), f"{state} in ", rich.channel(line.channel)]
    lines = [rich.line(*words), rich.line(*_counts(line))]
    if line.held:
        held = f"{count(line.held, 'message')} could not be shown; I wrote to the person concerned."
        lines.append(rich.line(held))
    return rich.rich(*lines)


def _counts(line: StatusLine) -> Iterator[rich.Part]:
    words = [
        f"{line.counts[state]:,} {name}" for state, name in STATES.items() if line.counts.get(state)
    ]
    if line.unreviewed:
        yield rich.bold(f"{line.unreviewed:,} to review")
        yield " · "
    yield " · ".join(words) or "No candidates yet"


def _home(blocks: list[Json]) -> Json:
    return {"type": "home", "callback_id": CallbackId.MENU, "blocks": blocks}


def _outsider() -> Iterator[Json]:
    yield parts.header("Plumbline")
    yield parts.section(
        plain(
            "Plumbline holds applications, so only full members of this workspace can use it."
            " Your account is a guest's or another company's, and nothing is shown to it."
        )
    )
    yield parts.section(
        plain("If you work with the hiring team, ask a recruiter for what you need.")
    )


def _explained() -> Iterator[Json]:
    yield parts.header("Read CVs with evidence")
    yield rich.rich(
        rich.bullets(
            [
                rich.line(
                    "Share a CV: within seconds your channel holds a level for each criterion"
                    " of your rubric, each with a quote from the CV."
                ),
                rich.line(
                    "What is not evidenced becomes a question for the interview, never a minus."
                ),
                rich.line("Your team corrects every level in the open. People decide; I never do."),
            ]
        )
    )


def _waiting(screen: HomeScreen) -> Iterator[Json]:
    yield parts.header("Waiting for you")
    if not screen.waiting:
        yield parts.section(plain("Nothing waits for you. New CVs to review appear here."))
        return
    for item in screen.waiting[:_WAITING]:
        yield _item(item)
    more = screen.waiting_more + max(len(screen.waiting) - _WAITING, 0)
    if more:
        yield parts.small(f"{more:,} more. They appear here as you go on.")


def _item(item: WaitingItem) -> Json:
    what = escape(fit(item.what, 200))
    head = f"*{escape(item.label)}* · {what}" if item.label else f"*{what.capitalize()}*"
    title = escape(isolate(fit(item.requisition_title, 200)))
    where = " · ".join(filter(None, (title, rich.moment_token(item.since))))
    return {"type": "section", "text": parts.mrkdwn(f"{head}\n{where}")} | _open(item)


def _open(item: WaitingItem) -> Json:
    if not item.permalink:
        return {}
    is_closed = item.what == home.UNREADABLE and item.is_file_hidden
    verb = "See why" if is_closed else _VERBS.get(item.what, "See why")
    return {
        "accessory": parts.button(
            verb,
            ActionId.OPEN_LINK,
            item.application_id,
            url=item.permalink,
            about=f"{verb}: {item.label}" if item.label else verb,
        )
    }


def _requisitions(screen: HomeScreen) -> Iterator[Json]:
    if not screen.requisitions:
        return
    yield parts.divider()
    yield parts.header("Requisitions")
    for line in screen.requisitions[:_REQUISITIONS]:
        yield status_line(line)
        yield from parts.actions(*_requisition_buttons(line))
    left = len(screen.requisitions) - _REQUISITIONS
    if left > 0:
        yield parts.small(f"{left:,} more: type `/hire status` to see all.")


def _takes_candidates(line: StatusLine) -> bool:
    return line.is_open and Action.ADD_CANDIDATE in line.allowed


def _requisition_buttons(line: StatusLine) -> Iterator[Json]:
    title = fit(line.title, 40)
    if _takes_candidates(line):
        yield parts.button(
            "Add a candidate",
            ActionId.ADD_CANDIDATE,
            line.requisition_id,
            about=f"Add a candidate to {title}",
        )
    if Action.EDIT_REQUISITION in line.allowed:
        yield _close(line, title) if line.is_open else _reopen(line, title)
    entries = list(_requisition_entries(line))
    if entries:
        yield parts.overflow(ActionId.MORE_REQUISITION, line.requisition_id, entries)


def _close(line: StatusLine, title: str) -> Json:
    ask = parts.confirm(
        f"Close {title}?",
        f"{title} takes no more candidates until it is opened again. Nothing is removed: its"
        " messages stay, and it stands here as closed.",
        "Close it",
        "Keep it open",
    )
    about = f"Close {title}"
    return parts.button(
        "Close…", ActionId.CLOSE_REQUISITION, line.requisition_id, about=about, confirm=ask
    )


def _reopen(line: StatusLine, title: str) -> Json:
    about = f"Open {title} again"
    return parts.button("Open again", ActionId.REOPEN_REQUISITION, line.requisition_id, about=about)


def _requisition_entries(line: StatusLine) -> Iterator[tuple[MoreId, str]]:
    if line.is_open and Action.REVIEW_JOB in line.allowed:
        yield MoreId.REVIEW_JOB, "Review its job description…"
    if Action.EDIT_REQUISITION in line.allowed:
        yield MoreId.EDIT_REQUISITION, "Change…"


_ACTIONS: Sequence[tuple[Action, str, ActionId, str]] = (
    (Action.OPEN_REQUISITION, "Open a requisition", ActionId.RUN_VERB, "open"),
    (Action.ADD_CANDIDATE, "Add a candidate", ActionId.ADD_CANDIDATE, NONE),
    (Action.REVIEW_JOB, "Review a job description", ActionId.ADD_JOB, NONE),
    (Action.SEE_RUBRIC, "Show the rubric", ActionId.RUN_VERB, "rubric"),
    (Action.FORGET, "Remove data…", ActionId.RUN_VERB, "forget"),
    (Action.HELP, "Show what I can do", ActionId.RUN_VERB, "help"),
)
"""Buttons below everything, for those who may do it."""


def _actions(screen: HomeScreen) -> Iterator[Json]:
    left = screen.allowed
    if any(_takes_candidates(line) for line in screen.requisitions[:_REQUISITIONS]):
        left -= {Action.ADD_CANDIDATE}  # the button stands above, beside the requisition
    offered = [row for row in _ACTIONS if row[0] in left]
    buttons = [
        parts.button(label, numbered(action, index), value, is_primary=index == 0)
        for index, (_, label, action, value) in enumerate(offered)
    ]
    yield parts.divider()
    if buttons:
        yield parts.header("Actions")
    yield from parts.actions(*buttons, parts.button("Refresh", ActionId.REFRESH_HOME, NONE))
