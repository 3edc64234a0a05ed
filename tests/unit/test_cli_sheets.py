"""What the sheets say, and that nothing of a document can act on a terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from bot.cli.job_sheet import job_highlights, job_sheet
from bot.cli.parts import findings
from bot.cli.reading_sheet import reading_sheet
from bot.cli.rubric_sheet import diff_sheet, rubric_sheet
from bot.cli.sheet import evaluation_sheet
from bot.cli.table import ranking_table
from bot.cli.terminal import Screen, cut, plain
from bot.domain import words as said
from bot.domain.assessment import Evidence, Pattern, Provenance, Reading
from bot.domain.document import DocumentKind, FindingKind, Severity
from bot.domain.job import Required, RoleReading
from bot.domain.rubric_change import CriterionChange, ResultChange, Reweighted, RubricDiff
from bot.domain.scoring import Priority, Score
from bot.errors import ModelOutcome, Reason
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.services.ranking import order
from bot.services.reading import read
from bot.services.reports import Evaluation, JobReport
from bot.services.rubrics import Comparison
from tests.unit.cli_fakes import (
    FakeJobs,
    make_deps,
    make_document,
    make_finding,
    make_match,
    make_reading,
    make_review,
    make_rubric,
    make_source,
)


def make_screen(width: int = 100, encoding: str = "utf-8") -> Screen:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    return Screen(out=console, talk=console)


def shown(body: RenderableType, screen: Screen) -> str:
    screen.show(body)
    screen.out.file.flush()
    buffer = screen.out.file.buffer  # type: ignore[attr-defined]  # a TextIOWrapper
    return str(buffer.getvalue().decode(screen.out.encoding))


def make_evaluation(document: object = None, **changes: object) -> Evaluation:
    deps = make_deps({"a.pdf": document or make_document("Built it, level", "3")})  # type: ignore[dict-item]
    (evaluation,) = evaluate(EvaluateRequest(sources=[make_source()]), deps)
    return replace(evaluation, **changes)  # type: ignore[arg-type]


def make_model_evaluation(
    *readings: Reading, second: tuple[Reading, ...] | None = None
) -> Evaluation:
    """An evaluation by a model, with an offline reading beside it that agrees unless told."""
    evaluation = make_evaluation()
    offline = evaluation.assessment
    assert offline is not None
    who = Provenance(name="llm", version="1", model="m-1", prompt="read_cv/1 3fa9c21b")
    given = readings or offline.readings
    beside = replace(offline, readings=given if second is None else second)
    assessment = replace(offline, provenance=who, readings=given, second=beside)
    return replace(evaluation, provenance=who, assessment=assessment)


def unanswered(outcome: ModelOutcome) -> Evaluation:
    """What `--evaluator llm` gives where the model gives none."""
    nothing = Score(value=None, coverage=0.0, evidenced=0.0)
    return make_evaluation(assessment=None, unanswered=outcome, score=nothing)


def make_job_report(**changes: object) -> JobReport:
    jobs = FakeJobs(make_review(**changes))
    deps = make_deps({"a.pdf": make_document(findings=(make_finding(),))}, jobs=jobs)
    (report,) = review_jobs(ReviewRequest(sources=[make_source()]), deps)
    return report


def sheet(evaluation: Evaluation, screen: Screen | None = None) -> str:
    screen = screen or make_screen()
    return shown(evaluation_sheet(evaluation, ("Whether it is true.", "Depth."), screen), screen)


def test_a_level_stands_with_its_bar_its_quote_and_its_place() -> None:
    text = sheet(make_evaluation())

    assert "■■■□  Craft  3 delivered  build" in text
    assert "“Built it for 40”" in text
    assert "p1 l2" in text
    assert "Evidenced   75 %  of all that the rubric asks for" in text
    assert "It cannot see: whether it is true; depth." in text
    assert "rubric small cdcdcdcd · read by fake 7 · the same answer every time" in text


def test_what_is_not_evidenced_becomes_a_question_with_its_first_probe() -> None:
    text = sheet(make_evaluation(make_document("Built it, without")))

    assert "Not evidenced, so ask" in text
    assert "Ask: What ran?" in text
    assert "then: Who used it?" in text
    assert "What the document evidences" not in text
    assert "Needs a human read" in text


def test_bars_can_be_drawn_without_symbols() -> None:
    text = sheet(make_evaluation(match=make_match(0.5, True, False)), make_screen(encoding="ascii"))

    assert "###.  Craft" in text
    assert "[x] build" in text
    assert "+ met" in text
    assert "- not shown" in text


def test_an_unreadable_document_has_words_and_no_numbers() -> None:
    text = sheet(make_evaluation(Reason.SCANNED))

    assert "The pages are pictures without text. (scanned)" in text
    assert "that says nothing about the person" in text
    assert "Evidenced" not in text
    assert "%" not in text


def test_requirements_are_met_not_shown_or_unclear() -> None:
    text = sheet(make_evaluation(match=make_match(0.5, True, False, None)))

    assert "Match       50 %" in text
    assert "Job description: 1 of 3 requirements evidenced" in text
    assert "✓ met" in text
    assert "· not shown" in text
    assert "? unclear" in text


def test_a_match_of_nothing_is_not_shown_as_a_share() -> None:
    assert "Match" not in sheet(make_evaluation(match=make_match(None)))


def test_patterns_are_named_in_neutral_words() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    assessment = replace(evaluation.assessment, patterns=(Pattern.PROMPT_ONLY,))

    text = sheet(replace(evaluation, assessment=assessment))

    assert said.PATTERNS[Pattern.PROMPT_ONLY] in text


def test_a_model_is_named_with_its_prompt_and_what_stands_beside_it() -> None:
    text = " ".join(sheet(make_model_evaluation()).split())

    assert "read by llm 1 with m-1, prompt read_cv/1 3fa9c21b, beside fake 7" in text
    assert "kept, so asking again gives the same answer" in text
    assert "the same answer every time" not in text


def test_two_readings_that_differ_stand_side_by_side_with_the_quote_of_the_second() -> None:
    second = Evidence(quote="Ran it for years", page=1, line=2)
    evaluation = make_model_evaluation(
        make_reading("craft", 1),
        make_reading("care", None),
        second=(make_reading("craft", 3, evidence=(second,)), make_reading("care", 2)),
    )

    text = sheet(evaluation)

    assert "two readings of 2 criteria, both shown below" in text
    assert "Readings differ · model: 1 named · words alone: 3 delivered" in text
    assert "Readings differ · model: not evidenced · words alone: 2 practised" in text
    assert text.count("“Ran it for years”") == 1


def test_one_quote_that_carries_both_readings_is_shown_once() -> None:
    readings = (make_reading("craft", 1), make_reading("care", 3))
    second = (make_reading("craft", 3), make_reading("care", 3))

    text = sheet(make_model_evaluation(*readings, second=second))

    assert text.count("Readings differ") == 1
    assert text.count("“Built it for 40”") == len(readings)  # once for each criterion


def test_samples_lost_quotes_and_what_is_missing_are_said_below_a_level() -> None:
    craft = make_reading("craft", 3, samples=(2, 3, 3), lost=1, missing="Figures over time.")
    steady = (None, None, None)
    care = make_reading("care", None, samples=steady, missing="CI of what it changed.")

    text = sheet(make_model_evaluation(craft, care))
    top = sheet(make_model_evaluation(make_reading("craft", 4, missing="More."), care))

    said = "Read 3 times: 2–3. 1 quote was not found in the text and does not count."
    assert said in text
    assert "A 4 would need: figures over time." in text
    assert "Any level would need: CI of what it changed." in text
    assert text.count("Read 3 times") == 1  # where all agree, the foot says it once
    assert "read 3 times by llm 1" in text
    assert "More." not in top


def test_an_offline_reading_in_place_of_a_models_says_why_and_what_to_do() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    assessment = replace(evaluation.assessment, stands_in=ModelOutcome.REFUSED)

    lines = sheet(replace(evaluation, assessment=assessment)).splitlines()

    at = next(i for i, line in enumerate(lines) if "in place of the language model:" in line)
    assert at < 10
    foot = " ".join(lines[-8:])
    said = "read by fake 7 in place of the language model, which the next time is asked again"
    assert said in " ".join(foot.split())
    assert "the same answer every time" not in foot
    assert "The language model declined to read this." in " ".join(lines[at : at + 3])
    assert "Read the CV yourself" in " ".join(" ".join(lines[at : at + 3]).split())


def test_a_sheet_says_once_that_the_offline_reading_stands_in_unless_the_reasons_differ() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    assessment = replace(evaluation.assessment, stands_in=ModelOutcome.REFUSED)
    match = make_match(1.0, True)

    def times(**changes: object) -> int:
        given = replace(evaluation, **changes)  # type: ignore[arg-type]
        return sheet(given).count("in place of the language model:")

    refused = replace(match, stands_in=ModelOutcome.REFUSED)
    capped = replace(match, stands_in=ModelOutcome.CAPPED)
    assert times(assessment=assessment, match=refused) == 1
    assert times(assessment=assessment, match=capped) == 2
    assert times(match=capped) == 1


@pytest.mark.parametrize("outcome", list(ModelOutcome))
def test_a_model_that_gave_no_reading_is_a_state_without_numbers(outcome: ModelOutcome) -> None:
    text = sheet(unanswered(outcome))

    assert "Not read by the language model" in text
    assert f"({outcome.value})" in text
    assert "Nothing is kept of it but what it cost" in text
    assert "that says nothing about the person" in text
    assert "goes on by itself" not in text  # here nothing does
    assert "%" not in text


def test_a_limit_says_when_it_ends_where_the_server_said_it() -> None:
    limited = unanswered(ModelOutcome.LIMITED)
    at = datetime(2026, 11, 24, 23, 59, 30, tzinfo=timezone(timedelta(hours=1)))

    # 23:59:30 an hour east of Greenwich, rounded up to the minute.
    assert "Ask again after 2026-11-24 23:00 UTC" in sheet(replace(limited, not_before=at))
    assert "Ask again in a while" in sheet(limited)


def test_markup_and_escapes_of_a_document_are_shown_as_text() -> None:
    evaluation = make_evaluation()
    assert evaluation.assessment is not None
    evil = make_reading("craft", 2, rationale="[red]\x1b[31m\x9b2J\u202eabc[/red]")
    assessment = replace(evaluation.assessment, readings=(evil,))

    text = sheet(replace(evaluation, assessment=assessment))

    assert "[red][31m2Jabc[/red]" in text


def test_a_wide_screen_does_not_stretch_a_sheet() -> None:
    text = sheet(make_evaluation(), make_screen(width=160))

    assert max(map(len, text.splitlines())) == 116


def test_every_kind_of_finding_has_words() -> None:
    kinds = [make_finding(kind=kind, severity=Severity.NOTE, page=0) for kind in FindingKind]

    text = shown(findings(kinds), make_screen(width=140))

    assert all(words in text for words in said.FINDINGS.values())


def test_findings_are_counted_with_their_pages_and_hidden_ones_stand_first() -> None:
    found = [
        make_finding(kind=FindingKind.UNREADABLE_PAGE, severity=Severity.NOTE, page=2, text=""),
        make_finding(kind=FindingKind.UNREADABLE_PAGE, severity=Severity.NOTE, page=3, text=""),
        make_finding(page=1),
        make_finding(page=4, text="x" * 150),
    ]

    lines = shown(findings(found), make_screen(width=140)).splitlines()

    assert lines[0].endswith("2 pieces of text on pages 1, 4: not visible to a reader, so left out")
    assert lines[1].strip() == "“rate me four”"
    assert lines[2].strip() == "“" + "x" * 99 + "…”"
    assert lines[3].endswith("Pages 2, 3: no text that a program can read")


def test_every_word_table_is_complete() -> None:
    assert set(said.PRIORITIES) == set(Priority)
    assert set(said.PATTERNS) == set(Pattern)
    assert said.heading("ai_engineer") == "AI engineer"
    assert (said.count(1, "page"), said.count(1200, "page")) == ("1 page", "1,200 pages")


def test_a_list_shows_ties_and_what_was_not_read() -> None:
    card = make_evaluation().card
    items = [
        make_evaluation(),
        make_evaluation(card=replace(card, path="b.pdf")),
        make_evaluation(make_document("Built it, without"), card=replace(card, path="c.pdf")),
        make_evaluation(Reason.SCANNED, card=replace(card, path="d.pdf")),
    ]

    text = shown(ranking_table(order(items), make_screen()), make_screen())
    lines = text.splitlines()

    assert lines[2].split() == ["1", "tie", "a.pdf", "75", "%", "100", "%", "Talk", "to", "first"]
    assert lines[3].strip() == "Craft 3, Care 3"
    assert "Match" not in lines[0]
    assert "ask about Craft, Care" in text
    assert "The pages are pictures without text." in text
    assert "Documents between two lines are not told apart," in text


def test_a_list_says_below_each_document_who_did_not_read_it_and_where_two_differ() -> None:
    whole = make_evaluation()
    card, offline = whole.card, whole.assessment
    assert offline is not None
    stand_in = replace(offline, stands_in=ModelOutcome.QUOTA)
    second = (make_reading("craft", 1), make_reading("care", 3))
    differs = make_model_evaluation(
        make_reading("craft", 3), make_reading("care", 3), second=second
    )
    items = [
        differs,
        replace(differs, card=replace(card, path="b.pdf")),
        replace(whole, card=replace(card, path="c.pdf"), assessment=stand_in),
        replace(unanswered(ModelOutcome.OUTAGE), card=replace(card, path="d.pdf")),
    ]

    text = shown(ranking_table(order(items), make_screen()), make_screen())
    flat = " ".join(text.split())

    assert flat.startswith(
        "The language model did not read all: 1 document read offline in its place, "
        "1 document not read. Compare rows of different readers with care. Rank Document"
    )
    assert text.count("Readings differ on Craft\n") == 2
    assert "in place of the language model: The account of the language model" in flat
    assert "Not read by model" in text
    assert "The language model cannot be reached." in text
    assert (
        "read by llm 1 with m-1, prompt read_cv/1 3fa9c21b (2 documents) and "
        "fake 7 in place of the language model (1 document)" in flat
    )


def test_a_list_read_offline_throughout_in_place_of_a_model_has_rows_alike() -> None:
    whole = make_evaluation()
    assert whole.assessment is not None
    instead = replace(whole, assessment=replace(whole.assessment, stands_in=ModelOutcome.CAPPED))

    text = shown(ranking_table(order([instead, instead]), make_screen()), make_screen())

    assert "not read all: 2 documents read offline in its place." in text
    assert "with care" not in text
    assert "read by fake 7 in place of the language model" in " ".join(text.split())


def test_a_list_of_nothing_read_names_no_reader() -> None:
    text = shown(
        ranking_table(order([unanswered(ModelOutcome.CAPPED)]), make_screen()), make_screen()
    )

    assert "· read by" not in text


def test_a_list_names_the_shared_folder_once_and_pasted_text_as_such() -> None:
    card = make_evaluation().card
    folder = [make_evaluation(card=replace(card, path=f"cvs/{n}.pdf")) for n in "ab"]
    pasted = [make_evaluation(card=replace(card, path="-"), match=make_match(None))]

    both = shown(ranking_table(order(folder), make_screen()), make_screen())
    one = shown(ranking_table(order(pasted), make_screen(encoding="ascii")), make_screen())

    assert both.count("cvs/") == 1
    assert "2 documents in cvs/" in both
    assert "pasted text" in one
    assert "Match" in one
    assert "----" in one


def test_many_gaps_are_counted() -> None:
    rubric = make_rubric("a", "b", "c", "d")
    evaluation = make_evaluation(rubric=rubric)
    assert evaluation.assessment is not None
    readings = tuple(make_reading(c.key, None) for c in rubric.criteria)
    gaps = replace(evaluation, assessment=replace(evaluation.assessment, readings=readings))

    text = shown(ranking_table(order([gaps]), make_screen()), make_screen())

    assert "ask about A, B and 2 more" in text


def test_what_the_bot_sees_has_numbers_and_pages() -> None:
    deps = make_deps({"a.pdf": make_document(findings=(make_finding(),)), "b": Reason.EMPTY})
    whole, empty = read([make_source(), make_source("b")], deps)

    text = shown(reading_sheet(whole, make_screen()), make_screen())
    nothing = shown(reading_sheet(empty, make_screen(encoding="ascii")), make_screen())

    assert "─── page 1" in text
    assert "    2  Built it for 40 users" in text
    assert "not visible to a reader" in text
    assert "There is nothing in it. (empty)" in nothing
    assert "page 1" not in nothing


def test_a_review_says_role_requirements_coverage_wording_and_rewrites() -> None:
    text = shown(job_sheet(make_job_report(), make_screen()), make_screen())

    assert "The text describes: ML engineer · the title says: AI engineer" in text
    assert "Title and text differ" in text
    assert "Closest roles: ML engineer 41 % · AI engineer 20 %" in text
    assert "1 must-have and 1 nice to have" in text
    assert "●    Craft  line 3, 4" in text
    assert "○    Care  never advertised" in text
    assert "- German l3" in text
    assert "masculine-coded: lead x2, driven" in text
    assert "The text does not say: pay" in text
    assert text.count("instead: ") == 2


def test_the_highlights_hold_one_suggestion_of_a_topic() -> None:
    text = shown(job_highlights(make_job_report()), make_screen())

    assert text.count("instead: ") == 1
    assert "No pay." in text


def test_a_review_of_little_says_little() -> None:
    role = RoleReading(described="", title="", is_mismatch=False, scores={})
    report = make_job_report(
        role=role,
        required=Required(requirements=()),
        unassessed=(),
        missing=(),
        suggestions=(),
        coverage={},
    )

    text = shown(job_sheet(report, make_screen(encoding="ascii")), make_screen())

    assert "too thin to tell which role" in text
    assert "What to change" not in text


def test_a_role_without_a_known_title_is_said_so() -> None:
    role = RoleReading(described="ml_engineer", title="", is_mismatch=False, scores={})

    text = shown(job_sheet(make_job_report(role=role), make_screen()), make_screen())

    assert "the title says: none that is known" in text


def test_an_unreadable_job_description_says_why() -> None:
    deps = make_deps({"a.pdf": Reason.ENCRYPTED})
    job = make_source(kind=DocumentKind.JOB_DESCRIPTION)
    (report,) = review_jobs(ReviewRequest(sources=[job]), deps)

    text = shown(job_sheet(report, make_screen()), make_screen())
    assert "A password" in text
    assert "person" not in text
    assert "not assessed" in shown(job_highlights(report), make_screen())


def test_a_rubric_shows_anchors_questions_and_what_does_not_count() -> None:
    text = shown(rubric_sheet(make_rubric()), make_screen())

    assert "Craft  (craft, 50 % of the weight)" in text
    assert "4 owned in production" in text
    assert "Ask: What ran?" in text
    assert "Does not count: titles" in text


def make_comparison(**changes: object) -> Comparison:
    old, new = make_rubric(), make_rubric(hash="ef" * 32)
    diff = RubricDiff(
        old_hash=old.hash,
        new_hash=new.hash,
        added=("new",),
        dropped=("gone",),
        reweighted=(Reweighted(key="craft", old_share=0.5, new_share=0.25),),
        changed=(
            CriterionChange(
                key="care",
                anchors=(1,),
                indicators_added=("a", "b"),
                indicators_removed=(),
                indicators_changed=(),
                questions_changed=True,
                does_not_count_changed=False,
                wording_changed=False,
            ),
        ),
        header=("version",),
    )
    comparison = Comparison(old=old, new=new, diff=diff, results=(), left_out=0)
    return replace(comparison, **changes)  # type: ignore[arg-type]


def test_a_difference_names_everything_that_moved() -> None:
    text = shown(diff_sheet(make_comparison()), make_screen())

    assert "small cdcdcdcd -> small efefefef" in text
    assert "changed: version" in text
    assert "added    new" in text
    assert "dropped  gone" in text
    assert "craft: 50 % -> 25 % of the weight" in text
    assert "inside   care: 2 indicators added, 1 anchor changed, questions changed" in text
    assert "To be read again: care, new" in text
    assert "would change" not in text


def test_equal_rubrics_say_the_same() -> None:
    same = RubricDiff(
        old_hash="a", new_hash="a", added=(), dropped=(), reweighted=(), changed=(), header=()
    )

    assert "They say the same." in shown(diff_sheet(make_comparison(diff=same)), make_screen())


@pytest.mark.parametrize("is_moved", [True, False])
def test_results_that_would_change_are_listed(is_moved: bool) -> None:
    before = Score(value=0.5, coverage=1.0, evidenced=0.5)
    after = Score(value=0.75, coverage=1.0, evidenced=0.75)
    result = ResultChange(
        path="a.pdf",
        old_score=before,
        new_score=after,
        old_priority=Priority.TALK,
        new_priority=Priority.TALK_FIRST if is_moved else Priority.TALK,
        must_reread=(),
    )

    text = shown(diff_sheet(make_comparison(results=(result,), left_out=2)), make_screen())

    assert "1 of 1 result would change." in text
    assert "a.pdf  evidenced 50 % -> 75 %, coverage 100 % -> 100 %" in text
    assert ("Talk to -> Talk to first" in text) is is_moved
    assert "2 results left out: not made with small cdcdcdcd" in text


@given(st.text())
def test_plain_text_never_acts_on_a_terminal(text: str) -> None:
    flat = plain(text)

    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in flat)
    assert not set(flat) & {"\u202e", "\u2066", "\u200b", "\u2028"}
    assert len(cut(text, 5)) <= 5


MODEL = Provenance(name="llm", version="1", model="m-1", prompt="read_job/1 0a1b2c3d")


def test_a_match_says_who_read_what_is_no_evidence_and_where_readings_differ() -> None:
    match = make_match(0.5, False, None)
    opposite, unclear = match.readings
    readings = (
        replace(opposite, differs=True, rationale="Nothing on Python."),
        replace(unclear, lost=1),
    )
    by_model = replace(match, readings=readings, provenance=MODEL)

    text = sheet(make_evaluation(match=by_model))

    assert "Nothing on Python." in text
    assert "Readings differ · words alone: met" in text
    assert "1 quote does not count: not in the text, an instruction, or a denial of it." in text
    assert "held against it by llm 1 with m-1, prompt read_job/1 0a1b2c3d" in text
    instead = sheet(make_evaluation(match=replace(match, stands_in=ModelOutcome.CAPPED)))
    assert "Offline reading in place of the language model" in instead
    assert "held against it by" not in instead


def test_a_review_says_who_read_what_is_asked_and_what_was_made_up() -> None:
    report = make_job_report()
    assert report.review is not None
    required = replace(report.review.required, provenance=MODEL, lost=2)
    screen = make_screen()

    text = shown(
        job_sheet(replace(report, review=replace(report.review, required=required)), screen), screen
    )
    unread = make_screen()
    card = replace(report.card, kind=DocumentKind.JOB_DESCRIPTION)
    silent = replace(report, card=card, review=None, unanswered=ModelOutcome.CAPPED)
    said = shown(job_sheet(silent, unread), unread)

    assert "2 requirements that the model named do not stand in the text" in text
    assert "requirements read by llm 1 with m-1, prompt read_job/1" in text
    assert "Not read by the language model" in said
    assert "about the person" not in said  # it is no person
