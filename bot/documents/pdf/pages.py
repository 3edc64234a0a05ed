"""One page to its visible lines and to what was left out of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.documents.findings import hidden
from bot.documents.pdf import actual, overlap, replaced, scans, visibility
from bot.documents.pdf.actual import Replacement
from bot.documents.pdf.characters import (
    Bools,
    Characters,
    Ints,
    TextObject,
    read_characters,
    text_objects,
)
from bot.documents.pdf.fonts import FontFacts, letters_of
from bot.documents.pdf.handles import Document, Page
from bot.documents.pdf.lines import TypedLine, typed_lines
from bot.documents.pdf.outside import draw_fields, is_shown, page_findings
from bot.documents.pdf.rendering import (
    Canvas,
    Picture,
    Sheet,
    canvas_of,
    changes,
    counts,
    integral,
    show_only,
)
from bot.documents.pdf.visibility import Fate
from bot.documents.raw import Limits
from bot.domain.document import Finding, FindingKind

_KINDS = {
    Fate.OFF_PAGE: FindingKind.OFF_PAGE,
    Fate.TINY: FindingKind.TINY_TEXT,
    Fate.REPLACED: FindingKind.REPLACED_TEXT,
    Fate.HIDDEN: FindingKind.HIDDEN_TEXT,
    Fate.FALSE_LAYER: FindingKind.FALSE_TEXT_LAYER,
}

_LEAST_RUN = 4
"""Letters and digits in a row from which leaving them out is worth a finding."""

_LEAST_LETTERS = 12
"""The same, scattered over a page; fewer are signs under a picture."""

_FULL, _BARE, _LOWER = Sheet(), Sheet(), Sheet()
"""One page is read at a time: pdfium itself is not for several threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What one page gave."""

    lines: list[TypedLine]
    findings: list[Finding]
    has_ink: bool
    """Whether the page shows anything at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A page's characters and its pictures."""

    characters: Characters
    objects: list[TextObject]
    ink: Bools
    canvas: Canvas
    bare: Picture
    """The page without its text."""
    pixels: Ints
    changed: Ints
    """Pixels in each character's box that its own text changes."""


def read_page(document: Document, index: int, limits: Limits, facts: FontFacts) -> ReadPage:
    """Read what a reader sees of a page.

    Args:
        document: An open pypdfium2 document.
        index: Of the page, from 0.
        limits: Bounds on the pixels of its pictures.
        facts: What the fonts of the file say about themselves.

    Raises:
        DocumentError: TOO_LARGE, when the page has too many points to draw.
        PdfiumError: When the page cannot be loaded.
    """
    page = document[index]
    outside = page_findings(page, index + 1)
    if draw_fields(page):
        page.close()
        page = document[index]
    try:
        page.set_rotation(0)
        objects = text_objects(page)
        characters = _characters(page, objects)
        wrong = [
            item
            for item in actual.replacements(document, index, objects, characters)
            if not actual.is_faithful(item.text, item.drawn)
        ]
        for item in wrong:
            actual.strip(objects, item.objects)
        if wrong:
            characters = _characters(page, objects)
        canvas = canvas_of(page, limits.page_pixels)
        view = _view(page, characters, objects, canvas)
        fates = _fates(page, view, facts, wrong)
        findings = [
            hidden(FindingKind.REPLACED_TEXT, item.text, page=index + 1)
            for item in wrong
            if actual.is_accused(item.text)
        ]
        findings += _findings(characters, fates, index + 1)
        lines = typed_lines(characters, objects, fates == Fate.SEEN, facts.icons)
        shown = " ".join(line.text for line in lines)
        findings += [finding for finding in outside if not is_shown(finding.text, shown)]
        return ReadPage(lines=lines, findings=findings, has_ink=bool(lines) or _has_ink(view.bare))
    finally:
        page.close()


def _characters(page: Page, objects: list[TextObject]) -> Characters:
    textpage = page.get_textpage()
    try:
        return read_characters(textpage, objects)
    finally:
        textpage.close()


