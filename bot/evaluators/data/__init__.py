"""Word lists and texts that evaluators read, kept as YAML so that people can review them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache  # a dozen files at most, each read once
def load_data(name: str) -> Any:  # noqa: ANN401 - the shape is the file's own
    """Return the content of one data file; treat it as read-only, since it is shared.

    Args:
        name: File name without folder and ending, such as ``verbs``.

    Raises:
        FileNotFoundError: There is no such data file: a mistake in the program.
    """
    text = files(__name__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML was built with it: ten times as fast, the same result."""
