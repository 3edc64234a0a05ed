"""The ranked list of a run over several CVs, for a message and for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from bot.domain.assessment import Assessment, Provenance
from bot.domain.document import DocumentKind
from bot.domain.job import Requirement, RequirementMatch
from bot.domain.posting import Posting
from bot.domain.requisition import Application, ApplicationState
from bot.domain.rubric import Rubric
from bot.domain.scoring import Score, lifecycle, priority, score
from bot.domain.words import PRIORITIES, count, why_no_model
from bot.errors import DocumentError
from bot.services.bot_deps import BotDeps
from bot.services.messages import RankedLine, RankingFile
from bot.services.ranking import order
from bot.services.reports import Card, Evaluation, Ranked
from bot.store import Tx, applications, assessments, batches, documents, requisitions, rubrics

BOM = "\ufeff"
"""By it Excel knows that the file is UTF-8."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width
_UNSEEN = re.compile(r"^[\s\ufeff\u200b-\u200f]+")
"""What some programs drop from the front of a cell before they look at it."""
_UNSCORED = Score(value=None, coverage=0.0, evidenced=0.0)
_STATES = {
    ApplicationState.WAITING: "not read yet",
    ApplicationState.READING: "being read",
    ApplicationState.STOPPED: "stopped before it was read",
    ApplicationState.UNREADABLE: "cannot be read",
    ApplicationState.FAILED: "failed",
    ApplicationState.READ: "read",
    ApplicationState.READ_BY_PERSON: "read by a person",
    ApplicationState.DECIDED: "decided",
}
_SENTENCES = {
    ApplicationState.WAITING: "It was not read yet",
    ApplicationState.READING: "It is being read",
    ApplicationState.STOPPED: "It was stopped before it was read",
    ApplicationState.UNREADABLE: "It cannot be read",
    ApplicationState.FAILED: "Reading it did not work",
    ApplicationState.READ: "It was read, and has no levels",
    ApplicationState.READ_BY_PERSON: "It was read by a person",
    ApplicationState.DECIDED: "It was decided on without levels",
}
"""Why there is no reading, where nothing was noted."""


def ranked_lines(tx: Tx, batch_id: str, deps: BotDeps) -> tuple[RankedLine, ...]:
    """Order the applications of a run in tie bands, best first; unread ones come last.

    Names are left out of a blind view; elsewhere a file name stands in for one nobody gave.
    """
    del deps  # every list is made from the same three
    return tuple(_line(a, entry, _file_name(tx, a)) for a, entry in _ranked(tx, batch_id))


def compose_ranking(tx: Tx, posting: Posting, deps: BotDeps) -> RankingFile | None:
    """Write the ranked list of a run as a file; None when no application of it is left."""
    del deps  # every message is composed from the same three
    batch = batches.get(tx, posting.subject_id)
    requisition = requisitions.get(tx, batch.requisition_id)
    ranked = _ranked(tx, batch.id)
    if not ranked:
        return None
    rubric = ranked[0][1].evaluation.rubric
    rows = [_head(rubric, is_blind=batch.is_blind)]
    rows += [_row(tx, a, entry, rubric, is_blind=batch.is_blind) for a, entry in ranked]
    slug = re.sub(r"[^a-z0-9]+", "-", requisition.title.lower()).strip("-") or "requisition"
    return RankingFile(
        file_name=f"ranking-{slug[:60]}.csv",
        title=f"Ranking of {count(len(ranked), 'CV')} for {requisition.title}",
        data=table(rows),
    )


def table(rows: list[list[str]]) -> bytes:
    """Write rows as CSV by RFC 4180, safe to open in a spreadsheet: UTF-8 with a BOM.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode(errors="replace")


def reader(assessment: Assessment) -> str:
    """Name who read: the evaluator with its version, and its model."""
    who = assessment.provenance
    return f"{who.name} {who.version}" + (f" with {who.model}" if who.model else "")


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    Source: OWASP ASVS 5.0, 1.2.10, and the full-width forms that some programs fold.
    """
    rest = _UNSEEN.sub("", cell)
    before = cell.removesuffix(rest)
    is_formula = rest.startswith(_FORMULA) or "\t" in before or "\r" in before
    return f"'{cell}" if is_formula else cell


def _ranked(tx: Tx, batch_id: str) -> list[tuple[Application, Ranked]]:
    """Order by what the job asks only where all were held against the same job description."""
    of_batch = {_place(a): a for a in applications.of_batch(tx, batch_id)}
    known: dict[str, Rubric] = {}
    evaluations = [_evaluation(tx, path, a, known) for path, a in of_batch.items()]
    if len({_asked(e) for e in evaluations if e.assessment is not None}) > 1:
        evaluations = [replace(e, match=None) for e in evaluations]
    return [(of_batch[entry.evaluation.card.path], entry) for entry in order(evaluations)]


