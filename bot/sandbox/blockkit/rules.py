"""Rules between fields: ids, initial options, focus, and what a message may hold once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.sandbox.blockkit.problems import Problem
from bot.sandbox.blockkit.walk import Block, Part, listed, mapped

MARKDOWN_CHARACTERS = 12_000
"""Most characters in all markdown blocks of a message. Source: docs.slack.dev, markdown block."""

TABLES = 1
"""Most tables, of either kind, in a message. Source: Slack, `only_one_table_allowed`."""

CHARTS = 2
"""Most charts in a message. Source: docs.slack.dev, data visualization block."""


def block_id_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds block ids that are used twice; Slack needs them to tell inputs apart.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each use after the first.
    """
    return _repeats(blocks, "block_id")


def action_id_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds action ids that are used twice within one block.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each use after the first.
    """
    for block in blocks:
        yield from _repeats(block.parts, "action_id")


def count_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds tables and charts that are too many for one message.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each block beyond the bound.
    """
    for types, most, word in (
        (("table", "data_table"), TABLES, "table"),
        (("data_visualization",), CHARTS, "chart"),
    ):
        matching = [block for block in blocks if block.type in types]
        for block in matching[most:]:
            plural = "" if most == 1 else "s"
            yield Problem(
                pointer=block.pointer(), message=f"a message holds at most {most} {word}{plural}"
            )


def markdown_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds markdown blocks that are too long together.

    Args:
        blocks: Every block of the payload.

    Yields:
        One problem at the block that crosses the bound, unless it is too long by itself.
    """
    total = 0
    for block in blocks:
        text = block.fields.get("text")
        if block.type != "markdown" or not isinstance(text, str):
            continue
        before, total = total, total + len(text)
        if before <= MARKDOWN_CHARACTERS < total and before:
            message = (
                f"all markdown has {total} characters, at most {MARKDOWN_CHARACTERS} are allowed"
            )
            yield Problem(pointer=block.pointer("text"), message=message)


def task_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds tasks that wait although no plan holds them.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each task card outside a plan with the status `pending`.

    Source: slackblocks 3.0.0, `validate_standalone_task_cards`.
    """
    for block in blocks:
        if (
            block.type == "task_card"
            and not block.parent
            and block.fields.get("status") == "pending"
        ):
            yield Problem(
                pointer=block.pointer("status"), message="pending is for tasks in a plan only"
            )


def focus_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds elements that want the focus although another has it.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each `focus_on_load` after the first.

    Source: @slack/types 3.2.0, `Focusable`.
    """
    eager = [
        part for block in blocks for part in block.parts if part.fields.get("focus_on_load") is True
    ]
    for part in eager[1:]:
        yield Problem(
            pointer=part.pointer("focus_on_load"), message="only one element can have the focus"
        )


def choice_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds options chosen at the start that are not among the options.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each initial option that equals no option of its element.

    Source: @slack/types 3.2.0, `initial_option` "exactly matches one of the options".
    """
    for part in (part for block in blocks for part in block.parts):
        offered = _options(part)
        if not offered:
            continue
        chosen = [
            (("initial_options", place), item)
            for place, item in enumerate(listed(part.fields.get("initial_options")))
        ]
        single = (
            [(("initial_option",), part.fields["initial_option"])]
            if "initial_option" in part.fields
            else []
        )
        for steps, option in (*chosen, *single):
            if option not in offered:
                yield Problem(pointer=part.pointer(*steps), message="equals none of the options")


def length_problems(blocks: list[Block]) -> Iterator[Problem]:
    """Finds inputs whose least is more than their most.

    Args:
        blocks: Every block of the payload.

    Yields:
        Each text or number input that no answer can satisfy.
    """
    for part in (part for block in blocks for part in block.parts):
        for least, most in (
            ("min_length", "max_length"),
            ("min_value", "max_value"),
            ("min_lines", "max_lines"),
        ):
            low, high = (_number(part.fields.get(name)) for name in (least, most))
            if low is not None and high is not None and low > high:
                yield Problem(pointer=part.pointer(least), message=f"is more than {most}")


RULES: tuple[Callable[[list[Block]], Iterator[Problem]], ...] = (
    block_id_problems,
    action_id_problems,
    count_problems,
    markdown_problems,
    task_problems,
    focus_problems,
    choice_problems,
    length_problems,
)
"""What holds on every surface."""


def _repeats(parts: Iterable[Part], key: str) -> Iterator[Problem]:
    first: dict[str, Part] = {}
    for part in parts:
        value = part.fields.get(key)
        if not isinstance(value, str):
            continue
        if value in first:
            message = f"{key} is the one of {first[value].pointer()} again"
            yield Problem(pointer=part.pointer(key), message=message)
        else:
            first[value] = part


def _options(part: Part) -> list[object]:
    groups = listed(part.fields.get("option_groups"))
    grouped = [option for group in groups for option in listed(mapped(group).get("options"))]
    return [*listed(part.fields.get("options")), *grouped]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
