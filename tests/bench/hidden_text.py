"""Files that hide text by one trick each, and honest files with traps, through the whole reader."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from bot.documents.raw import Limits
from bot.documents.reader import Unreadable, read_visible
from bot.domain.document import Document, DocumentKind, Severity
from bot.errors import DocumentError


def run(root: Path) -> None:
    """Print what was flagged, what leaked, who was accused, and the cost of a page."""
    folder = root / "hidden_text"
    if not folder.is_dir():
        print("skipped: hidden_text absent")
        return
    spent, pages, flagged, hostile, honest = 0.0, 0, 0, 0, 0
    leaks, missed, accused, noted = [], [], [], []
    for item in json.loads((folder / "labels.json").read_text())["files"]:
        data = (folder / "files" / item["file"]).read_bytes()
        start = time.process_time()
        read, reason = _read(data, item["file"])
        findings = read.findings if read else ()
        spent += time.process_time() - start
        document = None if isinstance(read, Unreadable) else read
        pages += document.pages if document else 1
        kinds = {finding.kind.value for finding in findings}
        if not item["hostile"]:
            honest += 1
            if any(finding.severity is Severity.HIDDEN for finding in findings):
                accused.append(item["file"])
            elif kinds:
                noted.append(f"{item['file']} {sorted(kinds)}")
            continue
        hostile += 1
        flagged += bool(kinds or reason)
        is_leak = document is not None and _has(document.text, item["marker"])
        if is_leak and not item["visible_to_reader"]:
            leaks.append(item["file"])
        if not kinds and not reason:
            missed.append(item["file"])
        ending = f" ({reason})" if reason else ""
        leak = " LEAK" if is_leak else ""
        print(f"{item['file']:40} {' '.join(sorted(kinds))}{ending}{leak}")
    print(f"flagged {flagged} of {hostile}; missed {missed}")
    print(f"invisible payload in the visible text: {len(leaks)} {leaks}")
    print(f"honest files accused {len(accused)} of {honest} {accused}; with a note {noted}")
    print(f"CPU {spent / pages * 1e3:.1f} ms a page over {pages} pages, PDF and DOCX")


def _read(data: bytes, name: str) -> tuple[Document | Unreadable | None, str]:
    try:
        read = read_visible(data, name=name, kind=DocumentKind.CV, limits=Limits())
    except DocumentError as error:
        return None, error.reason.value
    return read, read.reason.value if isinstance(read, Unreadable) else ""


def _has(text: str, marker: str) -> bool:
    return marker.casefold() in re.sub(r"\s+", "", text).casefold()
