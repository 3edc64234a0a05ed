"""The page for operators says what the settings are, and the example file names real ones."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.app import DRAIN_SECONDS, FINISHED_JOBS_DAYS, INBOX_DAYS
from bot.doctor import SECONDS
from bot.settings import PREFIX, BotSettings, ModelSettings, Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- settings: begin", "<!-- settings: end -->"
HEAD = "| variable | default | what it is |\n|---|---|---|\n"


def _docs(kind: type) -> dict[str, str]:
    """The line below each field."""
    (made,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(made, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(made.body, made.body[1:], strict=False):
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_text:
            assert isinstance(below, ast.Expr)
            assert isinstance(below.value, ast.Constant)
            found[field.target.id] = str(below.value.value)
    return found


def _variable(name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or f"{PREFIX}{name}".upper())


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr) or value in {"", (), None}:
        return ""
    if isinstance(value, Path) and value.is_absolute():
        return f"`{value.name}`"  # beside the package, wherever that is
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _rows() -> Iterator[str]:
    for kind in (BotSettings, Settings, ModelSettings):
        docs = _docs(kind)
        for name, field in kind.model_fields.items():
            choices = ", ".join(str(choice) for choice in get_args(field.annotation))
            what = docs.get(name, f"One of {choices}.").replace("``", "`")
            what = " ".join(what.split())
            yield f"| `{_variable(name, field)}` | {_default(field)} | {what} |\n"


def test_the_table_of_settings_is_that_of_the_code() -> None:
    _, _, rest = PAGE.partition(BEGIN)
    shown = rest.partition("-->\n")[2].partition(END)[0]

    assert shown == HEAD + "".join(_rows())


def test_the_example_file_names_settings_that_exist_with_their_defaults() -> None:
    known = {
        _variable(name, field): _default(field).strip("`")
        for kind in (BotSettings, Settings, ModelSettings)
        for name, field in kind.model_fields.items()
    }
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = [line.removeprefix("# ").partition("=") for line in lines if "=" in line]

    assert {name for name, _, _ in given} <= set(known)
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"} <= {name for name, _, _ in given}
    shown = {name: value for name, _, value in given if known[name]}
    assert shown == {name: known[name] for name in shown}


def test_the_page_names_each_place_where_numbers_stand() -> None:
    assert f"for up to {DRAIN_SECONDS} s" in PAGE
    assert f"fingerprints | {INBOX_DAYS} days" in PAGE
    assert f"database | {FINISHED_JOBS_DAYS} day |" in PAGE
    assert f"each check {SECONDS:g} s" in PAGE
