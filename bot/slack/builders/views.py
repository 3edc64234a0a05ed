"""The frame of a view, and the views that only say something."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.policy import Action
from bot.slack.builders import parts, rich
from bot.slack.builders.parts import plain
from bot.slack.builders.payload import Json, Payload
from bot.slack.ids import ActionId, CallbackId, Verb

_TITLE = 24
"""Most characters of a view's title and of its buttons. Source: docs.slack.dev, view object."""
BLOCKS = 100
"""Most blocks of a view. Source: docs.slack.dev, view object."""


def modal(
    title: str,
    callback: CallbackId,
    blocks: Sequence[Json],
    *,
    submit: str = "",
    metadata: str = "",
) -> Json:
    """Frame a modal view.

    Args:
        title: At most 24 characters.
        callback: Names the view to the listeners.
        blocks: At most 100; further ones are replaced by a sentence that says so.
        submit: Words of the button that submits; "" for none.
        metadata: Opaque ids, joined.
    """
    shown = list(blocks)
    if len(shown) > BLOCKS:
        left = "There is more than fits here; the command line shows all of it."
        shown = [*shown[: BLOCKS - 1], parts.context(plain(left))]
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, _TITLE),
        "close": plain("Cancel" if submit else "Close", _TITLE),
        "private_metadata": metadata,
        "blocks": shown,
        **({"submit": plain(submit, _TITLE)} if submit else {}),
    }


def skeleton_view(title: str, callback: CallbackId) -> Json:
    """Open at once, while what the view shows is being fetched."""
    return modal(title, callback, [parts.section(plain("One moment: this is being fetched."))])


def error_view(
    problem: str, fix: str, reference: str, *, kept: str = "Nothing was changed."
) -> Json:
    """Say in a view what happened, what was kept and what to do."""
    return modal("That did not work", CallbackId.NOTICE, trouble(problem, fix, reference, kept))


def notice_view(title: str, payload: Payload) -> Json:
    """Show in a view what would otherwise be a message, such as what was done."""
    return modal(title, CallbackId.NOTICE, payload.blocks)


def trouble(problem: str, fix: str, reference: str, kept: str) -> list[Json]:
    """Write what happened, what was kept and what to do, with a reference for whoever helps."""
    said = " ".join(words for words in (kept, fix) if words)
    blocks = [rich.rich(parts.problem_and_fix(problem, said))]
    return [*blocks, parts.context(plain(f"Reference {reference}"))] if reference else blocks


def menu_view(verbs: Sequence[Verb], allowed: frozenset[Action]) -> Json:
    """Show what this person can do, a button each."""
    rows = [
        parts.section(plain(verb.help), parts.button(verb.label, ActionId.RUN_VERB, verb.name))
        for verb in verbs
        if verb.action in allowed
    ]
    return modal("Plumbline", CallbackId.MENU, rows or [parts.section(plain(NOTHING))])


NOTHING = "You may not use Plumbline here. Ask a recruiter of your team."
"""What somebody reads who may do nothing."""
