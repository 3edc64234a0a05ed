"""How well the offline reading puts AI and data CVs first among 166 of 25 trades."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.documents.raw import Limits
from bot.documents.reader import parse
from bot.domain.document import Document, DocumentKind
from bot.domain.rubric import Rubric
from bot.domain.scoring import score
from bot.evaluators.offline import assess
from bot.evaluators.terms import tokenize
from bot.rubric_files.load import load_rubric
from tests.bench.metrics import auc, ndcg, over_ties, precision

RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
TWO_PAGES = 900
"""Words of a two-page CV."""


def run(root: Path) -> None:
    """Print the ranking figures beside length and TF-IDF to the rubric's own terms."""
    path = root / "role_rank" / "kaggle962_unique166.jsonl"
    if not path.exists():
        print("role_rank: skipped: the benchmark is absent")
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    documents = [_document(row["text"]) for row in rows]
    rubric = load_rubric("ai_engineer", RUBRICS)
    started = time.process_time()
    assess(documents[0], rubric)
    compiled = time.process_time()
    evidenced = [score(rubric, assess(d, rubric).levels).evidenced for d in documents]
    seconds = time.process_time() - compiled
    words = sum(document.words for document in documents)
    print(
        f"role_rank: {len(rows)} CVs, ordered by evidenced, no tie-break; nDCG and P twice:"
        " ties in the file's order, as the scorer has them, then as chance breaks them"
    )
    print(f"{'':26} {'AUC':>6} {'nDCG@20':>13} {'P@10':>11} {'AUC tech':>9} {'distinct':>9}")
    _print("offline, evidenced", evidenced, rows)
    _print("TF-IDF to rubric's terms", tf_idf([d.text for d in documents], _tools(rubric)), rows)
    _print("length", [float(document.words) for document in documents], rows)
    _print("targets", None, rows)
    each = seconds / words * TWO_PAGES * 1000
    print(
        f"processor time: {compiled - started:.3f} s to compile the rubric, once;"
        f" {each:.1f} ms for 900 words"
    )


def _document(text: str) -> Document:
    return parse(text.encode(), name="cv.txt", kind=DocumentKind.CV, limits=Limits())


def _tools(rubric: Rubric) -> str:
    indicators = [i for criterion in rubric.criteria for i in criterion.indicators]
    return "\n".join(term for indicator in indicators for term in indicator.terms)


def _print(name: str, scores: Sequence[float] | None, rows: Sequence[dict[str, Any]]) -> None:
    if scores is None:
        print(f"{name:26} {0.95:>6.2f} {0.88:>13.2f} {0.70:>11.2f} {0.91:>9.2f}")
        return
    is_ai = [row["grade"] == 3 for row in rows]
    positive = [s for s, y in zip(scores, is_ai, strict=True) if y]
    negative = [s for s, y in zip(scores, is_ai, strict=True) if not y]
    technical = [
        s for s, row in zip(scores, rows, strict=True) if row["tech"] and row["grade"] != 3
    ]
    grades, first = [row["grade"] for row in rows], len(positive)
    by_chance = precision(scores, over_ties(scores, [float(y) for y in is_ai]), first)
    print(
        f"{name:26} {auc(positive, negative):>6.3f}"
        f" {ndcg(scores, grades, 20):>7.3f} {ndcg(scores, grades, 20, by_chance=True):.3f}"
        f" {precision(scores, is_ai, first):>6.2f} {by_chance:.2f}"
        f" {auc(positive, technical):>9.3f} {len(set(scores)):>9}"
    )


def tf_idf(texts: Sequence[str], query: str) -> list[float]:
    """Return the cosine 0..1 of each text to the query, words weighted by rarity in the texts."""
    bags = [Counter(token.stem for token in tokenize(text)) for text in texts]
    seen = Counter(word for bag in bags for word in bag)
    rarity = {word: math.log(len(texts) / count) + 1 for word, count in seen.items()}
    wanted = _weights(Counter(token.stem for token in tokenize(query)), rarity)
    return [_dot(_weights(bag, rarity), wanted) for bag in bags]


def _weights(bag: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    raw = {w: (1 + math.log(n)) * rarity[w] for w, n in bag.items() if w in rarity}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {word: value / length for word, value in raw.items()}


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * other.get(word, 0.0) for word, value in one.items())
