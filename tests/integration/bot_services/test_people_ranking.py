"""The ranked list of a run, as lines of a message and as a file."""

from __future__ import annotations

import csv
import io

import pytest

from bot.domain.document import DocumentKind
from bot.domain.posting import MessageKind
from bot.domain.requisition import ApplicationState, Batch
from bot.domain.scoring import Priority
from bot.errors import Reason
from bot.services.messages import RankedLine, RankingFile
from bot.services.ranking_file import compose_ranking, ranked_lines
from tests.integration.bot_services.fakes import World, make_text
from tests.integration.bot_services.people import Desk, make_desk

STRONG = "\n".join(f"{key} 4 owned it for years" for key in ("craft", "care", "data", "models"))
EQUAL = "\n".join(f"{key} 4 owned it for long" for key in ("craft", "care", "data", "models"))
WEAK = "craft 1 named it once or twice"


@pytest.fixture
def desk(world: World) -> Desk:
    return make_desk(world)


def lines_of(desk: Desk, batch: Batch) -> tuple[RankedLine, ...]:
    with desk.deps.database.read() as tx:
        return ranked_lines(tx, batch.id, desk.deps)


def file_of(desk: Desk, batch: Batch) -> RankingFile | None:
    desk.post(MessageKind.RANKING, batch.id)
    posting = desk.find(MessageKind.RANKING, batch.id)
    with desk.deps.database.read() as tx:
        return compose_ranking(tx, posting, desk.deps)


def rows_of(desk: Desk, batch: Batch) -> list[dict[str, str]]:
    made = file_of(desk, batch)
    assert made is not None
    return list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))


def test_equals_share_a_band_and_what_could_not_be_read_comes_last(desk: Desk) -> None:
    batch = desk.batch()
    scan = desk.add_unreadable(name="", batch_id=batch.id)
    weak = desk.add_read(WEAK, name="Weak Wilk", batch_id=batch.id)
    strong = desk.add_read(STRONG, name="Strong Sato", batch_id=batch.id)
    equal = desk.add_read(EQUAL, name="Equal Ek", batch_id=batch.id)
    found = [(line.label, line.rank, line.band) for line in lines_of(desk, batch)]
    assert found == [
        (strong.label, 1, 1),
        (equal.label, 1, 1),
        (weak.label, 3, 2),
        (scan.label, 4, 3),
    ]


def test_a_line_says_how_much_is_evidenced(desk: Desk) -> None:
    batch = desk.batch()
    desk.add_read(STRONG, name="Strong Sato", batch_id=batch.id)
    (line,) = lines_of(desk, batch)
    # four of eight criteria of equal weight at 4: value 1, coverage 1/2, evidenced 1/2
    assert (line.score.value, line.score.coverage, line.score.evidenced) == (1.0, 0.5, 0.5)
    assert (line.rated, line.priority, line.problem) == (4, Priority.TALK, "")
    assert line.name == "Strong Sato"


def test_within_a_band_labels_stand_in_the_order_of_their_numbers(desk: Desk) -> None:
    batch = desk.batch()
    made = [desk.add_read(WEAK, name="", batch_id=batch.id).label for _ in range(11)]
    assert [line.label for line in lines_of(desk, batch)] == made  # A-2 before A-10


@pytest.mark.parametrize(
    ("state", "changes", "why"),
    [
        (
            ApplicationState.UNREADABLE,
            {"reason": Reason.SCANNED},
            "The pages are pictures without text.",
        ),
        (ApplicationState.FAILED, {"problem": "It broke."}, "It broke."),
        (ApplicationState.STOPPED, {}, "It was stopped before it was read."),
    ],
)
def test_what_has_no_reading_says_why(
    desk: Desk, state: ApplicationState, changes: dict[str, object], why: str
) -> None:
    batch = desk.batch()
    application = desk.add(name="", batch_id=batch.id)
    desk.move(application, state, **changes)
    (line,) = lines_of(desk, batch)
    assert (line.state, line.problem, line.rated) == (state, why, 0)
    (row,) = rows_of(desk, batch)
    assert row["why"] == why
    numbers = ("rank", "band", "match", "evidenced", "coverage", "Craft")
    assert [row[name] for name in numbers] == [""] * 6


def test_cvs_in_which_nothing_is_evidenced_have_no_rank_and_no_match(desk: Desk) -> None:
    batch = desk.batch()
    jobs = desk.deps.reading.jobs
    required = jobs.requirements(make_text("craft 1", kind=DocumentKind.JOB_DESCRIPTION))
    match = jobs.match(required.requirements, make_text("Nothing here", kind=DocumentKind.CV))
    for _ in range(2):
        desk.add_read("Nothing here", match=match, name="", batch_id=batch.id)
    rows = rows_of(desk, batch)
    assert [(r["rank"], r["band"], r["match"], r["state"]) for r in rows] == [
        ("", "", "", "read")
    ] * 2


