"""Visible words of CVs in known templates: how many are read, in which order, at what cost."""

from __future__ import annotations

import bisect
import json
import logging
import re
import statistics
import time
from collections import Counter
from pathlib import Path

import pypdf
import pypdfium2

from bot.documents.pdf import read_pdf
from bot.documents.raw import Limits
from bot.domain.document import Severity

_WORD = re.compile(r"[^\W_]{2,}")


def run(root: Path) -> None:
    """Print recall, precision and order per file, and the cost beside plain extraction."""
    folder = root / "layouts"
    if not folder.is_dir():
        print("skipped: layouts absent")
        return
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    print("visible truth: source words that pypdfium2 or pypdf sees (pdfminer is not installed)")
    rows = [_row(folder, item) for item in json.loads((folder / "index.json").read_text())]
    print(f"{'file':34} {'recall':>7} {'pdfium':>7} {'prec.':>7} {'order':>7} {'ms/page':>8}")
    for name, recall, plain, precision, order, spent, pages, _, _ in sorted(
        rows, key=lambda r: r[1]
    ):
        print(
            f"{name:34} {recall:7.3f} {plain:7.3f} {precision:7.3f} {order:7.3f} {spent / pages * 1e3:8.1f}"
        )
    recalls = [row[1] for row in rows]
    pages, spent, base = (sum(row[at] for row in rows) for at in (6, 5, 7))
    accused = [row[0] for row in rows if row[8]]
    print(f"recall mean {statistics.mean(recalls):.4f} worst {min(recalls):.4f}")
    print(f"pdfium mean {statistics.mean(row[2] for row in rows):.4f}")
    print(f"order mean {statistics.mean(row[4] for row in rows):.4f}")
    print(f"accused {len(accused)} of {len(rows)} {accused}")
    print(
        f"CPU {spent / pages * 1e3:.1f} ms a page over {pages} pages, {spent / base:.1f} x plain pdfium"
    )


def _row(
    folder: Path, item: dict[str, str]
) -> tuple[str, float, float, float, float, float, int, float, int]:
    data = (folder / item["file"]).read_bytes()
    truth = _words((folder / item["truth"]).read_text())
    start = time.process_time()
    plain = _plain(data)
    middle = time.process_time()
    read = read_pdf(data, Limits())
    end = time.process_time()
    second = [page.extract_text() or "" for page in pypdf.PdfReader(folder / item["file"]).pages]
    seen = Counter(_words(plain)) | Counter(_words("\n".join(second)))
    visible = Counter(truth) & seen
    got = _words("\n".join(line.text for line in read.lines))
    return (
        item["file"],
        _share(visible, Counter(got), visible),
        _share(visible, Counter(_words(plain)), visible),
        _share(Counter(truth), Counter(got), Counter(got)),
        _order(truth, got),
        end - middle,
        read.pages,
        middle - start,
        sum(finding.severity is Severity.HIDDEN for finding in read.findings),
    )


def _plain(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _share(one: Counter[str], other: Counter[str], of: Counter[str]) -> float:
    return (one & other).total() / max(1, of.total())


def _order(truth: list[str], got: list[str]) -> float:
    """Longest rising run of the places of words that occur once in both, as a share."""
    often, found = Counter(truth), Counter(got)
    place = {word: number for number, word in enumerate(truth) if often[word] == 1}
    tails: list[int] = []
    sequence = [place[word] for word in got if found[word] == 1 and word in place]
    for number in sequence:
        at = bisect.bisect_left(tails, number)
        tails[at : at + 1] = [number]
    return len(tails) / max(1, len(sequence))
