"""The commands on documents: evaluate, rank, read and review-jd."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import RenderableType

from bot.cli import objects
from bot.cli.batches import cancel_batches, rank_by_batch
from bot.cli.edge import FINE, INTERRUPTED, PROBLEMS
from bot.cli.inputs import check_paste, expand, sources
from bot.cli.job_sheet import job_sheet
from bot.cli.progress import progress_bar
from bot.cli.reading_sheet import reading_sheet
from bot.cli.sheet import evaluation_sheet
from bot.cli.table import ranking_table
from bot.cli.terminal import Screen, open_screen, uninterrupted, words
from bot.domain.document import DocumentKind
from bot.domain.source import Source
from bot.errors import UsageError
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.ranking import rank
from bot.services.reading import read
from bot.services.reports import Evaluation, JobReport, ReadReport

_Report = TypeVar("_Report", Evaluation, JobReport, ReadReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person asked for beside the files."""

    job: str | None
    rubric: str | None
    as_json: bool
    name: str = ""
    """The candidate's, which a model is not shown."""
    is_batch: bool = False
    """Whether a model answers in its own time, at half the price."""


def evaluate_files(files: Sequence[str], options: Options, deps: Deps) -> int:
    """Print a sheet, or a JSON object, for each document; return the exit code."""
    if options.name and len(files) > 1:
        raise UsageError(
            "A name was given for several documents.", "Give --name with one document at a time."
        )
    screen = open_screen()
    reports = evaluate(_request(files, options, deps), deps)
    return _print_all(
        reports,
        len(files),
        screen,
        objects.assessment_object if options.as_json else None,
        lambda report: evaluation_sheet(report, _cannot_see(report, deps), screen),
    )


def _cannot_see(report: Evaluation, deps: Deps) -> Sequence[str]:
    """Return what the evaluator that did read cannot see, which may not be the one asked for."""
    is_stand_in = report.assessment is not None and report.assessment.stands_in is not None
    return (deps.offline if is_stand_in else deps.evaluator).cannot_see


def read_files(files: Sequence[str], options: Options, deps: Deps) -> int:
    """Print what the bot sees of each document; return the exit code."""
    screen = open_screen()
    return _print_all(
        read(sources(files, DocumentKind.CV, deps.file_bytes), deps),
        len(files),
        screen,
        objects.read_object if options.as_json else None,
        lambda report: reading_sheet(report, screen),
    )


def review_files(files: Sequence[str], options: Options, deps: Deps) -> int:
    """Print a review of each job description; return the exit code."""
    screen = open_screen()
    jobs = sources(files, DocumentKind.JOB_DESCRIPTION, deps.file_bytes)
    return _print_all(
        review_jobs(ReviewRequest(sources=jobs, rubric=options.rubric), deps),
        len(files),
        screen,
        objects.review_object if options.as_json else None,
        lambda report: job_sheet(report, screen),
    )


def rank_files(paths: Sequence[str], options: Options, deps: Deps) -> int:
    """Print all documents in tie bands; return the exit code."""
    screen = open_screen()
    files = expand(paths, leave_out=options.job)
    request = _request(files, options, deps)
    if options.is_batch:
        ranking = rank_by_batch(request, len(files), deps, screen)
        if isinstance(ranking, int):
            return ranking
    else:
        with progress_bar(screen, len(files)) as bar:
            ranking = rank(request, deps, on_done=lambda _: bar.advance())
    if options.as_json:
        for entry in ranking.entries:
            _print_line(screen, objects.ranked_object(entry))
    elif ranking.entries:
        screen.show(ranking_table(ranking.entries, screen))
    if ranking.is_interrupted:
        _say_stopped(screen, len(ranking.entries), len(files))
        return INTERRUPTED
    is_fine = all(entry.evaluation.assessment is not None for entry in ranking.entries)
    return FINE if is_fine else PROBLEMS


def end_batches(deps: Deps) -> int:
    """End what ``rank --batch`` handed in; return the exit code."""
    return cancel_batches(deps, open_screen())


def _request(files: Sequence[str], options: Options, deps: Deps) -> EvaluateRequest:
    check_paste(files, options.job)
    job: Source | None = None
    if options.job is not None:
        (job,) = sources([options.job], DocumentKind.JOB_DESCRIPTION, deps.file_bytes)
    cvs = sources(files, DocumentKind.CV, deps.file_bytes)
    return EvaluateRequest(sources=cvs, job=job, rubric=options.rubric, name=options.name)


def _print_all(
    reports: Iterator[_Report],
    total: int,
    screen: Screen,
    to_object: Callable[[_Report], objects.Object] | None,
    to_sheet: Callable[[_Report], RenderableType],
) -> int:
    """Print each report as soon as it is there, so that Ctrl-C keeps what is done."""
    done, code = 0, FINE
    try:
        with progress_bar(screen, total) as bar:
            for report in reports:
                with bar.aside(), uninterrupted():
                    if to_object is not None:
                        _print_line(screen, to_object(report))
                    else:
                        screen.show(to_sheet(report))
                    screen.out.file.flush()
                    done += 1
                bar.advance()
                if report.reason is not None or _is_unanswered(report):
                    code = PROBLEMS
    except KeyboardInterrupt:
        _say_stopped(screen, done, total)
        return INTERRUPTED
    return code


def _is_unanswered(report: Evaluation | JobReport | ReadReport) -> bool:
    return not isinstance(report, ReadReport) and report.unanswered is not None


def _print_line(screen: Screen, value: objects.Object) -> None:
    screen.out.file.write(objects.to_line(value) + "\n")


def _say_stopped(screen: Screen, done: int, total: int) -> None:
    screen.talk.print(
        words(f"Stopped: {done} of {total} read, {total - done} left. What was printed stands.")
    )
