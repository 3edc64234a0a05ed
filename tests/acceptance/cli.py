"""The command line as a person starts it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "bot" / "sample"
CVS = SAMPLE / "cvs"
COMMAND = [sys.executable, "-m", "bot"]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    talk: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command, with these settings on top."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **settings}


def plumbline(*arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT, **settings: str) -> Ran:
    """Run a command to its end; no command may ever show a traceback."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(**settings),
        timeout=60,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.out + ran.talk
    return ran


def check(schema: str, value: dict[str, Any]) -> None:
    """Hold an object against a file of ``docs/schemas``."""
    text = (ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator(json.loads(text)).validate(value)
