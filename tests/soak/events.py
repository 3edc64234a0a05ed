"""2,000 events, each delivered one to four times over the socket in any order: 2,000 effects."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, func, select

from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState
from bot.sandbox import Sandbox, payloads
from bot.sandbox.shapes import Json
from bot.slack.ids import ActionId, BlockId, CallbackId, join
from bot.store import Tx, applications, postings, requisitions, rubrics
from bot.store.tables import ApplicationRow, OfferRow, PostingRow, QuestionRow, ReviewRow
from tests.soak.cvs import cv_lines, make_cv
from tests.soak.ledger import (
    all_postings,
    compare,
    is_settled,
    jobs,
    open_database,
    wait_for_rest,
)
from tests.soak.office import Worker
from tests.soak.processes import (
    CHANNEL,
    INTERVIEWER,
    MANAGER,
    MANIFEST,
    RECRUITER,
    Place,
    load,
    start,
)

FILES, MENTIONS, FORMS, CVS = 600, 600, 320, 20
"""With a click of three reviewers on eight criteria of every CV, 2,000 events."""
EVENTS = 2_000
REVIEWERS = (RECRUITER, MANAGER, INTERVIEWER)
MOST_TIMES, IN_FLIGHT, SEED = 4, 16, 5
IN_MESSAGE = 10
ACK_SECONDS = 3.0
"""How long Slack waits for an ack. Source: docs.slack.dev/apis/events-api."""
PATIENCE_SECONDS = 480.0
"""Some 2,300 messages go to one channel, one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that Slack delivers, maybe more than once."""

    kind: str
    """Of the envelope."""
    payload: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the events are about."""

    requisition_id: str
    threads: list[tuple[str, str]]
    """Each application, and the ts of its message."""
    criteria: list[str]
    files: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is in the database and in Slack at the end."""

    effects: dict[str, int]
    astray: tuple[int, int, int]
    """Messages lost, there twice, and not in the ledger."""
    unsettled: int
    """Postings that are not shown."""
    jobs: dict[str, int]


def run() -> bool:
    """Deliver, count, and say whether every event took effect once."""
    with (
        Sandbox(MANIFEST, strict_rate_limits=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Place(api_url=sandbox.api_url, folder=Path(folder))
        command = ["tests.soak.bot_process", "0", str(place.folder / "assessments")]
        with start(place, command) as bot:
            try:
                scene = _set_scene(sandbox, place)
                events = list(_events(sandbox, scene))
                began = time.monotonic()
                deliveries, again = _deliver(sandbox, events)
                seconds = time.monotonic() - began
                is_quiet = wait_for_rest(place, PATIENCE_SECONDS)
            finally:
                bot.terminate()
        kept = _kept(sandbox, place)
    print(
        f"{len(events)} events, {deliveries} deliveries in {seconds:.0f} s, {again} of them ",
        end="",
    )
    print(f"for want of an ack; {kept.effects}; ", end="")
    print("messages lost {}, twice {}, odd {}; ".format(*kept.astray) + load())
    return _holds(scene, len(events), kept) and is_quiet


def _holds(scene: Scene, events: int, kept: Kept) -> bool:
    due = {
        "files offered": FILES,
        "questions": MENTIONS,
        "answers": MENTIONS,
        "reviews": len(scene.threads) * len(scene.criteria) * len(REVIEWERS),
        "candidates": FORMS,
    }
    for name, count in due.items():
        if kept.effects[name] != count:
            print(f"  {name}: {kept.effects[name]} effects of {count} events")
    if kept.unsettled or set(kept.jobs) != {"SUCCESS"}:
        print(f"  {kept.unsettled} postings are not shown; jobs {kept.jobs}")
    return (
        kept.effects == due
        and events == EVENTS == sum(due.values()) - due["answers"]
        and kept.astray == (0, 0, 0)
        and not kept.unsettled
        and set(kept.jobs) == {"SUCCESS"}
    )


def _set_scene(sandbox: Sandbox, place: Place) -> Scene:
    """Share files while nobody offers to read them, then have some CVs read."""
    sandbox.wait_until(lambda: sandbox.sockets.connections > 0, PATIENCE_SECONDS)
    rhea = Worker(sandbox=sandbox, user_id=RECRUITER)
    files: list[str] = []
    for first in range(0, FILES, IN_MESSAGE):
        cvs = [make_cv(number) for number in range(first, first + IN_MESSAGE)]
        shared = rhea.person.message(CHANNEL, "Old", files=[(cv.name, cv.data) for cv in cvs])
        assert shared.ts is not None
        files += sandbox.workspace.channels[CHANNEL].messages[shared.ts].files
    _wait(lambda: sandbox.events.unacked == 0)
    rhea.open_requisition()
    for number in range(CVS):
        rhea.add_cv(make_cv(FILES + number))
    with open_database(place) as database:

        def threads() -> list[tuple[str, str]]:
            with database.read() as tx:
                return _threads(tx)

        _wait(lambda: len(threads()) == CVS)
        with database.read() as tx:
            (requisition,) = requisitions.in_channel(tx, CHANNEL)
            rubric = rubrics.get(tx, requisition.rubric_hash)
            return Scene(
                requisition_id=requisition.id,
                threads=_threads(tx),
                criteria=[criterion.key for criterion in rubric.criteria],
                files=files,
            )


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


def _threads(tx: Tx) -> list[tuple[str, str]]:
    """List the applications that were read and whose message stands."""
    (requisition,) = requisitions.in_channel(tx, CHANNEL)
    read = [
        each.id
        for each in applications.of_requisition(tx, requisition.id)
        if each.state is ApplicationState.READ
    ]
    found = [(id_, postings.find(tx, MessageKind.APPLICATION, id_)) for id_ in read]
    return [(id_, posting.ts) for id_, posting in found if posting is not None and posting.ts]


def _events(sandbox: Sandbox, scene: Scene) -> Iterator[Event]:
    for payload in (*_files(sandbox, scene), *_mentions(sandbox, scene)):
        yield Event(kind="events_api", payload=payload)
    for payload in (*_clicks(sandbox, scene), *_forms(sandbox, scene)):
        yield Event(kind="interactive", payload=payload)


def _files(sandbox: Sandbox, scene: Scene) -> Iterator[Json]:
    for number, file_id in enumerate(scene.files):
        inner: Json = {
            "type": "file_shared",
            "channel_id": CHANNEL,
            "file_id": file_id,
            "file": {"id": file_id},
            "user_id": RECRUITER,
            "event_ts": sandbox.workspace.next_ts(),
        }
        yield payloads.event(inner, f"EvFILE{number}", 0, is_ext_shared=False)


def _mentions(sandbox: Sandbox, scene: Scene) -> Iterator[Json]:
    for number in range(MENTIONS):
        ts = sandbox.workspace.next_ts()
        inner: Json = {
            "type": "app_mention",
            "user": REVIEWERS[number % len(REVIEWERS)],
            "text": "<@U0PLUM> what is missing?",
            "ts": ts,
            "thread_ts": scene.threads[number % CVS][1],
            "channel": CHANNEL,
            "event_ts": ts,
            "team": "T0PLUMB",
        }
        yield payloads.event(inner, f"EvMENTION{number}", 0, is_ext_shared=False)


def _clicks(sandbox: Sandbox, scene: Scene) -> Iterator[Json]:
    for application_id, ts in scene.threads:
        for criterion in scene.criteria:
            for user_id in REVIEWERS:
                action = {
                    "type": "button",
                    "action_id": str(ActionId.AGREE),
                    "block_id": "b",
                    "value": join(application_id, criterion),
                    "action_ts": sandbox.workspace.next_ts(),
                }
                yield payloads.interaction("block_actions", sandbox.workspace.user(user_id)) | {
                    "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL},
                    "channel": {"id": CHANNEL},
                    "trigger_id": sandbox.workspace.new_trigger(user_id),
                    "actions": [action],
                }


def _forms(sandbox: Sandbox, scene: Scene) -> Iterator[Json]:
    for number in range(FORMS):
        text = "\n".join(cv_lines(10_000 + number))
        option = {"selected_option": {"value": scene.requisition_id}}
        entered = {BlockId.REQUISITION: option, BlockId.PASTED: {"value": text}}
        view = {
            "type": "modal",
            "id": f"V9{number}",
            "hash": "1.0",
            "callback_id": str(CallbackId.CANDIDATE_FORM),
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": str(block)} for block in entered],
            "state": {"values": {str(b): {str(ActionId.VALUE): v} for b, v in entered.items()}},
        }
        user = sandbox.workspace.user(RECRUITER)
        yield payloads.interaction("view_submission", user) | {"view": view}


def _deliver(sandbox: Sandbox, events: Sequence[Event]) -> tuple[int, int]:
    """Deliver every event one to four times, shuffled; what is not acked is delivered again.

    Returns:
        How many deliveries there were, and how many of them for want of an ack.
    """
    draws = random.Random(SEED)
    copies = [event for event in events for _ in range(draws.randint(1, MOST_TIMES))]
    draws.shuffle(copies)

    def one(event: Event) -> int:
        tries = 0
        while not _is_acked(sandbox, event, tries):
            tries += 1
        return tries

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        again = sum(pool.map(one, copies))
    return len(copies) + again, again


def _is_acked(sandbox: Sandbox, event: Event, tries: int) -> bool:
    retry = (tries, "timeout") if tries else None
    pending = sandbox.sockets.send(event.kind, event.payload, retry)
    if pending is None:
        time.sleep(0.05)
        return False
    pending.is_done.wait(ACK_SECONDS)
    sandbox.sockets.give_up(pending)
    return pending.is_acked


def _kept(sandbox: Sandbox, place: Place) -> Kept:
    with open_database(place) as database, database.read() as tx:
        found = all_postings(tx)
        return Kept(
            effects=_effects(tx),
            astray=compare(sandbox, found),
            unsettled=sum(not is_settled(each) for each in found),
            jobs=jobs(tx),
        )


def _effects(tx: Tx) -> dict[str, int]:
    """Count what came of the events; a file that is offered twice is another effect."""
    offered = Counter(
        file_id for row in tx.many(select(OfferRow)) for file_id in row.file_ids.split()
    )
    asked = set(tx.many(select(QuestionRow.id)))
    kind = col(PostingRow.kind) == MessageKind.ANSWER.value
    answers = Counter(tx.many(select(PostingRow.subject_id).where(kind)))
    return {
        "files offered": sum(offered.values()),
        "questions": len(asked),
        "answers": sum(count for id_, count in answers.items() if id_ in asked),
        "reviews": tx.get(select(func.count(col(ReviewRow.id))), "count"),
        "candidates": tx.get(select(func.count(col(ApplicationRow.id))), "count") - CVS,
    }
