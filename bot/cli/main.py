"""The commands and their options; each command's work is imported when it is run."""

# Each command imports its work when it runs, so that --help is quick; typer wants flags as
# defaults, and an argument for each option.
# ruff: noqa: PLC0415, FBT002, PLR0913, PLR0917

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.edge import Program, guarded
from bot.domain.reader import EvaluatorChoice
from bot.domain.spending import Grouping

_EPILOG = """\
Exit codes: 0 all fine · 1 a document could not be read, or a rubric has problems · 2 the command,
a rubric, a job description or a setting cannot be used · 70 a mistake of Plumbline's own · 74 no
room for the output · 130 stopped with Ctrl-C, what was printed stands · 141 the reader of the
output went away.
Data goes to stdout, talk to stderr. PLUMBLINE_RUBRICS, _RUBRIC, _WORKERS, _SECONDS, _MEMORY, _PAGES
and _MEGABYTES change the defaults of reading; docs/operating.md lists what the bot takes."""

app = typer.Typer(
    name="plumbline",
    help="Read CVs and job descriptions against a rubric, and show the words that prove it.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
rubric_app = typer.Typer(
    help="Check, show and compare rubrics.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(rubric_app, name="rubric")
prompts_app = typer.Typer(
    help="Show and compare what a language model is asked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(prompts_app, name="prompts")

Files = Annotated[list[str], typer.Argument(help="PDF, DOCX, text or Markdown; - for stdin.")]
Paths = Annotated[list[str] | None, typer.Argument(help="Files, folders, or - for stdin.")]
Job = Annotated[
    str | None, typer.Option("--jd", metavar="FILE", help="Hold each CV against this description.")
]
RubricName = Annotated[
    str | None, typer.Option("--rubric", metavar="NAME|PATH", help="Rubric to read against.")
]
Evaluator = Annotated[
    EvaluatorChoice | None,
    typer.Option("--evaluator", help="Who reads: auto is the model where one is configured."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per document and line.")]
JsonChecks = Annotated[bool, typer.Option("--json", help="One JSON object per check and line.")]


def main(program: Program, arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Args:
        program: What the commands start.
        arguments: Without the program's name; None for those of this process.

    Raises:
        SystemExit: Always, with one of the documented codes.
    """
    app(arguments, prog_name="plumbline", obj=program)


def _version(is_asked: bool) -> None:  # noqa: FBT001  # typer's form of a callback
    if is_asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"plumbline {version('plumbline')}")
        except PackageNotFoundError:
            typer.echo("plumbline, not installed")
        raise typer.Exit


@app.callback()
def _root(
    _is_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def _leave(context: typer.Context, body: Callable[[Any], int]) -> None:
    def opened() -> int:
        with context.obj.open_deps() as deps:
            return body(deps)

    raise typer.Exit(guarded(opened))


def _read(
    context: typer.Context, evaluator: EvaluatorChoice | None, body: Callable[[Any], int]
) -> None:
    def opened() -> int:
        with context.obj.open_evaluator(evaluator) as deps:
            return body(deps)

    raise typer.Exit(guarded(opened))


@app.command()
def evaluate(
    context: typer.Context,
    files: Files,
    jd: Job = None,
    rubric: RubricName = None,
    evaluator: Evaluator = None,
    name: Annotated[
        str, typer.Option(help="The candidate's, which is masked before a model reads.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show, criterion by criterion, what each document evidences."""
    from bot.cli import documents

    options = documents.Options(job=jd, rubric=rubric, as_json=as_json, name=name)
    _read(context, evaluator, lambda deps: documents.evaluate_files(files, options, deps))


@app.command()
def rank(
    context: typer.Context,
    files_or_folders: Paths = None,
    jd: Job = None,
    rubric: RubricName = None,
    evaluator: Evaluator = None,
    is_batch: Annotated[
        bool,
        typer.Option(
            "--batch", help="Let the model answer within a day, at half the price; resumable."
        ),
    ] = False,
    cancel_batch: Annotated[
        bool, typer.Option("--cancel-batch", help="End what --batch handed in, for all files.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Order documents in tie bands, by what they evidence."""
    from bot.cli import documents

    options = documents.Options(job=jd, rubric=rubric, as_json=as_json, is_batch=is_batch)
    if cancel_batch:
        _read(context, evaluator, documents.end_batches)
    if not files_or_folders:
        raise typer.BadParameter("name files or folders, or - for stdin.", param_hint="FILES")
    paths = list(files_or_folders)
    _read(context, evaluator, lambda deps: documents.rank_files(paths, options, deps))


@app.command()
def questions(
    context: typer.Context,
    cv: Annotated[str, typer.Argument(help="PDF, DOCX, text or Markdown; - for stdin.")],
    jd: Annotated[
        str | None,
        typer.Option("--jd", metavar="FILE", help="Have two people ask about its must-haves."),
    ] = None,
    interviewers: Annotated[int, typer.Option(help="Share the questions out among so many.")] = 3,
    minutes: Annotated[int, typer.Option(help="Of questions, for each interviewer.")] = 45,
    rubric: RubricName = None,
    evaluator: Evaluator = None,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page that prints.")
    ] = None,
    label: Annotated[str, typer.Option(help="What the page calls the candidate.")] = "",
    name: Annotated[str, typer.Option(help="The candidate's, which is masked in quotes.")] = "",
    show_name: Annotated[
        bool, typer.Option("--show-name", help="Show it instead of masking it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say what to ask in interviews, and who asks it."""
    from bot.cli import questions

    options = questions.Options(
        job=jd,
        rubric=rubric,
        interviewers=interviewers,
        minutes=minutes,
        as_json=as_json,
        page=page,
        name=name,
        show_name=show_name,
        label=label,
    )
    _read(context, evaluator, lambda deps: questions.show_questions(cv, options, deps))


@app.command("review-jd")
def review_jd(
    context: typer.Context,
    files: Files,
    rubric: RubricName = None,
    evaluator: Evaluator = None,
    as_json: Json = False,
) -> None:
    """Say what a job description leaves out and could say better."""
    from bot.cli import documents

    options = documents.Options(job=None, rubric=rubric, as_json=as_json)
    _read(context, evaluator, lambda deps: documents.review_files(files, options, deps))


@app.command()
def read(context: typer.Context, files: Files, as_json: Json = False) -> None:
    """Show the text that the bot sees, and what was left out."""
    from bot.cli import documents

    options = documents.Options(job=None, rubric=None, as_json=as_json)
    _leave(context, lambda deps: documents.read_files(files, options, deps))


@app.command()
def sample(context: typer.Context) -> None:
    """Read six invented CVs, here in the terminal."""
    from bot.cli import sample

    _leave(context, sample.run_sample)


@app.command()
def run(context: typer.Context) -> None:
    """Run the bot in Slack until it is stopped."""
    from bot.cli import operate

    raise typer.Exit(guarded(lambda: operate.run_bot(context.obj)))


@app.command()
def doctor(context: typer.Context, as_json: JsonChecks = False) -> None:
    """Check the installation, and say how to mend what is wrong."""
    from bot.cli import operate

    raise typer.Exit(guarded(lambda: operate.show_checks(context.obj, as_json=as_json)))


Month = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help="Of one calendar month, in UTC.")
]
By = Annotated[Grouping, typer.Option("--by", help="What the sums are of.")]
JsonUsage = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command()
def usage(
    context: typer.Context,
    month: Month = None,
    by: By = Grouping.MONTH,
    as_json: JsonUsage = False,
) -> None:
    """Say what asking a language model cost."""
    from bot.cli import usage
    from bot.services.usage_report import UsageRequest

    def shown() -> int:
        request = UsageRequest(month=month or "", grouping=by)
        with context.obj.open_usage() as deps:
            return usage.show_usage(request, deps, as_json=as_json)

    raise typer.Exit(guarded(shown))


Replies = Annotated[
    Path | None, typer.Option("--replies", metavar="FILE", help="Read with recorded replies.")
]


@app.command("eval")
def evaluate_set(
    context: typer.Context,
    dataset: Annotated[
        str | None, typer.Argument(help="Folder with a dataset.yml; the shipped set when none.")
    ] = None,
    evaluator: Evaluator = None,
    model: Annotated[str, typer.Option(metavar="NAME", help="Another model.")] = "",
    prompt: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Another prompt than the package's.")
    ] = None,
    replies: Replies = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep what the model says, for --replies.")
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            metavar="WHOM", help="Compare with offline, llm, model=NAME, prompt=FILE, replies=FILE."
        ),
    ] = "",
    rubric: RubricName = None,
    runs: Annotated[int, typer.Option(min=1, max=100, help="Readings of each document.")] = 1,
    changes: Annotated[
        bool | None,
        typer.Option(help="Read each also with name, school, city, order or length changed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Tables for a document.")] = False,
) -> None:
    """Measure an evaluator against levels that people gave."""
    from bot.cli import eval as evals
    from bot.services.evaluating import JudgeChoice

    options = evals.Options(
        judge=JudgeChoice(
            evaluator=evaluator, model=model, prompt=prompt, replies=replies, record=record
        ),
        against=against,
        rubric=rubric,
        runs=runs,
        changes=changes,
        as_json=as_json,
        as_markdown=as_markdown,
    )
    _leave(context, lambda deps: evals.evaluate_set(dataset, options, deps, context.obj.open_judge))


@app.command("export-labels")
def export_labels(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(help="Where to write; made when it is not there.")],
    with_text: Annotated[
        bool,
        typer.Option(
            "--with-text", help="Write the texts too, in the blind view: they are personal data."
        ),
    ] = False,
) -> None:
    """Make labelled sets of what reviewers left standing."""
    from bot.cli import eval as evals

    def exported() -> int:
        with context.obj.open_labels() as deps:
            return evals.export_reviews(folder, deps, with_text=with_text)

    raise typer.Exit(guarded(exported))


Port = Annotated[int, typer.Option(min=0, max=65535, help="Where its page is; 0 for any free one.")]


@app.command()
def sandbox(port: Port = 8765) -> None:
    """Run a small Slack on this machine, without an account."""
    from bot.cli import sandbox

    raise typer.Exit(guarded(lambda: sandbox.run_sandbox(port), when_stopped=sandbox.REMOVED))


@app.command()
def demo(
    context: typer.Context,
    port: Port = 8765,
    is_once: Annotated[
        bool, typer.Option("--once", help="Play the tour without a person, and end.")
    ] = False,
    is_offline: Annotated[
        bool, typer.Option("--offline", help="Read by rule, without the local model.")
    ] = False,
) -> None:
    """Try everything in a browser, with invented CVs."""
    from bot.cli import demo

    def played() -> int:
        return demo.run_demo(context.obj, port, is_once=is_once, is_offline=is_offline)

    raise typer.Exit(guarded(played, when_stopped=demo.REMOVED))


@rubric_app.command("lint")
def rubric_lint(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(help="Names or paths; all when none.")
    ] = None,
) -> None:
    """Report what is wrong in rubric files: path, line, what and fix."""
    from bot.cli import rubrics

    _leave(context, lambda deps: rubrics.lint_files(files or [], deps))


@rubric_app.command("show")
def rubric_show(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Name or path. Without it, the names of all.")
    ] = None,
) -> None:
    """Show a rubric's criteria with their anchors and questions."""
    from bot.cli import rubrics

    _leave(context, lambda deps: rubrics.show_rubric(name, deps))


@rubric_app.command("diff")
def rubric_diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="A", help="Name or path.")],
    new: Annotated[str, typer.Argument(metavar="B", help="Name or path.")],
    results: Annotated[
        str | None,
        typer.Option(
            "--results", metavar="FILE", help="Output of evaluate --json: which would change?"
        ),
    ] = None,
) -> None:
    """Say what changed from A to B, and which results would."""
    from bot.cli import rubrics

    _leave(context, lambda deps: rubrics.diff_rubrics(old, new, results, deps))


