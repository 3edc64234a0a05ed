"""Prompts with their schemas: read from files, named by version and hash, filled in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.domain.rubric import Rubric
from bot.errors import NotFoundError, UsageError

_FOLDER = "bot.evaluators.llm.prompts"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
MOST_BYTES = 100_000
"""Size of a person's own prompt; the largest of the package has 3,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The unchanging part of a question, and the form of its answer."""

    name: str
    """Such as ``read_cv``."""
    version: str
    """A number for those of the package; the file's name for a person's own."""
    text: str
    """Markdown with ``{{slots}}``."""
    schema: str
    """JSON Schema of the answer, as text; a slot in quotation marks becomes a list."""

    @property
    def hash(self) -> str:
        """Sha256 in hex of text and schema, spacing of the schema apart."""
        schema = json.dumps(json.loads(self.schema), separators=(",", ":"))
        return hashlib.sha256(f"{self.text}\n{schema}".encode()).hexdigest()

    @property
    def id(self) -> str:
        """Name, version and the beginning of the hash, for people and provenance."""
        return f"{self.name}/{self.version} {self.hash[:8]}"

    def instructions(self, slots: Mapping[str, str]) -> str:
        """Return the text with its slots filled; the same slots give the same bytes.

        Args:
            slots: A value for each; one that the text does not have is left out.
        """
        return _SLOT.sub(lambda match: slots[match[1]], self.text)

    def form(self, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return the schema with its slots filled.

        Args:
            lists: Values by slot.
        """
        filled: dict[str, Any] = json.loads(
            re.sub(r'"\{\{(\w+)\}\}"', lambda match: json.dumps(list(lists[match[1]])), self.schema)
        )
        return filled


def names() -> list[str]:
    """Name the prompts of the package, in alphabetical order."""
    return sorted(entry.name for entry in files(_FOLDER).iterdir() if _is_prompt(entry.name))


def versions(name: str) -> list[str]:
    """List the versions of a prompt, oldest first.

    Raises:
        NotFoundError: The package has no such prompt.
    """
    if name not in names():
        raise NotFoundError(f"There is no prompt {name!r}.", f"There are: {', '.join(names())}.")
    folder = files(_FOLDER).joinpath(name)
    found = [entry.name.removesuffix(".md") for entry in folder.iterdir()]
    return sorted((version for version in found if version.isdecimal()), key=int)


@cache  # a handful of files, each read once
def prompt(name: str, version: str = "") -> Prompt:
    """Return a prompt of the package.

    Args:
        name: Such as ``read_cv``.
        version: "" for the newest.

    Raises:
        NotFoundError: There is no such prompt, or no such version of it.
    """
    known = versions(name)
    version = version or known[-1]
    if version not in known:
        raise NotFoundError(
            f"The prompt {name} has no version {version!r}.", f"It has: {', '.join(known)}."
        )
    folder = files(_FOLDER).joinpath(name)
    return Prompt(
        name=name,
        version=version,
        text=folder.joinpath(f"{version}.md").read_text(encoding="utf-8"),
        schema=folder.joinpath(f"{version}.schema.json").read_text(encoding="utf-8"),
    )


def changelog() -> str:
    """Return what changed in the prompts, and why, as Markdown."""
    return files(_FOLDER).joinpath("CHANGELOG.md").read_text(encoding="utf-8")


def note(name: str, version: str) -> str:
    """Return what the changelog says about a version of a prompt of the package, as Markdown."""
    passage = changelog().partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    entry = re.search(
        rf"^### {version} \(\w+\)\n(.*?)(?=^### |\Z)", passage, re.DOTALL | re.MULTILINE
    )
    return entry[1].strip() if entry else ""


def rubric_slots(rubric: Rubric) -> dict[str, str]:
    """Return what a prompt that is about a rubric is filled in with.

    Args:
        rubric: Resolved rubric.
    """
    criteria = (
        "\n".join(
            [
                f"## {criterion.key}: {criterion.title}",
                *(f"{level} {anchor}" for level, anchor in enumerate(criterion.anchors, 1)),
            ]
        )
        for criterion in rubric.criteria
    )
    return {"title": rubric.title, "criteria": "\n\n".join(criteria)}


def filled(text: str, rubric: Rubric) -> str:
    """Return instructions as they are sent for a rubric.

    Args:
        text: Of a prompt.
        rubric: Resolved rubric.

    Raises:
        UsageError: The prompt takes something else than a rubric.
    """
    slots = rubric_slots(rubric)
    others = sorted(set(_SLOT.findall(text)) - slots.keys())
    if others:
        raise UsageError(
            f"The prompt takes its {others[0]} from a document, and not from a rubric.",
            "Leave out --filled.",
        )
    return _SLOT.sub(lambda match: slots[match[1]], text)


def prompt_from_file(name: str, path: Path) -> Prompt:
    """Return a prompt with a person's own text and the newest schema.

    Args:
        name: Of the prompt that it takes the place of.
        path: Markdown with the same slots.

    Raises:
        NotFoundError: There is no such prompt, or no such file.
        UsageError: The file cannot be used.
    """
    own = prompt(name)
    text = _read(path)
    wanted, given = set(_SLOT.findall(own.text)), set(_SLOT.findall(text))
    if wanted != given:
        slots = ", ".join(f"{{{{{slot}}}}}" for slot in sorted(wanted)) or "none"
        raise UsageError(
            f"{path} does not have the slots of the prompt {name}.", f"Use each of: {slots}."
        )
    if _BRACES.search(_SLOT.sub("", text)):
        raise UsageError(
            f"{path} has double braces that are no slot.", "Write a slot as {{name}}, or one brace."
        )
    return Prompt(name=name, version=path.name, text=text, schema=own.schema)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise UsageError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from None
        raise NotFoundError(f"There is no readable file {path}.", "Check its name.") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is too large for a prompt.", f"Keep it under {MOST_BYTES} bytes.")
    if not text.strip():
        raise UsageError(f"{path} is empty.", "Write what the model is to do.")
    return text.replace("\r\n", "\n")


def _is_prompt(name: str) -> bool:
    return "." not in name and not name.startswith("_")
