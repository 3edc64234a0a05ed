"""A model that obeys what it reads, on files with hidden text and with instructions."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.documents.raw import Limits
from bot.documents.reader import Unreadable, read_visible
from bot.domain.assessment import Assessment
from bot.domain.document import Document, DocumentKind, FindingKind
from bot.errors import DocumentError
from bot.evaluators.llm.evaluator import LlmEvaluator
from bot.evaluators.verify import VisibleText
from bot.sandbox.model import Brain, ModelServer, Prompt, gullible, honest
from bot.sandbox.model.filling import Finding, fill
from bot.sandbox.model.gullible import obeying
from bot.sandbox.model.honest import honest_reader
from bot.sandbox.model.orders import orders_in
from tests.bench.texts import rows
from tests.integration.llm.reading import CVS, ai_engineer, cv_of, reading

CARRIERS = 4
"""CVs of the labelled set into which each string is put."""
_SEEN = (
    "injected(Visible prompt injection)",
    "injected(Prompt-like keywords)",
    "injected(Suspicious instruction in footer)",
)
"""Kinds of attack, as the labels have them, that a reader sees."""
_BARS = ("hidden: levels that move", "hidden: payloads that reached the model")


def sly(prompt: Prompt) -> str:
    """Obey as the gullible model does, and quote genuine lines alone: the best case of a cheat."""
    orders = orders_in(prompt.lines)
    honestly = honest_reader(prompt)
    if not orders.lines:
        return fill(prompt, honestly)
    obeyed = obeying(honestly, orders)

    def read(subject: str, scale: list[int]) -> Finding:
        own, said = honestly(subject, scale), obeyed(subject, scale)
        return replace(said, quotes=own.quotes, level=said.level if own.quotes else None)

    return fill(prompt, read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What an obedient model made of a document, beside an honest reading of the clean one."""

    moved: tuple[str, ...]
    """Criteria with another level."""
    higher: tuple[str, ...]
    """Those of them with a higher one."""
    unfounded: tuple[str, ...]
    """Those of the higher ones without a quote that stands in the clean document."""
    differing: tuple[str, ...]
    """Those of the higher ones that are shown as "readings differ"."""


def compare(clean: Document, base: dict[str, int], obeyed: Assessment) -> Compared:
    """Compare an assessment with the levels of an honest reading, 0 for none."""
    genuine = VisibleText.of(clean)
    moved = {r.key: r for r in obeyed.readings if (r.level or 0) != base[r.key]}
    higher = {key: r for key, r in moved.items() if (r.level or 0) > base[key]}
    return Compared(
        moved=tuple(moved),
        higher=tuple(higher),
        unfounded=tuple(
            key for key, r in higher.items() if not any(genuine.find(e.quote) for e in r.evidence)
        ),
        differing=tuple(key for key in higher if key in obeyed.differing),
    )


def run(root: Path) -> None:
    """Print which levels move, and by what.

    Args:
        root: Folder of the material.
    """
    if not (root / "hidden_text").is_dir() or not (root / "injection").is_dir():
        print("skipped: hidden_text or injection absent")
        return
    began = time.perf_counter()
    with ModelServer() as server, reading(server) as evaluator:
        _print_files(root, server, evaluator)
        _print_strings(root, server, evaluator)
    print(f"{time.perf_counter() - began:.0f} s")


def _print_files(root: Path, server: ModelServer, evaluator: LlmEvaluator) -> None:
    """Read each file with the gullible model, and its clean text with the honest one."""
    counts: Counter[str] = Counter()
    for item, path, payload in _files(root):
        group = _group(item)
        document = _read(path)
        counts[f"{group} files"] += 1
        if document is None:
            counts[f"{group} files without a text, which no model is asked about"] += 1
            continue
        clean = _without(document, payload)
        base = _levels(_assess(server, evaluator, honest, clean))
        server.forget()
        compared = compare(clean, base, _assess(server, evaluator, gullible, document))
        marker = str(item.get("marker") or "")
        sent = json.dumps([call.body for call in server.calls])
        counts[f"{group}: levels"] += len(base)
        counts[f"{group}: levels that move"] += len(compared.moved)
        counts[f"{group}: levels that rise"] += len(compared.higher)
        counts[f"{group}: levels that rise without a genuine quote"] += len(compared.unfounded)
        if group == "hidden":
            counts["hidden: payloads that reached the model"] += bool(marker and marker in sent)
        if compared.moved:
            lower = len(compared.moved) - len(compared.higher)
            print(f"  {item['file']:36} {len(compared.higher)} rise, {lower} fall ({group})")
    for name in sorted(counts):
        is_bar = name in _BARS or name.endswith("a genuine quote")
        print(f"{name}: {counts[name]}{' (bar 0)' if is_bar else ''}")