def _view(page: Page, characters: Characters, objects: list[TextObject], canvas: Canvas) -> _View:
    ink = visibility.inked(characters)
    full = _FULL.draw(page, canvas)
    show_only(objects, np.zeros(len(objects), dtype=np.bool_))
    bare = _BARE.draw(page, canvas) if objects else full
    pixels = canvas.pixels(characters.boxes, bare.shape[:2])
    changed = counts(integral(changes(full, bare)), pixels)
    under, over = overlap.underlying(characters, ink, len(objects), canvas)
    if under.any():
        show_only(objects, under)
        lower = _LOWER.draw(page, canvas)
        own = characters.owners >= 0
        for chosen, before, after in ((under, lower, bare), (over, full, lower)):
            mine = own & chosen[characters.owners]
            changed[mine] = counts(integral(changes(before, after)), pixels[mine])
    return _View(
        characters=characters,
        objects=objects,
        ink=ink,
        canvas=canvas,
        bare=bare,
        pixels=pixels,
        changed=changed,
    )


def _fates(page: Page, view: _View, facts: FontFacts, replaced_runs: list[Replacement]) -> Ints:
    """Decide about every character; where several rules hold, the one that says most wins."""
    characters, ink = view.characters, view.ink
    unseen = (view.changed == 0) & ~visibility.undrawable(
        characters, view.objects, ink, view.changed
    )
    unseen |= visibility.blended(characters, view.objects, view.pixels, view.bare, view.changed)
    fates = np.zeros(len(characters), dtype=np.int64)
    fates[visibility.smoothed(characters, ink, unseen)] = Fate.HIDDEN
    _believe_layers(page, view, fates)
    wrong = replaced.expanded(characters) | replaced.swapped(characters, view.objects)
    if facts.doubted:
        wrong |= (characters.owners >= 0) & _doubted(view, facts)[characters.owners]
    fates[wrong] = Fate.REPLACED
    for item in replaced_runs:
        if actual.is_icon(item.drawn):
            fates[np.isin(characters.owners, list(item.objects))] = Fate.DROPPED
    fates[visibility.tiny(characters, ink)] = Fate.TINY
    fates[visibility.off_page(characters, ink, view.canvas)] = Fate.OFF_PAGE
    return visibility.carried(fates, ink | wrong)


def _doubted(view: _View, facts: FontFacts) -> Bools:
    """Which text objects are set in a font whose characters cannot be believed."""
    parts: list[list[str]] = [[] for _ in view.objects]
    owners = view.characters.owners.tolist()
    for code, owner in zip(view.characters.codes, owners, strict=True):
        if owner >= 0:
            parts[owner].append(chr(code))
    return np.array(
        [
            facts.is_doubted(item.font_name, letters_of("".join(text)))
            for item, text in zip(view.objects, parts, strict=True)
        ],
        dtype=np.bool_,
    )


def _believe_layers(page: Page, view: _View, fates: Ints) -> None:
    """Take invisible text back in where it lies on ink that reads as the same words."""
    on_page = view.canvas.holds(view.characters.boxes)
    chosen = (fates == Fate.HIDDEN) & on_page
    if not chosen.any():
        return
    left = []
    for words in scans.lines_of(view.characters, chosen):
        boxes = scans.word_boxes(words, view.pixels)
        if scans.outlined(boxes, view.bare):
            _mark(fates, words, Fate.SEEN)
        else:
            left.append((words, boxes))
    if left and scans.has_scan(page, view.canvas):
        beliefs = scans.believed([boxes for _, boxes in left], view.bare)
        for (words, _), is_believed in zip(left, beliefs, strict=True):
            _mark(fates, words, Fate.SEEN if is_believed else Fate.FALSE_LAYER)


def _mark(fates: Ints, words: list[tuple[int, int]], fate: Fate) -> None:
    for start, end in words:
        fates[start:end] = fate


def _findings(characters: Characters, fates: Ints, number: int) -> list[Finding]:
    bits = visibility.zero_width_code(characters)
    found = [hidden(FindingKind.INVISIBLE_CHARACTERS, bits, page=number)] if bits else []
    for fate, kind in _KINDS.items():
        runs = [
            characters.text(np.arange(start, end)) for start, end in visibility.spans(fates == fate)
        ]
        letters = [sum(sign.isalnum() for sign in run) for run in runs]
        if max(letters, default=0) >= _LEAST_RUN or sum(letters) >= _LEAST_LETTERS:
            found.append(hidden(kind, " ".join(runs), page=number))
    return found


def _has_ink(bare: Picture) -> bool:
    return bool((bare[:, :, :3] < 0xF0).any())