@rubric_app.command("schema")
def rubric_schema(context: typer.Context) -> None:
    """Print the JSON Schema of rubric files, for editors."""
    from bot.cli import rubrics

    _leave(context, rubrics.print_schema)


PromptName = Annotated[str, typer.Argument(metavar="NAME", help="Such as read_cv.")]


@prompts_app.command("show")
def prompts_show(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Such as read_cv. Without it, the list of all.")
    ] = None,
    version: Annotated[
        str, typer.Option(metavar="N|PATH", help="The newest when none; or a file of your own.")
    ] = "",
    rubric: Annotated[
        str | None,
        typer.Option("--filled", metavar="RUBRIC", help="As it is sent for a rubric."),
    ] = None,
) -> None:
    """Show a prompt, the form of its answer, and what changed and why."""
    from bot.cli import prompts

    _leave(context, lambda deps: prompts.show_prompts(name, version, rubric, deps))


@prompts_app.command("diff")
def prompts_diff(
    context: typer.Context,
    name: PromptName,
    old: Annotated[str, typer.Argument(metavar="A", help="Version, or a file of your own.")],
    new: Annotated[str, typer.Argument(metavar="B", help="Version, or a file of your own.")],
) -> None:
    """Say what changed from A to B, in words and in tokens."""
    from bot.cli import prompts

    _leave(context, lambda deps: prompts.diff_prompts(name, old, new, deps))
