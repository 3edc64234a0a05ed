"""Broken, encrypted, empty and odd files: each ends in a class, and none ends the parent."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.domain.document import DocumentKind
from bot.domain.source import ReadResult, Source
from bot.errors import Reason

_CLASSES = {
    Reason.SCANNED: "empty",
    Reason.EMPTY: "empty",
    Reason.ENCRYPTED: "encrypted",
}
_LEAST_CHARACTERS = 20
"""Characters under which the labels call a file empty."""
_JUDGED = {
    "poi__protected_agile.docx": "encrypted, which the libraries cannot tell from a broken zip",
    "pdf.js__pr6531_2.pdf": "needs a password, which pdfium says",
    "pypdf__r6-user-password.pdf": "needs a password, which the labels' pypdf did without",
    "pdf.js__issue11131_reduced.pdf": "the libraries' text is glyph numbers, not letters",
    "pdf.js__encrypted-attachment.pdf": "only an attachment is encrypted; the page can be read",
    "pdf.js__auth-event-ef-open.pdf": "only an attachment is encrypted; the page can be read",
    "qpdf__enc-XI-R6,V5,U=attachment,encrypted-attachments.pdf": "the same",
    "pdf.js__issue20504.pdf": "its form fields show text, which the libraries do not read",
    "qpdf__start.pdf": "pypdf misses a line that pdfium draws",
    "qpdf__bad2.pdf": "pdfium draws its one word",
    "qpdf__fx-overlay-66.pdf": "one of its four words lies outside the page's crop box",
    "qpdf__issue-99b.pdf": "pdfium cannot draw it, so its one word is not passed on",
    "qpdf__stream-line-enders.pdf": "one of two libraries calls the same defect an error",
    "pdf.js__poppler-85140-0.pdf": "pypdf cannot parse it and pdfium sees nothing: broken",
    "qpdf__fx-overlay-67.pdf": "its four words are read; 19 characters, a line's end as one",
    "qpdf__add-contents.pdf": "its three words are read; 19 characters, a line's end as one",
    "pypdf__pdflatex-forms.pdf": "its words are read; 19 characters, a line's end as one",
    "pdf.js__bug1606566.pdf": "no PDF header, and pdfium cannot draw it",
}
"""Files where the majority is wrong, with the reason; they count as the labels have them."""


def run(root: Path) -> None:
    """Print how many files end with a reason or a text, and how many in the labelled class."""
    index = root / "hostile" / "index.json"
    if not index.exists():
        print("skipped: hostile absent")
        return
    entries = json.loads(index.read_text())
    sources = [
        Source(path=str(index.parent / "files" / entry["file"]), kind=DocumentKind.CV)
        for entry in entries
    ]
    started = time.perf_counter()
    with ReadingPool(Limits()) as pool:
        results = list(pool.read(sources))
    seconds = time.perf_counter() - started
    ended = sum(bool(result.document or result.reason) for result in results)
    print(f"ended with a text or a reason: {ended} of {len(entries)}, {seconds:.1f} s")
    print("reasons:", dict(Counter(str(r.reason) for r in results if r.reason)))
    told = [(e, r) for e, r in zip(entries, results, strict=True) if e["consensus"] != "disputed"]
    for name, pairs in (("all", told), ("libraries agree", [p for p in told if p[0]["agree"]])):
        right = sum(_class_of(result) == entry["consensus"] for entry, result in pairs)
        print(f"class as labelled, {name}: {right} of {len(pairs)} ({right / len(pairs):.3f})")
    for entry, result in told:
        if _class_of(result) != entry["consensus"]:
            libraries = " ".join(f"{k}={v['outcome']}" for k, v in entry["lib"].items())
            why = _JUDGED.get(entry["file"], "")
            print(f"  {entry['file'][:60]}: {_told(result)}; labelled {entry['consensus']}", end="")
            print(f" ({libraries}) {why}")


def _class_of(result: ReadResult) -> str:
    if result.reason:
        return _CLASSES.get(result.reason, "error")
    assert result.document
    return "text" if len(result.document.text) >= _LEAST_CHARACTERS else "empty"


def _told(result: ReadResult) -> str:
    if result.document:
        return f"text of {len(result.document.text)} characters"
    return str(result.reason)
