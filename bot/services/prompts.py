"""Show and compare the prompts that a language model is asked with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from bot.domain.prompt import PromptVersion, tokens
from bot.services.deps import Deps


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A prompt, and what a model gets to see of it."""

    prompt: PromptVersion
    filled: str | None
    """The instructions as they are sent for a rubric; None when no rubric was named."""
    tokens: int
    """Estimate of the instructions: those that are sent, or the text with its slots."""
    schema_tokens: int
    """Estimate of the form of the answer, which is sent beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptComparison:
    """What differs between two versions of a prompt."""

    old: PromptVersion
    new: PromptVersion
    text: tuple[str, ...]
    """Lines of a unified diff, without line ends; empty when the texts are the same."""
    schema: tuple[str, ...]
    """The same of the schemas."""
    tokens: int
    """How many more the new text has, by estimate; slots are not filled."""


def catalogue(deps: Deps) -> Iterator[PromptVersion]:
    """List all versions of all prompts, by name and from old to new."""
    for name in deps.prompts.names():
        for version in deps.prompts.versions(name):
            yield deps.prompts.load(name, version)


def show(name: str, version: str, rubric: str | None, deps: Deps) -> Shown:
    """Load a prompt, and fill it in.

    Args:
        name: Such as ``read_cv``.
        version: A number, or a path to a person's own file; "" for the newest.
        rubric: Name or path of the rubric that it is filled in for; None for none.
        deps: What to load with.

    Raises:
        NotFoundError: There is no such prompt, version, file or rubric.
        UsageError: The file cannot be used, or the prompt is not about a rubric.
        RubricError: The rubric cannot be used.
    """
    prompt = deps.prompts.load(name, version)
    filled = None if rubric is None else deps.prompts.filled(prompt, deps.rubrics.load(rubric))
    return Shown(
        prompt=prompt,
        filled=filled,
        tokens=tokens(prompt.text if filled is None else filled),
        schema_tokens=tokens(prompt.schema),
    )


def compare(name: str, old: str, new: str, deps: Deps) -> PromptComparison:
    """Say what differs between two versions of a prompt.

    Args:
        name: Such as ``read_cv``.
        old: A number, or a path to a person's own file.
        new: The same.
        deps: What to load with.

    Raises:
        NotFoundError: There is no such prompt, version or file.
        UsageError: A file cannot be used.
    """
    before, after = deps.prompts.load(name, old), deps.prompts.load(name, new)
    titles = f"{name}/{before.version}", f"{name}/{after.version}"
    return PromptComparison(
        old=before,
        new=after,
        text=_diff(before.text, after.text, *titles),
        schema=_diff(before.schema, after.schema, *titles),
        tokens=tokens(after.text) - tokens(before.text),
    )


def _diff(old: str, new: str, old_title: str, new_title: str) -> tuple[str, ...]:
    lines = unified_diff(old.splitlines(), new.splitlines(), old_title, new_title, lineterm="")
    return tuple(lines)