def test_the_file_has_a_column_for_each_criterion(desk: Desk) -> None:
    batch = desk.batch()
    strong = desk.add_read(STRONG, name="Strong Sato", batch_id=batch.id)
    (row,) = rows_of(desk, batch)
    assert row == {
        "label": strong.label,
        "name": "Strong Sato",
        "file": "Strong Sato.pdf",
        "rank": "1",
        "band": "1",
        "priority": "Talk to",
        "match": "",
        "evidenced": "0.5000",
        "coverage": "0.5000",
        "rated criteria": "4",
        **dict.fromkeys(["Craft", "Care", "Data", "Models"], "4"),
        **dict.fromkeys(["Production", "Software", "Impact", "Safety"], ""),
        "read by": "lines 1",
        "in place of the model because": "",
        "readings differ on": "",
        "state": "read",
        "why": "",
    }


def test_a_blind_list_has_no_names(desk: Desk) -> None:
    batch = desk.batch(is_blind=True)
    desk.add_read(STRONG, name="Strong Sato", batch_id=batch.id, is_blind=True)
    (row,) = rows_of(desk, batch)
    assert not {"name", "file"} & set(row)
    assert "Sato" not in repr(row)
    assert lines_of(desk, batch)[0].name == ""


def test_who_has_no_name_is_told_by_the_file(desk: Desk) -> None:
    batch = desk.batch()
    desk.add_read(STRONG, name="", file_name="cv_14.pdf", batch_id=batch.id)
    (row,), (line,) = rows_of(desk, batch), lines_of(desk, batch)
    assert (row["name"], row["file"], line.name) == ("", "cv_14.pdf", "cv_14.pdf")


def test_a_name_that_is_a_formula_is_not_run(desk: Desk) -> None:
    batch = desk.batch()
    desk.add_read(WEAK, name='=HYPERLINK("http://evil.example")', batch_id=batch.id)
    (row,) = rows_of(desk, batch)
    assert row["name"] == '\'=HYPERLINK("http://evil.example")'


def test_the_file_is_named_after_the_requisition_and_nobody(desk: Desk) -> None:
    batch = desk.batch()
    desk.add_read(WEAK, name="Weak Wilk", batch_id=batch.id)
    made = file_of(desk, batch)
    assert made is not None
    assert made.file_name == "ranking-ai-engineer.csv"
    assert made.title == "Ranking of 1 CV for AI engineer"


def test_a_title_without_latin_letters_still_names_a_file(world: World) -> None:
    desk = make_desk(world, title="エンジニア")
    batch = desk.batch()
    desk.add_read(WEAK, name="", batch_id=batch.id)
    made = file_of(desk, batch)
    assert made is not None
    assert made.file_name == "ranking-requisition.csv"


def test_a_run_without_applications_has_no_file(desk: Desk) -> None:
    batch = desk.batch()
    assert file_of(desk, batch) is None
    assert lines_of(desk, batch) == ()


def test_what_meets_more_of_the_job_description_comes_first(desk: Desk) -> None:
    batch = desk.batch()
    jobs = desk.deps.reading.jobs
    required = jobs.requirements(make_text("craft 1", kind=DocumentKind.JOB_DESCRIPTION))
    asked = required.requirements
    match_of = {
        text: jobs.match(asked, make_text(text, kind=DocumentKind.CV)) for text in (STRONG, WEAK)
    }
    strong = desk.add_read(STRONG, match=match_of[STRONG], name="", batch_id=batch.id)
    weak = desk.add_read(WEAK, match=match_of[WEAK], name="", batch_id=batch.id)
    assert [line.label for line in lines_of(desk, batch)] == [weak.label, strong.label]


def test_what_was_held_against_different_job_descriptions_is_not_compared_by_them(
    desk: Desk,
) -> None:
    batch = desk.batch()
    jobs = desk.deps.reading.jobs
    required = jobs.requirements(make_text("craft 1", kind=DocumentKind.JOB_DESCRIPTION))
    asked = required.requirements
    match = jobs.match(asked, make_text(WEAK, kind=DocumentKind.CV))
    strong = desk.add_read(STRONG, match=None, name="", batch_id=batch.id)
    weak = desk.add_read(WEAK, match=match, name="", batch_id=batch.id)
    lines = lines_of(desk, batch)
    assert [(line.label, line.match) for line in lines] == [
        (strong.label, None),
        (weak.label, None),
    ]
