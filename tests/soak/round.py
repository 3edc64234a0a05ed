"""One round of hiring with a word of its own in every field, and with what can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox import Fault, Sandbox, payloads
from bot.sandbox.shapes import Json
from bot.slack.ids import ActionId, BlockId, CallbackId
from tests.acceptance.slack.town import (
    GITA,
    HIRING,
    HUGO,
    INES,
    RHEA,
    Role,
    Town,
    said,
    upload,
)
from tests.make_docx import make_docx, paragraph
from tests.make_pdf import pdf, text
from tests.soak.office import JOB
from tests.soak.traces import Traces, new_word

CANDIDATE_FIELDS = (
    "name", "file name", "CV text", "quote", "pasted text", "pasted quote", "other name",
    "broken file name", "broken file", "batch file name", "batch text", "batch quote",
    "reason of a level", "reason taken back", "question", "reason of a decision",
)  # fmt: skip
"""What is of a candidate, and goes with them."""
OTHER_FIELDS = ("job description", "typed words", "refused words", "long text", "odd payload")
"""What stays with the team, or was never kept."""
PATIENCE_SECONDS = 90.0


def new_traces() -> Traces:
    """Make up a word for every field."""
    return Traces(words={name: new_word() for name in (*CANDIDATE_FIELDS, *OTHER_FIELDS)})


class PatientTown(Town):
    """A town whose bot keeps to Slack's pace, and is killed now and then."""

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait longer than a test does."""
        self.sandbox.wait_until(holds, PATIENCE_SECONDS)


@dataclass(slots=True)
class Round:
    """People at work in one channel.

    Args:
        town: With the bot in it.
        words: What is put into each field.
        restart: Kills the bot and starts it again.
    """

    town: Town
    words: Mapping[str, str]
    restart: Callable[[], None]
    role: Role = field(init=False)

    def walk(self) -> None:
        """Go once through everything; each candidate's message stands read or refused."""
        words, town = self.words, self.town
        job = JOB.replace("design to operation", words["job description"])
        self.role = town.open_role(**{"Or paste": job})
        self._odd_payloads()
        message = self._pasted()
        self._review(message)
        self._from_file()
        self._broken()
        self._several()
        self._refusals()
        self._failures()

    def forget_all(self) -> int:
        """Remove everybody's data by the form, one after the other; return how many."""
        town, count = self.town, 0
        line = f"/hire forget {self.words['name']}"
        while True:
            town.type(RHEA, line)
            form = town.form(RHEA, "Remove data")
            town.wait(lambda: bool(_options(town[RHEA].modal)) or _is_nobody(town[RHEA].modal))
            form = town[RHEA].modal
            if not _options(form):
                town.close_all(RHEA)
                return count
            town.submit(RHEA, {"Whose data?": _options(form)[0]})
            town.form(RHEA, "Remove for good?")
            town.submit(RHEA, {})
            town.form(RHEA, "Data removed")
            town.close_all(RHEA)
            count, line = count + 1, "/hire forget"

    # Candidates ------------------------------------------------------------------------------

    def _pasted(self) -> Json:
        """Read pasted text under a blind view; the bot is killed while it is read."""
        words, town = self.words, self.town
        town.type(RHEA, f"/hire cv {words['name']} {words['typed words']}")
        town.form(RHEA, "Candidate's name")
        cv = "\n".join(_cv(words["pasted text"], words["pasted quote"]))
        entered = {"Requisition": self.role.title, "Candidate's name": words["name"]}
        town.submit(RHEA, entered | {"Or paste": cv})
        town.form(RHEA, "is in line")
        town.close_all(RHEA)
        self.restart()
        return self._shown("Candidate", words["pasted quote"])

    def _from_file(self) -> None:
        """Read a PDF with everything in sight, and look at all that can be looked at."""
        words, town = self.words, self.town
        lines = _cv(words["CV text"], words["quote"])
        drawn = "".join(text(50, 800 - 18 * n, line) for n, line in enumerate(lines))
        file = upload(f"{words['file name']}.pdf", pdf(drawn))
        self._add({"Candidate's name": words["other name"], "CV": [file], "What the": []})
        message = self._shown(words["other name"], words["quote"])
        self._press(HUGO, "Show CV and details", message)
        town.form(HUGO, words["other name"])
        town.close_all(HUGO)
        self._press(HUGO, "Remove this person's data", message)
        town.form(HUGO, "You may not")
        town.close_all(HUGO)

    def _broken(self) -> None:
        """Give what is no PDF, twice."""
        words, town = self.words, self.town
        content = f"%PDF-1.7 {words['broken file']} and no more".encode()
        file = upload(f"{words['broken file name']}.pdf", content)
        self._add({"Candidate's name": words["other name"], "CV": [file]})
        message = town.message("damaged")
        self._press(RHEA, "Try again", message)
        town.message("damaged")

    def _several(self) -> None:
        """Read files that were shared, by the shortcut, and open one from the list."""
        words, town = self.words, self.town
        lines = _cv(words["batch text"], words["batch quote"])
        body = "".join(paragraph(line) for line in lines)
        ts = town.share(
            RHEA,
            (f"{words['batch file name']}.docx", make_docx(body)),
            (f"{words['batch file name']} 2.txt", "\n".join(lines).encode()),
            (f"{words['broken file name']} 2.pdf", f"%PDF {words['broken file']}".encode()),
        )
        assert town.person(RHEA).message_shortcut("read_cv", HIRING, ts).ok
        town.form(RHEA, "Requisition", words["batch file name"])
        town.submit(RHEA, {"Requisition": self.role.title})
        town.form(RHEA, "In line")
        town.close_all(RHEA)
        ranked = town.message("Open a candidate")
        self._press(RHEA, f"{self.role.letters}-", ranked)
        self._shown("Candidate", words["batch quote"])

    def _add(self, fields: Mapping[str, object]) -> None:
        town = self.town
        town.type(RHEA, "/hire cv")
        town.form(RHEA, "Candidate's name")
        town.submit(RHEA, {"Requisition": self.role.title, **fields})
        town.form(RHEA, "is in line")
        town.close_all(RHEA)

    def _press(self, user_id: str, label: str, message: Json) -> None:
        """Press on a message as it stands now: an update may come while somebody looks at it."""
        town, ts = self.town, message["ts"]

        def is_taken() -> bool:
            seen = town.person(user_id).sees()["messages"][HIRING]
            (now,) = (each for each in seen if each["ts"] == ts)
            return town[user_id].press(label, now, channel=HIRING).ok

        assert is_taken() or is_taken(), label

    def _shown(self, *words: str) -> Json:
        """Wait for the result with a quote, and for its thread."""
        message = self.town.message(*words, "Every level")
        self.town.reply(message, "part 3 of 3")
        return message

    # People ----------------------------------------------------------------------------------

    def _review(self, message: Json) -> None:
        """Agree, change, take back, ask and decide, in the thread of a message."""
        words, town = self.words, self.town
        card = town.reply(message, "part 2 of 3")
        town.card(INES, "Agree", card, "Production")
        for user_id, reason in ((INES, "reason taken back"), (HUGO, "reason of a level")):
            town.card(user_id, "Change", card, "Production")
            town.form(user_id, "Which level does the CV show?")
            why = f"The CV says {words[reason]}."
            town.submit(user_id, {"Which level": "1", "Why?": why})
            card = town.reply(message, words[reason])
        self._press(INES, "Undo mine", card)
        town.ask(INES, message, f"does the CV mention {words['pasted quote']}?")
        town.ask(HUGO, message, f"why 3 on production, {words['question']}?")
        self._press(HUGO, "Interview questions", message)
        town.form(HUGO, "questions")
        town.close_all(HUGO)
        self._press(HUGO, "Show name", message)
        town.form(HUGO, words["name"])
        town.close_all(HUGO)
        self._press(HUGO, "Decide", message)
        town.form(HUGO, "Record a decision")
        town.submit(HUGO, {"Decision": "Go on", "Reason": words["reason of a decision"]})
        town.message(words["reason of a decision"])
        assert town.person(HUGO).open_home().ok
        town.type(RHEA, "/hire status")

    def _refusals(self) -> None:
        """Type what is refused: by people who may not, too long, too short, or nothing known."""
        words, town = self.words, self.town
        town.type(GITA, f"/hire cv {words['refused words']}", "C0GENERAL")
        town.type(INES, f"/hire forget {words['refused words']}")
        town.type(RHEA, f"/hire {words['typed words']}")
        town.type(RHEA, f"/hire rubric {words['typed words']}")
        town.close_all(RHEA)
        town.type(RHEA, "/hire cv")
        town.form(RHEA, "Candidate's name")
        long = {"Candidate's name": f"{words['long text']} " * 10, "Or paste": words["long text"]}
        town[RHEA].submit({"Requisition": self.role.title, **long})
        town.close_all(RHEA)

    # What goes wrong -------------------------------------------------------------------------

    def _odd_payloads(self) -> None:
        """Deliver what this version does not know, with words in every place."""
        word, sandbox = self.words["odd payload"], self.town.sandbox
        base = payloads.interaction("block_actions", sandbox.workspace.user(RHEA))
        container = {"type": "message", "message_ts": word, "channel_id": word}
        clicked = {"type": "button", "block_id": word, "action_ts": word}
        for action_id in (word, ActionId.AGREE, ActionId.RETRY_POSTING, ActionId.MORE):
            action = clicked | {"action_id": str(action_id), "value": word}
            _send(sandbox, base | {"container": container, "actions": [action]})
        for callback in (word, CallbackId.CANDIDATE_FORM, CallbackId.LEVEL_FORM):
            values = {str(BlockId.NAME): {word: {"value": word}}}
            view = {"id": word, "callback_id": str(callback), "private_metadata": word}
            kind = {"type": "view_submission", "view": view | {"state": {"values": values}}}
            _send(sandbox, base | kind)
        inner: Json = {"type": "app_mention", "user": RHEA, "text": [word], "channel": {word: word}}
        event = payloads.event(inner, word, 0, is_ext_shared=False)
        _send(sandbox, event, "events_api")
        _send(sandbox, {"command": f"/{word}", "text": word}, "slash_commands")

    def _failures(self) -> None:
        """Have Slack fail in the middle of things, and a message held and let go again."""
        words, town = self.words, self.town
        faults = town.sandbox.faults
        for fault in (
            Fault(method="chat.update", effect="status_after", times=1),
            Fault(method="chat.postMessage", effect="error", error="invalid_blocks", times=1),
            Fault(method="download", effect="html", times=1),
            Fault(method="views.open", effect="error", error="expired_trigger_id", times=1),
        ):
            faults.add(fault)
        assert town.person(RHEA).command(HIRING, f"/hire cv {words['typed words']}").ok
        town.told(RHEA, "Try")
        text_ = "\n".join(_cv(words["pasted text"], words["quote"]))
        file = upload(f"{words['file name']} 2.txt", text_.encode())
        self._add({"Candidate's name": words["name"], "CV": [file]})
        note = town.note(RHEA, "is held back")
        town.press(RHEA, "Try again", note, town.direct(RHEA))
        faults.clear()


def _send(sandbox: Sandbox, payload: Json, kind: str = "interactive") -> None:
    pending = sandbox.sockets.send(kind, payload)
    assert pending is not None
    assert pending.is_done.wait(5.0), "not acked"


def _options(modal: Json) -> list[str]:
    return [
        option["text"]["text"]
        for block in modal["blocks"]
        for option in block.get("element", {}).get("options", [])
    ]


def _is_nobody(modal: Json) -> bool:
    return "Nobody was found" in said(modal)


def _cv(word: str, quoted: str) -> list[str]:
    """Write a CV with a word in its text, and one in a line that a level is proved by."""
    return [
        f"{word.capitalize()} Ostrander",
        f"{word}@example.org",
        "EXPERIENCE",
        "Platform engineer, Nordlys Media, 2023 - 2026",
        f"Built and own the LLM claims assistant {quoted} that 420 handlers use in production.",
        f"On call for the {quoted} assistant in production since 2023.",
        "Wrote prompts with few-shot examples and tool calls for the assistant.",
        "Deployed it with Docker behind a FastAPI service.",
    ]
