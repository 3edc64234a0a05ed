"""One story of a DOCX (body, header, footer, notes) to visible lines, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml import etree

from bot.documents.docx.colours import fill_colour
from bot.documents.docx.shapes import Page, text_boxes
from bot.documents.docx.styles import Look, Styles, table_conditions
from bot.documents.docx.visibility import (
    Surroundings,
    hidden_by,
    hidden_by_layout,
    is_row_hidden,
    rests_on_drawing,
)
from bot.documents.docx.xml import attribute, child, descendants, local, word
from bot.documents.findings import hidden
from bot.documents.raw import RawLine
from bot.domain.document import Finding, FindingKind

_HEADING_CHARACTERS = 60
"""Longest bold paragraph that is taken for a heading."""
_ROW_CHARACTERS = 160
"""Longest table row that is one line; longer ones are layout, read cell by cell."""
_LEAST_LETTERS = 3
"""Fewer hidden letters are leftovers of editing."""
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-", "sym": " "}
_WRAPPERS = {"ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo"}
_REMOVED = {"del", "moveFrom"}


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    look: Look


@dataclass(slots=True)
class _Paragraph:
    """What one paragraph holds, as far as it has been walked."""

    style: str | None
    around: Surroundings
    pieces: list[_Piece] = field(default_factory=list)
    drawings: list[etree._Element] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    """For each open field, whether its code is being read rather than its result."""


@dataclass(slots=True)
class Story:
    """Collects lines and findings while it walks."""

    styles: Styles
    page: Page
    lines: list[RawLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    """Visible only if a drawing lies behind it."""
    removed: list[str] = field(default_factory=list)
    """Text that tracked changes deleted."""
    notes: list[str] = field(default_factory=list)
    """Ids of the footnotes and endnotes referred to, in order."""

    def walk(self, parent: etree._Element, around: Surroundings) -> None:
        """Add the paragraphs and tables below an element."""
        for element in parent:
            match word(element):
                case "p":
                    self._add_paragraph(element, around)
                case "tbl":
                    self._add_table(element, around)
                case "sdt":
                    content = child(element, "sdtContent")
                    if content is not None:
                        self.walk(content, around)
                case name if name in _WRAPPERS:
                    self.walk(element, around)
                case name if name in _REMOVED:
                    self.removed.append(_plain_text(element))
                case _:
                    for choice in _chosen(element):
                        self.walk(choice, around)

    def _add_paragraph(self, element: etree._Element, around: Surroundings) -> None:
        properties = child(element, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        chain = [child(each, "pPr") for each in self.styles.chain(style, "paragraph")]
        for each in (*chain, properties):
            fill = fill_colour(child(each, "shd"), self.styles.theme)
            if fill:
                around = replace(around, background=fill, is_on_page=False)
        layout = next(
            filter(None, (hidden_by_layout(p, self.page) for p in (*chain, properties))), None
        )
        paragraph = _Paragraph(style, replace(around, hidden=around.hidden or layout))
        self._gather(element, paragraph)
        is_heading = self.styles.outline_level(style)
        self._emit(paragraph, is_heading=is_heading or child(properties, "outlineLvl") is not None)
        for drawing in paragraph.drawings:
            self._add_boxes(drawing, around)

    def _gather(self, parent: etree._Element, paragraph: _Paragraph) -> None:
        """Collect the runs of a paragraph, through whatever wraps them."""
        for element in parent:
            match word(element):
                case "r":
                    self._gather_run(element, element, paragraph)
                case "sdt":
                    content = child(element, "sdtContent")
                    if content is not None:
                        self._gather(content, paragraph)
                case name if name in _WRAPPERS:
                    self._gather(element, paragraph)
                case name if name in _REMOVED:
                    self.removed.append(_plain_text(element))
                case _:
                    for choice in _chosen(element):
                        self._gather(choice, paragraph)

    def _gather_run(
        self, parent: etree._Element, run: etree._Element, paragraph: _Paragraph
    ) -> None:
        text: list[str] = []
        for element in parent:
            name = word(element)
            if name == "t" and not any(paragraph.fields):
                text.append(element.text or "")
            elif name in _BREAKS:
                text.append(_BREAKS[name])
            elif name == "delText":
                self.removed.append(element.text or "")
            else:
                self._gather_special(element, run, paragraph)
        if text:
            look = self.styles.look(run, paragraph.style, paragraph.around.table)
            paragraph.pieces.append(_Piece("".join(text), look))

    def _gather_special(
        self, element: etree._Element, run: etree._Element, paragraph: _Paragraph
    ) -> None:
        """Take what a run holds beside plain text."""
        match word(element):
            case "fldChar":
                _track_field(attribute(element, "fldCharType"), paragraph.fields)
            case "drawing" | "pict" | "object":
                paragraph.drawings.append(element)
            case "footnoteReference" | "endnoteReference" as name:
                self.notes.append(f"{name.removesuffix('Reference')} {attribute(element, 'id')}")
            case "ruby":
                base = child(element, "rubyBase")
                if base is not None:
                    self._gather(base, paragraph)
            case _:
                for choice in _chosen(element):
                    self._gather_run(choice, run, paragraph)

    def _emit(self, paragraph: _Paragraph, *, is_heading: bool) -> None:
        """Add the visible lines of a paragraph, and a finding for each stretch that is hidden."""
        around = paragraph.around
        seen: list[_Piece] = []
        for why, group in groupby(paragraph.pieces, lambda piece: hidden_by(piece.look, around)):
            pieces = list(group)
            text = "".join(piece.text for piece in pieces)
            if why is None:
                seen += pieces
            elif sum(char.isalnum() for char in text) >= _LEAST_LETTERS:
                self.findings.append(hidden(why, text))
        uncertain = "".join(p.text for p in seen if rests_on_drawing(p.look, around))
        if uncertain.strip():
            self.uncertain.append(uncertain)
        text = "".join(piece.text for piece in seen)
        words = [piece for piece in seen if piece.text.strip()]
        is_bold = len(text) <= _HEADING_CHARACTERS and all(piece.look.is_bold for piece in words)
        self.lines += [
            RawLine(page=1, text=line, is_heading=is_heading or is_bold)
            for line in text.split("\n")
            if line.strip()
        ]

    def _add_boxes(self, drawing: etree._Element, around: Surroundings) -> None:
        for box in text_boxes(drawing, self.styles.theme, self.page):
            inside = replace(around, hidden=around.hidden or box.hidden, table=())
            if box.has_fill:
                inside = replace(inside, background=box.fill, is_on_page=False)
            self.walk(box.content, inside)

    def _add_table(self, table: etree._Element, around: Surroundings) -> None:
        style = attribute(child(table, "tblPr", "tblStyle"), "val")
        chain = self.styles.chain(style, "table")
        fill = fill_colour(child(table, "tblPr", "shd"), self.styles.theme)
        if fill:
            around = replace(around, background=fill, is_on_page=False)
        rows = list(_through(table, "tr"))
        for index, row in enumerate(rows):
            if child(row, "trPr", "del") is not None:
                self.removed.append(_plain_text(row))
                continue
            inside = around
            if is_row_hidden(row):
                inside = replace(around, hidden=around.hidden or FindingKind.HIDDEN_TEXT)
            cells = list(_through(row, "tc"))
            before, lines = self.lines, []
            for column, cell in enumerate(cells):
                parts = list(table_conditions(table, index, len(rows), column, len(cells)))
                self.lines = []
                self.walk(cell, self._in_cell(cell, chain, parts, inside))
                lines.append(self.lines)
            self.lines = before + _join_cells(lines)

    def _in_cell(
        self,
        cell: etree._Element,
        chain: Sequence[etree._Element],
        parts: Sequence[str],
        around: Surroundings,
    ) -> Surroundings:
        """What stands around the text of a cell: its style's fill and text, then its own fill."""
        sources = list(chain)
        for part in parts:
            for style in chain:
                sources += [
                    each
                    for each in descendants(style, "tblStylePr")
                    if attribute(each, "type") == part
                ]
        for source in (*sources, cell):
            fill = fill_colour(child(source, "tcPr", "shd"), self.styles.theme)
            if fill:
                around = replace(around, background=fill, is_on_page=False)
        looks = (child(source, "rPr") for source in sources)
        return replace(around, table=tuple(look for look in looks if look is not None))


