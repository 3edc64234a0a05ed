"""Where candidate data may not go, who may not see it, and what is said when it is taken away."""

from __future__ import annotations

import pytest

from bot.sandbox.shapes import Json
from tests.acceptance.slack.town import (
    CANARY,
    CV,
    GENERAL,
    GITA,
    HIRING,
    HUGO,
    INES,
    LAUNCH,
    PANEL,
    QUIET,
    RHEA,
    TOMA,
    Town,
    refused,
    said,
    upload,
)

OLD = "C0OLD"


@pytest.mark.parametrize(
    ("channel", "why", "what_to_do"),
    [
        (GENERAL, "The channel is public", "Choose a private channel"),
        (LAUNCH, "shared with another company", "Choose a private channel"),
        (OLD, "The channel is archived.", "Choose another private channel."),
        (QUIET, "Plumbline is not in the channel.", "/invite @Plumbline"),
    ],
)
def test_a_channel_that_is_not_safe_is_refused_at_its_field(
    town: Town, channel: str, why: str, what_to_do: str
) -> None:
    town.type(RHEA, "/hire open")
    town.form(RHEA, "Review channel")
    words = refused(town[RHEA].submit({"Title": "Engineer", "Review channel": channel}))
    assert why in words
    assert what_to_do in words
    town.submit(RHEA, {"Review channel": HIRING})  # what was typed is still there
    town.form(RHEA, "Engineer is open.")


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (GITA, "A guest may not see candidate data"),
        ("U0STRA", "Somebody of another company may not see candidate data"),
        ("U0GONE", "A deactivated account may not see candidate data"),
    ],
)
def test_a_hiring_manager_from_outside_is_refused_with_whom_to_choose(
    town: Town, person: str, why: str
) -> None:
    town.type(RHEA, "/hire open")
    town.form(RHEA, "Hiring manager")
    fields = {"Title": "Engineer", "Review channel": HIRING, "Hiring manager": person}
    words = refused(town[RHEA].submit(fields))
    assert why in words
    assert "Choose a full member of this workspace" in words  # it is the recruiter who reads this


def test_a_colleague_outside_the_channel_and_a_guest_see_nothing_of_it(town: Town) -> None:
    message = town.read_cv(town.open_role(), blind=[])
    for user_id in (TOMA, GITA):
        assert town[user_id].messages(HIRING) == []
        assert town.notes(user_id) == []
        assert not [
            n for n in town.person(user_id).sees()["notifications"] if n["ts"] == message["ts"]
        ]
    assert CANARY in said(message)


def test_a_colleague_who_applies_sees_nothing_though_in_the_channel(town: Town) -> None:
    role = town.open_role(PANEL)
    message = town.read_cv(role, account=INES, text="word " * 60)
    members = town.sandbox.workspace.channels[PANEL].members
    members.add(INES)  # who was not in it when it was shown
    try:
        town.press(INES, "Interview questions", message, channel=PANEL)
        town.form(INES, "You may not")
        before = town[RHEA].messages(PANEL, message["ts"])
        town.person(INES).message(PANEL, "<@U0PLUM> what is missing?", thread_ts=message["ts"])
        town.told(INES, "You may not")
        after = town[RHEA].messages(PANEL, message["ts"])
        assert len([m for m in after if m["user"] == "U0PLUM"]) == len(
            [m for m in before if m["user"] == "U0PLUM"]
        )
    finally:
        members.discard(INES)


def test_a_mention_outside_a_thread_is_told_how_to_ask_and_nobody_else_is(town: Town) -> None:
    for user_id in (GITA, INES):
        assert town.person(user_id).message(GENERAL, "<@U0PLUM> who applied?").ok
    town.told(INES, "I answer in the thread below a candidate's message.")
    assert town.whispers(RHEA) == town.whispers(GITA) == []


