"""Word lists that reading needs, as YAML beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def load_data(name: str) -> Any:  # noqa: ANN401  # as the file has it
    """Read the YAML file of this name in this folder, once a process.

    Args:
        name: File name without ``.yml``, such as ``headings``.

    Raises:
        FileNotFoundError: There is no such data file.
    """
    path = Path(__file__).with_name(f"{name}.yml")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
