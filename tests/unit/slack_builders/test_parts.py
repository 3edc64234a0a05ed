"""Words for numbers, and what a builder does where one example cannot show it."""

from __future__ import annotations

import re

import pytest

from bot.domain.requisition import ApplicationState, BatchState
from bot.domain.review import ReviewKind
from bot.domain.scoring import Priority, Score
from bot.errors import ConflictError
from bot.services import messages as m
from bot.services.home import UNREADABLE
from bot.services.screens import DecisionForm
from bot.slack import builders
from bot.slack.builders.parts import duration, percent
from bot.slack.builders.text import LONGEST
from bot.slack.ids import ActionId, BlockId, join, split

from . import made
from .outline import outline
from .people import APPLICATION, CHANNEL, HUGO, INES, LONG, RHEA
from .walk import nodes, visible


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0.1 s"),
        (1.44, "1.4 s"),
        (12.2, "12 s"),
        (90.0, "2 minutes"),  # 1.5 minutes, and an even number wins a tie
        (5_340.0, "89 minutes"),
        (5_400.0, "2 hours"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_percent_stays_on_one_line() -> None:
    assert percent(0.648) == "65\N{NO-BREAK SPACE}%"


def test_ids_are_joined_and_split() -> None:
    assert split(join(APPLICATION, "production")) == (APPLICATION, "production")
    assert split("") == ()


def test_only_its_author_sees_an_undo() -> None:
    blocks = builders.message(made.levels()).blocks
    undo = [n for n in nodes(blocks) if str(n.get("action_id")).startswith("undo_review")]
    assert [button["visible_to_user_ids"] for button in undo] == [[INES], [RHEA]]


def test_a_closed_thread_offers_nothing() -> None:
    blocks = builders.message(made.levels(is_open=False)).blocks
    assert not [node for node in nodes(blocks) if node.get("type") == "button"]


def test_a_reason_of_a_form_is_shown_whole() -> None:
    reason = "because " * 125  # 1,000 characters, the most that a form takes
    shown = visible(builders.message(made.levels(cards=(_reviewed(reason),))).blocks)
    assert reason.strip() in shown


def _reviewed(reason: str) -> m.CriterionCard:
    return made.card(reviews=(made.review(reason=reason),))


def test_a_heading_says_at_once_who_holds_another_level() -> None:
    held = ((2, RHEA), (2, HUGO), (None, INES), (4, "U0A"), (4, "U0B"), (4, "U0C"))
    reviews = [made.review(level=level, reviewer=who) for level, who in held]
    reviews.append(made.review(level=3, reviewer="U0D", kind=ReviewKind.AGREE))

    card = made.card(level=3, reviews=tuple(reviews))
    heading = outline(builders.message(made.levels(cards=(card,))).blocks).splitlines()[3]

    assert heading == (
        f"*{card.title}* · read as ■■■□ 3 delivered · @{RHEA} and @{HUGO}: 2 practised"
        f" · @{INES}: not evidenced · 3 reviewers: 4 owned in production"
    )


def test_one_quote_of_several_criteria_stands_once_below_them() -> None:
    same, other = made.quote(), made.quote(line=15)
    rows = (("A", 4, same), ("B", 4, other), ("C", 3, same), ("D", 2, None))
    lines = tuple(m.CriterionLine(key=k, title=k, level=n, quote=q) for k, n, q in rows)

    shown = outline(builders.message(made.application(result=made.result(lines=lines))).blocks)

    words = f"> “{same.text}” _page 2, line"
    assert shown.replace("\N{NO-BREAK SPACE}", " ").splitlines()[5:11] == [
        "*A* · ■■■■ 4 owned in production",
        "*C* · ■■■□ 3 delivered",
        f"{words} 14_",
        "*B* · ■■■■ 4 owned in production",
        f"{words} 15_",
        "■■□□ 2 practised: D",
    ]


@pytest.mark.parametrize(("bands", "is_told"), [((1, 2, 3), False), ((1, 2, 2), True)])
def test_what_a_tie_means_is_told_where_there_is_one(
    bands: tuple[int, ...], *, is_told: bool
) -> None:
    nothing = Score(value=None, coverage=0.0, evidenced=0.0)
    unread = tuple(made.ranked(n, band=9, score=nothing) for n in (8, 9))
    ranking = tuple(made.ranked(n, band=band, rank=band) for n, band in enumerate(bands))

    blocks = builders.message(made.batch(ranking=(*ranking, *unread))).blocks

    assert ("says nothing" in visible(blocks)) is is_told


def test_a_run_counts_what_was_read_beside_what_did_not_work() -> None:
    failed = made.batch(total=3, done=2, unreadable=1, failed=1)  # done: one read, one unreadable
    shown = visible(builders.message(failed).blocks)
    assert "1 read · 1 cannot be read by a program · 1 did not work" in shown


def test_a_run_of_which_nothing_was_read_promises_no_order_and_no_file() -> None:
    unread = tuple(
        made.ranked(n, state=ApplicationState.STOPPED, **made.UNSCORED) for n in range(40)
    )
    message = made.batch(state=BatchState.STOPPED, total=40, done=0, unreadable=0, ranking=unread)
    shown = visible(builders.message(message).blocks)
    assert not re.search("Ordered by|in the thread", shown)
    assert "10 more were not read either." in shown  # 30 are listed


@pytest.mark.parametrize(("band", "is_told"), [(1, True), (3, False)])
def test_a_list_says_why_one_without_a_suggestion_stands_above(band: int, *, is_told: bool) -> None:
    thin = made.ranked(1, band=band, priority=Priority.HUMAN_READ)
    lines = sorted([thin, made.ranked(2, rank=2, band=2)], key=lambda line: line.band)
    blocks = builders.message(made.batch(ranking=tuple(lines))).blocks
    assert ("not a place in the list" in visible(blocks)) is is_told


def test_what_waits_has_a_button_that_says_what_is_to_be_done() -> None:
    rows = ("levels to review", "could not be read", "reading broke off")
    items = [made.waiting(what=what) for what in rows]
    items.append(made.waiting(what="a message could not be shown", label=""))

    links = [n for n in nodes(builders.home_view(made.home(waiting=items))) if "url" in n]

    assert [node["text"]["text"] for node in links] == [
        "Review",
        "Read it yourself",
        "See why",
        "See why",
    ]
    assert [node["accessibility_label"] for node in links][-2:] == ["See why: A-17", "See why"]


@pytest.mark.parametrize("is_open", [True, False])
def test_home_offers_to_add_a_candidate_once(*, is_open: bool) -> None:
    lines = (made.status_line(is_open=is_open),)

    view = builders.home_view(made.home(requisitions=lines))

    labels = [node["text"]["text"] for node in nodes(view) if node.get("type") == "button"]
    assert labels.count("Add a candidate") == 1


def test_an_answer_that_is_too_long_says_so() -> None:
    part = m.AnswerPart(text=LONG)
    # 1,500 characters of each are shown; 9,000 of 12,000 hold six.
    blocks = builders.message(made.answer(parts=(part,) * 9)).blocks
    assert "3 more paragraphs left out" in visible(blocks)


def test_long_words_are_split_into_elements() -> None:
    blocks = builders.job_done(LONG, "C0HIRING").blocks
    assert all(len(text) <= LONGEST for text in visible(blocks).split("\n"))


@pytest.mark.parametrize("state", ApplicationState)
def test_every_state_offers_a_next_step(state: ApplicationState) -> None:
    blocks = builders.message(made.unread(state, problem="It broke.", fix="Try again.")).blocks
    assert any(node.get("action_id") == ActionId.MORE for node in nodes(blocks))


@pytest.mark.parametrize("state", [ApplicationState.WAITING, ApplicationState.READING])
def test_what_runs_can_be_stopped(state: ApplicationState) -> None:
    blocks = builders.message(made.unread(state)).blocks
    assert any(node.get("action_id") == ActionId.STOP_APPLICATION for node in nodes(blocks))


def test_only_a_blind_view_offers_the_name() -> None:
    for is_blind in (True, False):
        blocks = builders.message(made.application(is_blind=is_blind)).blocks
        values = {n["value"] for n in nodes(blocks) if "value" in n}
        assert (f"show_name:{APPLICATION}" in values) is is_blind


def test_a_form_says_that_a_blind_view_covers_what_is_written() -> None:
    decision = DecisionForm(application_id=APPLICATION, label="A-17", requisition_title="AI")
    for view in (builders.level_view(made.level_form()), builders.decision_view(decision)):
        (reason,) = [b for b in view["blocks"] if b.get("block_id") == BlockId.REASON]
        assert "are shown covered" in reason["hint"]["text"]
        assert len(reason["hint"]["text"]) <= 150


def test_who_says_to_have_read_a_cv_is_asked_first() -> None:
    scan = made.unread(ApplicationState.UNREADABLE, problem="A scan.", fix="", is_scan=True)
    shown = nodes(builders.message(scan).blocks)
    (button,) = [n for n in shown if n.get("action_id") == ActionId.READ_BY_PERSON]
    assert "cannot be taken back" in button["confirm"]["text"]["text"]


def test_in_a_blind_view_the_cv_stands_behind_the_name() -> None:
    for is_blind, words in ((True, "Show name and CV"), (False, "Show CV and details")):
        shown = str(builders.message(made.application(is_blind=is_blind)).blocks)
        assert [w for w in ("Show name and CV", "Show CV and details") if w in shown] == [words]


def test_home_asks_to_read_only_what_this_person_may_open() -> None:
    for is_hidden, verb in ((True, "See why"), (False, "Read it yourself")):
        item = made.waiting(what=UNREADABLE, is_file_hidden=is_hidden)
        shown = visible(builders.home_view(made.home(waiting=(item,)))["blocks"])
        assert verb in shown


def test_a_problem_names_people_as_slack_shows_them() -> None:
    refused = ConflictError("<@U0RHEA> decided on A-1.", "Ask <@U0HUGO> in <#C0HIRING>.")
    shown = nodes(builders.refusal(refused, "").blocks)
    ids = [
        n.get("user_id") or n["channel_id"] for n in shown if n.keys() & {"user_id", "channel_id"}
    ]
    assert ids == [RHEA, HUGO, CHANNEL]


def test_a_form_with_one_requisition_has_it_chosen() -> None:
    view = builders.candidate_view(made.candidate_form(requisitions=made.requisitions(1)))
    chosen = [node["initial_option"] for node in nodes(view) if "initial_option" in node]
    assert [option["value"] for option in chosen] == ["0" * 32]


def test_a_level_without_a_quote_shows_its_words_alone() -> None:
    line = m.CriterionLine(key="k", title="Production", level=2, quote=None)
    message = made.application(result=made.result(lines=(line,)))
    shown = visible(builders.message(message).blocks[4:5])
    assert shown == "Production\n · ■■□□ 2 practised"


def test_nothing_evidenced_is_never_a_number_of_percent() -> None:
    nothing = Score(value=None, coverage=0.0, evidenced=0.0)
    message = made.application(result=made.result(score=nothing, rated=0))
    assert "%" not in visible(builders.message(message).blocks)


@pytest.mark.parametrize("questions", [0, 1])
def test_questions_are_offered_where_there_are_some(questions: int) -> None:
    message = made.application(result=made.result(questions=questions))
    blocks = builders.message(message).blocks
    offered = [node for node in nodes(blocks) if node.get("action_id") == ActionId.QUESTIONS]
    assert len(offered) == questions


def test_what_waits_without_a_label_leaves_no_marks() -> None:
    item = made.waiting(label="", what="a message could not be shown", requisition_title="")
    section = builders.home_view(made.home(waiting=(item,)))["blocks"][1]
    head, _, where = section["text"]["text"].partition("\n")
    assert head == "*A message could not be shown*"
    assert where.startswith("<!date^")


def test_the_reason_of_a_decision_stands_right_below_it() -> None:
    decision = made.decision()
    blocks = builders.message(made.application(decision=decision)).blocks
    assert visible(blocks[2:3]).endswith(decision.reason)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.5, "a few seconds left"), (12.2, "about 12 s left")]
)
def test_what_is_left_is_told_without_tenths(seconds: float, words: str) -> None:
    shown = visible(builders.message(made.running(seconds_left=seconds)).blocks)
    assert words in shown
