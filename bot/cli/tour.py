"""What the invented people do: seed the demo, and the tour that plays without a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.errors import BotError
from bot.sandbox import Sandbox
from bot.sandbox.core import Outcome
from bot.sandbox.hands import Hands, printed, words_of
from bot.sandbox.people import BOT_USER
from bot.sandbox.shapes import Json

CHANNEL = "C0HIRING"
RECRUITER, MANAGER, INTERVIEWER, GUEST = "U0RHEA", "U0HUGO", "U0INES", "U0GITA"
_WITH_GAPS = "A-3"
"""Label of a sample CV that evidences some criteria, and others not."""
_REFUSED = "not found in the text"
"""What stands below a level that a quote was lost for."""
PATIENCE_SECONDS = 60.0
"""How long one step may take on a slow machine."""
LINE_SECONDS = 5.0
"""How long a line that was cut is waited for."""


class TourError(BotError):
    """Something that the tour was to show did not happen."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The tour stopped: {what}.", "Run it again; report it if it stays.")


def seed(sandbox: Sandbox, sample: Path) -> None:
    """Open a requisition with its job description, share one CV, then five more at once."""
    rhea = Hands(sandbox, RECRUITER)
    open_requisition(rhea, (sample / "job.md").read_text(encoding="utf-8"))
    first, *others = sorted((sample / "cvs").iterdir())
    add_candidate(rhea, first)
    share_several(rhea, others)


def open_requisition(person: Hands, job_description: str) -> None:
    """Use `/hire open` as a recruiter would."""
    _type(person, "/hire open")
    _wait(person, lambda: _has_field(person, "Title"), "the form for a requisition")
    _do(
        person.submit(
            {
                "Title": "AI Engineer, Platform",
                "Review channel": CHANNEL,
                "Hiring manager": MANAGER,
            }
        )
    )
    _type(person, "/hire jd")
    _wait(person, lambda: _has_field(person, "Or paste"), "the form for a job description")
    _do(person.submit({"Or paste": job_description}))
    person.put_away()


def add_candidate(person: Hands, cv: Path) -> None:
    """Use `/hire cv` with one file."""
    _type(person, "/hire cv")
    _wait(person, lambda: _has_field(person, "CV"), "the form for a candidate")
    _do(person.submit({"CV": [{"name": cv.name, "content": cv.read_bytes()}]}))
    person.put_away()


def share_several(person: Hands, cvs: list[Path]) -> None:
    """Share files in the review channel, then use the shortcut on that message."""
    me = person.sandbox.person(person.user_id)
    files = [(cv.name, cv.read_bytes()) for cv in cvs]
    shared = me.message(CHANNEL, "Five more for the platform team.", files=files)
    _do(shared)
    assert shared.ts is not None
    _do(me.message_shortcut("read_cv", CHANNEL, shared.ts))
    _wait(person, lambda: _has_field(person, "Requisition"), "the form for several candidates")
    _do(person.submit({}))
    person.put_away()


def play(
    sandbox: Sandbox, sample: Path, say: Callable[..., None], *, is_offline: bool = False
) -> None:
    """Play the tour, and say what each person sees.

    Args:
        sandbox: Where it is played.
        sample: Folder of what is read.
        say: Prints a line.
        is_offline: Whether no model reads, of which there is nothing to see then.

    Raises:
        TourError: Something did not happen that should have.
    """
    rhea, ines, gita = (Hands(sandbox, one) for one in (RECRUITER, INTERVIEWER, GUEST))
    shown = partial(_shown, say, _names(sandbox))
    seed(sandbox, sample)
    say("Rhea opened a requisition, shared one CV, then five more at once.")
    message = _message_with(rhea, "A-1", "evidenced")
    say("#hiring-ai now shows:", "bold")
    shown(message)
    thread = message["ts"]
    card = _reply_with(ines, thread, "Agree")
    _do(ines.press("Agree", card, channel=CHANNEL))
    # What takes its time goes on while people look at what is there.
    ranked = _message_with(rhea, "Rank", "A-2")
    _do(rhea.press(_WITH_GAPS, ranked, channel=CHANNEL))
    say("Ines agreed with a level in the thread; everybody sees it:", "bold")
    shown(_message_with(rhea, "A-1", "Reviewed"), 6)
    say("The other five, in order:", "bold")
    shown(ranked)
    opened = _message_with(rhea, f"Candidate {_WITH_GAPS}", "Not evidenced")
    _ask(ines, opened["ts"], "what is missing?")
    if not is_offline:
        refused = _reply_with(rhea, opened["ts"], _REFUSED)
        say(f"About {_WITH_GAPS} the model changed a number in a quote. It was refused:", "bold")
        shown(refused, 5, _REFUSED)
    say(f"Rhea opened {_WITH_GAPS}. Ines asked in its thread what is missing, and got:", "bold")
    shown(_reply_with(ines, opened["ts"], "nothing was read anew"))
    _type(gita, "/hire status", "C0GENERAL")
    say("Gita is a guest. Her /hire status gets:", "bold")
    shown(_found(gita, lambda: gita.messages("C0GENERAL"), ("uest",)))
    say("That was everything once. Without --once it stays open in your browser.")


