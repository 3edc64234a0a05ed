"""Whether the offline reading is the same byte for byte, in any process, order and number."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import DocumentKind
from bot.domain.rubric import Rubric
from bot.evaluators.offline import assess
from bot.rubric_files.load import load_rubric

REPOSITORY = Path(__file__).resolve().parents[2]
TIMES = 100
HASH_SEEDS = ("0", "1", "4242")
FILES = 20
"""Documents read in each fresh process; the first is read a hundred times as well."""


def run(root: Path) -> None:
    """Print how many different answers repeated, reordered and fresh readings gave."""
    path = root / "role_rank" / "kaggle962_unique166.jsonl"
    if not path.exists():
        print("stability: skipped: the benchmark is absent")
        return
    texts = _texts(path)
    rubric = load_rubric("ai_engineer", REPOSITORY / "rubrics")
    repeated = {digest([texts[0]], rubric) for _ in range(TIMES)}
    orders = {_in_order(texts, rubric, seed) for seed in range(5)}
    fresh = {_in_fresh_process(path, seed) for seed in HASH_SEEDS}
    print(f"stability: different answers in {TIMES} readings of one CV: {len(repeated)}")
    print(f"stability: in 5 orders of {FILES} CVs: {len(orders)}")
    print(f"stability: in {len(HASH_SEEDS)} processes with their own hash seeds: {len(fresh)}")
    print(f"stability: the same in and out of this process: {fresh == {digest(texts, rubric)}}")


def _texts(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()[:FILES]
    return [json.loads(line)["text"] for line in lines]


def answers(texts: Sequence[str], rubric: Rubric) -> list[str]:
    """Return the assessment of each text as JSON, in the order given."""
    kind, limits = DocumentKind.CV, Limits()
    documents = [parse(text.encode(), name="cv.txt", kind=kind, limits=limits) for text in texts]
    return [json.dumps(asdict(assess(document, rubric))) for document in documents]


def digest(texts: Sequence[str], rubric: Rubric) -> str:
    """Return one hash, in hex, of the assessments of all texts in the order given."""
    return hashlib.sha256("\n".join(answers(texts, rubric)).encode()).hexdigest()


def _in_order(texts: Sequence[str], rubric: Rubric, seed: int) -> str:
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    found = answers([texts[i] for i in order], rubric)
    ordered = [found[order.index(i)] for i in range(len(texts))]
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()


def _in_fresh_process(path: Path, hash_seed: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "tests.bench.stability", str(path)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
        text=True,
    )
    return result.stdout.strip()


if __name__ == "__main__":
    print(digest(_texts(Path(sys.argv[1])), load_rubric("ai_engineer", REPOSITORY / "rubrics")))
