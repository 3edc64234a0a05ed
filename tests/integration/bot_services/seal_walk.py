"""Calls everything of services and store that can be called, with whatever there is to ask for.

A level is one of four numbers, so no word would give it away. Two worlds are therefore made that
differ in nothing but what colleagues wrote, and everything is done in both: what comes out has to
be the same, be it a result, an error, a job, a message, a log or a file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import functools
import importlib
import inspect
import itertools
import logging
import pkgutil
import re
import sqlite3
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import bot.services
import bot.store
from bot.domain.panel import Draft, Panel, Rating, Recommendation, Scorecard, Seat
from bot.domain.people import Actor
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, Requisition
from bot.domain.rubric import Rubric
from bot.errors import BotError
from bot.services.bot_deps import BotDeps
from bot.services.panel_cases import PanelCase, find_panel
from bot.services.reviews import Agree, agree
from bot.services.scorecards import SaveDraft, save_draft
from bot.store import Database, Tx, posting_reads, sealing
from tests.integration.bot_services.fakes import (
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    TEAM,
    FakeQueue,
    FakeSlack,
    actor,
    make_person,
    make_world,
)
from tests.integration.bot_services.panel_round import ZOE, Round, make_round, said

SAM = "U0SAM"
"""Has submitted, the same in both worlds."""
CHAN = "U0CHAN"
"""Reviews in the channel, and does not rate."""
READERS = (MARCO, SAM, RHEA, CHAN)
"""Still to rate and hiring manager; rated; recruiter; reviewer. None of them is Pia or Zoe."""
MOST_CALLS = 4
"""Of one function by one reader, with different arguments."""
_REFUSALS = (
    BotError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    OSError,
    Warning,
)
"""What may come of arguments that were made up."""
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_SEQUENCES: dict[Any, Callable[[list[Any]], Any]] = {
    **dict.fromkeys((tuple, Sequence, Iterable, Collection), tuple),
    **{kind: kind for kind in (list, set, frozenset)},
}


class CannotSupplyError(Exception):
    """There is nothing to call it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Something that can be called."""

    name: str
    call: Callable[..., Any]
    hints: dict[str, Any]
    """Types of the arguments that it needs."""

    @property
    def takes_person(self) -> bool:
        """Whether it matters who asks."""
        of = [*self.hints.values()]
        inner = [
            hint
            for each in of
            if dataclasses.is_dataclass(each) and isinstance(each, type)
            for hint in hints_of(each).values()
        ]
        named = {"rater", "user_id", "person"} & set(self.hints)
        return Actor in of or Actor in inner or bool(named)


def functions() -> list[Function]:
    """List all public functions of services and store that reach what is kept."""
    found = []
    for package in (bot.services, bot.store):
        for module in _modules(package):
            if module is sealing:  # gives another ciphertext each time, and reads nothing
                continue
            for name, call in sorted(vars(module).items()):
                if name.startswith("_") or not inspect.isfunction(call):
                    continue
                if call.__module__ != module.__name__:
                    continue
                hints = needed(call)
                if any(reaches(hint) for hint in hints.values()):
                    found.append(Function(name=f"{module.__name__}.{name}", call=call, hints=hints))
    return found


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__):
        if not info.ispkg:
            yield importlib.import_module(f"{package.__name__}.{info.name}")


def needed(call: Callable[..., Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(call)
    required = inspect.signature(call).parameters.values()
    return {p.name: hints.get(p.name) for p in required if p.default is p.empty}


@functools.cache
def hints_of(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def reaches(hint: Any) -> bool:
    """Say whether an argument leads to the database."""
    if hint in {Tx, BotDeps, Database}:
        return True
    is_made_of_others = dataclasses.is_dataclass(hint) and isinstance(hint, type)
    return is_made_of_others and Database in hints_of(hint).values()


@dataclass
class Walk:
    """A world with a sealed panel, and everything that can be asked of it."""

    round_: Round
    reader: str
    folder: Path
    pristine: sqlite3.Connection
    logged: list[str]
    posting: Posting
    """The living message of the application."""
    seat_ids: list[str]
    objects: dict[Any, list[Any]]
    """What there is of each kind of thing that is asked about."""
    calls: int = 0
    shown: tuple[int, int, int] = (0, 0, 0)
    """How many messages stand in Slack, were posted, and were changed."""

    @property
    def deps(self) -> BotDeps:
        return self.round_.deps

    def texts(self, name: str) -> list[str]:
        """Say what can stand for a text by the name of its argument."""
        round_, posting = self.round_, self.posting
        self.calls += name == "event_key"
        known = {
            "application_id": [round_.application.id],
            "panel_id": [round_.panel_id],
            "requisition_id": [round_.desk.requisition.id],
            "document_id": [round_.application.document_id],
            "candidate_id": [round_.application.candidate_id],
            "posting_id": [posting.id],
            "subject_id": [round_.application.id, round_.panel_id, *self.seat_ids],
            "seat_id": self.seat_ids,
            "rubric_hash": [round_.desk.rubric.hash],
            "team_id": [TEAM],
            "channel": [REVIEW],
            "thread_ts": [posting.ts],
            "ts": [posting.ts],
            "criterion": ["craft"],
            "event_key": [f"event {self.calls}"],
            "reason": ["for a reason"],
            "text": ["What about craft?"],
            "words": ["A-1", "drew"],
        }
        for person in ("rater", "user_id", "person", "recipient", "author"):
            known[person] = [self.reader]
        return known.get(name, ["", round_.application.id, round_.panel_id, *self.seat_ids])

    def values(self, hint: Any, name: str) -> list[Any]:
        """List what can stand for an argument.

        Raises:
            CannotSupplyError: Nothing can.
        """
        fixed: dict[Any, list[Any]] = {
            Tx: [None],  # put in when there is one
            BotDeps: [self.deps],
            Database: [self.deps.database],
            Actor: [actor(self.reader)],
            datetime: [self.deps.now() + timedelta(hours=1)],
            timedelta: [timedelta(hours=1)],
            bool: [False, True],
            int: [0, 1],
            float: [1.0],
            bytes: [b"data"],
            Path: [self.folder / f"out{self.calls}"],
            Draft: [said(2, "my own words")],
        }
        if hint in fixed:
            return fixed[hint]
        if hint in self.objects:
            return self.objects[hint]
        if hint is str:
            return self.texts(name)
        return self.composed(hint, name)

    def composed(self, hint: Any, name: str) -> list[Any]:
        """List what can stand for an argument of a type made of others."""
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if inspect.isclass(hint) and issubclass(hint, enum.Enum):
            return list(hint)
        if origin in {typing.Union, types.UnionType}:
            return self.values(next(each for each in inner if each is not type(None)), name)
        if origin in _SEQUENCES:
            several = self.values(inner[0], name.removesuffix("s"))
            if inner[0] is str:
                several = [*several, self.round_.application.id, self.reader]
            return [_SEQUENCES[origin](several)]
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            types_of = hints_of(hint)
            given = {
                each.name: self.values(types_of[each.name], each.name)
                for each in dataclasses.fields(hint)
                if each.default is each.default_factory is dataclasses.MISSING
            }
            return [hint(**values) for values in _products(given)]
        raise CannotSupplyError

    def do(self, function: Function) -> list[str]:
        """Call it in all ways, and tell what came of each; what it changed is undone."""
        try:
            ways = list(_products({n: self.values(h, n) for n, h in function.hints.items()}))
        except CannotSupplyError:
            return []
        needs_tx = Tx in function.hints.values()
        return [self.once(function, way, needs_tx=needs_tx) for way in ways]

    def once(self, function: Function, way: dict[str, Any], *, needs_tx: bool) -> str:
        before = self.writes
        try:
            came = self.undone(function, way) if needs_tx else told(function.call(**way))
        except _REFUSALS as error:
            came = f"{error!r} {getattr(error, 'fix', '')}"
        if not needs_tx and self.writes != before:
            self.restore()
        line = f"{function.name}: {came} | {self.left()}"
        return _ADDRESS.sub("", line).replace(str(self.folder), "out")

    def undone(self, function: Function, way: dict[str, Any]) -> str:
        """Call something in a transaction that is not kept, and tell what came of it."""
        came = []
        with contextlib.suppress(_UndoError), self.deps.database.write() as tx:
            given = {n: tx if function.hints[n] is Tx else v for n, v in way.items()}
            came.append(told(function.call(**given)))
            raise _UndoError
        return came[0]

    @property
    def writes(self) -> int:
        database = self.deps.database
        assert isinstance(database, Counting)
        return database.writes

    def restore(self) -> None:
        """Put the database back to where it was."""
        with closing(sqlite3.connect(str(self.deps.database.engine.url.database))) as live:
            live.execute("PRAGMA synchronous=OFF")  # nothing of it has to outlive a power cut
            self.pristine.backup(live)

    def left(self) -> str:
        """Tell what was enqueued, shown, said or written since, and forget it."""
        queue, slack = self.deps.queue, self.deps.slack
        assert isinstance(queue, FakeQueue)
        assert isinstance(slack, FakeSlack)
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        told_ = [told(queue.jobs), told(slack.whispers), told(slack.homes), *self.logged]
        shown = (len(slack.shown), slack.last_ts, sum(each.edits for each in slack.shown.values()))
        if shown != self.shown:  # written out when something changed; it is a lot
            self.shown = shown
            told_ += [told(post) for post in slack.shown.values()]
        told_ += [path.read_text("utf-8") for path in files]
        queue.jobs.clear()
        slack.whispers.clear()
        slack.homes.clear()
        self.logged.clear()
        for path in files:
            path.unlink()
        return " ".join(told_)


class _UndoError(Exception):
    """Ends a transaction that is not to be kept."""


class Counting(Database):
    """A database that counts the transactions that may write."""

    writes = 0

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Begin one."""
        self.writes += 1
        with super().write() as tx:
            yield tx