def _type(person: Hands, line: str, channel: str = CHANNEL) -> None:
    """Type a command; as a person would, once more when the app did not answer."""
    sandbox = person.sandbox
    typed = sandbox.person(person.user_id).command(channel, line)
    if not typed.ok:
        with suppress(TimeoutError):
            sandbox.wait_until(
                lambda: sandbox.sockets.connections > 0, min(PATIENCE_SECONDS, LINE_SECONDS)
            )
        typed = sandbox.person(person.user_id).command(channel, line)
    _do(typed)


def _ask(person: Hands, thread_ts: str, question: str) -> None:
    me = person.sandbox.person(person.user_id)
    _do(me.message(CHANNEL, f"<@{BOT_USER}> {question}", thread_ts=thread_ts))


def _names(sandbox: Sandbox) -> dict[str, str]:
    users = {user.id: user.real_name for user in sandbox.workspace.users.values()}
    return users | {each.id: f"#{each.name}" for each in sandbox.workspace.channels.values()}


def _do(outcome: Outcome) -> None:
    if not outcome.ok:
        raise TourError(outcome.error or "Slack showed trouble")


def _wait(person: Hands, holds: Callable[[], bool], what: str) -> None:
    try:
        person.sandbox.wait_until(holds, PATIENCE_SECONDS)
    except TimeoutError:
        raise TourError(f"{what} did not come within {PATIENCE_SECONDS:.0f} s") from None


def _has_field(person: Hands, label: str) -> bool:
    modals = person.sandbox.person(person.user_id).sees()["modals"]
    labels = [b["label"]["text"] for m in modals[-1:] for b in m["blocks"] if b["type"] == "input"]
    return any(each.startswith(label) for each in labels)


def _message_with(person: Hands, *parts: str) -> Json:
    return _found(person, lambda: person.messages(CHANNEL), parts)


def _reply_with(person: Hands, thread_ts: str, *parts: str) -> Json:
    return _found(person, lambda: person.messages(CHANNEL, thread_ts), parts)


def _found(person: Hands, messages: Callable[[], list[Json]], parts: tuple[str, ...]) -> Json:
    def matching() -> list[Json]:
        return [m for m in messages() if all(part in words_of(m) for part in parts)]

    _wait(person, lambda: bool(matching()), f"a message with {' and '.join(parts)}")
    return matching()[-1]


def _shown(
    say: Callable[..., None],
    names: Mapping[str, str],
    message: Json,
    most: int = 40,
    until: str = "",
) -> None:
    """Print what stands in a message, a line of it per line.

    Args:
        say: Prints a line.
        names: Of people and channels.
        message: As somebody sees it.
        most: Lines that are printed.
        until: Words of the last of them; "" to begin with the message's first.
    """
    lines = [line.strip() for line in printed(message.get("blocks", []), names).splitlines()]
    lines = [line for line in lines if line]
    if until:
        end = next(i for i, line in enumerate(lines, 1) if until in line)
        lines = lines[max(0, end - most) : end]
    for line in lines[:most]:
        say(f"    {line}")
