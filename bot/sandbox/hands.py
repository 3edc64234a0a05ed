"""Hands and eyes of a person in the sandbox: they find things by the words on the screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.sandbox.core import Outcome
from bot.sandbox.pressing import Place
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.shapes import Json


class NotOnScreenError(LookupError):
    """What was looked for is not on this person's screen."""


@dataclass(frozen=True, slots=True)
class Hands:
    """One person, who reads labels and presses what they name.

    Args:
        sandbox: Running.
        user_id: Such as U0RHEA.
    """

    sandbox: Sandbox
    user_id: str

    @property
    def modal(self) -> Json:
        """The modal on top.

        Raises:
            NotOnScreenError: None is open.
        """
        modals: list[Json] = self.sandbox.person(self.user_id).sees()["modals"]
        if not modals:
            raise NotOnScreenError("a modal")
        return modals[-1]

    def messages(self, channel: str, thread_ts: str = "") -> list[Json]:
        """List what stands in a channel, or in one of its threads, oldest first."""
        seen = self.sandbox.person(self.user_id).sees()["messages"].get(channel, [])
        if thread_ts:
            return [m for m in seen if m.get("thread_ts") == thread_ts and m["ts"] != thread_ts]
        return [m for m in seen if m.get("thread_ts", m["ts"]) == m["ts"]]

    def submit(self, fields: Mapping[str, object]) -> Outcome:
        """Fill fields of the modal on top, by the beginning of their labels, and submit it.

        Args:
            fields: What to enter by label; the words of an option for menus and buttons.

        Raises:
            NotOnScreenError: There is no modal, or no such field or option.
        """
        modal = self.modal
        values = _filled(modal["blocks"], fields)
        return self.sandbox.person(self.user_id).submit(modal["id"], values)

    def put_away(self) -> None:
        """Close all modals, that on top first."""
        me = self.sandbox.person(self.user_id)
        while modals := me.sees()["modals"]:
            me.close(modals[-1]["id"])

    def press(
        self,
        label: str,
        message: Json | None = None,
        *,
        channel: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> Outcome:
        """Press the button, or choose the option, with these words.

        Args:
            label: Beginning of its words.
            message: Where it stands; None for the modal on top, or Home when none is open.
            channel: Where the message stands.
            fields: What stands in the fields beside it, as in `submit`.

        Raises:
            NotOnScreenError: There is no such button, field or option.
        """
        person = self.sandbox.person(self.user_id)
        seen = person.sees()
        if message is not None:
            place, blocks = Place.message(channel, message["ts"]), message.get("blocks", [])
        elif seen["modals"]:
            place, blocks = Place.view(seen["modals"][-1]["id"]), seen["modals"][-1]["blocks"]
        else:
            place, blocks = Place.home(), (seen["home"] or {}).get("blocks", [])
        block_id, action_id, value = _pressed(blocks, label)
        typed = _filled(blocks, fields or {})
        return person.press(place, block_id, action_id, value, fields=typed)


def words_of(part: object) -> str:
    """Write all that a person can read in a message, view or block, a line per text."""
    return "\n".join(_texts(part))


def printed(part: object, names: Mapping[str, str]) -> str:
    """Write a message as words on paper: no marks, no menus, buttons in square brackets.

    Args:
        part: A message, view or block.
        names: What a person or channel is called, by id; an id without a name stays.
    """
    return words_of(_on_paper(part, names))


_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_MARKS = re.compile(r"(?<!\w)([*_~`])(?=\S)([^\n]*?\S)\1(?!\w)")
"""Words between two marks of mrkdwn, such as ``*bold*``."""


def _on_paper(part: object, names: Mapping[str, str]) -> object:
    if isinstance(part, list):
        return [_on_paper(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    match part.get("type"):
        case "button":
            return {"text": f"[{part['text']['text']}]"}
        case "user":
            return {"text": names.get(part["user_id"], part["user_id"])}
        case "mrkdwn":
            return {"text": _unmarked(part["text"], names)}
    words = {"options", "option_groups"}
    kept = {key: _on_paper(value, names) for key, value in part.items() if key not in words}
    if words & part.keys() and "placeholder" in part:
        kept["placeholder"] = {"text": f"[{part['placeholder']['text']}]"}
    return kept


def _unmarked(text: str, names: Mapping[str, str]) -> str:
    def name(token: re.Match[str]) -> str:
        _, subject, words = token.groups()
        return words or names.get(subject, subject)

    return html.unescape(_MARKS.sub(r"\2", _TOKEN.sub(name, text)))


_IN_ONE_LINE = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict) and part.get("type") in _IN_ONE_LINE:
        yield "".join(_texts(part["elements"]))
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key == "user_id" and part.get("type") == "user":
                yield f"<@{value}>"
            elif key not in ("confirm", "metadata", "private_metadata"):
                yield from _texts(value)


def _filled(blocks: list[Json], fields: Mapping[str, object]) -> Json:
    """Turn what is entered by label into {block_id: {action_id: raw value}}."""
    values: Json = {}
    for label, value in fields.items():
        block = _input(blocks, label)
        element = block["element"]
        values[block["block_id"]] = {element["action_id"]: _entered(element, value)}
    return values


def _input(blocks: list[Json], label: str) -> Json:
    for block in blocks:
        if block["type"] == "input" and block["label"]["text"].startswith(label):
            found: Json = block
            return found
    raise NotOnScreenError(label)


def _entered(element: Json, value: object) -> object:
    """Turn the words of options into their values; what is typed or chosen stays."""
    options = [*element.get("options", [])]
    options += [o for group in element.get("option_groups", []) for o in group["options"]]
    if not options:
        return value
    wanted = value if isinstance(value, list) else [value]
    chosen = [_option(options, str(words)) for words in wanted]
    return chosen if isinstance(value, list) else chosen[0]


def _option(options: list[Json], words: str) -> str:
    for option in options:
        if option["text"]["text"].startswith(words):
            return str(option["value"])
    raise NotOnScreenError(words)


def _pressed(blocks: list[Json], label: str) -> tuple[str, str, object]:
    for block in blocks:
        elements = [*block.get("elements", []), block.get("accessory")]
        for element in elements:
            if not isinstance(element, dict):
                continue
            if element.get("type") == "button" and element["text"]["text"].startswith(label):
                return block["block_id"], element["action_id"], None
            for option in element.get("options", []):
                if option["text"]["text"].startswith(label):
                    return block["block_id"], element["action_id"], option["value"]
    raise NotOnScreenError(label)
