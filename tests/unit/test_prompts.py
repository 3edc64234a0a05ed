"""Prompts as people look at them: listed, filled in, compared, and their own ones refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from bot.adapters import PromptFiles
from bot.cli.prompt_sheet import catalogue_sheet, diff_sheet, prompt_sheet
from bot.cli.terminal import Screen
from bot.domain.prompt import tokens
from bot.errors import BotError, NotFoundError, UsageError
from bot.evaluators.llm import prompt as files
from bot.evaluators.llm.prompt import MOST_BYTES, Prompt
from bot.services import prompts
from tests.unit.cli_fakes import make_deps

NAMES = ["match_requirements", "read_cv", "read_job"]
OWN = "Read {{title}} strictly.\n\n{{criteria}}\n"


def shown(body: RenderableType, *, colours: bool = False) -> str:
    out = Console(
        file=io.StringIO(),
        width=100,
        force_terminal=colours,
        color_system="standard" if colours else None,
    )
    Screen(out=out, talk=out).show(body)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_every_version_is_listed_with_its_hash_and_a_sentence() -> None:
    listed = list(prompts.catalogue(make_deps()))

    text = shown(catalogue_sheet(listed))

    assert [each.name for each in listed] == NAMES
    assert all(each.note.startswith("The first: ") for each in listed)
    for each in listed:
        assert f"{each.name}/{each.version}" in text
        assert each.hash[:8] in text
    assert "one question reads a whole CV\n" in text


def test_a_prompt_is_shown_with_its_slots_or_filled_in_for_a_rubric() -> None:
    plain = prompts.show("read_cv", "", None, make_deps())
    sent = prompts.show("read_cv", "1", "small", make_deps())

    assert "{{criteria}}" in shown(prompt_sheet(plain))
    text = shown(prompt_sheet(sent))
    assert "# Rubric: Small" in text
    assert "## craft: Craft" in text
    assert "4 owned" in text
    assert "{{criteria}}" not in text
    assert '"criterion": {"type"' in text
    assert sent.tokens == tokens(sent.filled or "") != plain.tokens
    assert plain.prompt.hash in text
    assert f"about {sent.tokens:,} tokens, and {sent.schema_tokens} for the form" in text


def test_the_instructions_that_are_shown_are_those_that_are_sent() -> None:
    deps = make_deps()
    rubric = deps.rubrics.load("small")

    filled = prompts.show("read_cv", "", "small", deps).filled

    assert filled == files.prompt("read_cv").instructions(files.rubric_slots(rubric))
    assert prompts.show("read_job", "", "small", deps).filled == files.prompt("read_job").text
    with pytest.raises(UsageError, match="takes its requirements from a document"):
        prompts.show("match_requirements", "", "small", deps)


def test_two_versions_are_compared_line_by_line_and_in_tokens(tmp_path: Path) -> None:
    own = tmp_path / "mine.md"
    text = files.prompt("read_cv").text
    own.write_text(text.replace("Do not guess what is likely.", "Guess."), encoding="utf-8")
    deps = make_deps()

    comparison = prompts.compare("read_cv", "1", str(own), deps)

    # 28 characters became 6, a quarter of a token each.
    assert comparison.tokens == tokens(own.read_text(encoding="utf-8")) - tokens(text)
    assert comparison.tokens in {-5, -6}
    assert comparison.schema == ()
    assert comparison.text[:2] == ("--- read_cv/1", "+++ read_cv/mine.md")
    changed = [line[0] for line in comparison.text if line[0] in "+-"]
    assert changed == ["-", "+", "-", "+"]
    sheet = shown(diff_sheet(comparison), colours=True)
    assert "\x1b[32m+What counts" in sheet
    assert "\x1b[31m-What counts" in sheet
    assert f"about {comparison.tokens:+d} tokens" in sheet
    same = shown(diff_sheet(prompts.compare("read_cv", "1", "1", deps)))
    assert "They say the same." in same


def test_a_schema_that_differs_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    first = files.prompt("read_job")
    second = Prompt(name="read_job", version="2", text=first.text, schema='{"type": "object"}')
    monkeypatch.setattr(files, "prompt", lambda _, version="": second if version == "2" else first)

    sheet = shown(diff_sheet(prompts.compare("read_job", "1", "2", make_deps())))

    assert "Form of the answer" in sheet
    assert '+{"type": "object"}' in sheet
    assert "Text\n" not in sheet


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"Read {{title}}.", "does not have the slots"),
        (b"Read {{ title }} and {{criteria}}.", "does not have the slots"),
        (b"Read {title} and {{criteria}}.", "does not have the slots"),
        (b"{{title}} {{criteria}} {{more}}", "does not have the slots"),
        (b"{{title}} {{criteria}} {{", "double braces that are no slot"),
        (b"{{title}} {{criteria}} {{{{x}", "double braces that are no slot"),
        (b"{{title}} {{criteria}} }}", "double braces that are no slot"),
        (b"{{title}} {{criteria}} {{two words}}", "double braces that are no slot"),
        (b"{{title}} {{criteria}}\xff", "is not UTF-8"),
        (b"\xff\xfe{\x00{\x00", "is not UTF-8"),
        (b"{{title}} {{criteria}}" + b" " * MOST_BYTES, "too large"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused(content: bytes, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_bytes(content)

    with pytest.raises(UsageError, match=problem) as error:
        PromptFiles().load("read_cv", str(file))
    assert error.value.fix


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    missing = [
        ("nobody", ""),
        ("../read_cv", ""),
        ("__init__", ""),
        ("CHANGELOG", "1"),
        ("read_cv", "0"),
        ("read_cv", "99"),
        ("read_cv", "\u0661"),  # a digit of another script
        ("read_cv", str(tmp_path / "none.md")),
        ("read_cv", str(tmp_path)),
        ("read_cv", "a\0b.md"),
        ("read_cv", "-1"),
    ]
    for name, version in missing:
        with pytest.raises(NotFoundError) as error:
            PromptFiles().load(name, version)
        assert error.value.fix
    with pytest.raises(NotFoundError, match="no prompt"):
        PromptFiles().versions("nobody")


def test_braces_line_ends_and_marks_of_other_editors_are_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode() + b"Use {one} brace.")

    own = PromptFiles().load("read_cv", str(file))

    assert own.text == OWN + "Use {one} brace."
    assert (own.version, own.note) == ("mine.md", "")
    sheet = shown(prompt_sheet(prompts.show("read_cv", str(file), "small", make_deps())))
    assert "Read Small strictly." in sheet
    assert "What changed" not in sheet


def test_nothing_of_a_file_acts_on_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "mine\x1b[31m.md"
    file.write_text(OWN + "\x1b[2Jcleared [bold]x[/bold]\u202e", encoding="utf-8")

    looked_at = prompts.show("read_cv", str(file), None, make_deps())

    sheet = shown(prompt_sheet(looked_at))
    assert "\x1b" not in sheet
    assert "\u202e" not in sheet
    assert "[bold]x[/bold]" in sheet


def test_errors_are_those_of_the_house() -> None:
    with pytest.raises(BotError, match="no rubric"):
        prompts.show("read_cv", "", "nobody", make_deps())
