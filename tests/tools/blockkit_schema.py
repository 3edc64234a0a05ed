"""Writes the JSON Schema of Block Kit from Slack's own TypeScript types.

Run it by hand when the types move on: `python -m tests.tools.blockkit_schema`. It needs `npm` and
the network.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "bot" / "sandbox" / "blockkit" / "slack_types.json"
"""The file that this program writes."""

PACKAGES = ("@slack/types@3.2.0", "ts-json-schema-generator@2.4.0", "typescript@5.9.3")
"""What npm installs, pinned so that two runs write the same bytes."""

ENTRY = """\
import type { KnownBlock, MessageMetadata, HomeView, ModalView } from '@slack/types';
export interface Roots {
  block: KnownBlock; home: HomeView; modal: ModalView; metadata: MessageMetadata;
}
"""

LINK = re.compile(r"\{@link\s+\S+\s*([^}]*)\}")
SENTENCE = re.compile(r"(?<=[.!])\s+")
MAXIMUM = re.compile(r"\b(?:max(?:imum)?|limit|up to|(less than))\b\D*(\d[\d,]*)", re.IGNORECASE)
MINIMUM = re.compile(r"\bmin(?:imum)?\b\D*(\d[\d,]*)", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween (\d+) and (\d+)", re.IGNORECASE)

KEYWORDS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "number": ("minimum", "maximum"),
}


def bounds(sentence: str) -> tuple[int | None, int | None]:
    """Reads the least and the greatest number that a sentence allows.

    Args:
        sentence: One sentence of a description, links already removed.

    Returns:
        Both bounds, inclusive; None where the sentence names none.
    """
    if between := BETWEEN.search(sentence):
        return int(between[1]), int(between[2])
    least, greatest = MINIMUM.search(sentence), MAXIMUM.search(sentence)
    most = None if greatest is None else int(greatest[2].replace(",", "")) - bool(greatest[1])
    return (None if least is None else int(least[1].replace(",", ""))), most


def with_limits(schema: dict[str, Any]) -> dict[str, Any]:
    """Turns the limits in one description into keywords, and drops the description.

    Args:
        schema: One property of the generated schema; a `$ref` or `anyOf` stands for a text object.

    Returns:
        The same schema with `minLength`, `maxItems` and so on; the text of a text object is bounded
        by an `allOf`, since draft-07 ignores what stands beside a `$ref`.
    """
    lifted = {key: value for key, value in schema.items() if key != "description"}
    prose = " ".join(LINK.sub(r"\1", schema.get("description", "")).split())
    for sentence in SENTENCE.split(prose):
        least, most = bounds(sentence)
        if least is None and most is None:
            continue
        kind = lifted.get("type", "text object")
        if kind in ("object", "boolean"):
            continue
        if kind == "array" and "Each row" in sentence:
            lifted["items"] = _bounded(lifted["items"], "array", least, most)
        elif kind == "array" and "characters" in sentence:
            lifted["items"] = _with_text(lifted["items"], least, most)
        elif kind in KEYWORDS:
            lifted = _bounded(lifted, kind, least, most)
        else:
            lifted = _with_text(lifted, least, most)
    return lifted


def lift(node: Any) -> Any:
    """Lifts the limits of a whole schema, innermost first.

    Args:
        node: Any part of the generated schema.

    Returns:
        The part without descriptions, with limits as keywords.
    """
    if isinstance(node, list):
        return [lift(item) for item in node]
    if not isinstance(node, dict):
        return node
    described = node.get("description")
    inner = {
        key: {name: lift(value) for name, value in item.items()}
        if key == "properties"
        else lift(item)
        for key, item in node.items()
    }
    return with_limits(inner) if isinstance(described, str) else inner


def count_limits(node: Any) -> int:
    """Counts the bounds in a schema.

    Args:
        node: Any part of a schema.

    Returns:
        How many keywords with a bound it holds.
    """
    if isinstance(node, list):
        return sum(map(count_limits, node))
    if not isinstance(node, dict):
        return 0
    words = {word for pair in KEYWORDS.values() for word in pair}
    return sum(1 if key in words else count_limits(item) for key, item in node.items())


def main() -> None:
    """Installs the types in a temporary folder and writes the schema."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "entry.ts").write_text(ENTRY)
        (folder / "package.json").write_text("{}")
        _run(folder, "npm", "install", "--ignore-scripts", *PACKAGES)
        options = ["--expose", "all", "--no-type-check", "--no-ref-encode"]
        generator = "node_modules/.bin/ts-json-schema-generator"
        _run(folder, generator, "--path", "entry.ts", "--type", "Roots", *options, "-o", "out.json")
        definitions = json.loads((folder / "out.json").read_text())["definitions"]
        licence = (folder / "node_modules/@slack/types/LICENSE").read_text()
    TARGET.write_text(json.dumps(_document(definitions, licence), indent=1) + "\n")


def _document(definitions: dict[str, Any], licence: str) -> dict[str, Any]:
    # The generic Block would let any unknown type pass.
    known = {key: value for key, value in definitions.items() if key not in ("Block", "Roots")}
    known["AnyBlock"] = {"$ref": "#/definitions/KnownBlock"}
    lifted = lift(known)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": " ".join(
            [
                f"Generated by tests/tools/blockkit_schema.py from npm {PACKAGES[0]}; do not edit.",
                f"{len(lifted)} definitions, {count_limits(lifted)} limits lifted from the prose.",
            ]
        ),
        "license": licence.strip(),
        "definitions": lifted,
    }


def _bounded(
    schema: dict[str, Any], kind: str, least: int | None, most: int | None
) -> dict[str, Any]:
    low, high = KEYWORDS[kind]
    found = {low: least, high: most}
    return schema | {key: value for key, value in found.items() if value is not None}


def _with_text(schema: dict[str, Any], least: int | None, most: int | None) -> dict[str, Any]:
    text = _bounded({}, "string", least, most)
    return {"allOf": [schema, {"properties": {"text": text}}]}


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=300)


if __name__ == "__main__":
    main()
