"""Reading, evaluating and reviewing through fakes."""

from __future__ import annotations

from itertools import count

import pytest

from bot.domain.document import DocumentKind
from bot.domain.scoring import Priority
from bot.errors import NotFoundError, Reason, UsageError
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.reading import read
from tests.unit.cli_fakes import make_deps, make_document, make_finding, make_source


def test_a_readable_document_is_scored() -> None:
    deps = make_deps({"a.pdf": make_document("Built it, level", "3")})

    (result,) = evaluate(EvaluateRequest(sources=[make_source()]), deps)

    # both criteria at 3: 3/4 of all that is asked
    assert (result.score.value, result.score.coverage) == (0.75, 1.0)
    assert result.priority is Priority.TALK_FIRST
    assert (result.reason, result.match) == (None, None)


@pytest.mark.parametrize("reason", [Reason.SCANNED, Reason.MISSING])
def test_an_unreadable_document_has_a_reason_and_no_score(reason: Reason) -> None:
    (result,) = evaluate(EvaluateRequest(sources=[make_source()]), make_deps({"a.pdf": reason}))

    assert result.reason is reason
    assert result.assessment is None
    assert result.score.value is None
    assert result.priority is Priority.HUMAN_READ


def test_a_document_too_thin_to_assess_keeps_its_findings_and_gets_no_score() -> None:
    thin = make_document("Hello there", findings=(make_finding(),))

    (result,) = evaluate(EvaluateRequest(sources=[make_source()]), make_deps({"a.pdf": thin}))

    assert result.reason is Reason.NOT_A_CV
    assert result.score.value is None
    assert result.findings == thin.findings
    assert result.card.words == 2


def test_documents_are_evaluated_lazily() -> None:
    deps = make_deps({str(n): make_document("Built it, level", "2") for n in range(3)})
    endless = (make_source(str(n)) for n in count())

    results = evaluate(EvaluateRequest(sources=endless), deps)

    assert [next(results).card.path for _ in range(3)] == ["0", "1", "2"]


def test_a_job_description_is_held_against_every_document() -> None:
    deps = make_deps({"a.pdf": make_document("0.5", "is my share 2"), "job.md": make_document()})
    job = make_source("job.md", kind=DocumentKind.JOB_DESCRIPTION)

    (result,) = evaluate(EvaluateRequest(sources=[make_source()], job=job), deps)

    assert result.match is not None
    assert result.match.match == 0.5


def test_a_job_description_that_cannot_be_read_stops_before_any_document() -> None:
    deps = make_deps({"job.md": Reason.SCANNED})
    job = make_source("job.md", kind=DocumentKind.JOB_DESCRIPTION)

    with pytest.raises(UsageError, match=r"job\.md cannot be read. The pages are pictures"):
        evaluate(EvaluateRequest(sources=[], job=job), deps)


def test_an_unknown_rubric_stops_before_any_document() -> None:
    with pytest.raises(NotFoundError):
        evaluate(EvaluateRequest(sources=[], rubric="nobody"), make_deps())


def test_reading_shows_lines_or_a_reason() -> None:
    deps = make_deps({"a.pdf": make_document(), "b.pdf": Reason.ENCRYPTED})

    whole, locked = read([make_source(), make_source("b.pdf")], deps)

    assert [line.number for line in whole.lines] == [1, 2]
    assert (locked.reason, locked.lines, locked.card.pages) == (Reason.ENCRYPTED, (), 0)


def test_a_job_description_is_reviewed_or_has_a_reason() -> None:
    thin = make_document("Wanted: you")
    deps = make_deps({"a.pdf": make_document(), "b.pdf": Reason.EMPTY, "c.pdf": thin})
    sources = [make_source(path) for path in ("a.pdf", "b.pdf", "c.pdf")]

    whole, empty, too_thin = review_jobs(ReviewRequest(sources=sources), deps)

    assert whole.review is not None
    assert whole.reason is None
    assert (empty.review, empty.reason) == (None, Reason.EMPTY)
    assert (too_thin.review, too_thin.reason) == (None, Reason.NOT_A_CV)
