"""A thousand two-page PDFs read by two processes and assessed: time, and memory of all."""

from __future__ import annotations

import io
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.domain.document import Document, DocumentKind
from bot.domain.source import Source
from bot.evaluators.offline import assess
from bot.rubric_files.load import load_rubric

_RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
_FILES = 1_000
_PAGES = 2
_LINES = 40
_SENTENCES = (
    "Built a retrieval service for support agents; {word} people use it every day.",
    "Cut the median latency from 900 ms to 240 ms by caching and smaller prompts.",
    "Owned the evaluation harness: 400 labelled cases, run on every change in CI.",
    "Moved nightly batch scoring from a notebook to a monitored pipeline on AWS.",
    "Wrote the threat model with the security team, and the fail-safe for outages.",
)
_SAMPLE_SECONDS = 0.05


def run(root: Path) -> None:
    """Print seconds, CPU a page and peak memory, against the bars of the issue.

    Args:
        root: Unused: the files are made here.
    """
    del root
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"cv_{number}.pdf" for number in range(_FILES)]
        for number, path in enumerate(paths):
            path.write_bytes(_make_pdf(f"{number + 100} reviewers and"))
        with _PeakMemory() as memory:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            started = time.perf_counter()
            document, assess_seconds = _read_all(paths)
            seconds = time.perf_counter() - started
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = _FILES * _PAGES
    print(f"{_FILES} PDFs, {pages} pages: {seconds:.1f} s (bar 60, ratio {seconds / 60:.2f})")
    print(f"CPU of the readers a page: {1000 * cpu / pages:.1f} ms (bar 40)")
    print(f"peak memory of all processes: {memory.peak_mib:.0f} MiB (bar 400)")
    print(f"words in the last document: {document.words}")
    print(f"CPU of one offline assessment: {1000 * assess_seconds:.1f} ms (bar 15)")


def _read_all(paths: list[Path]) -> tuple[Document, float]:
    """Read and assess all; the last document, and the mean seconds of one assessment."""
    rubric = load_rubric("ai_engineer", _RUBRICS)
    spent = 0.0
    document = None
    with ReadingPool(Limits(), workers=2) as pool:
        for result in pool.read(Source(path=str(p), kind=DocumentKind.CV) for p in paths):
            assert result.document, result.reason
            document = result.document
            started = time.process_time()
            assess(document, rubric)
            spent += time.process_time() - started
    assert document
    return document, spent / len(paths)


def _make_pdf(word: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for page in range(_PAGES):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 790, "Experience" if page == 0 else "Projects")
        canvas.setFont("Helvetica", 10)
        for line in range(_LINES):
            text = _SENTENCES[line % len(_SENTENCES)].format(word=word)
            canvas.drawString(60, 765 - line * 17, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _PeakMemory:
    """Samples the resident memory of this process and its children; a context manager."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_done.set()
        self._thread.join()

    def _sample(self) -> None:
        own = Path("/proc/self")
        while not self._is_done.wait(_SAMPLE_SECONDS):
            children = (own / f"task/{own.resolve().name}/children").read_text().split()
            total = _resident_kib(own) + sum(_resident_kib(Path("/proc") / c) for c in children)
            self.peak_mib = max(self.peak_mib, total / 1024)


def _resident_kib(process: Path) -> int:
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
