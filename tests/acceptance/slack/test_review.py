"""Reading, agreeing, changing, asking and deciding, as the hiring team does it in the channel."""

from __future__ import annotations

from tests.acceptance.slack.town import CANARY, HIRING, HUGO, INES, Town, said


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
