"""Writes blocks as lines that a person can compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.builders import Json

_MARKS = {"rich_text_quote": "> ", "rich_text_list": "", "rich_text_section": ""}


def outline(blocks: Sequence[Json]) -> str:
    """A line or more for each block: its type, its words, what can be clicked."""
    return "\n".join(line for block in blocks for line in _block(block))


def _block(block: Json) -> Iterator[str]:
    kind = block["type"]
    match kind:
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "actions" | "context":
            words = "  ".join(_element(element) for element in block["elements"])
            yield f"[{kind}] {words}"
        case "input":
            mark = "" if block["optional"] else " *"
            hint = f"  ({block['hint']['text']})" if "hint" in block else ""
            yield f"[input {block['block_id']}] {block['label']['text']}{mark}{hint}"
            yield f"    {_element(block['element'])}"
        case _:
            found = [block["text"], *block.get("fields", ())] if "text" in block else []
            words = " | ".join(text["text"] for text in found)
            side = f"  {_element(block['accessory'])}" if "accessory" in block else ""
            yield f"[{kind}] {words}{side}"


def _rich(element: Json) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for item in element["elements"]:
            yield from (f"  - {line}" for line in _rich(item))
        return
    yield _MARKS[element["type"]] + "".join(_run(run) for run in element["elements"])


def _run(run: Json) -> str:
    match run["type"]:
        case "text":
            mark = {"bold": "*", "italic": "_", "code": "`"}
            around = "".join(mark[style] for style in run.get("style", ()))
            return f"{around}{run['text']}{around[::-1]}"
        case "user":
            return f"@{run['user_id']}"
        case "channel":
            return f"#{run['channel_id']}"
        case _:
            return f"({run['fallback']})"


def _element(element: Json) -> str:
    kind = element["type"]
    if kind == "button":
        more = [element["value"], element.get("style", ""), element.get("url", "")]
        more += element.get("visible_to_user_ids", ())
        more += ["asks first"] if "confirm" in element else []
        told = " ".join(word for word in more if word)
        return f"<{element['text']['text']}: {element['action_id']} {told}>"
    if "text" in element:
        return str(element["text"])
    options = element.get("options", ())
    words = ", ".join(f"{o['text']['text']}={o['value']}" for o in options)
    chosen = element.get("initial_option", {}).get("value", element.get("initial_value", ""))
    return f"<{kind}{f' {words}' if words else ''}{f' chosen {chosen}' if chosen else ''}>"
