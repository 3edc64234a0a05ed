"""The page on Slack says what the code says: verbs, buttons and pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.policy import Action, Relation, Role, Standing, decide
from bot.slack.verbs import VERBS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
HEAD = "| type | what it does | who may |\n|---|---|---|\n"
_PICTURE = re.compile(r'"(?:docs/)?(images/slack/[\w-]+\.png)"')
PICTURES = sorted({*_PICTURE.findall(PAGE + (ROOT / "README.md").read_text(encoding="utf-8"))})


def _who(action: Action) -> str:
    if decide(action, Standing(role=Role.MEMBER)).is_allowed:
        return "members of the workspace"
    wider = {
        Relation.HIRING_MANAGER: "the hiring manager",
        Relation.IN_CHANNEL: "people in the review channel",
    }
    more = [
        words
        for relation, words in wider.items()
        if decide(action, Standing(role=Role.MEMBER, relations=frozenset({relation}))).is_allowed
    ]
    return ", ".join(["recruiters", *more])


def test_the_table_of_verbs_is_that_of_the_code() -> None:
    shown = PAGE.partition("<!-- verbs: begin")[2].partition("-->\n")[2]
    rows = [f"| `/hire {v.usage}` | {v.help} | {_who(v.action)} |\n" for v in VERBS]

    assert shown.partition("<!-- verbs: end -->")[0] == HEAD + "".join(rows)


def test_everything_that_the_page_says_to_press_stands_on_a_screen() -> None:
    sources = [*(ROOT / "bot" / "slack").rglob("*.py"), ROOT / "manifest.yml"]
    said = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    bold = re.finditer(r"\*\*([^*]+)\*\*", PAGE)
    # what begins a line is a topic, and the three dots are Slack's
    pressed = {found[1] for found in bold if PAGE[found.start() - 1] != "\n"} - {"⋯"}

    assert len(pressed) >= 8
    assert {words for words in pressed if words not in said} == set()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there(name: str) -> None:
    assert (ROOT / "docs" / name).is_file()


def test_every_picture_is_shown_light_and_dark_and_all_are_small() -> None:
    drawn = [*(ROOT / "docs" / "images" / "slack").iterdir()]

    assert {f"images/slack/{path.name}" for path in drawn} == set(PICTURES)
    light = {path.name.removesuffix("-light.png") for path in drawn if "-light" in path.name}
    dark = {path.name.removesuffix("-dark.png") for path in drawn if "-dark" in path.name}
    assert light == dark
    assert sum(path.stat().st_size for path in drawn) < 2_500_000
