"""Writes docs/evaluation.md from what is measured: `python -m tests.tools.evaluation_page`."""

from __future__ import annotations

from pathlib import Path

from bot.app import open_deps
from bot.cli.eval import SHIPPED
from bot.cli.eval_markdown import evaluation_markdown
from bot.domain.counterfactual import Change
from bot.domain.trial import Trial
from bot.judges import by_recording, by_rule
from bot.services.evaluating import JudgeChoice, MeasureRequest, measure
from bot.services.labelled import OpenedSet, open_set

PAGE = Path(__file__).resolve().parents[2] / "docs" / "evaluation.md"
REPLIES = SHIPPED / "replies.json"
_HEAD = Path(__file__).with_name("evaluation_head.md")


def measured() -> tuple[OpenedSet, Trial, Trial]:
    """Measure the rules and the recorded replies on the shipped set."""
    with open_deps() as deps:
        opened = open_set(SHIPPED, deps)
    request = MeasureRequest(opened=opened, changes=tuple(Change))
    rules = measure(request, by_rule(), on_done=lambda: None)
    recording = by_recording(JudgeChoice(replies=REPLIES), REPLIES)
    recorded = measure(MeasureRequest(opened=opened), recording, on_done=lambda: None)
    return opened, rules, recorded


def page(opened: OpenedSet, rules: Trial, recorded: Trial) -> str:
    """Return the page: what the figures are, then the figures."""
    head = _HEAD.read_text(encoding="utf-8")
    tables = {"OFFLINE": rules, "RECORDED": recorded}
    for name, trial in tables.items():
        head = head.replace(f"{{{name}}}", evaluation_markdown(opened, [trial]).rstrip())
    return head


if __name__ == "__main__":
    PAGE.write_text(page(*measured()), encoding="utf-8")
