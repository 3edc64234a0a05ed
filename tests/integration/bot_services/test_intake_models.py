"""What Slack does with each end of asking a model. Every person is invented."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState, Requisition, Step
from bot.domain.rubric import Rubric
from bot.domain.spending import Purpose
from bot.domain.usage import Meter, Spent, unmetered
from bot.errors import ConflictError, ModelError, ModelOutcome, NotAllowedError, NotReadyError
from bot.services import reading_steps
from bot.services.again import ReadAgain, read_again
from bot.services.answers import Ask, ask
from bot.services.assessing import ReadOffline, read_offline
from bot.services.bot_deps import Job
from bot.services.claims import Delivered, Pace
from bot.services.delivery import deliver_one
from bot.services.deps import Model
from bot.services.messages import AnswerMessage, LevelsMessage, RankingFile, StandIn
from bot.services.reviews import Agree, agree
from bot.services.stopping import StopReading, stop_reading
from bot.store import assessments, forgetting, postings
from tests.integration.bot_services.fakes import PIA, REVIEW, RHEA, World, actor
from tests.integration.bot_services.intake_world import (
    CV,
    added,
    application,
    composed,
    living,
    opened,
    run_jobs,
    run_message,
)
from tests.integration.bot_services.model_world import MODEL, SPENT, ModelEvaluator, with_model

S = ApplicationState
KEPT_OFFLINE = {
    ModelOutcome.REFUSED: ("declined", "Read the CV yourself beside it"),
    ModelOutcome.FILTERED: ("content filter", "Read the CV yourself beside it"),
    ModelOutcome.QUOTA: ("no allowance left", "Add credit or raise the limit"),
    ModelOutcome.AUTHENTICATION: ("does not accept the key", "Check OPENAI_API_KEY"),
    ModelOutcome.BAD_REQUEST: ("cannot work with the request", "Check PLUMBLINE_MODEL"),
    ModelOutcome.TOO_LONG: ("more than the language model can read", "Share a shorter document"),
    ModelOutcome.BAD_REPLY: ("no answer that can be used", "read it again later"),
    ModelOutcome.CAPPED: ("budget for the language model is used up", "Raise PLUMBLINE_MODEL"),
}
"""Ends that time alone does not change: why, and what to do."""
WAITED_FOR = {
    ModelOutcome.OUTAGE: "The language model cannot be reached.",
    ModelOutcome.LIMITED: "The language model's server asked to slow down.",
}
"""Ends that pass by themselves."""


@pytest.fixture
def requisition(world: World) -> Requisition:
    return opened(world)


@pytest.fixture
def model(world: World) -> ModelEvaluator:
    return with_model(world)


def one(world: World, requisition: Requisition, event_key: str = "add") -> str:
    id_ = added(world, requisition, event_key=event_key).application_id
    assert id_ is not None
    return id_


def read(world: World, id_: str) -> float | None:
    """Read once as the job does; return the seconds after which it is to go on, if any."""
    try:
        reading_steps.read_cv(id_, world.deps)
    except NotReadyError as error:
        return error.retry_after
    return None


def waiting(world: World, requisition: Requisition, model: ModelEvaluator) -> str:
    """Have a CV wait for a model that is away for a minute."""
    in_a_minute = world.clock() + timedelta(minutes=1)
    model.ends.append(ModelError(ModelOutcome.OUTAGE, in_a_minute))
    id_ = one(world, requisition)
    assert read(world, id_) == 60
    return id_


def press(id_: str, event_key: str = "offline", user: str = RHEA) -> ReadOffline:
    return ReadOffline(actor=actor(user), event_key=event_key, application_id=id_)


def again(world: World, id_: str) -> Application:
    request = ReadAgain(actor=actor(), event_key="again", application_id=id_)
    return read_again(request, world.deps)


def by_whom(world: World, id_: str) -> str:
    with world.deps.database.read() as tx:
        stored = assessments.get(tx, id_)
    assert stored is not None
    return stored[0].provenance.name


def test_each_end_of_asking_a_model_is_a_state_with_its_words(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    assert {*KEPT_OFFLINE, *WAITED_FOR} == set(ModelOutcome)
    for outcome, (problem, fix) in KEPT_OFFLINE.items():
        model.ends = [ModelError(outcome, status=418)]
        id_ = one(world, requisition, outcome)
        assert read(world, id_) is None
        message = living(world, id_)
        assert message.state is S.READ
        assert message.result is not None
        assert isinstance(message.result.stands_in, StandIn)
        assert problem in message.result.stands_in.problem
        assert fix in message.result.stands_in.fix
        assert message.result.read_by.is_stand_in
        # no result of the model was kept, or the next of the same text would not ask
        assert model.ends == []
        assert by_whom(world, id_) == "offline"
    for outcome, problem in WAITED_FOR.items():
        model.ends = [ModelError(outcome, world.clock() + timedelta(seconds=90))]
        id_ = one(world, requisition, outcome)
        assert read(world, id_) == 90
        message = living(world, id_)
        assert (message.state, message.step, message.result) == (S.READING, Step.ASSESS, None)
        assert message.waits is not None
        assert message.waits.problem == problem
        # 90 s after 9:00 is 9:01:30, shown as the whole minute after it
        assert message.waits.until == world.clock() + timedelta(minutes=2)


def test_a_reading_goes_on_when_the_model_is_back_without_anybody(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    id_ = waiting(world, requisition, model)
    asked = len(model.names)

    said = answered(world, id_, "why 3 on craft?")
    assert "A-1 has no levels yet. The language model cannot be reached." in said
    world.clock.tick(59)
    assert read(world, id_) == 1  # begun too early, such as by a restart: nobody is asked
    assert len(model.names) == asked
    world.clock.tick(1)
    assert read(world, id_) is None

    found = application(world, id_)
    assert (found.state, found.waits_for, found.not_before) == (S.READ, None, None)
    assert found.waits_since is None
    assert found.seconds == 0  # the clock moved only while it waited
    assert by_whom(world, id_) == "llm"
    assert model.names == ["Amara Nwosu"] * 2
    assert world.reader.reads == 1


def test_a_model_that_stays_away_is_asked_ever_more_rarely_and_never_given_up(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    id_ = one(world, requisition)
    began, pauses = world.clock(), []
    for _ in range(40):
        model.ends = [ModelError(ModelOutcome.OUTAGE)]
        pauses.append(read(world, id_) or 0)
        world.clock.tick(pauses[-1])

    # as long as it has waited: 30, 30, 60, 120, 240, 480, then ten minutes each
    assert pauses[:8] == [30, 30, 60, 120, 240, 480, 600, 600]
    assert set(pauses[8:]) == {600}
    assert application(world, id_).waits_since == began
    model.ends = [ModelError(ModelOutcome.LIMITED, world.clock() + timedelta(hours=3))]
    assert read(world, id_) == 3 * 3600  # a server that asks for more gets it
    world.clock.tick(3 * 3600)
    assert read(world, id_) is None
    assert by_whom(world, id_) == "llm"


def test_a_person_in_a_hurry_gets_the_offline_reading_and_the_models_later(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    id_ = waiting(world, requisition, model)
    with pytest.raises(NotAllowedError):
        read_offline(press(id_, user=PIA), world.deps)

    read_offline(press(id_), world.deps)
    read_offline(press(id_), world.deps)  # the same click, delivered again

    message = living(world, id_)
    assert message.waits is None
    assert message.result is not None
    assert message.result.stands_in is not None
    assert message.result.stands_in.fix.endswith("once it can be reached.")
    with pytest.raises(ConflictError):
        read_offline(press(id_, "another click"), world.deps)
    world.clock.tick(60)
    assert read(world, id_) is None  # what waited finds nothing left to do
    assert len(model.names) == 1

    agree(
        Agree(actor=actor(), event_key="agree", application_id=id_, criterion="craft"), world.deps
    )
    model.levels = {"craft": 2}
    assert again(world, id_).state is S.WAITING
    assert living(world, id_).result is None
    run_jobs(world)
    assert by_whom(world, id_) == "llm"
    card = card_of(world, id_, "craft")
    # what was said of the former level stays, as what it was said of
    assert (card.level, [review.level for review in card.reviews]) == (2, [3])
    agree(Agree(actor=actor(), event_key="now", application_id=id_, criterion="craft"), world.deps)
    assert [review.level for review in card_of(world, id_, "craft").reviews] == [2]
    with pytest.raises(ConflictError):  # a model's reading is not asked for again
        read_again(ReadAgain(actor=actor(), event_key="once more", application_id=id_), world.deps)


def card_of(world: World, id_: str, key: str, part: int = 0):  # type: ignore[no-untyped-def]  # noqa: ANN201
    message = composed(world, MessageKind.LEVELS, id_, part)
    assert isinstance(message, LevelsMessage)
    return next(card for card in message.cards if card.key == key)


def test_what_waits_can_be_stopped_or_forgotten(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    id_ = waiting(world, requisition, model)
    stop_reading(StopReading(actor=actor(), event_key="stop", application_id=id_), world.deps)
    world.clock.tick(60)
    assert read(world, id_) is None
    assert living(world, id_).waits is None
    assert application(world, id_).state is S.STOPPED

    class Stopping(ModelEvaluator):
        def assess(self, *given, **named):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN202
            stop = StopReading(actor=actor(), event_key="meanwhile", application_id=second)
            stop_reading(stop, world.deps)
            return super().assess(*given, **named)

    stopping = Stopping(ends=[ModelError(ModelOutcome.OUTAGE)])
    deps = replace(world.deps, reading=replace(world.deps.reading, evaluator=stopping))
    second = one(world, requisition, "second")
    reading_steps.read_cv(second, deps)  # stopped while it was asked: nothing is waited for
    assert application(world, second).state is S.STOPPED

    model.ends = [ModelError(ModelOutcome.OUTAGE)]
    third = one(world, requisition, "third")
    assert read(world, third) == 30
    with world.deps.database.write() as tx:
        forgetting.erase(tx, [third], world.clock(), RHEA)
    world.clock.tick(30)
    assert read(world, third) is None


@dataclass
class Account:
    """Remembers what was spent on what, until the budget is used up."""

    is_used_up: bool = False
    spent: list[tuple[Purpose, str | None, str | None, Spent]] = field(default_factory=list)

    def check(self) -> None:
        if self.is_used_up:
            raise ModelError(ModelOutcome.CAPPED)

    def meter(
        self,
        purpose: Purpose,
        *,
        document_sha256: str,
        application_id: str | None = None,
        requisition_id: str | None = None,
    ) -> Meter:
        assert len(document_sha256) == 64
        return lambda spent: self.spent.append((purpose, application_id, requisition_id, spent))


class NoResults:
    """The bot keeps its results itself."""

    def get(self, key: str) -> None:
        raise AssertionError(key)

    def keep(self, key: str, assessment: Assessment) -> Assessment:
        raise AssertionError(key, assessment)


def test_what_a_reading_costs_is_written_down_and_an_empty_budget_asks_nobody(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    account = Account()
    asked = Model(results=NoResults(), spending=account, at_once=1, may_stand_in=False)
    world.deps = replace(world.deps, reading=replace(world.deps.reading, model=asked))
    id_ = one(world, requisition)
    read(world, id_)
    assert account.spent == [(Purpose.READ_CV, id_, requisition.id, SPENT)]

    account.is_used_up = True
    same = one(world, requisition, "same text")
    read(world, same)
    assert by_whom(world, same) == "llm"  # the stored result costs nothing
    world.slack.share("F1", CV.replace("craft 3", "craft 1"))
    other = added(world, requisition, event_key="other", file_ids=("F1",)).application_id
    assert other is not None
    read(world, other)
    assert by_whom(world, other) == "offline"
    assert len(model.names) == 1


def test_two_readings_that_differ_stand_side_by_side_and_masked(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    model.levels = {"craft": 1, "care": 1, "data": 2}  # the lines say 3, 2 and nothing
    model.missing = "Amara Nwosu could say what data they moved."
    id_ = added(world, requisition, is_blind=True).application_id
    assert id_ is not None
    run_jobs(world)

    result = living(world, id_).result
    assert result is not None
    # two steps apart on craft and data, one on care
    assert result.differing == ("Craft", "Data")
    assert result.read_by.model == MODEL
    assert (result.read_by.prompt, result.read_by.beside) == ("read_cv/1 3fa9c21b", "lines 1")
    craft, care = card_of(world, id_, "craft"), card_of(world, id_, "care")
    assert care.second is None
    assert craft.second is not None
    assert (craft.level, craft.second.level) == (1, 3)
    assert craft.second.quote.text.startswith("craft 3 built")
    gap = card_of(world, id_, "production", 1)
    assert gap.missing.endswith("could say what data they moved.")
    assert "Amara" not in repr((craft, care, gap))
    assert "Nwosu" not in repr((craft, care, gap))
    said = answered(world, id_, "why 1 on craft?")
    assert "Readings differ on Craft · model: 1 named · words alone: 3 delivered" in said
    assert "Amara" not in said
    assert "What would tell more: " in answered(world, id_, "why nothing on production?")


def answered(world: World, id_: str, question: str) -> str:
    pace = Pace(post_seconds=0.0, update_seconds=0.0)
    while deliver_one(world.deps, owner="sender", pace=pace) is not Delivered.NOTHING:
        pass
    with world.deps.database.read() as tx:
        parent = postings.find(tx, MessageKind.APPLICATION, id_)
    assert parent is not None
    asked = ask(
        Ask(actor=actor(), event_key=question, channel=REVIEW, thread_ts=parent.ts, text=question),
        world.deps,
    )
    message = composed(world, MessageKind.ANSWER, asked.question_id)
    assert isinstance(message, AnswerMessage)
    return repr(message)


def test_a_run_says_who_waits_who_read_and_where_readings_differ(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    for number in (1, 2, 3):
        world.slack.share(f"F{number}", CV.replace("craft 3", f"craft {number}"))
    batch_id = added(world, requisition, file_ids=("F1", "F2", "F3"), name="").batch_id
    assert batch_id is not None
    reading_steps.run_batch(batch_id, world.deps)
    first, second, third = world.queue.of(Job.READ_APPLICATION)
    until = world.clock() + timedelta(minutes=2)
    model.ends = [
        ModelError(ModelOutcome.LIMITED, until + timedelta(minutes=5)),
        ModelError(ModelOutcome.LIMITED, until),
        ModelError(ModelOutcome.REFUSED),
    ]
    for id_ in (first, second, third):
        read(world, id_)

    message = run_message(world, batch_id)
    assert (message.waiting, message.seconds_left, message.readers) == (2, None, ())
    assert message.waits is not None
    assert message.waits.until == until
    assert message.waits.is_soon
    model.levels = {"models": None}  # the lines say 4
    world.clock.tick(7 * 60)
    for id_ in (first, second):
        assert read(world, id_) is None

    message = run_message(world, batch_id)
    assert (message.waiting, message.waits) == (0, None)
    by_model, in_place = message.readers
    assert (by_model.name, by_model.count, by_model.stands_in) == (f"llm 1 with {MODEL}", 2, None)
    assert (in_place.name, in_place.count) == ("offline 1.0", 1)
    assert in_place.stands_in is not None
    assert sorted((line.is_stand_in, line.differing) for line in message.ranking) == [
        (False, 1),
        (False, 1),
        (True, 0),
    ]
    file = composed(world, MessageKind.RANKING, batch_id)
    assert isinstance(file, RankingFile)
    table = file.data.decode()
    assert table.count(f",llm 1 with {MODEL},,1,read,") == 2
    assert table.count(",offline 1.0,The language model declined to read this.,,read,") == 1


def test_two_cvs_with_the_same_words_that_are_read_side_by_side_get_one_answer(
    world: World, requisition: Requisition, model: ModelEvaluator
) -> None:
    world.deps = replace(
        world.deps,
        reading=replace(
            world.deps.reading,
            model=Model(results=NoResults(), spending=Account(), at_once=1, may_stand_in=False),
        ),
    )
    ids = [one(world, requisition, key) for key in ("a", "b")]
    is_asked, may_answer = threading.Event(), threading.Event()
    calls: list[str] = []

    @dataclass
    class Slow(ModelEvaluator):
        def assess(
            self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
        ) -> Assessment:
            calls.append(document.sha256)
            is_asked.set()
            may_answer.wait(30)
            return super().assess(document, rubric, name=name, meter=meter)

    slow = replace(world.deps.reading, evaluator=Slow(**vars(model)))
    world.deps = replace(world.deps, reading=slow)
    with ThreadPoolExecutor(2) as pool:
        reads = [pool.submit(reading_steps.read_cv, id_, world.deps) for id_ in ids]
        assert is_asked.wait(30)
        may_answer.set()
        for read in reads:
            read.result(30)

    assert len(calls) == 1
    with world.deps.database.read() as tx:
        kept = [assessments.get(tx, id_) for id_ in ids]
    assert kept[0] is not None
    assert kept[0] == kept[1]
