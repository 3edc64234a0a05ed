"""CVs that come in: each row of the table in bot/services/intake.py, and what is accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import QueuePool

from bot.domain.audience import ChannelFacts
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import ApplicationState, Requisition, UploadKind
from bot.errors import (
    AudienceError,
    BotError,
    ConflictError,
    DownloadError,
    NotAllowedError,
    NotFoundError,
    UsageError,
)
from bot.services.bot_deps import Job
from bot.services.intake import (
    LONGEST_TEXT,
    add_candidate,
    candidate_form,
    offer_files,
    requisition_choice,
    welcome,
)
from bot.services.messages import OfferMessage, WelcomeMessage
from bot.services.offering import GATHER_SECONDS
from bot.services.requisitions import SetOpen, close_requisition
from bot.store import applications, documents, forgetting, postings, requisitions
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    TEAM,
    World,
    actor,
    make_channel,
    make_file,
    make_person,
)
from tests.integration.bot_services.intake_world import (
    CV,
    added,
    application,
    candidate,
    composed,
    living,
    opened,
    run_jobs,
    wanted,
)


@pytest.fixture
def requisition(world: World) -> Requisition:
    return opened(world)


MANY = tuple(f"F{n}" for n in range(11))
BAD: list[tuple[str, dict[str, Any], type[BotError], str]] = [
    ("nothing", {}, UsageError, "no CV yet"),
    ("blank text", {"pasted_text": " \n"}, UsageError, "no CV yet"),
    ("both", {"file_ids": ("F1",), "pasted_text": CV}, UsageError, "a file and a pasted text"),
    ("eleven files", {"file_ids": MANY, "name": ""}, UsageError, "11 files"),
    ("a name for two", {"file_ids": ("F1", "F2")}, UsageError, "several files and one name"),
    ("a picture", {"file_ids": ("F0PNG",)}, UsageError, "not a PDF"),
    ("two pictures", {"file_ids": ("F0PNG", "F0GIF"), "name": ""}, UsageError, "not a PDF"),
    ("a large file", {"file_ids": ("F0BIG",)}, UsageError, "larger than the limit"),
    ("a file that is gone", {"file_ids": ("F0GONE",)}, DownloadError, "gone"),
    ("short text", {"pasted_text": "only a few words"}, UsageError, "fewer than 20 words"),
    ("long text", {"pasted_text": "x" * (LONGEST_TEXT + 1)}, UsageError, "200,000"),
    ("a long name", {"pasted_text": CV, "name": "N" * 201}, UsageError, "200 characters"),
    ("no such id", {"pasted_text": CV, "requisition_id": "00" * 16}, NotFoundError, "requisition"),
    ("another team", {"pasted_text": CV, "actor": actor(RHEA, "T0B")}, NotFoundError, "no such"),
    ("a guest", {"pasted_text": CV, "actor": actor(GUEST)}, NotAllowedError, "add a candidate"),
    ("a member", {"pasted_text": CV, "actor": actor(PIA)}, NotAllowedError, "add a candidate"),
    (
        "one in the channel",
        {"pasted_text": CV, "candidate_user_id": MARCO},
        AudienceError,
        "member",
    ),
    ("oneself", {"pasted_text": CV, "candidate_user_id": RHEA}, NotAllowedError, "yourself"),
]


@pytest.mark.parametrize(
    ("changes", "error", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD]
)
def test_a_bad_input_gets_its_answer_and_nothing_is_kept(
    world: World,
    requisition: Requisition,
    changes: dict[str, Any],
    error: type[BotError],
    words: str,
) -> None:
    for file_id in MANY:
        world.slack.share(file_id, CV)
    for file_id in ("F0PNG", "F0GIF"):
        world.slack.files[file_id] = make_file(file_id, name="me.png", is_readable=False)
    world.slack.files["F0BIG"] = make_file("F0BIG", size=world.deps.reading.file_bytes + 1)

    with pytest.raises(error, match=words) as refused:
        add_candidate(candidate(requisition, **changes), world.deps)

    assert refused.value.fix
    assert "Amara" not in f"{refused.value.problem}{refused.value.fix}"
    assert world.queue.jobs == []
    with world.deps.database.read() as tx:
        assert applications.of_requisition(tx, requisition.id) == []


def test_a_closed_requisition_gets_nothing(world: World, requisition: Requisition) -> None:
    close_requisition(
        SetOpen(actor=actor(), event_key="close", requisition_id=requisition.id), world.deps
    )

    with pytest.raises(ConflictError, match="closed"):
        added(world, requisition)
    with pytest.raises(UsageError, match="No requisition is open"):
        candidate_form(actor(), world.deps)
    assert world.queue.jobs == []


def test_one_pasted_cv_is_kept_shown_and_enqueued(world: World, requisition: Requisition) -> None:
    result = added(world, requisition, name="  Amara \n Nwosu ", is_blind=True)

    found = application(world, result.application_id)
    assert (result.label, result.channel, result.is_repeat) == ("A-1", REVIEW, False)
    assert (found.candidate_name, found.is_blind) == ("Amara Nwosu", True)
    assert found.state is ApplicationState.WAITING
    assert wanted(world, found.id) == [(MessageKind.APPLICATION, 0)]
    assert world.queue.jobs == [(Job.READ_APPLICATION, found.id, 0)]
    with world.deps.database.read() as tx:
        document = documents.get(tx, found.document_id)
        assert documents.data(tx, document.id) == CV.encode()
    assert (document.upload, document.size) == (UploadKind.PASTED, len(CV.encode()))


def test_one_file_is_fetched_later(world: World, requisition: Requisition) -> None:
    world.slack.share("F1", CV, name="amara.pdf")

    result = added(world, requisition, file_ids=("F1", "F1"))

    assert world.slack.downloads == []
    with world.deps.database.read() as tx:
        document = documents.get(tx, application(world, result.application_id).document_id)
    assert (document.file_id, document.name, document.size) == ("F1", "amara.pdf", 0)


@pytest.mark.parametrize("file_ids", [(), ("F1",), ("F1", "F2")])
def test_the_same_request_again_has_no_effect(
    world: World, requisition: Requisition, file_ids: tuple[str, ...]
) -> None:
    for file_id in file_ids:
        world.slack.share(file_id, CV)
    request = candidate(requisition, file_ids=file_ids, pasted_text="" if file_ids else CV, name="")

    first = add_candidate(request, world.deps)
    again = add_candidate(request, world.deps)

    assert replace(first, is_repeat=True) == again
    assert len(world.queue.jobs) == 1


def test_a_request_that_overtakes_itself_is_a_repeat(
    world: World, requisition: Requisition
) -> None:
    request = candidate(requisition, pasted_text=CV)
    slack = world.slack

    class Overtaking(type(slack)):  # type: ignore[misc]  # the second delivery ends in between
        done = False

        def person(self, user_id: str) -> Any:
            if not Overtaking.done:
                Overtaking.done = True
                add_candidate(request, world.deps)
            return slack.person(user_id)

    late = add_candidate(request, replace(world.deps, slack=Overtaking()))

    assert late.is_repeat
    assert late.label == "A-1"


def test_a_repeat_after_the_candidate_was_forgotten_brings_nothing_back(
    world: World, requisition: Requisition
) -> None:
    first = added(world, requisition)
    assert first.application_id is not None
    with world.deps.database.write() as tx:
        forgetting.erase(tx, [first.application_id], world.clock(), RHEA)

    again = added(world, requisition)

    assert again.is_repeat
    assert again.application_id is None
    with world.deps.database.read() as tx:
        assert applications.find(tx, first.application_id) is None


def test_labels_are_never_given_twice(world: World, requisition: Requisition) -> None:
    labels = [added(world, requisition, event_key=f"add {n}").label for n in range(3)]

    assert labels == ["A-1", "A-2", "A-3"]


def test_text_in_a_script_without_spaces_is_long_enough_by_its_characters(
    world: World, requisition: Requisition
) -> None:
    assert added(world, requisition, pasted_text="開発" * 100).label == "A-1"


def test_the_form_offers_what_this_person_may_choose(
    world: World, requisition: Requisition
) -> None:
    world.slack.channels["C0SECOND"] = make_channel("C0SECOND")
    second = opened(world, event_key="second", channel="C0SECOND", hiring_manager="")
    world.slack.share("F1", CV, name="amara.pdf")

    form = candidate_form(actor(), world.deps, channel="C0SECOND", file_ids=("F1",))
    manager = candidate_form(actor(MARCO), world.deps)
    meant = candidate_form(actor(), world.deps, requisition_id=requisition.id)

    assert [choice.text for choice in form.requisitions] == ["AI Engineer (A)", "AI Engineer (B)"]
    assert form.requisition_id == second.id
    assert form.file_names == ("amara.pdf",)
    assert [choice.id for choice in manager.requisitions] == [requisition.id]
    assert manager.requisition_id == meant.requisition_id == requisition.id
    assert candidate_form(actor(), world.deps).requisition_id == ""
    with pytest.raises(NotAllowedError):
        candidate_form(actor(PIA), world.deps)


def test_a_shared_file_is_offered_to_who_shared_it_once(
    world: World, requisition: Requisition
) -> None:
    world.slack.share("F1", CV)
    world.slack.files["F2"] = make_file("F2", is_readable=False)

    assert offer_files(actor(), "shared", REVIEW, ("F1", "F2", "F0GONE"), world.deps)
    assert not offer_files(actor(), "shared", REVIEW, ("F1",), world.deps)
    world.clock.tick(GATHER_SECONDS)

    (posting,) = _all_postings(world)
    assert (posting.channel, posting.recipient) == (REVIEW, RHEA)
    message = composed(world, MessageKind.OFFER, posting.subject_id)
    assert isinstance(message, OfferMessage)
    assert (message.files, message.requisition_title) == (1, requisition.title)
    assert world.queue.jobs == []
    assert world.slack.downloads == []


def test_with_two_requisitions_in_a_channel_the_offer_names_none(
    world: World, requisition: Requisition
) -> None:
    opened(world, event_key="second", channel=requisition.channel)
    world.slack.share("F1", CV)
    offer_files(actor(), "shared", REVIEW, ("F1",), world.deps)
    world.clock.tick(GATHER_SECONDS)

    (posting,) = _all_postings(world)
    message = composed(world, MessageKind.OFFER, posting.subject_id)
    assert isinstance(message, OfferMessage)
    assert message.requisition_title == ""


def test_files_of_one_message_are_offered_with_one_button(
    world: World, requisition: Requisition
) -> None:
    """Slack tells of each file by itself."""
    assert requisition.channel == REVIEW
    for number in range(3):
        world.slack.share(f"F{number}", CV)
        offer_files(actor(), f"shared {number}", REVIEW, (f"F{number}",), world.deps)
    world.clock.tick(GATHER_SECONDS)

    (posting,) = _all_postings(world)
    message = composed(world, MessageKind.OFFER, posting.subject_id)
    assert isinstance(message, OfferMessage)
    assert message.files == 3


def test_what_is_being_read_already_is_not_offered(world: World, requisition: Requisition) -> None:
    world.slack.share("F1", CV)
    offer_files(actor(), "shared", REVIEW, ("F1",), world.deps)
    added(world, requisition, file_ids=("F1",))
    world.clock.tick(GATHER_SECONDS)

    offers = [p for p in _all_postings(world) if p.kind is MessageKind.OFFER]
    assert [composed(world, p.kind, p.subject_id) for p in offers] == [None]


@pytest.mark.parametrize(
    ("user", "channel", "file_id"),
    [
        (RHEA, "C0OTHER", "F1"),  # no requisition there
        (PIA, REVIEW, "F1"),  # may not add candidates
        ("U0BOT", REVIEW, "F1"),  # Plumbline's own files
        (RHEA, REVIEW, "F0PNG"),  # not a kind that is read
    ],
)
def test_nothing_else_is_offered(
    world: World, requisition: Requisition, user: str, channel: str, file_id: str
) -> None:
    world.slack.people["U0BOT"] = make_person("U0BOT", is_bot=True)
    world.slack.share("F1", CV)
    world.slack.files["F0PNG"] = make_file("F0PNG", is_readable=False)

    assert not offer_files(actor(user), "shared", channel, (file_id,), world.deps)
    assert _all_postings(world) == []
    assert requisition.team_id == TEAM


def test_a_channel_is_welcomed_once_and_told_what_is_safe(world: World) -> None:
    requisition = opened(world)
    world.slack.channels["C0PUBLIC"] = make_channel("C0PUBLIC", is_private=False)

    for _ in range(2):
        welcome(REVIEW, "joined review", world.deps)
    welcome("C0PUBLIC", "joined public", world.deps)

    here = composed(world, MessageKind.WELCOME, REVIEW)
    public = composed(world, MessageKind.WELCOME, "C0PUBLIC")
    assert isinstance(here, WelcomeMessage)
    assert isinstance(public, WelcomeMessage)
    assert (here.is_safe, here.requisition_titles) == (True, (requisition.title,))
    assert (public.is_safe, public.requisition_titles) == (False, ())
    assert "public" in public.problem
    with world.deps.database.read() as tx:
        posting = postings.find(tx, MessageKind.WELCOME, REVIEW)
    assert posting is not None
    assert posting.wanted == 1


def test_slack_is_asked_about_a_channel_with_no_transaction_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(world)
    pool = world.deps.database.engine.pool
    assert isinstance(pool, QueuePool)
    open_while_asked: list[int] = []

    def asked(_: str) -> ChannelFacts:
        open_while_asked.append(pool.checkedout())
        return make_channel()

    welcome(REVIEW, "joined", world.deps)
    monkeypatch.setattr(world.slack, "channel", asked)

    assert isinstance(composed(world, MessageKind.WELCOME, REVIEW), WelcomeMessage)
    assert open_while_asked == [0]


def test_some_readable_files_go_on_beside_one_that_is_not(
    world: World, requisition: Requisition
) -> None:
    world.slack.share("F1", CV)
    world.slack.share("F2", "!unsupported", is_readable=False)

    batch = added(world, requisition, file_ids=("F1", "F2"), name="")
    run_jobs(world)

    assert batch.batch_id is not None
    with world.deps.database.read() as tx:
        states = {a.label: a.state for a in applications.of_batch(tx, batch.batch_id)}
        stored = requisitions.get(tx, requisition.id)
    assert states == {"A-1": ApplicationState.READ, "A-2": ApplicationState.UNREADABLE}
    assert stored == requisition


def test_the_place_in_line_is_shown(world: World, requisition: Requisition) -> None:
    added(world, requisition)
    world.clock.tick(1)
    second = added(world, requisition, event_key="second")

    assert living(world, second.application_id).ahead == 1


def _all_postings(world: World) -> list[Posting]:
    """Everything that is wanted and not sent yet."""
    found: list[Posting] = []
    with world.deps.database.write() as tx:
        while posting := postings.claim(
            tx, owner=f"test {len(found)}", now=world.clock(), lease_seconds=60
        ):
            found.append(postings.get(tx, posting.id))
            postings.gone(tx, posting.id, owner=f"test {len(found) - 1}")
    return found


def test_a_long_title_keeps_its_letter_in_a_menu(requisition: Requisition) -> None:
    long = replace(requisition, title="Senior engineer of machine learning " * 5)
    text = requisition_choice(long).text
    assert text.endswith("… (A)")
    assert len(text) <= 73  # the menu cuts what is longer
