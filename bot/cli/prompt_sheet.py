"""Prompts, and the difference of two, laid out for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from bot.cli import parts
from bot.cli.terminal import plain, words
from bot.domain.prompt import CHARACTERS_PER_TOKEN, PromptVersion
from bot.domain.words import count
from bot.services.prompts import PromptComparison, Shown

_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
"""By how a line of a diff begins, the longer beginnings first."""


def catalogue_sheet(prompts: Sequence[PromptVersion]) -> RenderableType:
    """Lay out a line for each version: its name, hash, and what it is for."""
    table = parts.grid(20, 8, None)
    for prompt in prompts:
        first = _paragraphs(prompt.note)[0].split(". ")[0].removesuffix(".")
        named = words(f"{prompt.name}/{prompt.version}", "bold")
        table.add_row(named, Text(prompt.hash[:8], style="dim"), words(first))
    return table


def prompt_sheet(shown: Shown) -> RenderableType:
    """Lay out one prompt: its text or what is sent of it, the form of its answer, its note."""
    return Group(*_prompt(shown))


def _prompt(shown: Shown) -> Iterator[RenderableType]:
    prompt = shown.prompt
    yield Rule(words(f"{prompt.name}/{prompt.version}", "bold"), align="left")
    yield parts.indented(Text(f"hash {prompt.hash}", style="dim"))
    yield parts.indented(
        Text(
            f"about {count(shown.tokens, 'token')}, and {shown.schema_tokens} for the form of the "
            f"answer ({CHARACTERS_PER_TOKEN} characters each)",
            style="dim",
        )
    )
    if prompt.note:
        yield parts.section("What changed, and why", *map(words, _paragraphs(prompt.note)))
    if shown.filled is None:
        yield parts.section("Text", *_lines(prompt.text))
    else:
        yield parts.section("Instructions as they are sent", *_lines(shown.filled))
    yield parts.section("Form of the answer", *_lines(prompt.schema))
    yield Text("")


def diff_sheet(comparison: PromptComparison) -> RenderableType:
    """Lay out what differs in text and schema, and in length."""
    return Group(*_diff(comparison))


def _diff(comparison: PromptComparison) -> Iterator[RenderableType]:
    old, new = comparison.old, comparison.new
    yield words(
        f"{old.name}/{old.version} {old.hash[:8]} -> {new.name}/{new.version} {new.hash[:8]}",
        "bold",
    )
    if not comparison.text and not comparison.schema:
        yield Text("They say the same.")
        return
    for title, lines in (("Text", comparison.text), ("Form of the answer", comparison.schema)):
        if lines:
            yield parts.section(title, *(_changed(line) for line in lines))
    yield parts.indented(Text(f"about {comparison.tokens:+d} tokens", style="dim"))


def _changed(line: str) -> Text:
    style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
    return Text(line[:1] + _kept(line[1:]), style=style)


def _paragraphs(markdown: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in markdown.split("\n\n")]


def _lines(text: str) -> list[Text]:
    return [Text(_kept(line)) for line in text.splitlines()]


def _kept(line: str) -> str:
    """Return a line without what a terminal would act on, with the spaces that it begins with."""
    return " " * (len(line) - len(line.lstrip(" "))) + plain(line)
