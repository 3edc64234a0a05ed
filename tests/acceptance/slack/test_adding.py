"""How a CV comes in: form, file, shortcut and offer, and what its message says meanwhile."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.sandbox.faults import Fault
from tests.acceptance.slack.town import (
    CANARY,
    CV,
    GENERAL,
    HIRING,
    INES,
    RHEA,
    SCAN,
    Town,
    refused,
    said,
    upload,
)


def test_a_file_is_read_in_named_steps_and_then_shows_its_result(town: Town) -> None:
    role = town.open_role()
    town.sandbox.faults.add(Fault(effect="slow", method="download", times=1, seconds=0.3))
    label = town.add_cv(role, files=[upload("amara_nwosu.pdf")], text=None)

    reading = town.message(f"Candidate {label}", "Fetch: now", "Read: next", "Assess: next")
    assert "Stop reading" in said(reading)
    assert reading["text"] == f"{role.title}: candidate {label}, the CV is being read."
    result = town.message(f"Candidate {label}", "Every level", "Decide…")
    assert result["ts"] == reading["ts"]  # one message lives on
    assert "evidenced" in said(result)
    assert "page " in said(result)


def test_blind_view_hides_the_name_until_it_is_shown_to_who_may(town: Town) -> None:
    message = town.read_cv(town.open_role())
    assert "blind view" in said(message)
    assert CANARY not in said(message)

    town.press(RHEA, "Show name", message)
    town.form(RHEA, CANARY, "Only you see this.")
    town.press(INES, "Show name", message)
    assert CANARY not in said(town.form(INES, "You may not see this name.", "Ask a recruiter"))


def test_without_blind_view_the_channel_sees_the_name_and_no_notification_does(
    town: Town,
) -> None:
    role = town.open_role()
    message = town.read_cv(role, blind=[])
    assert f"Candidate: {CANARY}" in said(message)
    assert "Show name" not in said(message)
    pushed = [n for n in town.person(INES).sees()["notifications"] if n["ts"] == message["ts"]]
    assert pushed
    assert CANARY not in message["text"]


def test_a_shared_file_is_offered_to_who_shared_it_and_read_only_when_asked(town: Town) -> None:
    role = town.open_role()
    town.share(RHEA, ("cv.txt", CV.encode()))

    offer = town.told(RHEA, "Shall I read this file", "Nothing is read until you say so.")
    buttons = [e for b in offer["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [button["text"]["text"] for button in buttons] == ["Read this CV"]
    assert town.whispers(INES) == []
    assert not [m for m in town[INES].messages(HIRING) if role.title in said(m)]

    town.press(RHEA, "Read this CV", offer)
    town.form(RHEA, "To be read", "cv.txt")
    town.submit(RHEA, {"Requisition": role.title})
    town.form(RHEA, "is in line")
    town.message(role.title, "Every level")


def test_the_message_menu_reads_the_file_of_any_message(town: Town) -> None:
    role = town.open_role()
    ts = town.share(INES, ("cv.md", CV.encode()), channel=GENERAL)
    assert town.person(RHEA).message_shortcut("read_cv", GENERAL, ts).ok
    town.form(RHEA, "To be read", "cv.md")
    town.submit(RHEA, {"Requisition": role.title, "Candidate's name": CANARY})
    town.form(RHEA, "is in line")
    town.message(role.title, "Every level")


def test_the_message_menu_on_words_alone_says_what_to_do(town: Town) -> None:
    town.open_role()
    sent = town.person(INES).message(HIRING, "Who is next?")
    assert sent.ts
    assert town.person(RHEA).message_shortcut("read_cv", HIRING, sent.ts).ok
    town.told(RHEA, "There is no file in this message.", "/hire cv")


def test_a_reading_can_be_stopped_and_taken_up_again(town: Town) -> None:
    role = town.open_role()
    slow = town.sandbox.faults.add(Fault(effect="slow", method="download", times=1, seconds=0.3))
    label = town.add_cv(role, files=[upload("chloe_bergstrom.txt")], text=None)
    reading = town.message(f"Candidate {label}", "Fetch: now")
    town.press(RHEA, "Stop reading", reading)
    stopped = town.message(f"Candidate {label}", "Stopped before it was read.")
    assert slow.fired == 1
    town.press(RHEA, "Read the CV", stopped)
    assert town.message(f"Candidate {label}", "Every level")["ts"] == reading["ts"]


def test_a_scan_is_said_to_be_one_and_a_person_can_read_it(town: Town) -> None:
    role = town.open_role()
    label = town.add_cv(role, files=[upload(SCAN.name)], text=None)
    scan = town.message(f"Candidate {label}", "That says nothing about the person.")
    assert "cannot be read by a program" in scan["text"]
    assert "%" not in said(scan)
    town.press(INES, "I read it", scan)
    town.message(f"Candidate {label}", "Read by a person", f"<@{INES}>")


def test_a_broken_file_is_said_in_its_message_with_what_to_do(town: Town) -> None:
    role = town.open_role()
    broken = upload("torn.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    label = town.add_cv(role, files=[broken], text=None)
    message = town.message(f"Candidate {label}", "It has no levels and no score.", "Try again")
    assert "torn.pdf" not in said(message)


def test_what_is_no_cv_is_refused_at_its_field_and_the_form_stays(town: Town) -> None:
    role = town.open_role()
    town.type(RHEA, "/hire cv")
    town.form(RHEA, "Candidate's name")
    chosen = {"Requisition": role.title}
    assert "There is no CV yet." in refused(town[RHEA].submit(chosen))
    assert "fewer than 20 words" in refused(town[RHEA].submit(chosen | {"Or paste": "Short."}))
    both: dict[str, object] = {"Or paste": CV, "CV": [upload("chloe_bergstrom.txt")]}
    assert "There is a file and a pasted text." in refused(town[RHEA].submit({**chosen, **both}))
    town.submit(RHEA, {"CV": []})
    town.form(RHEA, "is in line")
    town.message(role.title, "Every level")


def test_the_cv_opens_from_its_details_for_who_may_see_the_file(town: Town) -> None:
    label = town.add_cv(town.open_role(), files=[upload("amara_nwosu.pdf")], text=None)
    town.press(RHEA, "Show name", town.message(f"Candidate {label}", "Every level"))
    form = town.form(RHEA, "Open the CV")

    (address,) = set(re.findall(r"http://[^\"' ]+/files/[^\"' ]+", str(form)))
    with urlopen(f"{address}?as={RHEA}") as answer:
        assert answer.read().startswith(b"%PDF-")
    with pytest.raises(HTTPError, match="404"):  # as in Slack: a form's file is of its sender
        urlopen(f"{address}?as={INES}")