def _products(given: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    combined = itertools.product(*given.values())
    for values in itertools.islice(combined, MOST_CALLS):
        yield dict(zip(given, values, strict=True))


def told(value: Any) -> str:
    """Write a value with all that is in it."""
    if inspect.isgenerator(value):
        return repr(list(value))
    return repr(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    """What two colleagues wrote: the only thing in which worlds differ."""

    card: Draft
    amended: Draft
    draft: Draft


ONE = Colleagues(
    card=said(1, "canary one", Recommendation.STRONG_NO),
    amended=said(None, "", Recommendation.NO),
    draft=said(1, "canary two", None),
)
OTHER = Colleagues(
    card=said(4, "another bird, and a much longer song", Recommendation.STRONG_YES),
    amended=said(4, "a third bird", Recommendation.YES),
    draft=Draft(
        ratings=(Rating(criterion="care", level=4, observation="wren"),),
        recommendation=Recommendation.STRONG_YES,
        would_change="nothing at all",
    ),
)
CANARIES = ("canary", "bird", "wren", "nothing at all")


class Capture(logging.Handler):
    """Keeps what the bot logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, without its time."""
        self.lines.append(f"{record.getMessage()} {record.exc_info}")

    def __enter__(self) -> Self:
        """Listen to all that the bot logs."""
        self._logger = logging.getLogger("plumbline")
        self._before = self._logger.level
        self._logger.setLevel(logging.DEBUG)
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no longer."""
        self._logger.removeHandler(self)
        self._logger.setLevel(self._before)


@contextmanager
def sealed_world(folder: Path, wrote: Colleagues) -> Iterator[Walk]:
    """Make a world in which Pia has submitted, Zoe drafted, Sam submitted and Marco not begun."""
    folder.mkdir()
    world = make_world(folder)
    file = folder / "plumbline.db"
    world.deps.database.close()
    with Capture() as log, Counting(f"sqlite:///{file}", world.deps.database._keys) as database:
        deps = dataclasses.replace(world.deps, database=database)
        world = dataclasses.replace(world, deps=deps)
        world.slack.people |= {user: make_person(user) for user in (SAM, CHAN)}
        world.slack.members[REVIEW].add(CHAN)
        round_ = make_round(world, is_read=True)
        round_.open(PIA, ZOE, SAM, MARCO)
        round_.submit(PIA, wrote.card)
        round_.amend(PIA, wrote.amended)
        round_.submit(SAM, said(3, "my own words"))
        draft = SaveDraft(actor=actor(ZOE), panel_id=round_.panel_id, draft=wrote.draft)
        save_draft(draft, deps)
        agreed = Agree(
            actor=actor(CHAN),
            event_key=round_.event(),
            application_id=round_.application.id,
            criterion="craft",
        )
        agree(agreed, deps)
        round_.desk.deliver()
        with closing(sqlite3.connect(":memory:")) as pristine:
            with closing(sqlite3.connect(str(file))) as live:
                live.backup(pristine)
            out = folder / "out"
            out.mkdir()
            with database.read() as tx:
                case = find_panel(tx, actor(), round_.panel_id)
                posted = posting_reads.of_subject(tx, round_.application.id)[:2]
            yield Walk(
                round_=round_,
                reader=RHEA,
                folder=out,
                pristine=pristine,
                logged=log.lines,
                posting=round_.desk.find(MessageKind.APPLICATION, round_.application.id),
                seat_ids=[seat.id for seat in case.seats],
                objects={
                    Posting: posted,
                    Application: [case.application],
                    Requisition: [case.requisition],
                    Rubric: [round_.desk.rubric],
                    PanelCase: [case],
                    Panel: [case.panel],
                    Seat: [case.seats[0]],
                    Scorecard: [_card_of(case, MARCO)],
                },
            )


def _card_of(case: PanelCase, rater: str) -> Scorecard:
    return Scorecard(
        id="card of mine",
        panel_id=case.panel.id,
        rater=rater,
        ratings=(),
        recommendation=Recommendation.NO,
        would_change="",
        submitted_at=case.panel.opened_at,
        number=1,
        reason="",
        is_after_reveal=False,
    )