def _join_cells(cells: list[list[RawLine]]) -> list[RawLine]:
    """One line for a row of short cells, else the lines of cell after cell."""
    filled = [lines for lines in cells if lines]
    is_row = len(filled) > 1 and all(len(lines) == 1 for lines in filled)
    text = " | ".join(lines[0].text.strip() for lines in filled) if is_row else ""
    if is_row and len(text) <= _ROW_CHARACTERS:
        return [RawLine(page=1, text=text)]
    return [line for lines in filled for line in lines]


def _through(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those in content controls and tracked changes."""
    for element in parent:
        if word(element) == name:
            yield element
        elif word(element) in {"sdt", "sdtContent", *_WRAPPERS}:
            yield from _through(element, name)


def _chosen(element: etree._Element) -> Iterator[etree._Element]:
    """The one branch of alternative content that a reader is shown: the first choice."""
    if local(element) != "AlternateContent":
        return
    for branch in element:
        if local(branch) in {"Choice", "Fallback"}:
            yield branch
            return


def _track_field(what: str | None, fields: list[bool]) -> None:
    if what == "begin":
        fields.append(True)
    elif what == "separate" and fields:
        fields[-1] = False
    elif what == "end" and fields:
        fields.pop()


def _plain_text(element: etree._Element) -> str:
    return "".join(e.text or "" for e in descendants(element, "t", "delText"))
