"""A brain with answers that people prepared for documents it knows, for a demo that makes sense."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.model.brains import Brain
from bot.sandbox.model.honest import honest
from bot.sandbox.model.prompts import Prompt
from bot.sandbox.model.schemas import choices, lists_of_subjects
from bot.sandbox.shapes import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedReply:
    """What a person answered about one document, as a careful model would."""

    found_by: str
    """Words of one of its lines, which stand in no other document."""
    invented: tuple[str, ...]
    """Quotes that stand nowhere in it, on purpose: people are to see what becomes of them."""
    readings: tuple[Json, ...]
    """One for each criterion of the rubric that it was read against, in the answer's own form."""

    @property
    def subjects(self) -> frozenset[str]:
        """Keys of the criteria."""
        return frozenset(reading["criterion"] for reading in self.readings)


def load_replies(folder: Path) -> tuple[PreparedReply, ...]:
    """Load the replies of a folder, in the order of their names.

    Args:
        folder: With JSON files, one for each document.
    """
    loaded = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))
    ]
    return tuple(
        PreparedReply(
            found_by=one["found_by"],
            invented=tuple(one["invented"]),
            readings=tuple(one["readings"]),
        )
        for one in loaded
    )


def prepared(replies: Sequence[PreparedReply]) -> Brain:
    """Return a brain that gives these replies, and reads any other document honestly.

    Args:
        replies: Given to a question about their document and exactly their criteria.
    """

    def answer(prompt: Prompt) -> str:
        asked = _subjects(prompt)
        for reply in replies:
            is_it = any(reply.found_by in line.text for line in prompt.lines)
            if is_it and reply.subjects == asked:
                return json.dumps({"readings": reply.readings}, ensure_ascii=False)
        return honest(prompt)

    return answer


def _subjects(prompt: Prompt) -> frozenset[str]:
    return frozenset(
        str(key)
        for _, item, subject in lists_of_subjects(prompt.schema or {})
        for key in choices(item["properties"][subject])
    )
