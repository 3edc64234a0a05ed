"""The commands on labelled sets: measure an evaluator, and export what reviewers left standing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import bot.sample
from bot.cli.edge import FINE, INTERRUPTED, PROBLEMS, USAGE
from bot.cli.eval_markdown import evaluation_markdown
from bot.cli.eval_object import evaluation_object
from bot.cli.eval_sheet import evaluation_sheet
from bot.cli.objects import to_line
from bot.cli.progress import progress_bar
from bot.cli.terminal import Screen, open_screen, words
from bot.domain.counterfactual import Change
from bot.domain.reader import EvaluatorChoice
from bot.domain.trial import Trial
from bot.domain.words import count
from bot.errors import DatasetError, UsageError
from bot.services.deps import Deps
from bot.services.evaluating import Judge, JudgeChoice, MeasureRequest, measure
from bot.services.labelled import OpenedSet, open_set
from bot.services.labels_export import Exported, ExportRequest, LabelDeps, export_labels

SHIPPED = Path(bot.sample.__file__).parent / "labelled"
"""The set that is read when none is named."""
MOST_WARNINGS = 5
"""Warnings that are shown; --json has all."""

OpenJudge = Callable[[JudgeChoice], AbstractContextManager[Judge]]

_AGAINST_FIX = (
    "Write --against offline, --against llm, or parts with commas such as "
    "--against model=NAME,prompt=FILE or --against replies=FILE."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person asked for beside the set."""

    judge: JudgeChoice
    against: str = ""
    """Who is compared; "" for nobody."""
    rubric: str | None = None
    runs: int = 1
    changes: bool | None = None
    """Whether each document is also read with one thing changed; None: where that is free."""
    as_json: bool = False
    as_markdown: bool = False


def evaluate_set(path: str | None, options: Options, deps: Deps, open_judge: OpenJudge) -> int:
    """Print how far an evaluator, or two, agree with the labels of a set; return the exit code."""
    if options.as_json and options.as_markdown:
        raise UsageError("--json and --markdown were both asked for.", "Ask for one of them.")
    screen = open_screen()
    choices = [options.judge]
    if options.against:
        choices.append(parse_against(options.against, options.judge))
    try:
        opened = open_set(Path(path) if path else SHIPPED, deps, rubric=options.rubric)
    except DatasetError as error:
        for line in (*error.problems, error.fix):
            screen.talk.print(words(line))
        return USAGE
    for warning in opened.warnings[:MOST_WARNINGS]:
        screen.talk.print(words(str(warning), "yellow"))
    trials: list[Trial] = []
    for choice in choices:
        with open_judge(choice) as judge:
            trials.append(_measured(opened, judge, options, screen))
        if trials[-1].left:
            break
    _show(opened, trials, options, screen)
    if trials[-1].left or len(trials) < len(choices):
        left = trials[-1].left
        screen.talk.print(words(f"Stopped: {count(left, 'document')} not read. The rest stands."))
        return INTERRUPTED
    return PROBLEMS if any(trial.unread for trial in trials) else FINE


def parse_against(text: str, other: JudgeChoice) -> JudgeChoice:
    """Tell whom a person wants to compare with.

    Args:
        text: ``offline``, ``llm``, or parts ``model=``, ``prompt=`` and ``replies=`` with commas.
        other: Who is measured first; the model that it names is that of a prompt named here.

    Raises:
        UsageError: It is none of these.
    """
    if text in (EvaluatorChoice.OFFLINE, EvaluatorChoice.LLM):
        return JudgeChoice(evaluator=EvaluatorChoice(text))
    parts = dict(part.partition("=")[::2] for part in text.split(","))
    if not parts.keys() <= {"model", "prompt", "replies"} or not all(parts.values()):
        raise UsageError(f"{text!r} names nobody to compare with.", _AGAINST_FIX)
    replies = Path(parts["replies"]) if "replies" in parts else None
    return JudgeChoice(
        evaluator=None if replies else EvaluatorChoice.LLM,
        model=parts.get("model", "" if replies else other.model),
        prompt=Path(parts["prompt"]) if "prompt" in parts else None,
        replies=replies,
    )


def export_reviews(folder: str, deps: LabelDeps, *, with_text: bool) -> int:
    """Write what reviewers left standing as labelled sets; return the exit code."""
    screen = open_screen()
    exported = export_labels(ExportRequest(folder=Path(folder), with_text=with_text), deps)
    for each in exported.sets:
        said = f"{count(each.items, 'application')}, {count(each.levels, 'level')}"
        screen.show(words(f"{each.path}: {said}, rubric {each.rubric}"))
    for line in _cautions(exported, with_text=with_text):
        screen.talk.print(words(line, "yellow"))
    return FINE


def _measured(opened: OpenedSet, judge: Judge, options: Options, screen: Screen) -> Trial:
    is_free = not judge.evaluator.asks_model
    has_changes = is_free if options.changes is None else options.changes
    request = MeasureRequest(
        opened=opened, runs=options.runs, changes=tuple(Change) if has_changes else ()
    )
    with progress_bar(screen, len(opened.items)) as bar:
        return measure(request, judge, on_done=bar.advance)


def _show(opened: OpenedSet, trials: Sequence[Trial], options: Options, screen: Screen) -> None:
    if options.as_json:
        screen.out.file.write(to_line(evaluation_object(opened, trials)) + "\n")
    elif options.as_markdown:
        screen.out.file.write(evaluation_markdown(opened, trials))
    else:
        screen.show(evaluation_sheet(opened, trials, screen))


def _cautions(exported: Exported, *, with_text: bool) -> list[str]:
    said = []
    if exported.disputed:
        said.append(
            f"{count(exported.disputed, 'level')} left out: reviewers hold different ones, and "
            "none of them stands."
        )
    if exported.without_document:
        said.append(f"{count(exported.without_document, 'application')} left out: no document.")
    if with_text:
        said.append(
            "The texts are in the blind view: names and contact details are taken out, employers, "
            "schools and dates are not. They stay personal data: keep them as you keep CVs, and "
            "remove them when a person is forgotten."
        )
    else:
        said.append(
            "No text was written. Put the documents into the folder, under any name: they are "
            "found by their hash. What is written belongs to people all the same: remove it when "
            "a person is forgotten."
        )
    said.append("These levels were given with the evaluator's in sight, which pulls towards them.")
    return said
