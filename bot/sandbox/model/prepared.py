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
    about: str
    """Words of the question that it answers; "" where the document and the form tell enough."""
    invented: tuple[str, ...]
    """Quotes that stand nowhere in it, on purpose: people are to see what becomes of them."""
    answer: Json
    """In the form that is asked for: one list, of what is found or of one item a subject."""

    @property
    def items(self) -> list[Json]:
        """What the answer lists."""
        return [item for items in self.answer.values() for item in items]

    @property
    def form(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names of its lists, and the subjects of their items."""
        named = (item.get("criterion") or item.get("requirement") for item in self.items)
        return frozenset(self.answer), frozenset(name for name in named if name)


def load_replies(folder: Path) -> tuple[PreparedReply, ...]:
    """Load the replies of a folder, in the order of their names.

    Args:
        folder: With JSON files, one for each document and question, some in folders of their own.
    """
    files = sorted(folder.rglob("*.json"))
    loaded = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return tuple(
        PreparedReply(
            found_by=one["found_by"],
            about=one["about"],
            invented=tuple(one["invented"]),
            answer=one["answer"],
        )
        for one in loaded
    )


def prepared(replies: Sequence[PreparedReply]) -> Brain:
    """Return a brain that gives these replies, and reads any other document honestly.

    Args:
        replies: Given to a question about their document, in exactly their form.
    """

    def answer(prompt: Prompt) -> str:
        for reply in replies:
            is_of_it = any(reply.found_by in line.text for line in prompt.lines)
            if is_of_it and reply.about in prompt.instructions and reply.form == _form(prompt):
                return json.dumps(reply.answer, ensure_ascii=False)
        return honest(prompt)

    return answer


def _form(prompt: Prompt) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the lists that are asked for, and who each item is about."""
    schema = prompt.schema or {}
    subjects = frozenset(
        str(key)
        for _, item, subject in lists_of_subjects(schema)
        for key in choices(item["properties"][subject])
    )
    return frozenset(schema.get("properties", {})), subjects
