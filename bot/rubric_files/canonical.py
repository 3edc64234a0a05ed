"""The canonical form of a rubric: the same for the same content, however it is written."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict, replace

from bot.domain.rubric import Rubric


def canonical(rubric: Rubric) -> bytes:
    """Return the canonical JSON of a resolved rubric, without its hash.

    In it is all that can change a reading or what a person sees: name, title, version,
    description, sources, buzzwords, samples and every criterion, in their order. Not in it are the
    path, comments, wrapping, the order of keys, and whether it was written in full or with
    ``extends``. Defaults are filled in, text is NFC, whole weights are written as integers, and
    the JSON has sorted keys and no spaces.
    """
    content = asdict(rubric)
    del content["hash"]
    return json.dumps(
        _normal(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8", "backslashreplace")


def with_hash(rubric: Rubric) -> Rubric:
    """Return the rubric with the sha256, in hex, of its canonical form."""
    return replace(rubric, hash=hashlib.sha256(canonical(rubric)).hexdigest())


def _normal(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(_normal(key)): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    return value
