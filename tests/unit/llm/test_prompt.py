"""Prompts are files with a version and a hash, and fill in to the same bytes each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import NotFoundError, UsageError
from bot.evaluators.llm.prompt import (
    Prompt,
    changelog,
    names,
    prompt,
    prompt_from_file,
    versions,
)
from bot.sandbox.model.strict_schema import schema_problem

SLOTS = {"title": "AI engineer", "criteria": "## a: A\n1 named"}
SMALL = Prompt(
    name="small",
    version="1",
    text="Read {{this}} and {{that}}, {{this}}.",
    schema='{"type": "object", "properties": {"key": {"type": "string", "enum": "{{keys}}"}}}',
)


def test_slots_are_filled_wherever_they_stand_and_never_twice() -> None:
    filled = SMALL.instructions({"this": "{{that}}", "that": "B", "more": "C"})

    assert filled == "Read {{that}} and B, {{that}}."  # what fills a slot is no slot itself
    with pytest.raises(KeyError):
        SMALL.instructions({"this": "A"})


def test_a_schema_takes_lists_and_stays_json() -> None:
    form = SMALL.form({"keys": ['a"b', "c\\d"]})

    assert form["properties"]["key"] == {"type": "string", "enum": ['a"b', "c\\d"]}


def test_the_hash_goes_with_words_and_meaning_and_not_with_spacing() -> None:
    spaced = replace(SMALL, schema=json.dumps(json.loads(SMALL.schema), indent=8))

    assert spaced.hash == SMALL.hash
    assert replace(SMALL, text=SMALL.text + " ").hash != SMALL.hash
    assert replace(SMALL, schema='{"type": "object"}').hash != SMALL.hash
    assert replace(SMALL, version="2").hash == SMALL.hash
    assert SMALL.id == f"small/1 {SMALL.hash[:8]}"


def test_every_prompt_of_the_package_can_be_sent() -> None:
    assert "read_cv" in names()
    for name in names():
        assert prompt(name).version == versions(name)[-1]
        for version in versions(name):
            one = prompt(name, version)
            slots = {slot: f"words of {slot}" for slot in re.findall(r"{{(\w+)}}", one.text)}
            lists = {slot: ["a", "b"] for slot in re.findall(r'"{{(\w+)}}"', one.schema)}
            first, second = (one.instructions(slots) for _ in range(2))
            form = one.form(lists)

            assert first.encode() == second.encode()
            assert "{{" not in first + json.dumps(form)
            # What the strict wire takes: every property required, no other allowed, and so on.
            assert schema_problem(form) is None


def test_the_order_of_what_is_said_is_evidence_before_judgement() -> None:
    form = prompt("read_cv").form({"keys": ["a"]})

    said = list(form["properties"]["readings"]["items"]["properties"])
    assert said == ["criterion", "quotes", "rationale", "level", "missing"]


def test_the_changelog_names_each_version_with_its_hash() -> None:
    written = changelog()

    for name in names():
        passage = written.partition(f"## {name}\n")[2].partition("\n## ")[0]
        named = re.findall(r"^### (\d+) \((\w{8})\)$", passage, re.MULTILINE)
        known = [(version, prompt(name, version).hash[:8]) for version in versions(name)]
        assert sorted(named) == sorted(known)


def test_what_is_not_there_is_said_with_what_is() -> None:
    with pytest.raises(NotFoundError, match="no prompt 'read_minds'") as unknown:
        prompt("read_minds")
    assert "read_cv" in unknown.value.fix
    with pytest.raises(NotFoundError, match="no version '99'"):
        prompt("read_cv", "99")


def test_a_prompt_of_ones_own_has_the_same_slots_and_a_hash_of_its_own(tmp_path: Path) -> None:
    own = prompt("read_cv")
    file = tmp_path / "mine.md"
    file.write_text("Be strict.\n" + own.text, encoding="utf-8")

    mine = prompt_from_file("read_cv", file)

    assert (mine.name, mine.version, mine.schema) == ("read_cv", "mine.md", own.schema)
    assert mine.hash != own.hash
    assert mine.instructions(SLOTS) == "Be strict.\n" + own.instructions(SLOTS)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"Read {{title}}.", "does not have the slots"),
        (b"Read {{title}}, {{criteria}} and {{more}}.", "does not have the slots"),
        (b"Read {{title}} and {{criteria}}.\xff", "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused(content: bytes, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_bytes(content)

    with pytest.raises(UsageError, match=problem):
        prompt_from_file("read_cv", file)


def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.md"):
        with pytest.raises(NotFoundError, match="no readable file"):
            prompt_from_file("read_cv", path)
