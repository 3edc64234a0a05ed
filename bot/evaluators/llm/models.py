"""The table of models: the shipped one, extended by a file of the person who runs Plumbline."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.domain.models import ModelFacts, ModelTable
from bot.domain.prices import Price
from bot.errors import SettingsError

VARIABLE = "PLUMBLINE_MODEL_TABLE"
"""Names the file that extends the shipped table."""
MAX_BYTES = 256 * 1024
"""Largest file. Source: a model takes about 200 bytes; this is a thousand of them."""

MAX_DEPTH = 16
"""Deepest nesting. Source: the form itself nests four deep."""

_SHIPPED = files("bot.evaluators.llm").joinpath("data", "models.yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIX = (
    "Correct it, or unset PLUMBLINE_MODEL_TABLE to use the shipped table; it has the form that "
    "docs/scoring.md shows."
)

_WORDS = {
    "model_type": "it is no mapping of keys to values",
    "dict_type": "it is no mapping of keys to values",
    "extra_forbidden": "there is no such key",
    "string_pattern_mismatch": "the name of a model has no spaces",
    "string_type": "a name is text; put it in quotes",
}
"""What pydantic calls otherwise than a person who writes YAML."""

_Money = Annotated[
    Decimal, Field(ge=0, le=100_000, max_digits=12, decimal_places=6, allow_inf_nan=False)
]
_Tier = Annotated[str, Field(min_length=1, max_length=40)]
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
_Factor = Annotated[
    Decimal, Field(ge=0, le=100, max_digits=8, decimal_places=4, allow_inf_nan=False)
]


class _Entry(BaseModel):
    """One model of a file; prices in USD per million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: _Money | None = None
    cached_input: _Money | None = None
    output: _Money | None = None
    tiers: dict[_Tier, _Factor] = {}
    context_tokens: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    shutdown_on: date | None = None
    source: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _prices_are_whole(self) -> "_Entry":
        if (self.input is None) != (self.output is None):
            message = "give both input and output, or neither"
            raise ValueError(message)
        if self.input is None and (self.cached_input is not None or self.tiers):
            message = "cached_input and tiers need input and output"
            raise ValueError(message)
        return self

    def facts(self, name: str) -> ModelFacts:
        """Say the same in the words of the domain; cached input without a price costs as input."""
        price = None
        if self.input is not None and self.output is not None:
            cached = self.input if self.cached_input is None else self.cached_input
            price = Price(
                input=self.input, cached_input=cached, output=self.output, tiers=self.tiers
            )
        return ModelFacts(
            name=name,
            price=price,
            context_tokens=self.context_tokens,
            shutdown_on=self.shutdown_on,
            source=self.source,
        )


class _File(BaseModel):
    """A whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: dict[_Name, _Entry]


def load_models(extension: Path | None = None) -> ModelTable:
    """Read the shipped table, and what a file of the person replaces in it or adds to it.

    Args:
        extension: The file; None for the shipped table alone.

    Raises:
        SettingsError: The file cannot be used; names it, the line and the place in it.
    """
    entries = _entries(_SHIPPED.read_bytes(), "the shipped table of models")
    if extension is not None:
        entries |= _entries(_bytes(extension), str(extension))
    return ModelTable(models={name: entry.facts(name) for name, entry in entries.items()})


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"{VARIABLE} names {file}, which cannot be read ({error.strerror}).",
            f"Name a YAML file with a table of models, or unset {VARIABLE}.",
        ) from None
    if len(data) > MAX_BYTES:
        raise SettingsError(
            f"{file}, named by {VARIABLE}, is larger than {MAX_BYTES // 1024} KiB.",
            "Keep the models in it that you use.",
        )
    return data


def _entries(data: bytes, file: str) -> dict[str, _Entry]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text.", _FIX) from None
    try:
        _check_depth(text, file)
        root = yaml.compose(text, Loader=_LOADER)
        _check_once(root, file, set())
        value = yaml.load(text, Loader=_LOADER)  # noqa: S506  # both are safe loaders
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{file}, line {line}: {error.problem or 'no YAML'}.", _FIX) from None
    except (yaml.YAMLError, ValueError):
        # ValueError: a date or number that looks right and is none, such as 2026-02-30
        raise SettingsError(f"{file} is not YAML that can be used.", _FIX) from None
    try:
        return dict(_File.model_validate(value).models)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"] if step != "[key]") or "the file"
        what = _WORDS.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        line = _line(root, first["loc"])
        raise SettingsError(f"{file}, line {line}, {place}: {what}.", _FIX) from None


def _check_depth(text: str, file: str) -> None:
    """Walk the events, which takes no recursion, before anything that recurses does."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise SettingsError(f"{file}, line {line}: it is nested too deep.", _FIX)


def _check_once(node: Any, file: str, walked: set[int]) -> None:  # noqa: ANN401  # yaml has no types
    """Refuse a key that stands twice in a mapping, of which YAML would take the last."""
    if not isinstance(node, yaml.MappingNode) or id(node) in walked:
        return
    walked.add(id(node))
    seen: set[str] = set()
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                line = key.start_mark.line + 1
                raise SettingsError(f"{file}, line {line}: {key.value} stands here again.", _FIX)
            seen.add(key.value)
        _check_once(value, file, walked)


def _line(root: Any, place: tuple[int | str, ...]) -> int:  # noqa: ANN401  # yaml has no types
    """Find the line of a place, or of the nearest thing around it that is there."""
    node, line = root, 1
    for step in place:
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
