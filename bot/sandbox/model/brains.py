"""Who can answer: the honest, the gullible and the liar, a noisy one, and one with a script."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.sandbox.model.filling import Finding, fill
from bot.sandbox.model.gullible import gullible
from bot.sandbox.model.honest import honest, honest_reader
from bot.sandbox.model.liar import liar
from bot.sandbox.model.prompts import Prompt
from bot.sandbox.shapes import Json

__all__ = ["Brain", "ScriptEndedError", "gullible", "honest", "liar", "noisy", "scripted"]

Brain = Callable[[Prompt], str]
"""Turns a prompt into the text of an answer; called from several threads."""


class ScriptEndedError(Exception):
    """There was one question more than the script has answers."""


def noisy(seed: int) -> Brain:
    """Return a brain that is honest but for its levels: each is one lower, right, or one higher.

    Args:
        seed: The noise depends on it, on the document and on how often this document was asked
            about; so a run repeats itself whatever the order of the threads.
    """
    asked: Counter[bytes] = Counter()
    lock = threading.Lock()

    def answer(prompt: Prompt) -> str:
        reader = honest_reader(prompt)
        document = _digest("\n".join(line.text for line in prompt.lines))
        with lock:
            asked[document] += 1
            time = asked[document]

        def read(subject: str, scale: list[int]) -> Finding:
            finding = reader(subject, scale)
            if finding.level is None:
                return finding
            dice = _digest(f"{seed} {document.hex()} {time} {subject}")
            noise = int.from_bytes(dice, "big") % 3 - 1
            return replace(finding, level=max(scale[0], min(scale[-1], finding.level + noise)))

        return fill(prompt, read)

    return answer


def scripted(answers: Iterable[str | Json]) -> Brain:
    """Return a brain that gives these answers in this order, whatever it is asked.

    Args:
        answers: Texts; objects are written as JSON.
    """
    left = iter(list(answers))
    lock = threading.Lock()

    def answer(_prompt: Prompt) -> str:
        with lock:
            given = next(left, None)
        if given is None:
            raise ScriptEndedError
        return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)

    return answer


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
