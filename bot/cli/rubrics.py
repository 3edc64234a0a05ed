"""The commands on rubrics: lint, show, diff and schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot.cli.edge import FINE, PROBLEMS
from bot.cli.rubric_sheet import diff_sheet, rubric_sheet
from bot.cli.terminal import open_screen, plain, words
from bot.domain.rubric_change import GivenResult
from bot.domain.words import count
from bot.errors import UsageError
from bot.services import rubrics
from bot.services.deps import Deps

_MAX_BYTES = 256 << 20
"""Largest file of results: about 20,000 objects."""


class _Criterion(BaseModel):
    key: str
    level: int | None


class _Document(BaseModel):
    path: str


class _Rubric(BaseModel):
    hash: str


class _Result(BaseModel):
    document: _Document
    rubric: _Rubric
    criteria: list[_Criterion]


def lint_files(names: Sequence[str], deps: Deps) -> int:
    """Print problems, one on a line; return 1 when there are any."""
    screen = open_screen()
    problems = rubrics.lint(names, deps)
    for problem in problems:
        screen.out.file.write(plain(str(problem)) + "\n")
    checked = count(len(names or rubrics.names(deps)), "rubric")
    screen.talk.print(words(f"{checked} checked, {count(len(problems), 'problem')}."))
    return PROBLEMS if problems else FINE


def show_rubric(name: str | None, deps: Deps) -> int:
    """Print a rubric, or the names of all."""
    screen = open_screen()
    if name is None:
        for known in rubrics.names(deps):
            screen.out.file.write(plain(known) + "\n")
        screen.talk.print(words("Show one with: plumbline rubric show NAME"))
    else:
        screen.show(rubric_sheet(rubrics.show(name, deps)))
    return FINE


def diff_rubrics(old: str, new: str, results: str | None, deps: Deps) -> int:
    """Print what changed, and which given results would change."""
    screen = open_screen()
    given = list(_results(Path(results))) if results is not None else []
    screen.show(diff_sheet(rubrics.compare(old, new, given, deps)))
    return FINE


def print_schema(deps: Deps) -> int:
    """Print the JSON Schema of rubric files."""
    open_screen().out.file.write(rubrics.schema(deps))
    return FINE


def _results(path: Path) -> Iterator[tuple[str, GivenResult]]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is too large for results.", "Split it by lines.")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read as results.", "Give a file that `evaluate --json` wrote."
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _result(path, number, line)


def _result(path: Path, number: int, line: str) -> tuple[str, GivenResult]:
    try:
        result = _Result.model_validate(json.loads(line))
    except (json.JSONDecodeError, ValidationError, RecursionError):
        raise UsageError(
            f"{path}, line {number} is not a result.", "Give a file that `evaluate --json` wrote."
        ) from None
    levels = {criterion.key: criterion.level for criterion in result.criteria}
    return result.rubric.hash, GivenResult(path=result.document.path, levels=levels)
