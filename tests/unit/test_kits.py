"""An interview kit from a CV: the use case, the command, the object and the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.cli.edge import Program
from bot.cli.kit_object import kit_object
from bot.cli.main import main
from bot.domain.assessment import Assessment, Evidence
from bot.domain.document import Document
from bot.domain.rubric import Question, Rubric
from bot.domain.usage import Meter, unmetered
from bot.errors import ModelError, ModelOutcome, Reason, UsageError
from bot.services.deps import Deps
from bot.services.kit_page import kit_page
from bot.services.kits import KitRequest, prepare_kit, warnings_on
from tests.acceptance.cli import check
from tests.unit.cli_fakes import (
    FakeEvaluator,
    FakeRubrics,
    make_deps,
    make_document,
    make_rubric,
    make_source,
)

QUOTE = "Ada Quill built <script>alert(1)</script> & \u202eran it"
FIRST = Question(
    ask="What ran?", probes=("Who used it?", "Why?"), level_2="a part", level_4="all", minutes=8
)
SECOND = replace(FIRST, ask="What broke?", minutes=8)


class Quoting(FakeEvaluator):
    """Quotes words that would act on a page that does not escape them, and name the person."""

    def assess(
        self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
    ) -> Assessment:
        found = super().assess(document, rubric, name=name, meter=meter)
        quotes = (Evidence(quote=QUOTE, page=1, line=2),)
        readings = tuple(replace(r, evidence=quotes if r.level else ()) for r in found.readings)
        return replace(found, readings=readings)


class Refusing(FakeEvaluator):
    """Gives no reading."""

    def assess(self, *_: object, **__: object) -> Assessment:
        raise ModelError(ModelOutcome.REFUSED)


def asking(*questions: Question) -> Rubric:
    rubric = make_rubric("craft", "care")
    return replace(rubric, criteria=tuple(replace(c, questions=questions) for c in rubric.criteria))


def deps(rubric: Rubric | None = None, **changes: Any) -> Deps:
    cv = make_document("Ada Quill", "Built it, level", "2")
    rubrics = FakeRubrics({"small": rubric or asking(FIRST, SECOND)})
    papers: dict[str, Document | Reason | BaseException] = {
        "cv.txt": cv,
        "scan.pdf": Reason.SCANNED,
        "short.txt": replace(cv, words=1),
        "job.md": make_document("Python", "Go"),
    }
    return make_deps(papers, **{"rubrics": rubrics, "evaluator": Quoting(), **changes})


def request(path: str = "cv.txt", **changes: Any) -> KitRequest:
    return KitRequest(**{"source": make_source(path), "interviewers": 2, "minutes": 30, **changes})


def command(
    capsys: pytest.CaptureFixture[str], using: Deps, *arguments: str
) -> tuple[Any, str, str]:
    @contextmanager
    def opened(*_: object) -> Iterator[Deps]:
        yield using

    def never(*_: object) -> Any:
        raise AssertionError

    program = Program(
        open_deps=opened,
        open_evaluator=opened,
        run_bot=never,
        open_demo_bot=never,
        diagnose=never,
        open_usage=never,
        open_judge=never,
        open_labels=never,
    )
    with pytest.raises(SystemExit) as left:
        main(program, ["questions", *arguments])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


class Page(HTMLParser):
    """Everything that a browser would see as an element, an address or a word."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.sheets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if ("class", "page") in attrs:
            self.sheets.append("")

    def handle_data(self, data: str) -> None:
        if self.sheets:
            self.sheets[-1] += data


def test_a_kit_holds_the_must_haves_and_masks_the_name_in_quotes() -> None:
    report = prepare_kit(request(job=make_source("job.md"), name="Ada Quill"), deps())

    assert report.kit is not None
    craft, care = report.kit.parts
    # The fake review asks for Python on line 3, which "craft" advertises: 2 points for level 2
    # and 3 for the must-have; "care" has the 2 alone.
    assert (craft.need.points, craft.need.musts, care.need.points) == (5, ("Python",), 2)
    assert "Ada" not in craft.need.evidence[0].quote
    assert report.plan is not None
    assert [len(turn.asks) for turn in report.plan.turns] == [2, 2]


