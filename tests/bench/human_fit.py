"""CV against job ad: how often the better fit, in people's judgement, gets the higher match."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.domain.document import DocumentKind
from bot.evaluators.jobs.matching import match_requirements
from bot.evaluators.jobs.requirements import extract_requirements
from bot.evaluators.terms import tokenize
from tests.bench.texts import as_document, rows

Scorer = Callable[[str, str], float]
"""Job id and CV id to a score."""


def run(root: Path) -> None:
    """Print pair accuracy within a job and nDCG@5 of the match, beside two baselines."""
    folder = root / "human_fit_de"
    if not folder.exists():
        print("skipped: human_fit_de absent")
        return
    pairs = rows(folder / "pairs.jsonl")
    jobs = {row["id"]: row for row in rows(folder / "jobs.jsonl")}
    cvs = {row["id"]: row for row in rows(folder / "cvs.jsonl")}
    print(f"{'':14} pair accuracy   nDCG@5    ({len(pairs)} pairs)")
    for name, scorer in {
        "length": lambda _, cv: float(len(cvs[cv]["text"])),
        "TF-IDF": _tf_idf(jobs, cvs),
    }.items():
        _report(name, pairs, scorer)
    start = perf_counter()
    _report("match", pairs, _match(jobs, cvs))
    print(f"{1000 * (perf_counter() - start) / len(pairs):.1f} ms a pair")


def _match(jobs: Mapping[str, Any], cvs: Mapping[str, Any]) -> Scorer:
    asked = {i: extract_requirements(as_document(job["text"])) for i, job in jobs.items()}
    documents = {i: as_document(cv["text"], DocumentKind.CV, cv["lang"]) for i, cv in cvs.items()}
    return lambda job, cv: match_requirements(asked[job], documents[cv]).match or 0.0


def _tf_idf(jobs: Mapping[str, Any], cvs: Mapping[str, Any]) -> Scorer:
    texts = {("job", i): row["text"] for i, row in jobs.items()}
    texts |= {("cv", i): row["text"] for i, row in cvs.items()}
    counts = {key: Counter(t.stem for t in tokenize(text, "de")) for key, text in texts.items()}
    documents = Counter(stem for count in counts.values() for stem in count)
    vectors = {}
    for key, count in counts.items():
        raw = {
            s: (1 + math.log(n)) * math.log(len(counts) / documents[s]) for s, n in count.items()
        }
        norm = math.sqrt(sum(value * value for value in raw.values()))
        vectors[key] = {stem: value / norm for stem, value in raw.items()}

    def cosine(job: str, cv: str) -> float:
        left, right = vectors["job", job], vectors["cv", cv]
        return sum(value * right[stem] for stem, value in left.items() if stem in right)

    return cosine


def _report(name: str, pairs: list[dict[str, Any]], scorer: Scorer) -> None:
    by_job: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pair in pairs:
        by_job[pair["job"]].append((scorer(pair["job"], pair["cv"]), pair["fit"]))
    right = total = 0.0
    gains = []
    for group in by_job.values():
        for a, b in itertools.combinations(group, 2):
            if a[1] != b[1]:
                total += 1
                right += 0.5 if a[0] == b[0] else (a[0] > b[0]) == (a[1] > b[1])
        if len(group) >= 5 and len({fit for _, fit in group}) > 1:
            gains.append(_ndcg(group, 5))
    print(f"{name:14} {right / total:13.3f} {sum(gains) / len(gains):8.3f}")


def _ndcg(group: list[tuple[float, float]], k: int) -> float:
    by_score = sorted(group, key=lambda pair: -pair[0])
    by_fit = sorted(group, key=lambda pair: -pair[1])
    return _gain(by_score[:k]) / _gain(by_fit[:k])


def _gain(group: list[tuple[float, float]]) -> float:
    return sum((2**fit - 1) / math.log2(i + 2) for i, (_, fit) in enumerate(group))
