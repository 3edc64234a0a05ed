"""The probes of the doctor, in order: each is asked by itself, and for 3 s at most."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from bot.adapters import RubricFolder
from bot.domain.audience import AudienceRules
from bot.domain.reader import EvaluatorChoice
from bot.errors import BotError, SlackError
from bot.evaluators.llm.models import load_models
from bot.evaluators.llm.reach import reach
from bot.jobs.instance import is_held
from bot.services import doctor, doctor_model, doctor_remedies, doctor_settings, doctor_slack
from bot.services.doctor import Check, DatabaseFacts, FolderFacts, Tables
from bot.services.doctor_model import ModelReach, ModelSetup
from bot.services.doctor_settings import Unusable
from bot.settings import (
    OPENAI_URL,
    SETTINGS_FILE,
    BotSettings,
    ModelSettings,
    Settings,
    load_bot_settings,
    load_model_settings,
    load_settings,
    require_tokens,
)
from bot.slack.gateway import SlackGateway
from bot.slack.probe import probe_app_token, probe_bot_token, short_client
from bot.slack.scopes import SCOPES
from bot.store import Database, health, seals
from bot.store.engine import file_of, parse
from bot.store.keys import KEY_BYTES, KeyRing, load_keys

SECONDS = 3.0
"""How long one check may take."""
_FIRST = "Put the tokens right first."

Probe = Callable[[], Iterable[Check]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is examined."""

    settings: BotSettings
    is_running: bool
    """Whether another process may be connected to Slack with the same app."""
    now: Callable[[], datetime]
    """Aware UTC."""
    unusable: frozenset[str] = frozenset()
    """Variables whose values cannot be used; the settings hold defaults for them."""

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None for a server."""
        return file_of(parse(self.settings.url))

    @property
    def has_database(self) -> bool:
        """Whether there is something to open."""
        return self.database_file is None or self.database_file.is_file()


def diagnose(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[Check]:
    """Check the installation, one thing after the other; what needs no network comes first.

    Args:
        now: Aware UTC; what Slack's clock is held against.
    """
    yield doctor.python(sys.version_info[:3])
    yield doctor.sqlite(sqlite3.sqlite_version_info)
    yield doctor.settings_file(_mode(SETTINGS_FILE))
    yield from _bounded("rubrics", lambda: _rubrics(load_settings()))
    yield from _bounded("model", lambda: _model(load_model_settings(), now().date()))
    try:
        settings, unusable = _settings()
        is_embedded = file_of(parse(settings.url)) is not None
    except BotError as error:
        yield doctor.of_error("settings", error)
        return
    yield from doctor_settings.unusable(unusable)
    is_taken = is_held(settings.lock_file)
    yield doctor.instance(is_held=is_taken)
    yield from examine(
        Patient(
            settings=settings,
            is_running=is_taken or not is_embedded,
            now=now,
            unusable=frozenset(one.variable for one in unusable),
        )
    )


def _settings() -> tuple[BotSettings, list[Unusable]]:
    """Read the bot's settings; a value that cannot be used counts as unset, and is told.

    Raises:
        SettingsError: They cannot be read at all.
    """
    try:
        BotSettings()
    except ValidationError as error:
        found = error.errors(include_url=False)
    except UnicodeDecodeError:
        found = []  # what reads them below says so
    else:
        found = []
    fields = {field.validation_alias: name for name, field in BotSettings.model_fields.items()}
    unusable = [
        Unusable(
            variable=str(one["loc"][0]),
            why=one["msg"].removeprefix("Value error, "),
            value=one["input"],
        )
        for one in found
    ]
    bad = [fields[one.variable] for one in unusable]
    return load_bot_settings(**{n: BotSettings.model_fields[n].default for n in bad}), unusable


def examine(patient: Patient) -> Iterator[Check]:
    """Check what the settings name: folder, key, database, tokens, people and channels."""
    yield from _bounded("data folder", lambda: _folder(patient))
    yield from _bounded("database", lambda: _database(patient))
    yield from _bounded("key", lambda: _key(patient))
    wrong = _wrong_tokens(patient.settings)
    for error in wrong:
        yield doctor.of_error("tokens", error)
    if wrong:
        yield doctor.warning("slack", _not_checked(patient.settings), _FIRST)
    elif "SLACK_API_URL" in patient.unusable:  # tokens go nowhere but where they were meant to
        what = "Slack was not checked: its address cannot be used."
        yield doctor.warning("slack", what, "Put SLACK_API_URL right first.")
    else:
        yield from _slack(patient)


def _wrong_tokens(settings: BotSettings) -> list[BotError]:
    """Say what is wrong with each token, or that the two are in each other's place."""
    app, bot = SecretStr("xapp-1"), SecretStr("xoxb-1")
    pair = _refusal_of(settings)
    # each beside one of the right form, for a refusal of the pair names the first alone
    alone = [
        _refusal_of(settings.model_copy(update={"app_token": app})),
        _refusal_of(settings.model_copy(update={"bot_token": bot})),
    ]
    found = [error for error in alone if error is not None]
    if pair is None or pair.problem in [error.problem for error in found]:
        return found
    return [pair]


