"""The same document and rubric give the same bytes, in any process and order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from bot.evaluators.offline import assess
from tests.unit.offline import make_document, make_rubric

DOCUMENTS = [
    make_document("Built and ran RAG in production for 900 users", "Trained a churn model"),
    make_document("Docker, RAG, machine learning", "Fine-tuned a classifier for clients"),
    make_document("Mitarbeit an RAG", "Aufbau einer Machine-Learning-Plattform", language="de"),
]


def answers(order: list[int]) -> list[str]:
    rubric = make_rubric()
    found = {i: json.dumps(asdict(assess(DOCUMENTS[i], rubric))) for i in order}
    return [found[i] for i in sorted(found)]


def in_fresh_process(hash_seed: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "tests.unit.test_offline_stability"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
        text=True,
    )
    return result.stdout.strip()


def test_a_hundred_readings_in_any_order_are_one_answer() -> None:
    orders = ([0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1])
    assert len({"\n".join(answers(orders[n % 4])) for n in range(100)}) == 1


def test_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    here = "\n".join(answers([0, 1, 2]))
    assert {in_fresh_process(seed) for seed in ("0", "1", "4242")} == {here}


if __name__ == "__main__":
    print("\n".join(answers([2, 0, 1])))  # noqa: T201 - the parent process reads it
