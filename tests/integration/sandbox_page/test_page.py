"""The page shows a person what they may see, draws every block, and does what they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from bot.sandbox.blockkit import check_message, check_view

from .blocks import FORM, HOME, HOSTILE, RESULT, TABLES, Json, plain
from .browser import drawn
from .server import FixtureServer, serving
from .state import ts

CHANNEL = f"as=U0RHEA&channel=C0HIRING&thread={ts(1)}&drawer=notifications&theme=dark&still=1"


@pytest.fixture(scope="module")
def server() -> Iterator[FixtureServer]:
    with serving() as app:
        yield app


@pytest.fixture(scope="module")
def rhea(server: FixtureServer) -> html.HtmlElement:
    return drawn(f"{server.url}/?{CHANNEL}")


@pytest.fixture(scope="module")
def form(server: FixtureServer) -> html.HtmlElement:
    return drawn(f"{server.url}/?as=U0RHEA&view=home&modal=1&still=1")


@pytest.fixture(scope="module")
def gita(server: FixtureServer) -> html.HtmlElement:
    return drawn(f"{server.url}/?as=U0GITA&channel=C0HIRING&still=1")


@pytest.fixture(scope="module")
def driven() -> dict[str, Any]:
    with serving() as app:
        page = drawn(f"{app.url}/check/drive.html")
    return {line.get("data-name"): json.loads(words(line)) for line in page.xpath("//li")}


def words(element: html.HtmlElement) -> str:
    """All text inside, with single spaces."""
    return " ".join(element.text_content().split())


def all_words(page: html.HtmlElement, path: str) -> list[str]:
    """The text of each element at an XPath."""
    return [words(found) for found in page.xpath(path)]


def having(name: str) -> str:
    """An XPath for elements with a class."""
    return f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def message(page: html.HtmlElement, minute: int) -> html.HtmlElement:
    """A message of the channel pane."""
    return page.xpath(f"//main//article[@data-ts='{ts(minute)}']")[0]


def test_every_block_of_a_message_is_drawn_in_order(rhea: html.HtmlElement) -> None:
    for minute, blocks in ((1, RESULT), (6, TABLES)):
        found = message(rhea, minute).xpath(".//*[@data-block]/@data-block")
        assert found == [block["type"] for block in blocks]
    assert all_words(rhea, having("unknown")) == ["The block “hologram” is not drawn here."]


@pytest.mark.parametrize("blocks", [RESULT, TABLES[:1], TABLES[1:-1]])
def test_the_messages_of_this_test_are_such_as_slack_takes(blocks: list[Json]) -> None:
    assert check_message({"text": "A CV was read", "blocks": blocks}) == []


@pytest.mark.parametrize(("kind", "blocks"), [("modal", FORM), ("home", HOME)])
def test_the_views_of_this_test_are_such_as_slack_takes(kind: str, blocks: list[Json]) -> None:
    view: Json = {"type": kind, "blocks": blocks}
    if kind == "modal":
        view |= {"title": plain("Panel"), "submit": plain("Send")}
    assert check_view(view) == []


def test_outside_text_is_never_markup(rhea: html.HtmlElement) -> None:
    assert rhea.xpath("//script/@src") == ["/page/app.js"]
    assert not rhea.xpath("//*[@id='page']//script | //*[@id='page']//i | //*[@id='page']//b")
    assert not rhea.xpath("//a[starts-with(@href, 'javascript:')]")
    assert HOSTILE in words(message(rhea, 1)), "rich_text shows it as it is written"
    assert HOSTILE in words(message(rhea, 6)), "a table cell shows it as it is written"
    assert "cv <img src=x>.pdf" in words(message(rhea, 0))
    assert "Gita <i>Sørensen</i>" in all_words(rhea, f"{having('person')}//strong")


def test_mrkdwn_becomes_elements(rhea: html.HtmlElement) -> None:
    assert all_words(message(rhea, 0), ".//strong")[1:] == ["next", "cv <img src=x>.pdf"]
    mentions = message(rhea, 7)
    assert all_words(mentions, f".{having('mention')}") == ["@Rhea Lindqvist", "#general", "@here"]
    assert mentions.xpath(".//*[@role='img']/@aria-label") == ["eyes emoji"]
    styled = message(rhea, 8)
    assert all_words(styled, ".//blockquote | .//code | .//s") == ["quoted", "code", "gone"]
    assert "<javascript:alert(1)|no>" in words(styled)


def test_rich_text_keeps_its_structure(rhea: html.HtmlElement) -> None:
    result = message(rhea, 1)
    assert all_words(result, ".//blockquote") == ["cut p95 from 2.1 s to 380 ms"]
    assert all_words(result, ".//ul/li") == ["Models 3", "@Ines Okafor"]
    assert result.xpath(".//ol/@class") == ["indent-1"]
    assert result.xpath(".//ol//a/@href") == ["https://example.com/a"]
    assert result.xpath(".//pre")[0].text_content().splitlines()[0] == "def read(cv):"
    # 1,795,500,000 s after 1970 is 24 November 2026, 06:00 UTC; the day is read in any zone.
    assert "Nov 2026 at" in all_words(result, ".//time")[1]


def test_a_button_for_others_is_not_shown(rhea: html.HtmlElement) -> None:
    shown = message(rhea, 1).xpath(".//button/@data-action")
    assert shown == ["more", "review", "questions", "forget"]


def test_tables_have_headers_that_screen_readers_know(rhea: html.HtmlElement) -> None:
    tables = message(rhea, 6).xpath(".//table")
    assert all_words(tables[0], ".//th[@scope='col']") == ["Criterion", "Level"]
    assert all_words(tables[1], ".//caption") == ["Levels by criterion"]
    # Three rows at two a page: the first page shows two, each named by its first cell.
    assert all_words(tables[1], ".//th[@scope='row']") == ["Impact", "Data"]
    assert "1–2 of 3" in words(message(rhea, 6))


def test_markdown_is_drawn(rhea: html.HtmlElement) -> None:
    block = message(rhea, 6).xpath(".//*[@data-block='markdown']")[0]
    assert all_words(block, ".//h4 | .//li | .//td | .//blockquote") == [
        "What a 4 would show",
        "runs the pager",
        "p95 named",
        "2",
        "14",
        "quoted <b>as text</b>",
    ]


def test_a_picture_from_elsewhere_is_named_but_not_loaded(rhea: html.HtmlElement) -> None:
    block = message(rhea, 6).xpath(".//*[@data-block='image']")[0]
    assert not block.xpath(".//img")
    assert block.xpath(".//*[@role='img']/@aria-label") == ["Levels of four raters, as dots"]


def test_marks_of_a_message_are_shown_and_metadata_is_not(rhea: html.HtmlElement) -> None:
    assert all_words(message(rhea, 1), f".{having('edited')}") == ["(edited)"]
    assert "2 replies" in all_words(message(rhea, 1), f".{having('replies')}")[0]
    assert all_words(message(rhea, 9), f".{having('only-you')}") == ["Only visible to you"]
    download = message(rhea, 0).xpath(f".{having('file-card')}")[0]
    assert download.get("href") == "/sandbox/files/F0CV?as=U0RHEA"
    assert "secret_event" not in html.tostring(rhea, encoding="unicode")


def test_the_thread_is_open_beside_the_channel(rhea: html.HtmlElement) -> None:
    thread = rhea.xpath("//aside[@aria-label='Thread']")[0]
    assert thread.xpath(".//article/@data-ts") == [ts(1), ts(3), ts(4)]
    assert ts(3) not in rhea.xpath("//main//article/@data-ts")


def test_pushes_notices_and_theme_are_shown(rhea: html.HtmlElement) -> None:
    assert all_words(rhea, f"{having('push')}//p") == ["AI Engineer", "A CV"]
    assert all_words(rhea, f"{having('toast')}//p") == ['/hire failed with "operation_timeout"']
    assert all_words(rhea, having("times")) == ["×2"]
    assert rhea.get("data-theme") == "dark"


def test_a_form_has_a_label_for_every_field(form: html.HtmlElement) -> None:
    dialog = form.xpath("//dialog[@data-top]")[0]
    labels = all_words(dialog, f".{having('label')}")
    expected = [
        block["label"]["text"] + (" (optional)" if block.get("optional") else "")
        for block in FORM
        if block["type"] == "input"
    ]
    assert labels == expected
    ids = set(dialog.xpath(".//@id"))
    assert set(dialog.xpath(".//label/@for")) <= ids
    assert set(dialog.xpath(".//*[@role='radiogroup']/@aria-labelledby")) <= ids


def test_each_field_is_of_its_kind(form: html.HtmlElement) -> None:
    dialog = form.xpath("//dialog[@data-top]")[0]
    kinds = dialog.xpath(".//input/@type")
    # Three radio buttons for three options; a select needs no input.
    assert kinds == ["radio"] * 3 + ["email", "number", "date", "time", "checkbox", "file"]
    assert dialog.xpath(".//optgroup/@label") == ["Open", "Paused"]
    assert all_words(dialog, f".{having('chip')}") == [
        "Ines Okafor",
        "Tomás Brandt",
        "Production",
    ]
    public = dialog.xpath(".//*[@data-block='input'][contains(., 'Public channel')]//option")
    assert [words(found) for found in public[1:]] == ["# general"]


def test_problems_stand_where_they_belong(form: html.HtmlElement) -> None:
    dialog = form.xpath("//dialog[@data-top]")[0]
    assert all_words(dialog, f".{having('problem')}") == [
        "We had some trouble connecting. Try again?"
    ]
    area = dialog.xpath(".//textarea")[0]
    assert area.get("aria-invalid") == "true"
    described = area.get("aria-describedby", "").split()
    assert [words(dialog.get_element_by_id(found)) for found in described] == [
        "Say what you saw for this level.",
        "Quote, do not judge.",
    ]


def test_notices_cover_no_form(form: html.HtmlElement) -> None:
    assert len(form.xpath(having("toast"))) == 1
    assert form.xpath(f"//dialog{having('toast')}") == []


def test_modals_stack_over_the_home_tab(form: html.HtmlElement) -> None:
    assert all_words(form, "//dialog//h2") == ["Panel", "Your scorecard"]
    assert "2 scorecards are due today." in words(form.xpath("//main")[0])


def test_a_guest_sees_no_private_channel(gita: html.HtmlElement) -> None:
    assert all_words(gita, having("place-name")) == ["general", "Home", "No messages yet"]
    assert "You cannot see this channel" in words(gita.xpath("//main")[0])
    assert "A-17" not in gita.text_content()


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("typed text stays", True),
        ("shift enter sends nothing", True),
        ("sent text", "ask <@U0INES>"),
        ("completions", "/hire [open | jd | cv]Requisitions"),
        ("command", "/hire cv"),
        ("denied press", 0),
        ("failed press", "The app did not answer in 3 seconds."),
        ("question", "Forget A-17?The CV is erased.KeepForget"),
        ("last row of the sorted table", "Software10"),
        ("thread has the focus", "write-thread"),
        ("command in a thread", "/hire does not work in threads. Use it in the channel."),
        ("focus returns", True),
        ("one stop for tab", 1),
        ("arrow walks", True),
        ("message menu", ["Read this CV", "Delete message"]),
        ("arrow moves", "Delete message"),
        ("refused", ["Requisition", "Production"]),
        ("pasted", [3214, "3,214 of 3,000 characters: 214 too many."]),
        ("refused paste", "Enter at most 3,000 characters."),
        ("nothing sent yet", 0),
        ("escape closes the top", ["V2"]),
        ("address", "?as=U0HUGO&channel=C0HIRING&still=1"),
        ("hugo sees", {"only": False, "button": True}),
        ("fault set", "Too many requestsstruck 0 of 1"),
        (
            "links",
            ["/files/U0RHEA/F1/cv.pdf?as=U0INES", "https://example.org/files/x", None],
        ),
        ("finished", True),
    ],
)
def test_a_person_can(driven: dict[str, Any], seen: str, expected: object) -> None:
    assert driven.get(seen, driven.get("broken")) == expected


def test_notices_repeat_in_one_place_and_go_by_themselves(driven: dict[str, Any]) -> None:
    # "busy" came at 1, 2 and 3 s and "lost" at 8 s; each is shown for 10 s after it came last
    assert driven["notices"] == {
        "at 4 s": [["busy", 3]],
        "at 9 s": [["busy", 3], ["lost", 1]],
        "at 14 s": [["lost", 1]],
        "at 20 s": [],
        "after a reload at 3.5 s": [["lost", 1]],
        "busy closed": [["lost", 1]],
        "busy again at 60 s": [["busy", 1]],
    }


def test_a_press_names_its_place(driven: dict[str, Any]) -> None:
    place = {"message_ts": ts(1), "channel": "C0HIRING"}
    press = {"block_id": "do", "action_id": "forget", "container": place, "value": "none"}
    assert driven["confirmed press"] == press
    assert driven["shortcuts"] == [
        ["shortcut", "new_candidate", None],
        ["message_shortcut", "read_cv", ts(0)],
    ]


def test_a_form_sends_what_was_typed_chosen_and_picked(driven: dict[str, Any]) -> None:
    sent = driven["submitted"]
    values = {block: next(iter(fields.values())) for block, fields in sent["values"].items()}
    assert sent["view_id"] == "V2"
    assert {name: value for name, value in values.items() if value is not None} == {
        "requisition": "r2",
        "level": "4",
        "seen": "ran the pager",
        "day": "2026-11-24",
        "hour": "09:30",
        "panel": ["U0INES", "U0TOMA"],
        "lead": "U0HUGO",
        "focus": ["p"],
        # base64 of %PDF-1.7
        "cv": [{"name": "cv.pdf", "base64": "JVBERi0xLjc="}],
    }
