"""Reading, agreeing, changing, asking and deciding, as the hiring team does it in the channel."""

from __future__ import annotations

from tests.acceptance.slack.town import CANARY, HIRING, HUGO, INES, RHEA, Town, refused, said


def test_a_pasted_cv_becomes_one_message_with_its_levels_in_the_thread(town: Town) -> None:
    message = town.read_cv(town.open_role())

    assert "3 of 8 criteria rated" in said(message)
    assert "page 1, line 5" in said(message)
    assert CANARY not in said(message)  # blind unless somebody says otherwise
    cards = [m for m in town[INES].messages(HIRING, message["ts"]) if "part" in m["text"]]
    assert [m["text"].rpartition("part ")[2] for m in cards] == ["1 of 3.", "2 of 3.", "3 of 3."]
    assert message["text"].endswith("the CV was read; levels and quotes are in the thread.")


def test_two_reviewers_stand_side_by_side_and_each_undoes_their_own(town: Town) -> None:
    message = town.read_cv(town.open_role())
    card = town.reply(message, "part 2 of 3")

    town.card(INES, "Agree", card, "Production")
    town.message(f"{message['text'][:19]}", "Reviewed by <@U0INES>: 1 of 8 criteria, none changed")
    town.card(HUGO, "Change", card, "Production")
    form = town.form(HUGO, "Which level does the CV show?")
    assert "4 owned in production" in said(form)
    town.submit(HUGO, {"Which level": "3", "Why?": "No incident is named."})

    both = town.reply(message, "<@U0INES> agrees", "<@U0HUGO> 4 owned in production → 3 delivered")
    assert "No incident is named." in said(both)
    town.message(f"{message['text'][:19]}", "1 of 8 criteria, 1 changed")
    town.press(INES, "Undo", both)
    town.wait(lambda: "<@U0INES> agrees" not in said(town.reply(message, "part 2 of 3")))
    assert "<@U0HUGO>" in said(town.reply(message, "part 2 of 3"))


def test_a_question_in_the_thread_is_answered_from_the_stored_reading(town: Town) -> None:
    message = town.read_cv(town.open_role())

    why = said(town.ask(INES, message, "why 4 on production?"))
    assert "Production and operation is at 4, owned in production" in why
    assert "page 1, line 5" in why
    assert "nothing was read anew or changed" in why
    missing = said(town.ask(HUGO, message, "what is missing?"))
    assert "Nothing in the document says enough for a level on" in missing
    assert "Data workflows" in missing
    assert CANARY not in why + missing


def test_whom_to_hire_is_left_to_people(town: Town) -> None:
    message = town.read_cv(town.open_role())
    answer = said(town.ask(INES, message, "should we hire this person?"))
    assert "decide" in answer
    assert "%" not in answer


def test_questions_for_the_interview_say_what_a_good_answer_holds(town: Town) -> None:
    message = town.read_cv(town.open_role())
    town.press(INES, "Interview questions", message)
    form = said(town.form(INES, "minutes for all"))
    assert "A 2 sounds like" in form
    assert "A 4 sounds like" in form


def test_a_change_needs_a_reason_and_the_form_stays_until_it_has_one(town: Town) -> None:
    message = town.read_cv(town.open_role())
    town.card(INES, "Change", town.reply(message, "part 2 of 3"), "Production")
    town.form(INES, "Which level does the CV show?")
    assert refused(town[INES].submit({"Which level": "2", "Why?": " "}))
    town.submit(INES, {"Why?": "The figures are the team's."})
    town.reply(message, "<@U0INES> 4 owned in production → 2", "The figures are the team's.")


def test_a_decision_is_a_persons_stands_in_the_message_and_can_be_taken_back(town: Town) -> None:
    message = town.read_cv(town.open_role())
    head = f"{message['text'][:19]}"

    town.press(INES, "Decide", message)
    town.form(INES, "You may not", "Ask a recruiter or the hiring manager")
    town.press(HUGO, "Decide", message)
    assert "Plumbline does not propose a decision." in said(town.form(HUGO, "Reason"))
    town.submit(HUGO, {"Decision": "Go on", "Reason": "Ran it for three years."})

    decided = town.message(head, "Decided: go on", "<@U0HUGO>", "Ran it for three years.")
    assert decided["ts"] == message["ts"]
    assert decided["text"].endswith("a decision was recorded.")
    town.press(HUGO, "Take back", decided)
    assert "Decided" not in said(town.message(head, "Decide…"))


def test_a_button_older_than_the_decision_says_what_happened_since(town: Town) -> None:
    message = town.read_cv(town.open_role())
    card = town.reply(message, "part 2 of 3")
    town.press(HUGO, "Decide", message)
    town.form(HUGO, "Reason")
    town.submit(HUGO, {"Decision": "Put on hold", "Reason": "Two more interviews first."})
    town.message(message["text"][:19], "Decided: put on hold")

    town.card(INES, "Agree", card, "Production")
    town.told(INES, "decided", "<@U0HUGO>")


def test_a_double_click_counts_once_and_says_so(town: Town) -> None:
    message = town.read_cv(town.open_role())
    card = town.reply(message, "part 2 of 3")
    town.card(INES, "Agree", card, "Production")
    town.card(INES, "Agree", card, "Production")
    town.told(INES, "You already agreed with the level")
    shown = said(town.reply(message, "<@U0INES> agrees"))
    assert shown.count("<@U0INES> agrees") == 1


def test_a_form_open_in_two_tabs_is_decided_once(town: Town) -> None:
    message = town.read_cv(town.open_role())
    for user_id in (RHEA, HUGO):
        town.press(user_id, "Decide", message)
        town.form(user_id, "Reason")
    town.submit(HUGO, {"Decision": "Go on", "Reason": "Ran it for three years."})
    late = town[RHEA].submit({"Decision": "Close", "Reason": "We have somebody."})
    assert "decided" in refused(late).lower()
    assert "We have somebody." not in said(town.message(message["text"][:19], "Decided: go on"))