def _asked(evaluation: Evaluation) -> tuple[Requirement, ...]:
    """What the job description asked that a CV was held against."""
    readings = evaluation.match.readings if evaluation.match else ()
    return tuple(reading.requirement for reading in readings)


def _place(application: Application) -> str:
    """Return the label so that A-2 stands before A-10."""
    letters, _, number = application.label.partition("-")
    return f"{letters}-{number:0>9}"


def _evaluation(
    tx: Tx, path: str, application: Application, known: dict[str, Rubric]
) -> Evaluation:
    stored = assessments.get(tx, application.id)
    assessment, match = stored or (None, None)
    rubric_hash = assessment.rubric_hash if assessment else application.rubric_hash
    if rubric_hash not in known:
        known[rubric_hash] = rubrics.get(tx, rubric_hash)
    return _as_evaluation(path, application, known[rubric_hash], assessment, match)


def _as_evaluation(
    path: str,
    application: Application,
    rubric: Rubric,
    assessment: Assessment | None,
    match: RequirementMatch | None,
) -> Evaluation:
    total = score(rubric, assessment.levels) if assessment else _UNSCORED
    nobody = Provenance(name="", version="", model=None)
    return Evaluation(
        card=Card(path=path, sha256="", kind=DocumentKind.CV, pages=0, words=0, language=""),
        reason=application.reason,
        rubric=rubric,
        provenance=assessment.provenance if assessment else nobody,
        assessment=assessment,
        score=total,
        lifecycle=lifecycle(assessment.readings if assessment else ()),
        priority=priority(total),
        match=match,
        findings=(),
    )


def _file_name(tx: Tx, application: Application) -> str:
    return documents.get(tx, application.document_id).name


def _line(application: Application, entry: Ranked, file_name: str) -> RankedLine:
    evaluation = entry.evaluation
    return RankedLine(
        application_id=application.id,
        label=application.label,
        name="" if application.is_blind else application.candidate_name or file_name,
        rank=entry.rank,
        band=entry.band,
        state=application.state,
        priority=evaluation.priority,
        score=evaluation.score,
        rated=_rated(evaluation),
        match=evaluation.match.match if evaluation.match else None,
        problem=_problem(application, evaluation),
        is_stand_in=bool(evaluation.assessment and evaluation.assessment.stands_in),
        differing=len(evaluation.assessment.differing) if evaluation.assessment else 0,
    )


def _rated(evaluation: Evaluation) -> int:
    levels = evaluation.assessment.levels if evaluation.assessment else {}
    return sum(level is not None for level in levels.values())


def _problem(application: Application, evaluation: Evaluation) -> str:
    if evaluation.assessment is not None:
        return ""
    if application.reason is not None:
        return DocumentError(application.reason).problem
    return application.problem or f"{_SENTENCES[application.state]}."


def _readers(assessment: Assessment | None) -> tuple[str, str, str]:
    """Say who read, for which reason in place of a model, and on how many criteria two differ."""
    if assessment is None:
        return "", "", ""
    why = why_no_model(assessment.stands_in)[0] if assessment.stands_in else ""
    return reader(assessment), why, str(len(assessment.differing)) if assessment.second else ""


def _head(rubric: Rubric, *, is_blind: bool) -> list[str]:
    names = [] if is_blind else ["name", "file"]
    titles = [criterion.title for criterion in rubric.criteria]
    fixed = ["rank", "band", "priority", "match", "evidenced", "coverage", "rated criteria"]
    readers = ["read by", "in place of the model because", "readings differ on"]
    return ["label", *names, *fixed, *titles, *readers, "state", "why"]


def _row(
    tx: Tx, application: Application, entry: Ranked, rubric: Rubric, *, is_blind: bool
) -> list[str]:
    file_name = _file_name(tx, application)
    line = _line(application, entry, file_name)
    assessment = entry.evaluation.assessment
    levels = assessment.levels if assessment else {}
    has_score = line.score.value is not None
    return [
        line.label,
        *([] if is_blind else [application.candidate_name, file_name]),
        # what has no levels is not in the order: a low rank would read as a verdict
        str(line.rank) if has_score else "",
        str(line.band) if has_score else "",
        PRIORITIES[line.priority],
        f"{line.match:.4f}" if has_score and line.match is not None else "",
        f"{line.score.evidenced:.4f}" if has_score else "",
        f"{line.score.coverage:.4f}" if has_score else "",
        str(line.rated),
        *(str(levels.get(criterion.key) or "") for criterion in rubric.criteria),
        *_readers(assessment),
        _STATES[line.state],
        line.problem,
    ]
