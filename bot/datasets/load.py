"""The file of a labelled set to its values, or to all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bot.domain.labels import (
    SET_FILE,
    SET_VERSION,
    Label,
    LabelKind,
    LabelledItem,
    LabelledSet,
    SetProblem,
    is_level,
)
from bot.errors import DatasetError, NotFoundError
from bot.rubric_files.nodes import MAX_BYTES, Tree, Where, read_tree

SHOWN = 5
"""Most problems in one error."""

_BEGIN = f"Begin with `dataset: {SET_VERSION}`, `rubric:` and `items:`, each on its own line."
_FIXES = {
    "The file is not a mapping of keys to values.": _BEGIN,
    "The file is empty.": _BEGIN,
    f"The file is larger than {MAX_BYTES // 1024} KiB.": "Make several sets of it.",
}
"""Next steps where those for rubric files would mislead."""
_TOP = ("dataset", "title", "note", "rubric", "rubric_hash", "labelled", "items")
_LABELLED = ("by", "kind")
_ITEM = ("file", "sha256", "language", "name", "city", "school", "levels", "note")
_NONE = frozenset({"null", "~", ""})
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def find_set(path: Path) -> Path:
    """Return the file of a labelled set.

    Args:
        path: The file, or the folder that it is in.

    Raises:
        NotFoundError: There is none.
    """
    file = path / SET_FILE if path.is_dir() else path
    if not file.is_file():
        what = f"no {SET_FILE} in" if path.is_dir() else "no file"
        raise NotFoundError(
            f"There is {what} {path}.",
            f"Name a folder with a {SET_FILE}; docs/evaluation.md says what stands in it.",
        )
    return file


def load_set(path: Path) -> LabelledSet:
    """Load a labelled set; whether its rubric has the criteria is for the caller to see.

    Args:
        path: Its file, or the folder that it is in.

    Raises:
        NotFoundError: There is none.
        DatasetError: It cannot be used; names up to five problems with their lines.
    """
    file = find_set(path)
    try:
        with file.open("rb") as stream:
            tree = read_tree(stream.read(MAX_BYTES + 1))
    except OSError as error:
        problem = f"{file} cannot be opened: {error.strerror}."
        raise DatasetError((problem,), "Check its permissions.") from error
    reading = _Reading(file, tree)
    loaded = reading.set()
    if reading.problems:
        raise unusable(reading.problems)
    return loaded


def unusable(problems: list[SetProblem]) -> DatasetError:
    """Put what is wrong with a set into one error.

    Args:
        problems: At least one.
    """
    ordered = sorted(problems)
    shown = tuple(str(problem) for problem in ordered[:SHOWN])
    more = len(ordered) - SHOWN
    rest = f" {more} more problems are not shown." if more > 0 else ""
    return DatasetError(shown, f"Mend the file, and run it again.{rest}")


@dataclass(slots=True)
class _Reading:
    """A file on its way to a set."""

    file: Path
    tree: Tree
    problems: list[SetProblem] = field(default_factory=list)

    def set(self) -> LabelledSet:
        self.problems += [
            self._problem_at(flaw.line, flaw.what, _FIXES.get(flaw.what, flaw.fix))
            for flaw in self.tree.flaws
        ]
        top = self.tree.value if isinstance(self.tree.value, dict) else {}
        if top:
            self._known((), top, _TOP)
            self._version(top)
        labelled = self._mapping(("labelled",), top.get("labelled", {}))
        self._known(("labelled",), labelled, _LABELLED)
        return LabelledSet(
            path=str(self.file),
            title=self._text(("title",), top),
            note=self._text(("note",), top),
            rubric=self._needed(("rubric",), top, is_asked=bool(top)),
            rubric_hash=self._text(("rubric_hash",), top),
            labelled_by=self._text(("labelled", "by"), labelled),
            kind=self._kind(labelled),
            items=tuple(self._items(top)) if top else (),
        )

    def _version(self, top: dict[str, object]) -> None:
        if top.get("dataset") != str(SET_VERSION):
            self._problem(
                ("dataset",),
                f"`dataset` is not {SET_VERSION}.",
                f"Write `dataset: {SET_VERSION}`, the version of the format that is read.",
            )

    def _kind(self, labelled: dict[str, object]) -> LabelKind:
        given = self._text(("labelled", "kind"), labelled) or LabelKind.READING.value
        if given in set(LabelKind):
            return LabelKind(given)
        self._problem(
            ("labelled", "kind"),
            f"`labelled.kind` is {given!r}.",
            f"Write {' or '.join(kind.value for kind in LabelKind)}.",
        )
        return LabelKind.READING

    def _items(self, top: dict[str, object]) -> Iterator[LabelledItem]:
        items = top.get("items")
        if not isinstance(items, list) or not items:
            self._problem(
                ("items",), "There are no items.", "List at least one document under `items:`."
            )
            return
        seen: dict[str, int] = {}
        for i, value in enumerate(items):
            where = ("items", i)
            fields = self._mapping(where, value)
            if not isinstance(value, dict):
                continue
            item = self._item(where, fields)
            if item.id in seen:
                self._problem(
                    where,
                    f"The document {item.id} stands here a second time, first on line "
                    f"{seen[item.id]}.",
                    "Keep one of the two.",
                )
            elif item.id:
                seen[item.id] = item.line
            yield item

    def _item(self, where: Where, value: dict[str, object]) -> LabelledItem:
        self._known(where, value, _ITEM)
        return LabelledItem(
            file=self._file(where, value),
            sha256=self._hash(where, value),
            language=self._text((*where, "language"), value),
            labels=tuple(self._labels((*where, "levels"), value.get("levels"))),
            name=self._text((*where, "name"), value),
            city=self._text((*where, "city"), value),
            school=self._text((*where, "school"), value),
            note=self._text((*where, "note"), value),
            line=self.tree.line(where),
        )

    def _file(self, where: Where, value: dict[str, object]) -> str:
        file = self._text((*where, "file"), value)
        if bool(file) is bool(value.get("sha256")):
            self._problem(
                where,
                "An item names its document once.",
                "Give `file:`, a path inside the folder, or `sha256:` of a file in it.",
            )
            return ""
        path = PurePosixPath(file)
        if file and (path.is_absolute() or ".." in path.parts):
            fix = "Put the document into the folder, and name it from there."
            self._problem((*where, "file"), f"{file} lies outside the folder of the set.", fix)
        elif file and not (self.file.parent / path).is_file():
            fix = "Check the name, or remove the item."
            self._problem((*where, "file"), f"There is no file {file} in the folder.", fix)
        return file

    def _hash(self, where: Where, value: dict[str, object]) -> str:
        given = self._text((*where, "sha256"), value)
        if given and not _HASH.match(given):
            self._problem(
                (*where, "sha256"),
                "`sha256` is not 64 hex digits.",
                "Write the digest of the document's bytes, such as `sha256sum` prints.",
            )
        return given

    def _labels(self, where: Where, value: object) -> Iterator[Label]:
        levels = {} if value is None else self._mapping(where, value)
        if not levels and (value is None or isinstance(value, dict)):
            self._problem(where, "The item has no levels.", "Give at least one under `levels:`.")
        for key, given in levels.items():
            level = self._level((*where, key), given)
            yield Label(criterion=key, level=level, line=self.tree.line((*where, key)))

    def _level(self, where: Where, given: object) -> int | None:
        if given in _NONE:
            return None
        if isinstance(given, str) and given.isdecimal() and is_level(int(given)):
            return int(given)
        self._problem(
            where,
            f"`{where[-1]}` is {given!r}, which is not on the scale.",
            "Write 1, 2, 3 or 4, or null for not evidenced.",
        )
        return None

    def _needed(self, where: Where, value: dict[str, object], *, is_asked: bool) -> str:
        text = self._text(where, value)
        if is_asked and not text:
            self._problem(
                where, f"`{where[-1]}` is missing.", f"Add `{where[-1]}:` with its name or path."
            )
        return text

    def _text(self, where: Where, value: dict[str, object]) -> str:
        text = value.get(str(where[-1]), "")
        if isinstance(text, str):
            return "" if text in _NONE else text
        self._problem(where, f"`{where[-1]}` is not text.", "Write text there, on one line.")
        return ""

    def _mapping(self, where: Where, value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self._problem(
            where, f"`{_name(where)}` is not a mapping.", "Write `key: value` lines under it."
        )
        return {}

    def _known(self, where: Where, value: dict[str, object], known: tuple[str, ...]) -> None:
        for key in value.keys() - set(known):
            self._problem(
                (*where, key),
                f"`{key}` is not a known key.",
                f"Known here are {', '.join(known)}.",
            )

    def _problem(self, where: Where, what: str, fix: str) -> None:
        self.problems.append(self._problem_at(self.tree.line(where), what, fix))

    def _problem_at(self, line: int, what: str, fix: str) -> SetProblem:
        return SetProblem(path=str(self.file), line=line, what=what, fix=fix)


def _name(where: Where) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in where)
