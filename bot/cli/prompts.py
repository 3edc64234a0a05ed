"""The commands on prompts: show and diff."""

from __future__ import annotations

from bot.cli.edge import FINE
from bot.cli.prompt_sheet import catalogue_sheet, diff_sheet, prompt_sheet
from bot.cli.terminal import open_screen, words
from bot.services import prompts
from bot.services.deps import Deps


def show_prompts(name: str | None, version: str, rubric: str | None, deps: Deps) -> int:
    """Print a prompt, or the list of all.

    Args:
        name: None for the list.
        version: "" for the newest.
        rubric: Name or path of the rubric to fill it in for; None for none.
        deps: What to load with.
    """
    screen = open_screen()
    if name is None:
        screen.show(catalogue_sheet(list(prompts.catalogue(deps))))
        screen.talk.print(words("Show one with: plumbline prompts show NAME"))
    else:
        screen.show(prompt_sheet(prompts.show(name, version, rubric, deps)))
    return FINE


def diff_prompts(name: str, old: str, new: str, deps: Deps) -> int:
    """Print what differs between two versions of a prompt."""
    open_screen().show(diff_sheet(prompts.compare(name, old, new, deps)))
    return FINE
