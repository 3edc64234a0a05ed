"""Rubric files, found by name or path, to a resolved Rubric."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.domain.rubric import Rubric, RubricProblem
from bot.errors import NotFoundError, RubricError
from bot.rubric_files.complaints import complaints
from bot.rubric_files.extend import Clash, clashes, extend, repeated_keys, resolve
from bot.rubric_files.models import ExtensionFile, RubricFile
from bot.rubric_files.nodes import MAX_BYTES, Tree, Where, read_tree

ENDINGS = (".yml", ".yaml")
"""How rubric files end; the first is tried first."""
MAX_CHAIN = 8
"""Most files in a chain of ``extends``. Source: deeper chains are no longer reviewable."""
_SHOWN = 5
"""Most problems in one error; the linter shows all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that could be had from one rubric file."""

    path: Path
    tree: Tree
    file: RubricFile | ExtensionFile | None
    """None when its structure is broken."""
    parent: Rubric | None
    """What it extends; None without, or when that cannot be used."""
    rubric: Rubric | None
    """None exactly when there are problems."""
    problems: tuple[RubricProblem, ...]
    """Sorted by line."""


def load_rubric(name_or_path: str, folder: Path) -> Rubric:
    """Load a rubric, with all that it extends.

    Args:
        name_or_path: A name such as ``ai_engineer``, looked up in ``folder``, or the path of a
            file, which ends in .yml or .yaml or holds a separator.
        folder: Where named rubrics are.

    Raises:
        NotFoundError: There is no such rubric.
        RubricError: It cannot be used; names up to five problems with their lines.
    """
    gathered = gather(find(name_or_path, folder), folder)
    if gathered.rubric is None:
        raise _unusable(gathered)
    return gathered.rubric


def find(name_or_path: str, folder: Path, *, beside: Path | None = None) -> Path:
    """Return the path of a rubric file.

    Args:
        name_or_path: See ``load_rubric``.
        folder: Where named rubrics are.
        beside: Folder that a relative path starts from; the working directory by default.

    Raises:
        NotFoundError: There is no such file; says which rubrics there are.
    """
    is_path = name_or_path.endswith(ENDINGS) or os.sep in name_or_path or "/" in name_or_path
    if is_path:
        tries = [(beside or Path()) / name_or_path]
    else:
        tries = [folder / f"{name_or_path}{ending}" for ending in ENDINGS]
    for path in tries:
        if _is_file(path):
            return path
    raise NotFoundError(f"There is no rubric {name_or_path!r}.", _offer(name_or_path, folder))


def names(folder: Path) -> list[str]:
    """Return the names of the rubrics in a folder, sorted; [] when there is no folder."""
    if not folder.is_dir():
        return []
    return sorted({p.stem for p in folder.iterdir() if p.suffix in ENDINGS and p.is_file()})


def gather(path: Path, folder: Path, trail: tuple[Path, ...] = ()) -> Gathered:
    """Read a rubric file and collect everything that is wrong with it.

    Args:
        path: The file.
        folder: Where the named rubrics are that it may extend.
        trail: Files that extend this one, outermost first.
    """
    tree = _read(path)
    found = [
        RubricProblem(path=str(path), line=flaw.line, what=flaw.what, fix=flaw.fix)
        for flaw in tree.flaws
    ]
    file: RubricFile | ExtensionFile | None = None
    parent = rubric = None
    if isinstance(tree.value, dict):
        file, wrong = _structure(tree.value)
        parent, inherited = _parent(file, path, folder, trail)
        wrong += inherited
        if file is not None and not wrong:
            wrong += _clashes(file, parent)
        found += [_problem(path, tree, clash) for clash in wrong]
    if file is not None and not found:
        rubric = _rubric(file, parent)
    return Gathered(
        path=path,
        tree=tree,
        file=file,
        parent=parent,
        rubric=rubric,
        problems=tuple(sorted(found, key=lambda p: (p.line, p.what))),
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long for the file system, or with a NUL in it
        return False


def _offer(name: str, folder: Path) -> str:
    known = names(folder)
    close = difflib.get_close_matches(Path(name).stem, known, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    if known:
        return f"There are: {', '.join(known)}; or give the path of a file."
    return "Give the path of a rubric file."


def _read(path: Path) -> Tree:
    try:
        with path.open("rb") as stream:
            return read_tree(stream.read(MAX_BYTES + 1))
    except OSError as error:
        raise RubricError(
            f"{path} cannot be opened: {error.strerror}.", "Check the path and its permissions."
        ) from error


def _structure(value: dict[str, object]) -> tuple[RubricFile | ExtensionFile | None, list[Clash]]:
    model = ExtensionFile if "extends" in value else RubricFile
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, list(complaints(error, model))


def _parent(
    file: RubricFile | ExtensionFile | None, path: Path, folder: Path, trail: tuple[Path, ...]
) -> tuple[Rubric | None, list[Clash]]:
    if not isinstance(file, ExtensionFile):
        return None, []
    where: Where = ("extends",)
    try:
        base = find(file.extends, folder, beside=path.parent)
        chain = (*trail, path.resolve())
        if base.resolve() in chain:
            return None, [_cycle(where, chain, base)]
        if len(chain) >= MAX_CHAIN:
            what = f"More than {MAX_CHAIN} files extend one another."
            return None, [Clash(where=where, what=what, fix="Write one of them out in full.")]
        gathered = gather(base, folder, chain)
    except (NotFoundError, RubricError) as error:
        return None, [Clash(where=where, what=error.problem, fix=error.fix)]
    if gathered.rubric is None:
        first = gathered.problems[0]
        what = (
            f"{file.extends!r}, which it extends, cannot be used: line {first.line}, {first.what}"
        )
        return None, [Clash(where=where, what=what, fix=f"Lint {base.name} and mend it first.")]
    return gathered.rubric, []


def _cycle(where: Where, chain: tuple[Path, ...], base: Path) -> Clash:
    start = chain.index(base.resolve())
    circle = " > ".join(p.stem for p in (*chain[start:], base))
    return Clash(
        where=where,
        what=f"It extends itself: {circle}.",
        fix="Let one of them stand without `extends`.",
    )


def _clashes(file: RubricFile | ExtensionFile, parent: Rubric | None) -> Iterator[Clash]:
    yield from repeated_keys(file.criteria)
    if isinstance(file, ExtensionFile):
        assert parent is not None
        yield from clashes(parent, file)


def _rubric(file: RubricFile | ExtensionFile, parent: Rubric | None) -> Rubric:
    if isinstance(file, RubricFile):
        return resolve(file)
    assert parent is not None
    return extend(parent, file)


def _problem(path: Path, tree: Tree, clash: Clash) -> RubricProblem:
    line = tree.line(clash.where)
    return RubricProblem(path=str(path), line=line, what=clash.what, fix=clash.fix)


def _unusable(gathered: Gathered) -> RubricError:
    shown = gathered.problems[:_SHOWN]
    said = " ".join(f"Line {p.line}: {p.what}" for p in shown)
    more = len(gathered.problems) - len(shown)
    rest = f" And {more} more." if more else ""
    return RubricError(f"{gathered.path} cannot be used. {said}{rest}", shown[0].fix)
