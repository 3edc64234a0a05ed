"""What people do in Slack, from the first command to the last click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.requisition import ApplicationState
from bot.domain.review import ReviewKind
from bot.errors import ModelError, ModelOutcome, NotReadyError
from bot.store import applications, requisitions, reviews
from tests.integration.bot_services.model_world import MODEL, ModelEvaluator
from tests.integration.slack_listeners.office import (
    CV,
    GENERAL,
    GITA,
    HIRING,
    HUGO,
    INES,
    QUIET,
    RHEA,
    TOMA,
    Office,
    words,
)


def states(office: Office) -> list[ApplicationState]:
    with office.deps.database.read() as tx:
        opened = requisitions.all(tx, "T0PLUMB")
        return [a.state for r in opened for a in applications.of_requisition(tx, r.id)]


def test_a_bare_command_opens_a_menu_whose_buttons_do_what_verbs_do(office: Office) -> None:
    outcome = office.person().command(HIRING, "/hire")
    menu = office.modal("menu")

    assert outcome.ok
    assert "Open a requisition" in words(menu)
    assert office.press(menu, "run_verb").ok  # the first row of the table: open
    form = office.modal("requisition_form")
    assert form["id"] == menu["id"]  # in the same place: no trigger is spent


def test_a_requisition_is_opened_with_its_job_description_in_one_form(office: Office) -> None:
    office.person().command(HIRING, "/hire open")
    text = "craft in Python is asked for. " * 10

    outcome = office.submit(office.modal("requisition_form"), title="AI Engineer", pasted=text)
    office.work()

    assert outcome.ok
    assert "is open" in words(office.modal("notice"))
    with office.deps.database.read() as tx:
        (opened,) = requisitions.all(tx, "T0PLUMB")
    assert opened.channel == HIRING  # chosen beforehand, where the command was typed
    assert opened.job_document_id


def test_a_second_requisition_of_one_title_is_told_apart_by_its_letter(office: Office) -> None:
    office.requisition(title="AI engineer")
    office.person().command(HIRING, "/hire open")

    assert office.submit(office.modal("requisition_form"), title="AI Engineer").ok

    said = words(office.modal("notice"))
    assert "1 open requisition had this title already (A)" in said
    assert "B-1, B-2" in said


def test_a_cv_becomes_a_living_message_with_levels_to_review(office: Office) -> None:
    office.requisition()

    living = office.read_cv(name="Amara Nwosu")

    assert "Amara" not in words(living)  # blind by default
    assert "Candidate A-1" in words(living)
    assert len(office.thread(living)) == 3  # 8 criteria, 3 a message


def test_agreeing_changing_and_undoing_show_in_the_thread(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    levels = office.thread(living)[0]

    assert office.press(levels, "agree", user_id=INES).ok
    office.wait(lambda: bool(review_kinds(office)))
    assert office.press(levels, "change", user_id=HUGO).ok
    form = office.modal("level_form", HUGO)
    assert office.submit(form, HUGO, level="4", reason="Runs the pager since 2023.").ok
    office.work()

    shown = next(m for m in office.messages() if m["ts"] == levels["ts"])
    assert review_kinds(office) == [ReviewKind.AGREE, ReviewKind.CHANGE]
    assert "Runs the pager since 2023." in words(shown)
    assert office.modals(HUGO) == []  # the form closes
    assert office.press(shown, "undo_review", user_id=INES).ok
    office.wait(lambda: review_kinds(office) == [ReviewKind.CHANGE])


def review_kinds(office: Office) -> list[ReviewKind]:
    with office.deps.database.read() as tx:
        (opened,) = requisitions.all(tx, "T0PLUMB")
        (application,) = applications.of_requisition(tx, opened.id)
        found = reviews.of_application(tx, application.id)
    return [review.kind for review in found if review.undone_at is None]


def test_agreeing_with_a_whole_part_counts_each_criterion_once(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    levels = office.thread(living)[0]

    office.press(levels, "agree_all", user_id=INES)
    office.wait(lambda: len(review_kinds(office)) == 3)
    office.press(levels, "agree_all", user_id=INES)

    assert "already reviewed all" in words(office.told(INES))
    assert len(review_kinds(office)) == 3


def test_a_decision_is_recorded_and_can_be_taken_back(office: Office) -> None:
    office.requisition()
    living = office.read_cv()

    office.press(living, "decide", user_id=HUGO)
    form = office.modal("decision_form", HUGO)
    assert office.submit(form, HUGO, decision="advance", reason="Strong on operations.").ok
    office.work()

    assert states(office) == [ApplicationState.DECIDED]
    assert office.press(office.living(), "reopen", user_id=HUGO).ok
    office.wait(lambda: states(office) == [ApplicationState.READ])


@pytest.mark.parametrize(
    ("entry", "callback", "says"),
    [
        pytest.param("details", "details", "Candidate A-1", id="details"),
        pytest.param("show_name", "details", "Amara Nwosu", id="the name behind the view"),
        pytest.param("forget", "forget_confirm", "cannot be undone", id="asks before removing"),
    ],
)
def test_the_menu_of_a_message_opens_what_it_names(
    office: Office, entry: str, callback: str, says: str
) -> None:
    office.requisition()
    living = office.read_cv(name="Amara Nwosu")
    option = next(
        option["value"]
        for block in living["blocks"]
        for element in block.get("elements", ())
        if isinstance(element, dict) and element.get("action_id") == "more"
        for option in element["options"]
        if option["value"].startswith(f"{entry}:")
    )

    office.press(living, "more", option)

    assert says in words(office.modal(callback))


def test_interview_questions_open_for_those_who_see_the_application(office: Office) -> None:
    office.requisition()
    living = office.read_cv()

    office.press(living, "questions", user_id=INES)

    assert office.modal("questions", INES)["title"]["text"] == "Interview questions"


def test_removing_a_person_asks_twice_and_leaves_a_tombstone(office: Office) -> None:
    office.requisition()
    office.read_cv(name="Amara Nwosu")

    office.person().command(HIRING, "/hire forget a-1")
    choice = office.modal("forget_form")
    option = next(b for b in choice["blocks"] if b["block_id"] == "candidate")
    value = option["element"]["initial_option"]["value"]  # whom alone the words fit
    assert office.submit(choice, candidate=value).ok
    confirm = office.modal("forget_confirm")
    assert "Amara Nwosu" in words(confirm)
    assert office.submit(confirm).ok
    office.work()

    assert "1 application removed" in words(office.modal("notice"))
    assert states(office) == []
    assert "the data was removed" in office.living()["text"]


def test_who_was_added_twice_goes_with_one_form_unless_unticked(office: Office) -> None:
    office.requisition()
    for _ in range(3):
        office.read_cv(name="Amara Nwosu")

    def confirm() -> dict[str, Any]:
        office.person().command(HIRING, "/hire forget amara")
        choice = office.modal("forget_form")
        option = next(b for b in choice["blocks"] if b["block_id"] == "candidate")
        assert office.submit(choice, candidate=option["element"]["options"][0]["value"]).ok
        return office.modal("forget_confirm")

    view = confirm()
    assert "The same file and name" in words(view)
    block = next(b for b in view["blocks"] if b.get("block_id") == "look_alikes")
    ticked = [option["value"] for option in block["element"]["options"]]
    assert office.submit(view, look_alikes=ticked[:1]).ok
    told = words(office.modal("notice"))
    assert "2 applications removed" in told
    assert "1 look-alike kept" in told
    assert len(states(office)) == 1

    for modal in reversed(office.modals()):
        office.person().close(modal["id"])
    assert office.submit(confirm()).ok
    assert "kept" not in words(office.modal("notice"))
    assert states(office) == []


def test_several_files_become_one_run_that_can_be_stopped(office: Office) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire cv")
    files = [{"name": f"cv{n}.txt", "content": CV + str(n).encode()} for n in range(3)]

    assert office.submit(office.modal("candidate_form"), files=files).ok
    assert "3 CVs are in line" in words(office.modal("notice"))
    office._deliver()
    assert office.press(office.living(), "stop_batch").ok
    office.wait(lambda: bool(office.queue.jobs))
    office.work()

    assert ApplicationState.READ not in states(office)


def test_a_reading_that_was_stopped_can_be_begun_again(office: Office) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire cv")
    office.submit(office.modal("candidate_form"), files=[{"name": "cv.txt", "content": CV}])
    office._deliver()

    office.press(office.living(), "stop_application")
    office.wait(lambda: states(office) == [ApplicationState.STOPPED])
    office.work()
    office.press(office.living(), "read_again")
    office.wait(lambda: len(office.queue.jobs) == 2)
    office.work()

    assert states(office) == [ApplicationState.READ]


def test_what_waits_for_a_model_is_read_offline_and_by_the_model_later(office: Office) -> None:
    office.requisition()
    model = ModelEvaluator(ends=[ModelError(ModelOutcome.OUTAGE)])
    office.deps = replace(office.deps, reading=replace(office.deps.reading, evaluator=model))
    office.person().command(HIRING, "/hire cv")
    office.submit(office.modal("candidate_form"), files=[{"name": "cv.txt", "content": CV}])
    with pytest.raises(NotReadyError):
        office.work()
    office.work()
    living = office.living()
    assert "Waiting for the language model" in words(living)

    assert office.press(living, "read_offline").ok
    office.wait(lambda: states(office) == [ApplicationState.READ])
    office.work()
    living = office.living()
    assert "in place of the language model" in words(living)
    assert office.press(living, "read_again").ok
    office.wait(lambda: states(office) == [ApplicationState.WAITING])
    office.work()
    assert f"with {MODEL}" in words(office.living())


def test_what_the_bot_cannot_read_a_person_can_say_they_read(office: Office) -> None:
    office.requisition()
    living = office.read_cv(b"!scanned")

    assert office.press(living, "read_by_person", user_id=INES).ok
    office.wait(lambda: states(office) == [ApplicationState.READ_BY_PERSON])


def test_a_job_description_is_reviewed_from_its_own_command(office: Office) -> None:
    office.requisition()
    office.person(HUGO).command(HIRING, "/hire jd")
    text = "craft in Python is asked for. " * 10

    assert office.submit(office.modal("job_form", HUGO), HUGO, pasted=text).ok
    office.work()

    assert "is in line" in words(office.modal("notice", HUGO))
    assert any("job description" in m["text"] for m in office.messages())


def test_the_shortcut_on_a_message_reads_its_files(office: Office) -> None:
    office.requisition()
    ts = office.person().message(HIRING, "two people", files=[("cv.txt", CV)]).ts

    assert office.person().message_shortcut("read_cv", HIRING, ts or "").ok
    form = office.modal("candidate_form")

    assert "cv.txt" in words(form)
    assert office.submit(form, name="Amara Nwosu").ok
    office.work()
    assert states(office) == [ApplicationState.READ]


def test_the_shortcut_on_a_message_without_files_says_what_to_do(office: Office) -> None:
    ts = office.person().message(HIRING, "no file here").ts

    assert office.person().message_shortcut("read_cv", HIRING, ts or "").ok

    assert "There is no file in this message." in words(office.told())


def test_the_global_shortcut_opens_the_form_for_a_candidate(office: Office) -> None:
    office.requisition()

    assert office.person().shortcut("new_candidate").ok

    assert office.modal("candidate_form")


def test_a_file_shared_in_a_review_channel_is_offered_and_read_only_when_asked(
    office: Office,
) -> None:
    office.requisition()
    office.person().message(HIRING, "", files=[("cv.txt", CV)])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    offer = office.told()
    assert "Shall I read this file" in words(offer)
    assert states(office) == []
    office.press(offer, "read_offered")
    assert office.submit(office.modal("candidate_form")).ok
    office.work()
    assert states(office) == [ApplicationState.READ]

    office.press(offer, "read_offered")  # the offer still stands on their screen
    assert "handed in already" in words(office.told())


def test_an_offer_is_for_the_one_who_shared_the_file(office: Office) -> None:
    office.requisition()
    office.person().message(HIRING, "", files=[("cv.txt", CV)])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    assert office.whispers(HUGO) == []


def test_a_question_in_the_thread_is_answered_there(office: Office) -> None:
    office.requisition()
    living = office.read_cv()

    office.person(INES).message(HIRING, "<@U0PLUM> what is missing?", thread_ts=living["ts"])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    assert "For <@U0INES>" in words(office.messages()[-1])


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_mention_elsewhere_is_answered_to_that_person_alone(
    office: Office, in_thread: bool
) -> None:
    ts = office.person().message(HIRING, "hello").ts if in_thread else None

    office.person().message(HIRING, "<@U0PLUM> why 2 on craft?", thread_ts=ts)

    assert "thread below" in words(office.told())
    assert office.messages() == []


def test_the_bot_says_once_in_a_channel_what_it_does_there(office: Office) -> None:
    assert office.person().invite_bot(QUIET).ok
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    (welcome,) = office.messages(QUIET)
    assert "I read CVs here" in words(welcome)


def test_a_channel_that_invites_the_bot_can_be_chosen_at_once(office: Office) -> None:
    office.person().command(HIRING, "/hire open")
    form = office.modal("requisition_form")
    refused = office.submit(form, title="Data Engineer", channel=QUIET)

    office.person().invite_bot(QUIET)
    office.wait(lambda: office.sandbox.events.unacked == 0)

    assert "Plumbline is not in the channel." in str(refused.error)
    assert office.submit(form, title="Data Engineer", channel=QUIET).ok


def test_removing_the_bot_tells_the_hiring_manager_what_was_kept(office: Office) -> None:
    office.requisition()

    office.person().leave_bot(HIRING)
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    direct = [
        m for c, ms in office.person(HUGO).sees()["messages"].items() if c[0] == "D" for m in ms
    ]
    assert "Plumbline was removed from the channel of AI Engineer." in words(direct[-1])
    assert f"'channel_id': '{HIRING}'" in words(direct[-1])  # it says which one


def test_home_shows_requisitions_and_its_buttons_work(office: Office) -> None:
    opened = office.requisition()
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)
    home = office.person().sees()["home"]

    assert "AI Engineer" in words(home)
    office.press(home, "add_candidate")
    office.person().close(office.modal("candidate_form")["id"])
    office.press(home, "add_job")
    office.person().close(office.modal("job_form")["id"])
    office.press(home, "more_requisition", f"edit_requisition:{opened.id}")
    assert office.submit(office.modal("requisition_form"), title="ML Engineer").ok
    office.wait(lambda: office.only(opened.id).title == "ML Engineer")


def test_what_is_closed_from_home_stands_there_as_closed_and_is_opened_again(
    office: Office,
) -> None:
    opened = office.requisition()
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)

    office.press(office.person().sees()["home"], "close_requisition")
    office.wait(lambda: " (closed) in " in words(office.person().sees()["home"]))
    assert office.only(opened.id).closed_at is not None

    office.press(office.person().sees()["home"], "reopen_requisition")
    office.wait(lambda: " (closed) in " not in words(office.person().sees()["home"]))
    assert office.only(opened.id).closed_at is None


def test_refreshing_home_shows_what_came_since(office: Office) -> None:
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)
    office.requisition()

    office.press(office.person().sees()["home"], "refresh_home")

    office.wait(lambda: "AI Engineer" in words(office.person().sees()["home"]))


def test_choosing_another_rubric_changes_the_open_view(office: Office) -> None:
    office.person().command(HIRING, "/hire rubric")
    view = office.modal("rubric")

    office.press(view, "choose_rubric", "short")

    office.wait(lambda: "Short" in words(office.modals()[-1]))


def test_a_rubric_is_never_looked_up_by_a_path(office: Office) -> None:
    office.person().command(HIRING, "/hire rubric ../../secret.yml")

    assert "There is no such rubric." in words(office.modal("notice"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/hire help", "What you can type"),
        ("/hire status", "AI Engineer"),
        ("/hire staus", "Did you mean `/hire status`?"),
        ("/hire resume", "Did you mean `/hire cv`?"),
        ("/hire “help”", "What you can type"),
    ],
)
def test_a_line_is_answered_to_the_one_who_typed_it(office: Office, line: str, says: str) -> None:
    office.requisition()

    assert office.person().command(HIRING, line).ok

    told = office.told()
    assert says in told["text"] + words(told)
    assert office.whispers(HUGO) == []


def test_a_name_after_cv_is_filled_in(office: Office) -> None:
    office.requisition()

    office.person().command(HIRING, "/hire cv  Amara   Nwosu")

    form = office.modal("candidate_form")
    name = next(b for b in form["blocks"] if b.get("block_id") == "name")
    assert name["element"]["initial_value"] == "Amara Nwosu"


def test_a_guest_is_refused_everywhere_with_who_can_help(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    channel = office.sandbox.workspace.channels[HIRING]
    with office.sandbox.workspace.lock:
        channel.members.add(GITA)

    levels = office.thread(living)[0]
    office.press(levels, "agree", user_id=GITA)
    assert "You may not agree with or change these levels." in words(office.told(GITA))
    office.person(GITA).command(HIRING, "/hire cv")
    assert "You may not add a candidate here." in words(office.modal("notice", GITA))
    office.person(GITA).command(HIRING, "/hire help")
    assert "You may not use Plumbline here." in words(office.told(GITA))


def test_a_member_outside_the_channel_sees_no_verb_they_may_not_use(office: Office) -> None:
    office.requisition()

    office.person(TOMA).command(GENERAL, "/hire help")

    told = words(office.told(TOMA))
    assert "/hire rubric" in told
    assert "/hire forget" not in told
    assert "/hire cv" not in told


def test_a_held_message_is_posted_again_by_its_button(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    with office.sandbox.workspace.lock:
        del office.sandbox.workspace.channels[HIRING].messages[living["ts"]]
    levels = office.thread(living)[0]
    office.press(levels, "agree", user_id=INES)
    office.wait(lambda: bool(review_kinds(office)))
    office.work()

    direct = next(c for c in office.person().sees()["messages"] if c.startswith("D"))
    note = office.person().sees()["messages"][direct][-1]
    assert "was deleted in Slack" in words(note)
    office.press(note, "retry_posting")
    office.wait(lambda: "being posted again" in str(office.person().sees()["messages"][direct]))
    office.work()
    assert "Candidate A-1" in words(office.messages()[-1])


def test_a_button_that_opens_a_link_is_acked_and_nothing_else(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)

    outcome = office.press(office.person().sees()["home"], "open_link")

    assert outcome.ok
    assert office.modals() == []
    assert living["ts"]


def test_a_name_typed_after_the_verb_stands_as_typed_and_a_mention_fills_the_account(
    office: Office,
) -> None:
    office.requisition()

    # as Slack sends "Amara <b>&Co @Ines" where a command escapes
    typed = f"/hire cv Amara &lt;b&gt;&amp;Co <@{INES}|ines>"
    office.person().command(HIRING, typed)
    blocks = {block.get("block_id"): block for block in office.modal("candidate_form")["blocks"]}

    assert blocks["name"]["element"]["initial_value"] == "Amara <b>&Co"
    assert blocks["person"]["element"]["initial_user"] == INES
