"""The sample: reading, ranking and review once, on invented people, in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

import bot.sample
from bot.cli.edge import FINE, INTERRUPTED
from bot.cli.job_sheet import job_highlights
from bot.cli.progress import progress_bar
from bot.cli.sheet import evaluation_sheet
from bot.cli.table import ranking_table
from bot.cli.terminal import Screen, open_screen, plain
from bot.domain.document import DocumentKind
from bot.domain.source import Source
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.ranking import rank

SAMPLE = Path(bot.sample.__file__).parent


def run_sample(deps: Deps) -> int:
    """Print one whole sheet, the list of all, and what the job description could say better."""
    screen = open_screen()
    job = _sample(SAMPLE / "job.md", DocumentKind.JOB_DESCRIPTION)
    cvs = [_sample(path, DocumentKind.CV) for path in sorted((SAMPLE / "cvs").iterdir())]
    with progress_bar(screen, len(cvs)) as bar:
        ranking = rank(EvaluateRequest(sources=cvs, job=job), deps, on_done=lambda _: bar.advance())
    if ranking.is_interrupted:
        return INTERRUPTED
    first = ranking.entries[0].evaluation
    _step(screen, "1 of 3 · One CV, read against the rubric and a job description")
    screen.show(evaluation_sheet(first, deps.evaluator.cannot_see, screen))
    _step(screen, "2 of 3 · All six, in order")
    screen.show(ranking_table(ranking.entries, screen))
    _step(screen, "3 of 3 · What the job description could say better")
    for report in review_jobs(ReviewRequest(sources=[job]), deps):
        screen.show(job_highlights(report))
    screen.show(_next())
    return FINE


def _sample(path: Path, kind: DocumentKind) -> Source:
    """Name a sample by its file alone, so that sheets stay narrow wherever it is installed."""
    return Source(path=path.name, kind=kind, data=path.read_bytes())


def _step(screen: Screen, name: str) -> None:
    screen.show(Group(Text(""), Rule(Text(name, style="bold"), style="cyan"), Text("")))


def _next() -> RenderableType:
    samples = plain(str(_shown(SAMPLE)))
    commands = (
        ("evaluate one of your own", "plumbline evaluate cv.pdf"),
        ("see what the bot sees", f"plumbline read {samples}/cvs/leila_farahani.pdf"),
        ("order a folder", f"plumbline rank {samples}/cvs --jd {samples}/job.md"),
        ("review a job description", f"plumbline review-jd {samples}/job.md"),
        ("make the rubric yours", "plumbline rubric show llm_engineer"),
    )
    lines = [Text.assemble((f"  {what:<26}", "dim"), command) for what, command in commands]
    return Group(Text(""), Text("All people here are invented. Try next:", style="bold"), *lines)


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
