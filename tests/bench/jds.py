"""Job ads: how well the AI-engineer score tells AI-first ads from AI-support and data jobs."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from time import perf_counter

from bot.evaluators.jobs.role import read_role
from tests.bench.texts import as_document, rows

DATA_JOBS = {"data-scientist", "data-engineer", "ml-engineer"}


def run(root: Path) -> None:
    """Print the AUC of both comparisons, and which roles are read where."""
    path = root / "jds" / "jds.jsonl"
    if not path.exists():
        print("skipped: jds absent")
        return
    ads = rows(path)
    start = perf_counter()
    roles = [read_role(as_document(f"{ad['title']}\n{ad['text']}")) for ad in ads]
    spent = perf_counter() - start
    groups: dict[str, list[tuple[float, float]]] = {}
    for ad, role in zip(ads, roles, strict=True):
        is_data_job = ad["source"] == "glassdoor2020" and ad["kind"] in DATA_JOBS
        group = "data job" if is_data_job else ad.get("ai_type") or "other"
        groups.setdefault(group, []).append((role.scores["ai_engineer"], float(len(ad["text"]))))
    print(f"{'AI-first against':18} score  length   (AUC)")
    for group in ("ai-support", "data job"):
        values = [_auc(groups["ai-first"], groups[group], column) for column in (0, 1)]
        print(f"{group:18} {values[0]:5.3f}  {values[1]:5.3f}")
    kinds = itertools.groupby(
        sorted(zip((ad["kind"] for ad in ads), roles, strict=True), key=lambda pair: pair[0]),
        key=lambda pair: pair[0],
    )
    for kind, group_roles in kinds:
        described = Counter(role.described or "too thin" for _, role in group_roles)
        print(f"{kind:16}", ", ".join(f"{name} {n}" for name, n in described.most_common(4)))
    mismatches = sum(role.is_mismatch for role in roles)
    unicorns = sum(role.described == "unicorn" for role in roles)
    print(f"mismatches {mismatches}, unicorns {unicorns} of {len(ads)}")
    print(f"{1000 * spent / len(ads):.1f} ms an ad")


def _auc(left: list[tuple[float, float]], right: list[tuple[float, float]], column: int) -> float:
    wins = sum(
        1.0 if a[column] > b[column] else 0.5 if a[column] == b[column] else 0.0
        for a, b in itertools.product(left, right)
    )
    return wins / (len(left) * len(right))
