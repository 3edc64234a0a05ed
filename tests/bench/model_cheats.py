"""A model that lies about every CV at hand, and what 120 made CVs tell whom they are sent to."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from bot.sandbox.model import ModelServer, honest, liar
from tests.integration.llm.reading import (
    ai_engineer,
    invented_figures,
    lost_work,
    reading,
    shipped,
    told,
    unfounded,
)
from tests.unit.domain.blind_cvs import made_cvs


def run(root: Path) -> None:
    """Print how many levels a liar gets, and what leaves the machine.

    Args:
        root: Unused: the CVs are invented.
    """
    del root
    with ModelServer() as server:
        _print_lies(server)
        _print_sent(server)


def _print_lies(server: ModelServer) -> None:
    server.brain = liar
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    with reading(server) as evaluator:
        for document in [*shipped(), *(cv.document for cv in list(made_cvs())[::4])]:
            assessment = evaluator.assess(document, ai_engineer())
            counts["CVs"] += 1
            counts["levels given by the liar"] += len(assessment.readings)
            counts["quotes that were lost"] += sum(each.lost for each in assessment.readings)
            counts["levels that are left"] += sum(map(bool, assessment.levels.values()))
            counts["levels without a quote in the text (bar 0)"] += len(
                unfounded(assessment, document)
            )
            counts["figures of its own that are shown (bar 0)"] += len(invented_figures(assessment))
    for name, count in counts.items():
        print(f"{name}: {count}")
    each = (time.perf_counter() - began) / counts["CVs"]
    print(f"requests for a CV: {len(server.calls) / counts['CVs']:.1f}, {1000 * each:.0f} ms\n")


def _print_sent(server: ModelServer) -> None:
    server.brain = honest
    counts: Counter[str] = Counter()
    with reading(server) as evaluator:
        for cv in made_cvs():
            server.forget()
            evaluator.assess(cv.document, ai_engineer(), name=cv.person.name)
            counts["CVs"] += 1
            counts["requests"] += len(server.calls)
            counts["details to be hidden"] += len(cv.gone)
            counts["lines of work"] += len(cv.work)
            for call in server.calls:
                counts["details in requests (bar 0)"] += len(told(cv, call.body))
                counts["lines of work that lost a word (bar 0)"] += len(lost_work(cv, call.body))
    for name, count in counts.items():
        print(f"{name}: {count}")
