"""YAML bytes to plain values that remember their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

MAX_BYTES = 512 * 1024
"""Largest rubric file. Source: eight criteria in full take about 60 KiB; this is eight times it."""
MAX_DEPTH = 16
"""Deepest nesting. Source: the format itself nests seven deep."""
MAX_VALUES = 50_000
"""Most values after aliases are followed. Source: more than MAX_BYTES of real prose can hold."""

Where = tuple[str | int, ...]
"""Steps from the top of a file to a value: mapping keys and list positions."""

# libyaml is about ten times as fast. Where it is not built in, the pure loader gives the same
# values, and refuses a few forms, such as an unquoted `?` before a bracket.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something wrong at a line of a file."""

    line: int
    what: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a YAML file holds."""

    value: object
    """Mappings, lists and str only: a number or `no` stays the text that was typed."""
    lines: Mapping[Where, int]
    """1-based line of every value, by the steps that lead to it."""
    flaws: tuple[Flaw, ...]
    """What is wrong with it as YAML; ``value`` is None when nothing could be read."""

    def line(self, where: Where) -> int:
        """Return the line of a value, or of the nearest thing around it that is there."""
        steps = where
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


class _UnreadableError(Exception):
    def __init__(self, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.flaw = Flaw(line=line, what=what, fix=fix)


def read_tree(data: bytes) -> Tree:
    """Read YAML without trusting it: nothing is constructed, nothing explodes.

    Never raises; whatever is wrong stands in ``flaws``.
    """
    try:
        root = _compose(_decode(data))
        builder = _Builder()
        value = builder.build(root)
    except _UnreadableError as error:
        return Tree(value=None, lines={}, flaws=(error.flaw,))
    return Tree(value=value, lines=builder.lines, flaws=tuple(builder.flaws))


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _UnreadableError(
            1,
            f"The file is larger than {MAX_BYTES // 1024} KiB.",
            "Split it with `extends`, or remove what is not a rubric.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            line, "The file is not UTF-8 text.", "Save it as UTF-8 in your editor."
        ) from error
    if found := _CONTROL.search(text):
        raise _UnreadableError(
            text.count("\n", 0, found.start()) + 1,
            "A control character stands in the text.",
            "Delete it; only tabs inside text and line breaks are allowed.",
        )
    return text


def _compose(text: str) -> yaml.Node:
    try:
        _check_depth(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(text, error) from error
    except yaml.YAMLError as error:
        raise _UnreadableError(
            1, "A character stands in it that YAML does not allow.", "Delete it."
        ) from error
    if not isinstance(root, yaml.MappingNode):
        raise _UnreadableError(
            _line(root) if root else 1,
            "The file is not a mapping of keys to values." if root else "The file is empty.",
            "Begin with `name:`, `title:` and `criteria:`, each on its own line.",
        )
    return root


def _check_depth(text: str) -> None:
    """Walk the events, which takes no recursion, before anything that recurses does."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _too_deep(_line(event))


def _too_deep(line: int) -> _UnreadableError:
    return _UnreadableError(
        line,
        f"Values are nested more than {MAX_DEPTH} deep.",
        "Check the indentation, brackets that are never closed, and aliases.",
    )


def _not_yaml(text: str, error: yaml.MarkedYAMLError) -> _UnreadableError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    typed = lines[line - 1] if line <= len(lines) else ""
    if "\t" in typed[: len(typed) - len(typed.lstrip())]:
        return _UnreadableError(
            line, "The line is indented with a tab.", "Indent with spaces; YAML takes no tabs."
        )
    return _UnreadableError(
        line,
        f"This is not YAML: {error.problem or 'it breaks off'}.",
        "Check the indentation here and above, and quote text that holds `: ` or ` #`.",
    )


def _line(thing: yaml.Node | yaml.Event) -> int:
    return int(thing.start_mark.line) + 1 if thing.start_mark else 1


class _Builder:
    """Turns composed nodes into plain values, and notes lines and flaws on the way."""

    def __init__(self) -> None:
        self.lines: dict[Where, int] = {}
        self.flaws: list[Flaw] = []
        self._count = 0
        self._open: set[int] = set()

    def build(self, node: yaml.Node, where: Where = ()) -> object:
        self._count += 1
        line = _line(node)
        if self._count > MAX_VALUES:
            raise _UnreadableError(
                line, f"The file unfolds into more than {MAX_VALUES} values.", "Remove its aliases."
            )
        if len(where) > MAX_DEPTH:  # aliases nest deeper than what was typed
            raise _too_deep(line)
        if id(node) in self._open:
            raise _UnreadableError(line, "A value contains itself.", "Remove the alias in it.")
        self.lines.setdefault(where, line)
        if node.tag not in _PLAIN_TAGS:
            self._flaw(node, "It carries a YAML tag.", "Remove the word that begins with `!`.")
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self._open.add(id(node))
        value: object
        if isinstance(node, yaml.MappingNode):
            value = dict(self._items(node, where))
        else:
            value = [self.build(item, (*where, i)) for i, item in enumerate(node.value)]
        self._open.discard(id(node))
        return value

    def _items(self, node: yaml.MappingNode, where: Where) -> Iterator[tuple[str, object]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._flaw(key, "A list or mapping stands where a key belongs.", "Use a word.")
            elif key.value in seen:
                self._flaw(
                    key,
                    f"The key {key.value!r} stands here a second time, first on line "
                    f"{seen[key.value]}.",
                    "Keep one of the two; only the first is read.",
                )
            else:
                seen[key.value] = _line(key)
                self.lines[(*where, key.value)] = seen[key.value]
                yield key.value, self.build(value, (*where, key.value))

    def _flaw(self, node: yaml.Node, what: str, fix: str) -> None:
        self.flaws.append(Flaw(line=_line(node), what=what, fix=fix))
