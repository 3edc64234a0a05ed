"""Composition root: settings to the dependencies of the use cases."""

from __future__ import annotations

import base64
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli.edge import Program
from bot.errors import BotError

if TYPE_CHECKING:
    from bot.cli.edge import DemoSlack
    from bot.documents.raw import Limits
    from bot.domain.reader import EvaluatorChoice
    from bot.jobs.clock import Clock
    from bot.jobs.engine import Engine
    from bot.services.bot_deps import BotDeps, Recruiters
    from bot.services.claims import Pace
    from bot.services.deps import Deps, Reader
    from bot.services.doctor import Check
    from bot.services.evaluating import Judge, JudgeChoice
    from bot.services.labels_export import LabelDeps
    from bot.services.usage_report import UsageDeps
    from bot.settings import BotSettings, ModelSettings, Settings
    from bot.slack.app import SlackApp
    from bot.starting import Patience
    from bot.store import Database
    from bot.store.alone import Claim
    from bot.store.keys import KeyRing

# What only the bot needs is imported when the bot starts: the commands that read stay quick.
# ruff: noqa: PLC0415

log = logging.getLogger("plumbline")

INBOX_DAYS = 7
"""How long an event is remembered, so that it takes effect once; Slack repeats for hours."""
FINISHED_JOBS_DAYS = 1
"""How long a finished job is kept, so that it is not done twice."""
DRAIN_SECONDS = 20
"""How long a stopping process waits for what is under way."""
END_SECONDS = DRAIN_SECONDS + 5
"""How long its whole end may take. Source: docs/operating.md gives a container 30 s."""
LOST_AFTER = timedelta(minutes=10)
"""How long a job was begun without a thread in it before it is taken up anew."""
LET_GO_SECONDS = 2.0
"""How long a starting process waits for the one before it to be gone from a database server."""


@contextmanager
def open_deps() -> Iterator[Deps]:
    """Build the dependencies from the environment; on leaving, all reading processes are ended.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
    """
    from bot.documents.pool import ReadingPool
    from bot.settings import load_settings

    settings = load_settings()
    with ReadingPool(_limits(settings), settings.workers) as pool:
        yield _reading_deps(pool, settings)


@contextmanager
def open_evaluator(choice: EvaluatorChoice | None) -> Iterator[Deps]:
    """Build the dependencies with the evaluator that is asked for.

    Args:
        choice: None for what the environment says.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
        UsageError: A language model is asked for, and none is configured.
        StoreError: The database that keeps results and costs cannot be used.
    """
    from bot.domain.reader import EvaluatorChoice
    from bot.settings import load_bot_settings, load_model_settings
    from bot.wiring import reading_by_model, wants_model

    model = load_model_settings()
    chosen = choice or model.evaluator
    is_asked = wants_model(chosen, model)
    with ExitStack() as stack:
        deps = stack.enter_context(open_deps())
        if is_asked:
            settings = load_bot_settings()
            deps = stack.enter_context(
                reading_by_model(
                    deps,
                    stack.enter_context(_open_results(settings)),
                    model,
                    may_stand_in=chosen is EvaluatorChoice.AUTO,
                    asker="command line",
                    batch_folder=settings.data_dir,
                )
            )
        yield deps


@contextmanager
def open_judge(choice: JudgeChoice) -> Iterator[Judge]:
    """Open who is to be measured on a labelled set.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
        UsageError: What is asked for does not go together, or a model is and none is configured.
        NotFoundError: A file that is named does not exist.
        StoreError: The database that keeps costs cannot be used.
    """
    from bot import judges
    from bot.settings import load_bot_settings, load_model_settings

    if choice.replies is not None:
        yield judges.by_recording(choice, choice.replies)
        return
    settings = judges.settings_for(choice, load_model_settings())
    if settings is None:
        yield judges.by_rule()
        return
    with (
        _open_results(load_bot_settings()) as database,
        judges.by_model(choice, settings, database) as judge,
    ):
        yield judge


@contextmanager
def open_labels() -> Iterator[LabelDeps]:
    """Open what reviewers said, beside a bot that may be running.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
        StoreError: There is no database of this version, or its key is not at hand.
    """
    from bot.errors import StoreError
    from bot.services.labels_export import LabelDeps
    from bot.settings import load_bot_settings
    from bot.store import Database, health, seals

    settings = load_bot_settings()
    with Database(settings.url, _no_keys()) as database:
        if not database.is_there():
            raise StoreError(
                "There is no database yet, so nobody reviewed anything.",
                "`plumbline run` makes it. If there should be one, check PLUMBLINE_DATA_DIR.",
            )
        health.require_current(database)
    with Database(settings.url, _keys(settings)) as database:
        with database.read() as tx:
            seals.check(tx)
        yield LabelDeps(database=database)


