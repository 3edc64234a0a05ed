"""A labelled set to the text of its file."""

from __future__ import annotations

import yaml

from bot.domain.labels import SET_VERSION, LabelledItem, LabelledSet

_WIDTH = 98


def dump_set(labelled: LabelledSet) -> str:
    """Write a labelled set as YAML, which ``load_set`` reads back; lines and path apart."""
    head: dict[str, object] = {
        "dataset": SET_VERSION,
        "title": labelled.title,
        "note": labelled.note,
        "rubric": labelled.rubric,
        "rubric_hash": labelled.rubric_hash,
        "labelled": {"by": labelled.labelled_by, "kind": labelled.kind.value},
        "items": [_item(item) for item in labelled.items],
    }
    return yaml.safe_dump(
        {key: value for key, value in head.items() if value != ""},
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
    )


def _item(item: LabelledItem) -> dict[str, object]:
    known: dict[str, object] = {
        "file": item.file,
        "sha256": item.sha256,
        "language": item.language,
        "name": item.name,
        "city": item.city,
        "school": item.school,
        "levels": item.levels,
        "note": item.note,
    }
    return {key: value for key, value in known.items() if value != ""}
