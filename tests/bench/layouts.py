"""Visible words of CVs in known templates: how many are read, in which order, at what cost."""

from __future__ import annotations

import bisect
import json
import logging
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass
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
    for row in sorted(rows, key=lambda row: row.recall):
        print(
            f"{row.file:34} {row.recall:7.3f} {row.plain:7.3f} {row.precision:7.3f} "
            f"{row.order:7.3f} {row.spent / row.pages * 1e3:8.1f}"
        )
    pages = sum(row.pages for row in rows)
    spent, base = sum(row.spent for row in rows), sum(row.base for row in rows)
    recalls = [row.recall for row in rows]
    accused = [row.file for row in rows if row.accused]
    print(f"recall mean {statistics.mean(recalls):.4f} worst {min(recalls):.4f}")
    print(f"pdfium mean {statistics.mean(row.plain for row in rows):.4f}")
    print(f"order mean {statistics.mean(row.order for row in rows):.4f}")
    print(f"accused {len(accused)} of {len(rows)} {accused}")
    cost = f"{spent / pages * 1e3:.1f} ms a page over {pages} pages"
    print(f"CPU {cost}, {spent / base:.1f} x plain pdfium")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    file: str
    recall: float
    plain: float
    """Recall of plain pdfium."""
    precision: float
    order: float
    spent: float
    """Seconds of CPU that reading took."""
    base: float
    """The same for plain pdfium."""
    pages: int
    accused: int


def _row(folder: Path, item: dict[str, str]) -> _Row:
    data = (folder / item["file"]).read_bytes()
    truth = _words((folder / item["truth"]).read_text())
    start = time.process_time()
    plain = _plain(data)
    middle = time.process_time()
    read = read_pdf(data, Limits())
    end = time.process_time()
    pages = pypdf.PdfReader(folder / item["file"]).pages
    second = [page.extract_text() or "" for page in pages]
    seen = Counter(_words(plain)) | Counter(_words("\n".join(second)))
    visible = Counter(truth) & seen
    got = _words("\n".join(line.text for line in read.lines))
    return _Row(
        file=item["file"],
        recall=_share(visible, Counter(got), visible),
        plain=_share(visible, Counter(_words(plain)), visible),
        precision=_share(Counter(truth), Counter(got), Counter(got)),
        order=_order(truth, got),
        spent=end - middle,
        base=middle - start,
        pages=read.pages,
        accused=sum(finding.severity is Severity.HIDDEN for finding in read.findings),
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