@contextmanager
def _open_results(settings: BotSettings) -> Iterator[Database]:
    """Open the bot's database beside the bot, which may be running."""
    from bot.store import Database, seals

    with Database(settings.url, _keys(settings)) as database:
        database.migrate()
        with database.write() as tx:
            seals.keep(tx)
        yield database


def _limits(settings: Settings) -> Limits:
    from bot.documents.raw import Limits

    return Limits(
        seconds=settings.seconds,
        memory_bytes=settings.memory << 20,
        file_bytes=int(settings.megabytes * (1 << 20)),
        pages=settings.pages,
    )


def _reading_deps(reader: Reader, settings: Settings) -> Deps:
    from bot.adapters import JobReading, OfflineEvaluator, PromptFiles, RubricFolder
    from bot.documents.prose import is_readable_prose
    from bot.services.deps import Deps

    return Deps(
        reader=reader,
        evaluator=OfflineEvaluator(),
        offline=OfflineEvaluator(),
        jobs=JobReading(),
        offline_jobs=JobReading(),
        rubrics=RubricFolder(settings.rubrics),
        prompts=PromptFiles(),
        is_prose=is_readable_prose,
        default_rubric=settings.rubric,
        file_bytes=_limits(settings).file_bytes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, put together and not yet started."""

    deps: BotDeps
    start: Callable[[], None]
    """Take up what was left, then listen to Slack."""
    stop: Callable[[int], None]
    """Listen no more, and wait so many seconds for what is under way; the rest is kept."""


@contextmanager
def open_bot(
    settings: BotSettings,
    reading: Settings,
    model: ModelSettings | None = None,
    *,
    pace: Pace | None = None,
    patience: Patience | None = None,
) -> Iterator[Bot]:
    """Put the bot together: the database is migrated and Slack has accepted the token.

    Args:
        settings: Of the bot.
        reading: Of reading documents.
        model: Of the language model; None to read by rule alone.
        pace: How fast channels and messages may change; None for Slack's limits.
        patience: Waits for a Slack that does not answer; None to ask once.

    Raises:
        EndedError: The process was told to end while it waited.
        SettingsError: A setting cannot be used, or another process holds the data folder.
        StoreError: The database cannot be used.
        SlackError: Slack cannot be reached, or does not accept the token.
    """
    from bot import starting
    from bot.documents.shared import SharedReader
    from bot.domain.audience import AudienceRules
    from bot.jobs.clock import Clock
    from bot.jobs.engine import Engine
    from bot.jobs.senders import Senders
    from bot.services.bot_deps import BotDeps
    from bot.settings import require_tokens
    from bot.slack.app import SlackApp
    from bot.slack.client import make_client
    from bot.slack.gateway import SlackGateway, identify
    from bot.stopping import Deadline

    require_tokens(settings)
    with ExitStack() as stack:
        database, keys, claim = stack.enter_context(_open_data(settings))
        reader = stack.enter_context(SharedReader(_limits(reading), reading.workers))
        bot_token = settings.bot_token.get_secret_value()
        client = make_client(bot_token, settings.api_url)
        ask = patience.until_answered if patience is not None else starting.asked_once
        team_id = ask(lambda: identify(client)).team_id
        rules = AudienceRules(
            allow_public=settings.allow_public, allow_org_shared=settings.allow_org_shared
        )
        engine = Engine(database, keys, at_once=settings.at_once)
        senders = Senders(name=f"local-{secrets.token_hex(3)}", pace=pace)
        by_rule = _reading_deps(reader, reading)
        deps = BotDeps(
            reading=stack.enter_context(_by_model(by_rule, database, model, team_id)),
            database=database,
            queue=engine,
            slack=SlackGateway(client, team_id=team_id, rules=rules),
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(16),
            team_id=team_id,
            recruiters=_recruiters(settings.recruiters),
            rules=rules,
            wake_senders=senders.wake,
            version=_version(),
        )
        clock = Clock()
        _add_chores(clock, deps, engine, claim)
        app_token = settings.app_token.get_secret_value()
        ears: list[SlackApp] = []

        def listen() -> None:
            """Connect; ears that did not are closed for good, so every try has its own."""
            ears[:] = [
                SlackApp(deps, bot_token=bot_token, app_token=app_token, api_url=settings.api_url)
            ]
            starting.with_app_token(ears[0].connect)

        def stop(seconds: int) -> None:
            deadline = Deadline(seconds)
            deadline.bound(clock.stop, *(one.close for one in ears))
            engine.stop(int(deadline.left))
            senders.stop(deps, deadline.left)

        def start() -> None:
            try:
                engine.prepare()
                engine.start(deps)
                senders.start(deps)
                clock.start()
                ask(listen)
            except (BotError, starting.EndedError):
                stop(0)
                raise

        yield Bot(deps=deps, start=start, stop=stop)


@contextmanager
def _by_model(
    deps: Deps, database: Database, model: ModelSettings | None, team_id: str
) -> Iterator[Deps]:
    """Have the language model read, where there is one and it is not told otherwise."""
    from bot.wiring import reading_by_model, wants_model

    if model is None or not wants_model(model.evaluator, model):
        yield deps
        return
    with reading_by_model(deps, database, model, may_stand_in=True, asker=team_id) as asking:
        yield asking


@contextmanager
def _open_data(settings: BotSettings) -> Iterator[tuple[Database, KeyRing, Claim | None]]:
    """Open the data as the one process that works on it, and bring it up to date.

    The engine takes up what a process of the same name left, and all have the same.
    """
    from bot.jobs.instance import only_instance
    from bot.store import Database, seals

    with ExitStack() as stack:
        claim = None
        if _is_embedded(settings):
            stack.enter_context(only_instance(settings.lock_file))
        else:
            claim = stack.enter_context(_only_on_server(settings))
        keys = _keys(settings)
        database = stack.enter_context(Database(settings.url, keys))
        database.migrate()
        with database.write() as tx:
            seals.keep(tx)
        yield database, keys, claim


@contextmanager
def _only_on_server(settings: BotSettings) -> Iterator[Claim]:
    """Hold the claim on a server's database; one that was killed just now has a moment to let go.

    Raises:
        SettingsError: Another process has it.
    """
    from bot.errors import SettingsError
    from bot.store import Database
    from bot.store.alone import Claim

    with Database(settings.url, _no_keys()) as database:
        claim = Claim(database)
        patient_until = time.monotonic() + LET_GO_SECONDS
        while not claim.take():
            if time.monotonic() > patient_until:
                raise SettingsError(
                    "Another Plumbline works on this database.",
                    "Stop it first, or give this one another with PLUMBLINE_DATABASE_URL.",
                )
            time.sleep(LET_GO_SECONDS / 10)
        try:
            yield claim
        finally:
            claim.release()


def _no_keys() -> KeyRing:
    """Return a ring that opens nothing, for what is not sealed."""
    from bot.store.keys import KEY_BYTES, KeyRing

    return KeyRing((os.urandom(KEY_BYTES),))


def _keys(settings: BotSettings) -> KeyRing:
    """Take the keys that there are; make one for a database that was never sealed, and no other."""
    from bot.errors import SealError
    from bot.store import Database, seals
    from bot.store.keys import load_keys

    given = settings.key.get_secret_value()
    if not given and not settings.key_file.exists():
        with Database(settings.url, _no_keys()) as database:
            database.migrate()
            try:
                with database.read() as tx:
                    seals.check(tx)
            except SealError:
                if not settings.key_file.exists():  # else another command made it meanwhile
                    raise
    keys, is_new = load_keys(given, settings.key_file)
    if is_new:
        log.warning(
            "Made a key file in the data folder. Keep a copy of it somewhere else: "
            "without it nobody, you included, can read what is stored."
        )
    return keys


def _is_embedded(settings: BotSettings) -> bool:
    return settings.url.startswith("sqlite")


def _recruiters(ids: tuple[str, ...]) -> Recruiters:
    from bot.services.bot_deps import Recruiters

    groups = frozenset(one for one in ids if one.startswith("S"))
    return Recruiters(user_ids=frozenset(ids) - groups, group_ids=groups)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("plumbline")
    except PackageNotFoundError:
        return "not installed"


def _add_chores(clock: Clock, deps: BotDeps, engine: Engine, claim: Claim | None) -> None:
    from bot.jobs.clock import DIGEST_SECONDS, HOUSEKEEPING_SECONDS, REMINDER_SECONDS
    from bot.services import digesting, housekeeping, reminding
    from bot.services.bot_deps import Job

    def keep_house() -> None:
        if claim is not None and not claim.take():
            log.error("Another Plumbline works on this database too: stop one of them.")
        engine.take_up_lost(deps.now() - LOST_AFTER)
        housekeeping.read_lost(deps, lambda: engine.subjects(Job.READ_APPLICATION))
        housekeeping.forget_results(deps)
        housekeeping.forget_events(deps, before=deps.now() - timedelta(days=INBOX_DAYS))
        engine.delete_finished(deps.now() - timedelta(days=FINISHED_JOBS_DAYS))

    clock.every(HOUSEKEEPING_SECONDS, "housekeeping", keep_house)
    clock.every(DIGEST_SECONDS, "digests", lambda: digesting.send_due(deps))
    clock.every(REMINDER_SECONDS, "reminders", lambda: reminding.remind_due(deps))
    clock.nightly(3, "shrink", deps.database.shrink)


def run_bot(say: Callable[[str], None]) -> None:
    """Run the bot until SIGTERM or SIGINT, then finish what is under way.

    A Slack that does not answer at the start is waited for; meanwhile the data folder is held.

    Args:
        say: Tells the person at the terminal how it goes.

    Raises:
        SettingsError: A setting cannot be used, or another process holds the data folder.
        StoreError: The database cannot be used.
        SlackError: Slack does not accept a token.
    """
    from bot.logs import set_up_logging
    from bot.settings import load_bot_settings, load_model_settings, load_settings
    from bot.starting import EndedError, Patience
    from bot.stopping import ended_within

    settings, model = load_bot_settings(), load_model_settings()
    secrets_ = (
        settings.bot_token,
        settings.app_token,
        settings.signing_secret,
        settings.key,
        model.api_key,
    )
    set_up_logging(settings.log_level, [secret.get_secret_value() for secret in secrets_])
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    others = threading.enumerate()
    with ExitStack() as stack:
        try:
            bot = stack.enter_context(
                open_bot(settings, load_settings(), model, patience=Patience(say, told))
            )
            bot.start()
        except EndedError:
            say("Ended. Nothing was begun, and all that was there is kept.")
            return
        say(f"Plumbline {bot.deps.version} is listening. Ctrl-C ends it.")
        told.wait()
        say(f"Finishing what is under way, {DRAIN_SECONDS} s at most. The rest is kept.")
        with ended_within(END_SECONDS, others):
            bot.stop(DRAIN_SECONDS)
            stack.close()


@contextmanager
def open_demo_bot(slack: DemoSlack) -> Iterator[None]:
    """Run the bot against a sandbox until left; no model but the sandbox's own is asked.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
    """
    from bot.logs import set_up_logging
    from bot.settings import load_bot_settings, load_settings

    settings = load_bot_settings(
        bot_token=slack.bot_token,
        app_token=slack.app_token,
        api_url=slack.api_url,
        data_dir=slack.folder,
        database_url=f"sqlite:///{slack.folder / 'plumbline.db'}",
        key=base64.b64encode(secrets.token_bytes(32)).decode(),
        recruiters=slack.recruiters,
    )
    set_up_logging("ERROR")
    with open_bot(settings, load_settings(), _demo_model(slack.model_url)) as bot:
        bot.start()
        try:
            yield
        finally:
            bot.stop(1)


def _demo_model(address: str) -> ModelSettings | None:
    """Name the demo's model, whatever model, key or cap the environment names."""
    from pydantic import SecretStr

    from bot.settings import ModelSettings

    if not address:
        return None
    return ModelSettings.model_construct(
        base_url=address, model="demo-model", wire="responses", api_key=SecretStr("demo")
    )


def diagnose() -> Iterator[Check]:
    """Check the installation, one thing after the other."""
    from bot import doctor

    yield from doctor.diagnose()


@contextmanager
def open_usage() -> Iterator[UsageDeps]:
    """Open what the report of costs reads; neither the key nor the data folder's lock is taken.

    Raises:
        SettingsError: A variable holds a value that cannot be used.
        StoreError: There is no database of this version.
    """
    from bot.services.usage_report import UsageDeps
    from bot.settings import load_bot_settings, load_model_settings
    from bot.store import Database, health

    settings = load_bot_settings()
    cap = load_model_settings().monthly_cap
    with Database(settings.url, _no_keys()) as database:
        health.require_current(database)
        yield UsageDeps(database=database, now=lambda: datetime.now(UTC), cap=cap)


PROGRAM = Program(
    open_deps=open_deps,
    open_evaluator=open_evaluator,
    run_bot=run_bot,
    open_demo_bot=open_demo_bot,
    diagnose=diagnose,
    open_usage=open_usage,
    open_judge=open_judge,
    open_labels=open_labels,
)
"""What the command line starts."""