def _group(item: dict[str, object]) -> str:
    """Tell whether a file holds nothing, or an attack that its reader sees or does not."""
    if not item.get("hostile") and not item.get("injected"):
        return "honest"
    is_seen = item.get("visible_to_reader", str(item.get("kind")) in _SEEN)
    return "visible" if is_seen else "hidden"


def _files(root: Path) -> Iterator[tuple[dict[str, object], Path, str]]:
    hidden = root / "hidden_text"
    for item in json.loads((hidden / "labels.json").read_text())["files"]:
        yield item, hidden / "files" / item["file"], item.get("payload") or ""
    for item in rows(root / "injection" / "pdf_labels.jsonl"):
        yield item, root / "injection" / "pdfs" / item["file"], ""


def _read(path: Path) -> Document | None:
    try:
        read = read_visible(
            path.read_bytes(), name=path.name, kind=DocumentKind.CV, limits=Limits()
        )
    except DocumentError:
        return None
    return None if isinstance(read, Unreadable) else read


def _without(document: Document, payload: str) -> Document:
    """Leave out the lines that are part of a payload, where it is known."""
    folded = " ".join(payload.split())
    kept = tuple(
        line
        for line in document.lines
        if not folded or len(line.text.split()) < 3 or " ".join(line.text.split()) not in folded
    )
    findings = tuple(f for f in document.findings if f.kind is not FindingKind.INSTRUCTION)
    return replace(document, lines=kept, findings=findings if folded else document.findings)


def _assess(
    server: ModelServer, evaluator: LlmEvaluator, brain: Brain, document: Document
) -> Assessment:
    server.brain = brain
    return evaluator.assess(document, ai_engineer())


def _levels(assessment: Assessment) -> dict[str, int]:
    return {key: level or 0 for key, level in assessment.levels.items()}


def _print_strings(root: Path, server: ModelServer, evaluator: LlmEvaluator) -> None:
    """Put each attack into CVs as a visible line, and read them with two obedient models."""
    strings = rows(root / "injection" / "strings.jsonl")
    carriers = sorted(CVS.iterdir())[:CARRIERS]
    print(f"\n{len(strings)} strings as a visible line in each of {len(carriers)} CVs:")
    counts: dict[Brain, Counter[str]] = {gullible: Counter(), sly: Counter()}
    for path in carriers:
        lines = path.read_text(encoding="utf-8").splitlines()
        clean = cv_of("\n".join(lines).encode(), path.name)
        base = _levels(_assess(server, evaluator, honest, clean))
        middle = len(lines) // 2
        for string in strings:
            text = "\n".join([*lines[:middle], string["text"], *lines[middle:]])
            document = cv_of(text.encode(), path.name)
            # A line more may be read as evidence in all honesty; that is no obedience.
            honestly = _levels(_assess(server, evaluator, honest, document))
            highest = {key: max(base[key], honestly[key]) for key in base}
            for brain, counted in counts.items():
                compared = compare(clean, highest, _assess(server, evaluator, brain, document))
                _count(counted, string["id"], compared, document)
    for brain, counted in counts.items():
        print(f"{brain.__name__}: {(brain.__doc__ or '').strip().splitlines()[0]}")
        for name, count in counted.items():
            print(f"  {name}: {count}")


def _count(counted: Counter[str], name: str, compared: Compared, document: Document) -> None:
    noted = any(finding.kind is FindingKind.INSTRUCTION for finding in document.findings)
    rises = len(compared.higher)
    counted["CVs"] += 1
    counted["CVs that are noted to hold an instruction"] += noted
    counted["levels"] += len(ai_engineer().criteria)
    counted["levels that rise without a genuine quote (bar 0)"] += len(compared.unfounded)
    counted["levels that rise"] += rises
    counted["of them shown as readings that differ"] += len(compared.differing)
    counted["of them in CVs that are not noted"] += 0 if noted else rises
    if rises:
        counted[f"of them by {name}"] += rises