def _refusal_of(settings: BotSettings) -> BotError | None:
    try:
        require_tokens(settings)
    except BotError as error:
        return error
    return None


def _not_checked(settings: BotSettings) -> str:
    tokens = (settings.bot_token, settings.app_token)
    has_any = any(token.get_secret_value() for token in tokens)
    why = "the tokens are not right" if has_any else "there are no tokens yet"
    return f"Slack was not checked: {why}."


def _slack(patient: Patient) -> Iterator[Check]:
    settings = patient.settings
    facts = []

    def ask() -> Iterator[Check]:
        token = settings.bot_token.get_secret_value()
        facts.append(probe_bot_token(token, settings.api_url, patient.now))
        yield doctor_slack.bot_token(facts[0])

    yield from _bounded("bot token", ask)
    app_id = facts[0].app_id if facts else ""
    yield from _bounded("app token", lambda: [_app_token(patient, app_id)])
    if not facts or facts[0].error is not None:
        return
    found = facts[0]
    yield from doctor_slack.scopes(found.scopes, SCOPES)
    yield doctor_slack.clock(found.skew_seconds)
    rules = AudienceRules(
        allow_public=settings.allow_public, allow_org_shared=settings.allow_org_shared
    )
    client = short_client(settings.bot_token.get_secret_value(), settings.api_url)
    gateway = SlackGateway(client, team_id=found.team_id, rules=rules)
    if "PLUMBLINE_RECRUITERS" not in patient.unusable:
        yield from _bounded("recruiters", lambda: _recruiters(patient, gateway, found.team_id))
    if patient.has_database:
        yield from _bounded("workspace", lambda: _workspace(patient, found.team_id))
        yield from _bounded("channels", lambda: _channels(patient, gateway, rules))


def _bounded(name: str, probe: Probe) -> list[Check]:
    """Run a probe in a thread of its own, and wait for it no longer than it may take."""
    checks: list[Check] = []

    def run() -> None:
        try:
            checks.extend(probe())
        except SlackError as error:
            checks.append(doctor_remedies.of_slack(name, error))
        except BotError as error:
            checks.append(doctor.of_error(name, error))

    thread = threading.Thread(target=run, name=f"doctor-{name}", daemon=True)
    thread.start()
    thread.join(SECONDS)
    return [doctor.late(name, SECONDS)] if thread.is_alive() else checks


def _rubrics(settings: Settings) -> Iterator[Check]:
    folder = RubricFolder(settings.rubrics)
    folder.load(settings.rubric)
    names = folder.names()
    problems = [problem for name in names for problem in folder.lint(name)]
    yield doctor.rubrics(names, problems, settings.rubric)


def _model(settings: ModelSettings, today: date) -> Iterator[Check]:
    yield from doctor_model.checks(
        ModelSetup(
            name=settings.model,
            host=urlsplit(settings.base_url).netloc,
            is_own_server=settings.base_url != OPENAI_URL,
            has_key=bool(settings.api_key.get_secret_value()),
            facts=load_models(settings.table).find(settings.model),
            choice=settings.evaluator,
            cap=settings.monthly_cap,
            reach=_reach(settings),
        ),
        today,
    )


def _reach(settings: ModelSettings) -> ModelReach | None:
    if not settings.is_configured or settings.evaluator is EvaluatorChoice.OFFLINE:
        return None
    found = reach(settings)
    is_listed = None if found.names is None else settings.model in found.names
    return ModelReach(status=found.status, is_listed=is_listed)


