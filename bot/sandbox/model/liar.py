"""A brain that makes things up: quotes, numbers and levels, none of which the document carries."""

from __future__ import annotations

import hashlib
import re

from bot.sandbox.model.filling import Finding, fill
from bot.sandbox.model.honest import honest_reader
from bot.sandbox.model.prompts import Line, Prompt

BEYOND = 1000
"""Line numbers of inventions are off the page by so much."""
INVENTIONS = (
    "Led a team of 40 engineers at a company with 9 million customers",
    "Cut the cost of inference by 83 % within two months",
    "Kept eleven models in production for six years without an incident",
    "Wrote the evaluation harness that three other companies adopted",
)


def liar(prompt: Prompt) -> str:
    """Answer with lies, the same each time.

    A quote is a line of the document with a number changed, a word swapped, `not` put in, or a
    line that is not there at all. Levels have nothing to do with the document.
    """
    reader = honest_reader(prompt)
    page = _words("\n".join(line.text for line in prompt.lines))

    def read(subject: str, scale: list[int]) -> Finding:
        dice = _dice(subject, page)
        lies = [
            _lie(line, dice + index, page)
            for index, line in enumerate(reader(subject, scale).quotes)
        ]
        # Two lies at most come before it, so the same invention is never told twice.
        quotes = (*lies, _invention(dice + len(lies)))
        rationale = f"Has {dice % 17 + 3} years of it, and {dice % 90 + 10} % better results."
        return Finding(
            level=scale[dice % len(scale)], quotes=quotes, rationale=rationale, missing=""
        )

    return fill(prompt, read)


def _lie(line: Line, dice: int, page: str) -> Line:
    words = line.text.split()
    middle = len(words) // 2
    told = (
        re.sub(r"\d", lambda match: str((int(match[0]) + 3) % 10), line.text),
        " ".join([*words[:middle], "spearheaded", *words[middle + 1 :]]),
        " ".join([*words[:middle], "not", *words[middle:]]),
    )[dice % 3]
    return _invention(dice) if _words(told) in page else Line(number=line.number, text=told)


def _invention(dice: int) -> Line:
    text = INVENTIONS[dice % len(INVENTIONS)]
    return Line(number=BEYOND + dice % BEYOND, text=text)


def _words(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "


def _dice(subject: str, page: str) -> int:
    digest = hashlib.blake2b(f"{subject}\n{page}".encode("utf-8", "surrogatepass"), digest_size=6)
    return int.from_bytes(digest.digest(), "big")