def test_a_name_is_left_in_quotes_where_it_may_be_shown() -> None:
    report = prepare_kit(request(name="Ada Quill", is_blind=False), deps())

    assert report.kit is not None
    assert report.kit.parts[0].need.evidence[0].quote == QUOTE


def test_what_cannot_be_read_or_was_not_answered_gets_no_kit_and_says_why() -> None:
    for path, using, reason, outcome in (
        ("scan.pdf", deps(), Reason.SCANNED, None),
        ("short.txt", deps(), Reason.NOT_A_CV, None),
        ("cv.txt", deps(evaluator=Refusing()), None, ModelOutcome.REFUSED),
    ):
        report = prepare_kit(request(path), using)
        assert (report.kit, report.plan, report.reason, report.unanswered) == (
            None, None, reason, outcome,
        )  # fmt: skip
        check("kit", kit_object(report))
    with pytest.raises(ValueError, match="no kit"):
        kit_page(report, "A-1")


def test_a_rubric_without_questions_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="rubric small has no interview questions"):
        prepare_kit(request("missing.pdf"), deps(asking()))


def test_numbers_that_make_no_plan_are_refused_before_anything_is_read() -> None:
    for changes in ({"interviewers": 0}, {"interviewers": 1000}, {"minutes": 5}):
        with pytest.raises(UsageError, match="A plan cannot be made for"):
            prepare_kit(request("missing.pdf", **changes), deps())


def test_a_job_description_that_cannot_be_read_is_named() -> None:
    with pytest.raises(UsageError, match=r"job description scan\.pdf cannot be read"):
        prepare_kit(request(job=make_source("scan.pdf")), deps())


def test_a_typed_question_is_warned_of_with_the_lawful_form() -> None:
    (topic,) = warnings_on("Und wie alt sind Sie eigentlich?")

    assert (topic.key, topic.matched) == ("age", "wie alt sind sie")
    assert topic.lawful_form.startswith("Ask for the work itself")
    assert warnings_on("What did you change after the incident?") == []


def test_the_object_says_everything_the_schema_names() -> None:
    spoiled = replace(FIRST, ask="Are you married?")

    value = kit_object(prepare_kit(request(interviewers=3), deps(asking(spoiled))))

    check("kit", value)
    assert value["status"] == "prepared"
    (question,) = value["needs"][0]["questions"]
    assert [topic["topic"] for topic in question["topics"]] == ["family"]
    assert {s["flaw"] for s in value["plan"]["shortfalls"]} == {"idle", "uneven"}
    assert [turn["minutes"] for turn in value["plan"]["interviewers"]] == [8, 8, 0]


def test_the_page_escapes_what_comes_from_outside_and_loads_nothing() -> None:
    report = prepare_kit(request(is_blind=False), deps())

    text = kit_page(report, "<b>A-1</b>")
    page = Page(text)

    assert "script" not in page.tags
    assert {"link", "img", "iframe"} & set(page.tags) == set()
    assert not [name for name, _ in page.attributes if name in {"src", "href", "srcset"}]
    assert not re.search(r"url\(|@import|https?:", text)
    assert "\u202e" not in text
    assert "&lt;b&gt;A-1&lt;/b&gt;" in text
    # An overview and one sheet for each of two people.
    assert len(page.sheets) == 3
    assert "Ada Quill built <script>alert(1)</script> & ran it" in page.sheets[1]


def test_only_the_overview_tells_how_the_cv_was_read() -> None:
    page = Page(kit_page(prepare_kit(request(job=make_source("job.md")), deps()), "A-1"))
    overview, *sheets = page.sheets

    assert "2 practised" in overview
    assert "The CV shows it practised" in overview
    for sheet in sheets:
        assert "practised" not in sheet
        assert "Must-have of the job description: “Python”." in sheet
        assert "What was your own part in it?" in sheet


def test_the_page_says_what_does_not_fit_and_warns_of_topics() -> None:
    spoiled = replace(FIRST, ask="Are you married?")

    page = Page(kit_page(prepare_kit(request(interviewers=3), deps(asking(spoiled))), "A-1"))

    assert "Interviewer 3 has nothing to ask." in page.sheets[0]
    assert "married: Marital and family status" in page.sheets[1]
    assert "no question left" in page.sheets[3]


