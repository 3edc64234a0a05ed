"""Questions in a thread: taken once, answered from what is stored, masked where it is blind."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.answers import CAN_ASK
from bot.domain.asked import LONGEST
from bot.domain.assessment import Evidence
from bot.domain.job import (
    Requirement,
    RequirementKind,
    RequirementMatch,
    RequirementReading,
)
from bot.domain.posting import MessageKind
from bot.domain.requisition import Application, ApplicationState
from bot.errors import NotAllowedError, NotFoundError
from bot.services.answers import Ask, ask, compose_answer
from bot.services.forgetting import Forget, forget
from bot.services.messages import AnswerMessage
from bot.services.reviews import Change, change
from bot.store import questions
from tests.integration.bot_services.fakes import (
    GUEST,
    MARCO,
    PIA,
    REVIEW,
    RHEA,
    World,
    actor,
)
from tests.integration.bot_services.people import CV, NAME, Desk, make_desk


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def asking(desk: Desk, application: Application, text: str, **changes: Any) -> Ask:
    values: dict[str, Any] = {
        "actor": actor(MARCO),
        "event_key": f"ask {text[:40]}",
        "channel": REVIEW,
        "thread_ts": desk.find(MessageKind.APPLICATION, application.id).ts,
        "text": text,
    }
    return Ask(**values | changes)


def answered(desk: Desk, application: Application, text: str) -> AnswerMessage:
    question_id = ask(asking(desk, application, text), desk.deps).question_id
    posting = desk.find(MessageKind.ANSWER, question_id)
    with desk.deps.database.read() as tx:
        message = compose_answer(tx, posting, desk.deps)
    assert message is not None
    return message


def words(message: AnswerMessage) -> str:
    return " ".join(part.text for part in message.parts)


def test_an_answer_is_posted_once_in_the_thread(desk: Desk) -> None:
    read = desk.add_read()
    request = asking(desk, read, "<@U0PLUMB> why 2 on craft?")
    first = ask(request, desk.deps)
    again = ask(request, desk.deps)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.question_id == first.question_id
    posting = desk.find(MessageKind.ANSWER, first.question_id)
    parent = desk.find(MessageKind.APPLICATION, read.id)
    assert (posting.parent_id, posting.channel, posting.wanted) == (parent.id, REVIEW, 1)
    desk.deliver()
    (message,) = [m for m in desk.world.slack.messages() if isinstance(m, AnswerMessage)]
    assert message.asked_by == MARCO
    assert message.parts[0].text.startswith("Craft is at 2, practised")
    assert [q.text for q in message.parts[0].quotes] == ["craft 2 wrote a service that others ran"]


def test_every_quote_stands_in_the_document(desk: Desk) -> None:
    message = answered(desk, desk.add_read(), "does the CV mention Docker?")
    (quote,) = message.parts[0].quotes
    assert quote.text in CV
    assert (quote.page, quote.line) == (1, 4)


def test_what_people_said_since_is_part_of_the_answer(desk: Desk) -> None:
    read = desk.add_read()
    change(
        Change(
            actor=actor(),
            event_key="c",
            application_id=read.id,
            criterion="craft",
            level=3,
            reason="See line 2.",
        ),
        desk.deps,
    )
    assert f"<@{RHEA}>: See line 2." in words(answered(desk, read, "who changed what?"))


def test_what_is_missing_in_a_cv_without_a_gap_is_where_it_is_weakest(desk: Desk) -> None:
    keys = [criterion.key for criterion in desk.rubric.criteria]
    # one criterion at 1, one at 2, one at 3, and the others at 4: the two lowest are named
    levels = dict.fromkeys(keys, 4) | dict(zip(keys, (2, 1, 3), strict=False))
    whole = desk.add_read("\n".join(f"{key} {level} did it" for key, level in levels.items()))
    first, second = (criterion.title for criterion in desk.rubric.criteria[:2])

    message = answered(desk, whole, "what is missing?")

    assert [part.text for part in message.parts] == [
        "Every criterion of the rubric is evidenced.",
        f"Lowest: 1, named on {second}.",
        f"Lowest: 2, practised on {first}.",
    ]
    assert "Lowest" not in words(answered(desk, whole, "why 2 on craft?"))
    assert "Lowest" not in words(answered(desk, desk.add_read(), "what is missing here?"))


def test_an_empty_mention_says_what_can_be_asked(desk: Desk) -> None:
    assert CAN_ASK in words(answered(desk, desk.add_read(), " <@U0PLUMB> "))


def test_a_very_long_question_is_kept_as_far_as_it_is_read(desk: Desk) -> None:
    read = desk.add_read()
    question_id = ask(asking(desk, read, "why craft? " + "x" * 20_000), desk.deps).question_id
    with desk.deps.database.read() as tx:
        assert len(questions.get(tx, question_id).text) == LONGEST + 1
    assert "I read the first 1,000 characters" in words(
        answered(desk, read, "why craft " + "y" * 20_000)
    )


def test_another_candidate_is_not_spoken_of(desk: Desk) -> None:
    read, other = desk.add_read(), desk.add_read("craft 4 owned everything there is", name="Bo Ek")
    text = words(answered(desk, read, f"why 4 on craft for {other.label}?"))
    assert f"I say nothing about {other.label}" in text
    assert "owned everything" not in text
    assert "Craft was not read at 4: it is 2" in text


def test_a_blind_view_finds_no_name_and_shows_none(desk: Desk) -> None:
    blind = desk.add_read(is_blind=True)
    right = words(answered(desk, blind, "does the CV mention Nwosu?"))
    wrong = words(answered(desk, blind, "does the CV mention Larsen?"))
    # the right name and a wrong one get the same answer
    assert right.replace("Nwosu", "") == wrong.replace("Larsen", "")
    docker = answered(desk, blind, "does the CV mention Docker?")
    assert [q.text for q in docker.parts[0].quotes] == ["[name] used Docker and Kubernetes"]
    assert NAME not in repr(docker)


def test_a_blind_view_masks_what_meets_a_requirement(desk: Desk) -> None:
    requirement = Requirement(text="Docker", kind=RequirementKind.MUST, line=1)
    evidence = Evidence(quote="Amara used Docker and Kubernetes", page=1, line=4)
    reading = RequirementReading(requirement=requirement, is_met=True, evidence=(evidence,))
    match = RequirementMatch(readings=(reading,), match=1.0)
    for is_blind, shown in ((True, "[name] used Docker"), (False, "Amara used Docker")):
        read = desk.add_read(match=match, is_blind=is_blind)
        message = answered(desk, read, f"requirements of {read.label}?")
        (quote,) = message.parts[-1].quotes
        assert quote.text.startswith(shown)


def test_a_seen_name_is_found(desk: Desk) -> None:
    assert "stands in" in words(answered(desk, desk.add_read(), "does the CV mention Nwosu?"))


def test_a_question_before_the_reading_is_done_is_told_so(desk: Desk) -> None:
    waiting = desk.add()
    assert words(answered(desk, waiting, "why?")).startswith(
        f"{waiting.label} is still being read."
    )


def test_a_question_about_what_has_no_reading_says_why(desk: Desk) -> None:
    scan = desk.add_unreadable()
    assert "The pages are pictures without text." in words(answered(desk, scan, "why?"))
    stopped = desk.add()
    desk.move(stopped, ApplicationState.STOPPED)
    assert "was stopped" in words(answered(desk, stopped, "why 1?"))
    failed = desk.add()
    desk.move(failed, ApplicationState.FAILED, problem="It broke.", fix="Try again.")
    assert words(answered(desk, failed, "why 2?")) == (
        f"{failed.label} has no reading to answer from. It broke. Try again."
    )


def test_a_question_about_removed_data_learns_what_happened(desk: Desk) -> None:
    read = desk.add_read()
    early = asking(desk, read, "why?")
    late = asking(desk, read, "what is missing?")
    question_id = ask(early, desk.deps).question_id
    posting = desk.find(MessageKind.ANSWER, question_id)
    forget(Forget(actor=actor(), event_key="f", candidate_ids=(read.candidate_id,)), desk.deps)
    with pytest.raises(NotFoundError, match=f"{read.label} and all its data were removed"):
        ask(late, desk.deps)
    with desk.deps.database.read() as tx:
        assert compose_answer(tx, posting, desk.deps) is None


@pytest.mark.parametrize("user", [PIA, GUEST])
def test_who_may_not_see_the_application_gets_no_answer(desk: Desk, user: str) -> None:
    read = desk.add_read()
    with pytest.raises(NotAllowedError):
        ask(asking(desk, read, "why?", actor=actor(user)), desk.deps)


def test_a_thread_that_is_about_no_application_is_refused(desk: Desk) -> None:
    read, batch = desk.add_read(), desk.batch()
    of_batch = desk.find(MessageKind.BATCH, batch.id).ts
    for thread_ts in ("1.1", "", of_batch):
        with pytest.raises(NotFoundError, match="about no application"):
            ask(asking(desk, read, "why?", thread_ts=thread_ts), desk.deps)
