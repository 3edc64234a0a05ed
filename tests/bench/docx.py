"""Words of public DOCX CVs that are read, against all w:t elements of the body."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree

from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.domain.document import DocumentKind
from bot.domain.source import Source

_WORD_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = re.compile(r"[^\W_]{2,}")


def run(root: Path) -> None:
    """Print recall and precision of words over all files, and the worst file."""
    files = sorted((root / "docx").glob("*.docx"))
    if not files:
        print("skipped: docx absent")
        return
    recalls, precisions, accused = [], [], 0
    with ReadingPool(Limits()) as pool:
        sources = [Source(path=str(path), kind=DocumentKind.CV) for path in files]
        for result in pool.read(sources):
            truth = _true_words(Path(result.source.path))
            text = result.document.text if result.document else ""
            read = Counter(_WORD.findall(text.lower()))
            common = (truth & read).total()
            recalls.append(common / max(1, truth.total()))
            precisions.append(common / max(1, read.total()))
            hidden = result.document.findings if result.document else ()
            accused += any(finding.severity == "hidden" for finding in hidden)
    print(f"files {len(files)}, recall mean {sum(recalls) / len(recalls):.4f}", end=", ")
    print(f"worst {min(recalls):.4f}, precision mean {sum(precisions) / len(precisions):.4f}")
    print(f"files with a hidden-text finding: {accused}")


def _true_words(path: Path) -> Counter[str]:
    """All words of the body, paragraph by paragraph, apart from our reader."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    words: Counter[str] = Counter()
    for paragraph in root.iter(f"{_WORD_NAMESPACE}p"):
        inside = paragraph.iter(*(f"{_WORD_NAMESPACE}{name}" for name in ("t", "tab", "br", "cr")))
        own = [e for e in inside if next(e.iterancestors(paragraph.tag)) is paragraph]
        text = "".join(e.text or "" if e.tag.endswith("}t") else " " for e in own)
        words.update(_WORD.findall(text.lower()))
    return words
