"""Rules inside tables and charts that compare one cell or point with another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.sandbox.blockkit.problems import Problem
from bot.sandbox.blockkit.walk import Block, listed, mapped

TABLE_CHARACTERS = {"table": 10_000, "data_table": 20_000}
"""Most characters in all cells. Source: docs.slack.dev, table; slackblocks 3.0.0, data table."""


def table_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds tables with too much text, and data tables with a broken header.

    Args:
        blocks: Every block of the payload.

    Yields:
        Too many characters; a rich text in the header row; a row header outside the columns.
    """
    for block in blocks:
        if most := TABLE_CHARACTERS.get(block.type):
            found = _characters(block)
            if found > most:
                message = f"all cells have {found} characters, at most {most} are allowed"
                yield Problem(pointer=block.pointer("rows"), message=message)
        if block.type == "data_table":
            yield from _header_problems(block)


def chart_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds charts whose series have one name or do not follow the categories.

    Args:
        blocks: Every block of the payload.

    Yields:
        A name used before; a series without exactly one point for each category.

    Source: docs.slack.dev, data visualization block.
    """
    for block in blocks:
        if block.type != "data_visualization":
            continue
        chart = mapped(block.fields.get("chart"))
        categories = _texts(listed(mapped(chart.get("axis_config")).get("categories")))
        names: set[str] = set()
        for place, series in enumerate(map(mapped, listed(chart.get("series")))):
            here = ("chart", "series", place)
            for name in _texts([series.get("name")]):
                if name in names:
                    yield Problem(
                        pointer=block.pointer(*here, "name"), message="another series has this name"
                    )
                names.add(name)
            labels = _texts([mapped(point).get("label") for point in listed(series.get("data"))])
            if Counter(labels) != Counter(categories):
                message = "needs exactly one point for each category"
                yield Problem(pointer=block.pointer(*here, "data"), message=message)


def _characters(block: Block) -> int:
    texts = (part.fields.get("text") for part in block.parts)
    return sum(len(text) for text in texts if isinstance(text, str))


def _header_problems(block: Block) -> Iterator[Problem]:
    header = [listed(row) for row in listed(block.fields.get("rows"))[:1]]
    for cells in header:
        for place, cell in enumerate(cells):
            if mapped(cell).get("type") == "rich_text":
                yield Problem(
                    pointer=block.pointer("rows", 0, place), message="a header holds no rich_text"
                )
        column = block.fields.get("row_header_column_index")
        if isinstance(column, int) and column >= len(cells):
            message = f"there are {len(cells)} columns, counted from 0"
            yield Problem(pointer=block.pointer("row_header_column_index"), message=message)


def _texts(values: list[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