def test_a_bot_taken_from_its_channel_says_so_keeps_all_and_comes_back(town: Town) -> None:
    role = town.open_role(PANEL)
    message = town.read_cv(role, text="word " * 60)
    label = said(message).partition("Candidate ")[2].partition("*")[0]
    assert town.person(RHEA).leave_bot(PANEL).ok
    try:
        town.note(
            HUGO, "Plumbline was removed from the channel of", role.title, "Everything is kept"
        )
        town.press(HUGO, "Decide", message, channel=PANEL)
        town.form(HUGO, "Reason")
        town.submit(HUGO, {"Decision": "Put on hold", "Reason": "No evidence either way."})
        held = town.note(RHEA, f"The message about {label}", "is held back", "Everything is kept.")
        assert "Decided" not in said(town.message(f"Candidate {label}", channel=PANEL))
        town.press(RHEA, "Send it to me privately", held, channel=town.direct(RHEA))
        town.note(RHEA, "It stands in its channel as it was before", "press Try again")
    finally:
        assert town.person(RHEA).invite_bot(PANEL).ok
    town.message("I read CVs here against your rubric", role.title, channel=PANEL)
    town.message(f"Candidate {label}", "Decided: put on hold", channel=PANEL)
    assert len(town.notes(RHEA, "is held back")) == 1  # its thread was held with it


def _send_privately(town: Town, held: Json, label: str) -> None:
    """Press the button, and again when its message was being tried in the channel just then."""

    def busy() -> int:
        words = "or on its way"
        told = [m for m in town.whispers(RHEA) if words in said(m)]
        return len(told) + len(town.notes(RHEA, words))

    def is_there() -> bool:
        return bool(town.notes(RHEA, f"Candidate {label}"))

    for _ in range(5):
        before = busy()
        town.press(RHEA, "Send it to me privately", held, channel=town.direct(RHEA))
        town.wait(lambda told=before: is_there() or busy() > told)  # type: ignore[misc]
        if is_there():
            return


def test_a_cv_added_while_the_bot_is_away_is_told_of_once_and_can_be_had_privately(
    town: Town,
) -> None:
    role = town.open_role(PANEL)
    assert town.person(RHEA).leave_bot(PANEL).ok
    try:
        town.note(HUGO, "Plumbline was removed from the channel of", role.title)
        later, private = (town.add_cv(role, text="word " * 60) for _ in range(2))
        town.note(RHEA, f"The message about {later} ", "is held back", "`/invite @Plumbline`")
        held = town.note(RHEA, f"The message about {private} ", "is held back")
        _send_privately(town, held, private)
        alone = town.note(RHEA, f"Candidate {private}", "Every level", "criteria rated")
        town.wait(lambda: len(town[RHEA].messages(town.direct(RHEA), alone["ts"])) == 3)
    finally:
        assert town.person(RHEA).invite_bot(PANEL).ok
    town.message(f"Candidate {later}", "Every level", "criteria rated", channel=PANEL)
    # one for each, in all its states
    assert len(town.notes(RHEA, "is held back", role.title)) == 2
    assert not [m for m in town[RHEA].messages(PANEL) if f"Candidate {private}" in said(m)]


def test_forgetting_empties_the_message_and_removes_the_thread_and_the_list(town: Town) -> None:
    role = town.open_role()
    own = {"name": "Chloe Bergstrom", "files": [upload("chloe_bergstrom.txt")]}
    message = town.read_cv(role, **own, text=None)
    label = said(message).partition("Candidate ")[2].partition("*")[0]
    town.type(RHEA, f"/hire forget {label}")
    town.form(RHEA, "Whose data?")
    town.submit(RHEA, {"Whose data?": label})
    town.form(RHEA, f"Remove the data of {label}", "This cannot be undone.")
    town.submit(RHEA, {})
    town.form(RHEA, "1 application removed.", "What I cannot remove")

    gone = town.message(f"{label}: the data was removed")
    assert gone["ts"] == message["ts"]
    assert "evidenced" not in said(gone)
    town.wait(lambda: town[RHEA].messages(HIRING, message["ts"]) == [])
    town.type(RHEA, f"/hire forget {label}")
    town.form(RHEA, "Nobody was found.")


def test_a_button_about_somebody_who_was_removed_says_so(town: Town) -> None:
    role, own = town.open_role(), {"name": "Ylva Thornquist", "text": CV.replace(CANARY, "Ylva")}
    town.read_cv(role, **own)
    message = town.read_cv(role, **own)
    town.press(RHEA, "Remove this person's data", message)
    town.form(RHEA, "Remove the data of", "Ylva Thornquist", "The same file and name")
    town.submit(RHEA, {})
    town.form(RHEA, "2 applications removed.")
    town.press(INES, "Interview questions", message)
    town.form(INES, "all its data were removed by", "<@U0RHEA>")
