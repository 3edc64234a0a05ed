"""How the picture of a panel is laid out: criteria by raters, the spread, the reading of the CV."""

from __future__ import annotations

from bot.domain.rubric import LEVEL_NAMES, TOP_LEVEL
from bot.pictures.pen import BODY, CELL, SMALL, SOFT, Pen
from bot.pictures.words import Gap, PanelPicture, Row

WIDTH = 720
"""Pixels of the picture on a screen: Slack shows none wider."""
_MARGIN, _TITLES, _STEP, _NOTE = 18, 196, 36, 62
_HEAD, _SLANTED_HEAD, _ROW, _LEGEND = 46, 82, 42, 84
_WIDEST = 64
"""Of a rater's column, so that few raters stay beside their criteria."""
_SLANTED = 78
"""Longest slanted name."""


def png(picture: PanelPicture) -> bytes:
    """Draw a panel as a PNG."""
    sheet = _Sheet(picture)
    sheet.heads()
    for index, row in enumerate(picture.rows):
        sheet.row(index, row)
    sheet.legend()
    return sheet.pen.png(WIDTH, sheet.bottom + _LEGEND)


class _Sheet:
    """Where everything stands, in pixels."""

    def __init__(self, picture: PanelPicture) -> None:
        self.picture = picture
        self.levels_at = WIDTH - _MARGIN - _NOTE - _STEP * TOP_LEVEL
        room = self.level_at(0) - _STEP / 2 - _MARGIN - _TITLES
        self.column = min(_WIDEST, room / len(picture.raters))
        self.size = min(CELL, self.column - 3)
        self.pen = Pen()
        names = enumerate(picture.raters, 1)
        self.labels = [self.pen.drawable(name, f"R{number}") for number, name in names]
        self.fitted = [self.pen.fit(label, self.column - 5, 2, SMALL) for label in self.labels]
        self.is_slanted = any(lines[-1].endswith("…") for lines in self.fitted)
        self.head = _SLANTED_HEAD if self.is_slanted else _HEAD
        self.bottom = self.head + _ROW * len(picture.rows)

    def column_at(self, index: int) -> float:
        return _MARGIN + _TITLES + self.column * (index + 0.5)

    def level_at(self, level: float) -> float:
        return self.levels_at + _STEP * (level - 0.5)

    def heads(self) -> None:
        for index, (label, lines) in enumerate(zip(self.labels, self.fitted, strict=True)):
            x, y = self.column_at(index), self.head - 8
            if self.is_slanted:
                whole = label.replace(" ", "\N{NO-BREAK SPACE}")
                (line,) = self.pen.fit(whole, _SLANTED, 1, SMALL)
                self.pen.text(x - 2, y, line, SMALL, side="left", align="bottom", turn=45)
            else:
                self.pen.text(x, y, "\n".join(lines), SMALL, align="bottom")
        scale = [(level, str(level)) for level in range(1, TOP_LEVEL + 1)]
        for level, word in [(0, "none"), *scale] if self.picture.has_reading else scale:
            x, y = self.level_at(level), self.head - 8
            self.pen.text(x, y, word, SMALL, align="bottom", colour=SOFT)

    def row(self, index: int, row: Row) -> None:
        middle = self.head + _ROW * (index + 0.5)
        self.pen.rule(_MARGIN, WIDTH - _MARGIN, middle - _ROW / 2)
        title = self.pen.drawable(row.title, f"Criterion {index + 1}")
        lines = self.pen.fit(title, _TITLES - 14, 2, BODY)
        self.pen.text(_MARGIN, middle, "\n".join(lines), BODY, side="left")
        for column, cell in enumerate(row.cells):
            self.cell(self.column_at(column), middle, cell)
        self.spread(row, middle)

    def cell(self, x: float, y: float, cell: int | Gap) -> None:
        if cell is Gap.NOT_ASKED:
            self.pen.dot(x, y)
        elif cell is Gap.NOT_OBSERVED:
            self.pen.empty(x, y, size=self.size)
        else:
            self.pen.level(x, y, int(cell), size=self.size)

    def spread(self, row: Row, middle: float) -> None:
        for level in range(1, TOP_LEVEL + 1):
            self.pen.tick(self.level_at(level), middle)
        line = middle - 7 if self.picture.has_reading else middle
        if row.levels and row.median is not None:
            low, high = self.level_at(row.levels[0]), self.level_at(row.levels[-1])
            self.pen.span(low, high, line, is_wide=row.apart > 1)
            self.pen.median(self.level_at(row.median), line)
        right = WIDTH - _MARGIN
        if row.apart > 1:
            words = f"{row.apart} apart"
            self.pen.text(right, middle, words, SMALL, side="right", is_bold=True)
        elif not row.levels:
            self.pen.text(right, middle, "no level", SMALL, side="right", colour=SOFT)
        if self.picture.has_reading:
            self.pen.diamond(self.level_at(row.reading or 0), middle + 9)

    def legend(self) -> None:
        self.pen.rule(_MARGIN, WIDTH - _MARGIN, self.bottom)
        y, x = self.bottom + 26.0, float(_MARGIN)
        for level, name in LEVEL_NAMES.items():
            self.pen.level(x + 9, y, level, size=18)
            x = self.pen.label(x + 24, y, name) + 18
        y, x = y + 30, float(_MARGIN)
        cells = {cell for row in self.picture.rows for cell in row.cells}
        if Gap.NOT_OBSERVED in cells:
            self.pen.empty(x + 9, y, size=18)
            x = self.pen.label(x + 24, y, Gap.NOT_OBSERVED) + 18
        if Gap.NOT_ASKED in cells:
            self.pen.dot(x + 4, y)
            x = self.pen.label(x + 13, y, Gap.NOT_ASKED) + 18
        self.pen.span(x + 2, x + 28, y, is_wide=False)
        self.pen.median(x + 15, y)
        x = self.pen.label(x + 37, y, "lowest, median, highest") + 18
        if self.picture.has_reading:
            self.pen.diamond(x + 6, y)
            self.pen.label(x + 18, y, "CV reading (none: not evidenced)")
