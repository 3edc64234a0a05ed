"""What can be typed, and the same without typing: menu, shortcut, App Home and buttons."""

from __future__ import annotations

import pytest

from bot.sandbox.faults import Fault
from tests.acceptance.slack.town import (
    CANARY,
    GENERAL,
    GITA,
    HIRING,
    HUGO,
    INES,
    LAUNCH,
    RHEA,
    TOMA,
    Town,
    said,
)

FOR_RECRUITERS = ("open", "jd", "cv", "forget")
FOR_ALL = ("status", "rubric", "help")


def test_help_lists_to_each_person_what_they_may_type(town: Town) -> None:
    town.open_role()
    town.type(RHEA, "/hire help")
    everything = said(town.told(RHEA, "What you can type"))
    assert all(f"/hire {verb}" in everything for verb in FOR_RECRUITERS + FOR_ALL)

    town.type(INES, "/hire help")
    hers = said(town.told(INES, "What you can type"))
    assert all(f"/hire {verb}" in hers for verb in FOR_ALL)
    assert not any(f"/hire {verb}" in hers for verb in FOR_RECRUITERS)


def test_no_verb_opens_a_menu_whose_buttons_do_what_is_typed(town: Town) -> None:
    town.type(RHEA, "/hire")
    town.form(RHEA, "Open a requisition", "Remove a person's data", "Show what you can type")
    assert town[RHEA].press("Open a requisition").ok
    town.form(RHEA, "Hiring manager", "Review channel")


@pytest.mark.parametrize(
    ("typed", "meant"), [("stauts", "status"), ("resume", "cv"), ("“Rubrik”", "rubric")]
)
def test_an_unknown_verb_suggests_the_nearest_and_repeats_nothing(
    town: Town, typed: str, meant: str
) -> None:
    town.type(RHEA, f"/hire {typed} {CANARY}")
    answer = said(town.told(RHEA, f"Did you mean /hire {meant}?"))
    assert CANARY not in answer


def test_a_word_that_is_near_nothing_gets_the_list_without_a_guess(town: Town) -> None:
    town.type(RHEA, "/hire xyzzy")
    assert "Did you mean" not in said(town.told(RHEA, "I do not know that verb.", "/hire open"))


def test_status_says_how_a_requisition_stands_to_those_in_its_channel(town: Town) -> None:
    role = town.open_role()
    town.type(INES, "/hire status")
    town.told(INES, role.title, "No candidates yet")

    town.type(TOMA, "/hire status", GENERAL)
    told = said(town.told(TOMA, "requisition"))
    assert role.title not in told


def test_a_rubric_is_shown_to_any_colleague_with_every_level(town: Town) -> None:
    town.type(TOMA, "/hire rubric ai_engineer", GENERAL)
    shown = said(town.form(TOMA, "of the weight"))
    assert "1 named" in shown
    assert "4 owned in production" in shown
    assert "What is not evidenced has no level; it is asked about." in shown


def test_a_name_after_cv_stands_in_the_form_and_in_no_channel(town: Town) -> None:
    town.open_role()
    town.type(RHEA, f"/hire cv {CANARY}")
    form = town.form(RHEA, "Candidate's name")
    names = [b["element"].get("initial_value") for b in form["blocks"] if b["type"] == "input"]
    assert CANARY in names


def test_the_global_shortcut_opens_the_form_for_a_candidate(town: Town) -> None:
    town.open_role()
    assert town.person(RHEA).shortcut("new_candidate").ok
    town.form(RHEA, "Candidate's name", "Or paste its text", "Blind view")


def test_home_says_what_is_for_whom(town: Town) -> None:
    role = town.open_role()
    for user_id in (RHEA, HUGO, INES, TOMA, GITA):
        assert town.person(user_id).open_home().ok

    town.home(RHEA, "Waiting for you", role.title, "Open a requisition", "Remove data…")
    hugo = said(town.home(HUGO, role.title, "Add a candidate"))
    assert "Remove data…" not in hugo
    assert "Open a requisition" not in hugo
    ines = said(town.home(INES, "Waiting for you", role.title))  # she is in its channel
    assert "Add a candidate" not in ines
    town.home(TOMA, "Read CVs with evidence", "Show the rubric")  # useful though it is empty
    guest = said(town.home(GITA, "Your account is a guest's"))
    assert role.title not in guest


def test_home_does_by_buttons_what_commands_do(town: Town) -> None:
    role = town.open_role()
    assert town.person(HUGO).open_home().ok
    home = town.home(HUGO, role.title)
    at = next(
        i for i, b in enumerate(home["blocks"]) if said({"blocks": [b]}).startswith(role.title)
    )
    assert "Add a candidate" in said({"blocks": home["blocks"][at + 1 : at + 2]})
    for label, expected in (
        ("Add a candidate", "Candidate's name"),
        ("Review its job description", "Or paste its text"),
        ("Change…", "Hiring manager"),
        ("Show the rubric", "of the weight"),
        ("Show what I can do", "What you can type"),
    ):
        assert town[HUGO].press(label).ok, label
        town.form(HUGO, expected)
        town.close_all(HUGO)


def test_a_form_that_slack_opens_too_late_is_offered_again(town: Town) -> None:
    town.open_role()
    town.sandbox.faults.add(Fault(effect="expire_trigger", method="slash_commands", times=1))
    town.type(RHEA, "/hire cv")
    late = town.told(RHEA, "Slack did not let me open the form in time.")
    assert town[RHEA].press("Try again", late, channel=HIRING).ok
    town.form(RHEA, "Candidate's name")


@pytest.mark.parametrize("verb", [*FOR_RECRUITERS, "status", "rubric"])
def test_a_guest_is_refused_and_told_who_can_help(town: Town, verb: str) -> None:
    town.type(GITA, f"/hire {verb}", GENERAL)
    if verb == "status":
        town.told(GITA, "Guests may not see candidate data.", "Ask a recruiter")
    else:
        town.form(
            GITA, "Guests may not see candidate data.", "Nothing was changed. Ask a recruiter"
        )


@pytest.mark.parametrize("verb", FOR_RECRUITERS)
def test_who_is_no_recruiter_is_told_who_can_do_it(town: Town, verb: str) -> None:
    town.type(INES, f"/hire {verb}")
    town.form(INES, "You may not", "Nothing was changed. Ask a recruiter")


def test_a_channel_shared_with_others_learns_nothing_from_a_command(town: Town) -> None:
    role = town.open_role()
    before = len(town[RHEA].messages(LAUNCH))
    town.type(RHEA, "/hire status", LAUNCH)
    answer = town.told(RHEA, role.title)
    assert answer["is_ephemeral"]
    assert len(town[HUGO].messages(LAUNCH)) == before