def test_the_command_prints_a_sheet_with_owners_questions_and_probes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = command(
        capsys, deps(), "cv.txt", "--jd", "job.md", "--interviewers", "2", "--minutes", "30"
    )

    assert code == 0
    for words in (
        "asked by 1, 2", "Must-have of the job description", "Interviewer 1: 16 minutes",
        "then: What was your own part in it?", "level 4", "Leave out age", "[name]",
    ):  # fmt: skip
        assert words in " ".join(out.split())


def test_the_command_writes_a_page_under_a_label_without_the_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "kit.html"

    code, out, talk = command(capsys, deps(), "cv.txt", "--html", str(page), "--name", "Ada Quill")

    written = page.read_text(encoding="utf-8")
    assert (code, out) == (0, "")
    assert str(page) in talk.replace("\n", "")
    # The fake document's hash begins with abababab.
    assert "<h1>CV abababab</h1>" in written
    assert "Ada" not in written
    command(capsys, deps(), "cv.txt", "--html", str(page), "--label", "A-17")
    assert "<h1>A-17</h1>" in page.read_text(encoding="utf-8")
    command(capsys, deps(), "cv.txt", "--html", str(page), "--name", "Ada Quill", "--show-name")
    assert "<h1>Ada Quill</h1>" in page.read_text(encoding="utf-8")


def test_the_command_prints_one_object_beside_the_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out, _ = command(capsys, deps(), "cv.txt", "--json", "--html", str(tmp_path / "kit.html"))

    (line,) = out.splitlines()
    check("kit", json.loads(line))
    assert (tmp_path / "kit.html").is_file()


def test_the_sheet_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    craft, care = asking(replace(FIRST, ask="Are you married?")).criteria
    rubric = replace(make_rubric(), criteria=(craft, replace(care, questions=())))

    _, out, _ = command(capsys, deps(rubric), "cv.txt")

    said = " ".join(out.split())
    assert "The rubric has no question for it" in said
    assert "“married”: Marital and family status" in said
    assert "Interviewer 2 has nothing to ask." in said


def test_a_stand_in_is_said_and_no_answer_gives_no_kit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "kit.html"

    class StandingIn(Quoting):
        def assess(
            self, document: Document, rubric: Rubric, *, name: str = "", meter: Meter = unmetered
        ) -> Assessment:
            found = super().assess(document, rubric, name=name, meter=meter)
            return replace(found, stands_in=ModelOutcome.OUTAGE)

    _, out, _ = command(capsys, deps(evaluator=StandingIn()), "cv.txt")
    assert "Offline reading in place of the language model" in out

    code, out, _ = command(capsys, deps(evaluator=Refusing()), "cv.txt")
    assert (code, "Interviewer" in out) == (1, False)
    code, out, _ = command(capsys, deps(), "scan.pdf", "--html", str(page))
    assert (code, "Needs a human read" in out, page.exists()) == (1, True, False)


def test_bad_input_is_answered_with_what_to_do_and_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for arguments, said in (
        (["--interviewers", "0"], "A plan cannot be made for 0 interviewers. Name 1 to 8."),
        (["--interviewers", "1000"], "for 1000 interviewers"),
        (["--minutes", "5"], "for 5 minutes of questions each. Name 15 to 240 minutes."),
        (["--show-name"], "There is no name to show. Give it with --name."),
        (["--html", str(tmp_path)], "cannot be written"),
        (["--html", str(tmp_path / "no" / "kit.html")], "cannot be written"),
        (["--rubric", "none"], "There is no rubric 'none'."),
        (["--jd", "scan.pdf"], "The job description scan.pdf cannot be read."),
    ):
        code, out, talk = command(capsys, deps(), "cv.txt", *arguments)
        assert (code, out) == (2, ""), arguments
        assert said in " ".join(talk.split())
    code, _, talk = command(capsys, deps(asking()), "cv.txt")
    assert code == 2
    assert "has no interview questions" in talk
    assert command(capsys, deps(), "-", "--jd", "-")[0] == 2