def _folder(patient: Patient) -> Iterator[Check]:
    folder = patient.settings.data_dir
    there = folder if folder.is_dir() else next((p for p in folder.parents if p.is_dir()), Path())
    is_clear = folder.is_dir() or not folder.exists()
    yield doctor.folder(
        FolderFacts(
            path=str(folder),
            is_there=folder.is_dir(),
            mode=_mode(folder) or 0,
            is_writable=is_clear and _is_nearest(folder, there) and _takes_a_file(there),
            free_bytes=shutil.disk_usage(there).free,
        )
    )


def _is_nearest(folder: Path, there: Path) -> bool:
    """Whether nothing but missing folders lies between: a file in the way would block making."""
    between = [p for p in folder.parents if p != there and there in p.parents]
    return not any(p.exists() for p in between)


def _takes_a_file(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _database(patient: Patient) -> Iterator[Check]:
    file = patient.database_file
    name = "PostgreSQL" if file is None else str(file)
    if not patient.has_database:
        facts = DatabaseFacts(name=name, is_there=False, tables=Tables.NONE, journal="")
        yield doctor.database(facts)
        return
    with _opened(patient, _no_keys()) as database:
        tables = Tables(health.tables_of(database))
        with database.write() as tx:
            if tables is Tables.CURRENT:
                health.write_nothing(tx)
        journal = health.journal_of(database)
    yield doctor.database(DatabaseFacts(name=name, is_there=True, tables=tables, journal=journal))


def _key(patient: Patient) -> Iterator[Check]:
    given = patient.settings.key.get_secret_value()
    source = "PLUMBLINE_KEY" if given.strip() else str(patient.settings.key_file)
    if not given.strip() and not patient.settings.key_file.exists():
        yield doctor.key(source=source, is_there=False, opened=0, has_data=_has_data(patient))
        return
    keys, _ = load_keys(given, patient.settings.key_file)
    opened = 0
    if _is_current(patient):
        with _opened(patient, keys) as database, database.read() as tx:
            seals.check(tx)
            opened = health.open_some(tx)
    yield doctor.key(source=source, is_there=True, opened=opened, has_data=bool(opened))


def _has_data(patient: Patient) -> bool:
    if not patient.has_database:
        return False
    with _opened(patient, _no_keys()) as database:
        tables = health.tables_of(database)
        if tables != Tables.CURRENT:
            return tables != Tables.NONE
        with database.read() as tx:
            return seals.is_sealed(tx)


def _is_current(patient: Patient) -> bool:
    if not patient.has_database:
        return False
    with _opened(patient, _no_keys()) as database:
        return database.is_current()


def _app_token(patient: Patient, app_id: str) -> Check:
    facts = probe_app_token(
        patient.settings.app_token.get_secret_value(),
        patient.settings.api_url,
        patient.now,
        is_opening=not patient.is_running,
    )
    return doctor_slack.app_token(facts, app_id)


def _recruiters(patient: Patient, gateway: SlackGateway, team_id: str) -> Iterator[Check]:
    ids = patient.settings.recruiters
    people = {id_: gateway.person(id_) for id_ in ids if not id_.startswith("S")}
    groups = {id_: len(gateway.group_members(id_)) for id_ in ids if id_.startswith("S")}
    return doctor_slack.recruiters(people, groups, team_id)


def _workspace(patient: Patient, team_id: str) -> Iterator[Check]:
    if _is_current(patient):
        with _opened(patient, _no_keys()) as database, database.read() as tx:
            yield doctor_slack.teams(health.teams(tx), team_id)


def _channels(patient: Patient, gateway: SlackGateway, rules: AudienceRules) -> Iterator[Check]:
    if not _is_current(patient):
        return
    with _opened(patient, _no_keys()) as database, database.read() as tx:
        openings = health.open_requisitions(tx)
    found = [(opening, gateway.channel(opening.channel)) for opening in openings]
    yield from doctor_slack.channels(found, rules)


def _opened(patient: Patient, keys: KeyRing) -> Database:
    return Database(patient.settings.url, keys)


def _no_keys() -> KeyRing:
    """Return a ring that opens nothing, for what is not sealed."""
    return KeyRing((os.urandom(KEY_BYTES),))


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return None
