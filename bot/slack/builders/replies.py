"""Answers to commands and clicks that one person sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.policy import Action
from bot.domain.words import count
from bot.errors import BotError
from bot.services.screens import StatusScreen
from bot.slack.builders import parts, rich
from bot.slack.builders.home import status_line
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import LONGEST, escape, fit, nameless
from bot.slack.builders.views import NOTHING, trouble
from bot.slack.ids import Verb

COMMAND = "/hire"
_SUMMARY = 1000
"""Characters of the text beside blocks that say more."""
_REQUISITIONS = 40
"""Requisitions of one answer."""


def help_reply(verbs: Sequence[Verb], allowed: frozenset[Action]) -> Payload:
    """List what this person can type, from the table that routes it."""
    rows = _rows(verbs, allowed)
    if not rows:
        return said(NOTHING)
    return Payload(
        text=f"What you can do with {COMMAND}.",
        blocks=[
            rich.rich(rich.line(rich.bold("What you can type")), rich.bullets(rows)),
            parts.small(
                f"`{COMMAND}` alone opens a menu.",
                "In a thread, where commands do not work, use the message menu: Read this CV.",
            ),
        ],
    )


def unknown_reply(nearest: str, verbs: Sequence[Verb], allowed: frozenset[Action]) -> Payload:
    """Suggest the nearest verb for one that is not known; what was typed is not repeated.

    Args:
        nearest: Name of a verb; "" when none is near.
        verbs: All of them.
        allowed: What this person may do.
    """
    guess = f" Did you mean `{COMMAND} {nearest}`?" if nearest else ""
    rest = help_reply(verbs, allowed)
    words = f"I do not know that verb.{guess}"
    return Payload(text=words, blocks=[rich.rich(rich.line(*rich.sentence(words))), *rest.blocks])


def status_reply(screen: StatusScreen) -> Payload:
    """Say how the requisitions of one person stand."""
    if not screen.lines:
        return said(
            f"There is no requisition that you may see. `{COMMAND} open` opens one for recruiters."
        )
    blocks = [status_line(line) for line in screen.lines[:_REQUISITIONS]]
    left = len(screen.lines) - _REQUISITIONS
    if left > 0:
        blocks.append(parts.small(f"{left:,} more: type `{COMMAND} status` in a review channel."))
    blocks.append(parts.small(f"Plumbline {escape(screen.version)}"))
    return Payload(text=f"{count(len(screen.lines), 'requisition')}.", blocks=blocks)


def refusal(error: BotError, reference: str, *, kept: str = "Nothing was changed.") -> Payload:
    """Say what happened, what was kept and what to do.

    Args:
        error: Whose words are ours, never outside text.
        reference: By which it is found in the log; "" when nobody needs to look.
        kept: What was kept, in a sentence.
    """
    return _trouble(error.problem, error.fix, reference, kept)


def fault(reference: str) -> Payload:
    """Say that something broke on our side."""
    return _trouble(
        "Something broke on our side.",
        "Try again; if it breaks again, tell whoever runs Plumbline the reference.",
        reference,
        "What was recorded before is kept.",
    )


def requisition_done(
    title: str, channel: str, *, is_new: bool, letter: str = "", others: Sequence[str] = ()
) -> Payload:
    """Say that a requisition is open, or was changed.

    Args:
        title: Its title.
        channel: Slack id of its review channel.
        is_new: Whether it was opened just now.
        letter: What its candidates' labels begin with; needed where ``others`` are.
        others: The letters of open requisitions that have the same title.
    """
    state = " is open." if is_new else " was changed."
    step = f" Add candidates with `{COMMAND} cv`." if is_new else ""
    if others:
        step += (
            f" {count(len(others), 'open requisition')} had this title already"
            f" ({', '.join(others)}): the candidates of this one are {letter}-1, {letter}-2…"
        )
    return Payload(
        text=f"{escape(fit(title, parts.HEADER))}{state}",
        blocks=[
            rich.rich(
                rich.line(
                    rich.bold(fit(title, parts.HEADER)),
                    f"{state} Its reviews are in ",
                    rich.channel(channel),
                    ".",
                    *rich.sentence(step),
                )
            )
        ],
    )


def candidate_done(label: str, channel: str, *, files: int = 1) -> Payload:
    """Say that a CV, or several, are in line and where the result appears."""
    what = f"Candidate {label} is in line." if label else f"{count(files, 'CV')} are in line."
    follow = _follow(what, channel, "it" if files == 1 else "them")
    return Payload(text=escape(what), blocks=[follow])


def job_done(title: str, channel: str) -> Payload:
    """Say that a job description is in line and where its review appears."""
    text = f"The job description of {escape(fit(title, parts.HEADER))} is in line."
    blocks = [_follow(f"The job description of {fit(title, parts.HEADER)} is in line.", channel)]
    return Payload(text=text, blocks=blocks)


def said(sentence: str) -> Payload:
    """Say one sentence of our own, in which backticks mark what can be typed."""
    return Payload(
        text=escape(fit(sentence, LONGEST)), blocks=[rich.rich(rich.line(*rich.sentence(sentence)))]
    )


def opened(label: str, permalink: str) -> Payload:
    """Say where a candidate's message stands, or that it is on its way."""
    if not permalink:
        return said(f"{label} is being posted in the review channel.")
    where = {"type": "link", "url": permalink, "text": "in the review channel"}
    words = f"{label} stands in the review channel."
    return Payload(text=words, blocks=[rich.rich(rich.line(f"{label} stands ", where, "."))])


def _follow(what: str, channel: str, whom: str = "it") -> Json:
    return rich.rich(rich.line(f"{what} Follow {whom} in ", rich.channel(channel), "."))


def _rows(verbs: Sequence[Verb], allowed: frozenset[Action]) -> list[Json]:
    return [
        rich.line(rich.code(f"{COMMAND} {verb.usage}"), f"  {verb.help}")
        for verb in verbs
        if verb.action in allowed
    ]


def _trouble(problem: str, fix: str, reference: str, kept: str) -> Payload:
    words = " ".join(_nonempty(problem, kept, fix))
    text = escape(nameless(fit(words, _SUMMARY)))
    return Payload(text=text, blocks=trouble(problem, fix, reference, kept))


def _nonempty(*words: str) -> Iterator[str]:
    return (word for word in words if word)
