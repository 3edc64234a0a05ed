"""Every message, view and reply, in every state and with texts of every kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.domain.policy import Action
from bot.domain.requisition import ApplicationState, BatchState, DecisionKind, Step
from bot.domain.review import ReviewKind, ReviewTally
from bot.domain.scoring import Priority, Score
from bot.errors import AudienceError, AudienceRefusal, NotAllowedError
from bot.services import messages as m
from bot.services import screens as s
from bot.slack import builders
from bot.slack.builders import Json, Payload
from bot.slack.ids import CallbackId

from . import digests, made
from .people import APPLICATION, CHANNEL, HUGO, INES, NOW, RHEA, TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A verb as the listeners' table has it."""

    name: str
    usage: str
    label: str
    help: str
    action: Action


VERBS = (
    Row(
        name="open",
        usage="open",
        label="Open a requisition",
        help="Title, review channel and rubric of a new opening.",
        action=Action.OPEN_REQUISITION,
    ),
    Row(
        name="cv",
        usage="cv",
        label="Add a candidate",
        help="Have a CV read, from a file or from pasted text.",
        action=Action.ADD_CANDIDATE,
    ),
    Row(
        name="status",
        usage="status",
        label="Show status",
        help="How your requisitions stand.",
        action=Action.SEE_STATUS,
    ),
    Row(
        name="forget",
        usage="forget [name or label]",
        label="Remove data…",
        help="Remove everything that is kept about a person.",
        action=Action.FORGET,
    ),
)
ALL = frozenset(Action)
TALLY = ReviewTally(reviewers=(RHEA, HUGO, INES), criteria=5, changed=2)
SCAN = {
    "problem": "The pages are pictures without text.",
    "fix": "Share a PDF with text in it, or read this one yourself.",
    "is_scan": True,
}
FAILURE = {
    "problem": "Slack did not give the file.",
    "fix": "Try again; the upload is kept.",
}


def _application_messages() -> dict[str, m.Message]:
    states = ApplicationState
    nothing = made.result(
        priority=Priority.HUMAN_READ,
        score=Score(value=None, coverage=0.0, evidenced=0.0),
        rated=0,
        lines=tuple(
            m.CriterionLine(key=line.key, title=line.title, level=None, quote=None)
            for line in made.lines()
        ),
    )
    noted = made.result(
        patterns=made.PATTERNS[:2], findings=made.findings(), met=5, asked=9, questions=1
    )
    return {
        "waiting": made.unread(states.WAITING, ahead=3),
        "waiting_next": made.unread(states.WAITING),
        "reading": made.unread(states.READING),
        **{f"reading_{step}": made.unread(states.READING, step=step) for step in made.STEPS},
        "reading_waits": made.unread(states.READING, step=Step.ASSESS, waits=made.waits()),
        "reading_waits_long": made.unread(
            states.READING,
            step=Step.ASSESS,
            waits=made.waits(until=NOW + timedelta(hours=30), is_soon=False),
        ),
        "stopped": made.unread(states.STOPPED),
        "unreadable_scan": made.unread(states.UNREADABLE, **SCAN),
        "unreadable": made.unread(states.UNREADABLE, **(SCAN | {"is_scan": False})),
        "failed": made.unread(states.FAILED, **FAILURE),
        "result": made.application(),
        "result_named": made.application(name="Maria Olsen", is_blind=False, same_as="A-3"),
        "result_noted": made.application(result=noted, seconds=None, has_file=False),
        "result_nothing": made.application(result=nothing),
        "result_by_model": made.application(
            result=made.result(read_by=made.READ_BY_MODEL, differing=(made.TITLES[1],))
        ),
        "result_stands_in": made.application(
            result=made.result(read_by=made.READ_IN_PLACE, stands_in=made.STAND_IN)
        ),
        "reviewed": made.application(tally=TALLY),
        "reviewed_agreed": made.application(
            tally=ReviewTally(reviewers=(RHEA, HUGO), criteria=8, changed=0)
        ),
        "read_by_person": made.unread(states.READ_BY_PERSON, read_by_person=INES, **SCAN),
        "decided": made.application(
            state=states.DECIDED, decision=made.decision(), tally=TALLY, name="Maria Olsen"
        ),
        "decided_unread": made.unread(
            states.DECIDED,
            decision=made.decision(kind=DecisionKind.CLOSE),
            read_by_person=INES,
        ),
        "decided_unread_silent": made.unread(
            states.DECIDED, decision=made.decision(kind=DecisionKind.HOLD, reason="")
        ),
    }


def _thread_messages() -> dict[str, m.Message]:
    crowd = tuple(
        made.review(id=f"{n:032x}", reviewer=f"U0{n:04}", kind=ReviewKind.AGREE, reason="")
        for n in range(30)
    )
    left = m.RankingFile(file_name="a.csv", title="AI Engineer", data=b"label\r\nA-1\r\n")
    return {
        "levels": made.levels(),
        "levels_closed": made.levels(is_open=False, part=2, cards=(made.card(),)),
        "levels_crowded": made.levels(cards=(made.card(reviews=crowd),)),
        "levels_top": made.levels(
            cards=(
                made.card(level=4, next_level=None, next_anchor="", rationale=""),
                made.card(key="k2", reviews=(made.review(level=None),), stages=(), quotes=()),
            )
        ),
        "levels_read_anew": made.levels(
            cards=(
                made.card(
                    level=3,
                    reviews=(
                        made.review(level=3),
                        made.review(
                            id="f6" * 16,
                            kind=ReviewKind.AGREE,
                            level=2,
                            reason="",
                            reviewer=INES,
                        ),
                    ),
                ),
            )
        ),
        "levels_differing": made.levels(
            cards=(
                made.card(
                    level=4,
                    next_level=None,
                    next_anchor="",
                    second=m.SecondLevel(level=1, quote=made.quote(text=made.QUOTES[2])),
                    samples=(3, 4, 4),
                    lost=1,
                ),
                made.card(
                    level=None,
                    anchor="",
                    quotes=(),
                    stages=(),
                    second=m.SecondLevel(level=2, quote=None),
                    missing="An incident that was theirs to end, and what changed after it.",
                    samples=(None, None, 2),
                    lost=2,
                ),
                made.card(samples=(2, 2, 2)),
            )
        ),
        "answer": made.answer(),
        "answer_endless": made.answer(parts=(m.AnswerPart(text="A part."),) * 60),
        "ranking": left,
        "tombstone": m.TombstoneMessage(label="A-17", forgotten_by=RHEA, forgotten_at=NOW),
    }


def _batch_messages() -> dict[str, m.Message]:
    many = tuple(
        made.ranked(n, rank=1 + n - n % 7, band=1 + n // 7, name=f"Person {n}") for n in range(500)
    )
    unscored = tuple(
        made.ranked(n, state=state, score=Score(value=None, coverage=0.0, evidenced=0.0))
        for n, state in enumerate(ApplicationState, 1)
    )
    return {
        "batch_starting": made.running(done=0, unreadable=0, per_minute=None, seconds_left=None),
        "batch_empty": made.running(total=0, done=0, unreadable=0, seconds_left=0.0),
        "batch_running": made.running(failed=2),
        "batch_waits": made.running(waits=made.waits(), waiting=17, seconds_left=None),
        "batch_waits_one": made.running(waits=made.waits(), waiting=1, seconds_left=None),
        "batch_mixed": made.batch(
            ranking=(
                made.ranked(1, differing=2),
                made.ranked(2, is_stand_in=True, rank=2, band=2),
            ),
            readers=(
                m.Readers(name="llm 1 with gpt-6-mini-2026-08-01", count=9, stands_in=None),
                m.Readers(name="offline 1.0", count=1, stands_in=made.STAND_IN),
            ),
            read_by=made.READ_BY_MODEL,
        ),
        "batch_stands_in": made.batch(
            readers=(m.Readers(name="offline 1.0", count=4, stands_in=made.STAND_IN),),
            read_by=made.READ_IN_PLACE,
        ),
        "batch_done": made.batch(),
        "batch_stopped": made.batch(state=BatchState.STOPPED, total=9, read_by=None),
        "batch_failed": made.batch(
            total=2,
            done=1,
            unreadable=0,
            failed=1,
            ranking=(
                made.ranked(1),
                made.ranked(2, rank=2, band=2, state=ApplicationState.FAILED, **made.UNSCORED),
            ),
        ),
        "batch_stopped_unread": made.batch(
            state=BatchState.STOPPED,
            total=2,
            done=0,
            unreadable=0,
            read_by=None,
            ranking=tuple(
                made.ranked(n, state=ApplicationState.STOPPED, **made.UNSCORED) for n in (1, 2)
            ),
        ),
        "batch_thin_above": made.batch(
            ranking=(
                made.ranked(1, priority=Priority.HUMAN_READ, rated=1),
                made.ranked(2, rank=2, band=2, match=0.4),
            )
        ),
        "batch_many": made.batch(total=500, done=500, ranking=many),
        "batch_none": made.batch(ranking=()),
        "batch_unscored": made.batch(ranking=unscored),
    }


def _job_messages() -> dict[str, m.Message]:
    clean: dict[str, Any] = {
        "is_mismatch": False,
        "unassessed": (),
        "unadvertised": (),
        "missing": (),
        "suggestions": 0,
        "read_by": None,
    }
    return {
        "job": made.job(),
        "job_reading": made.job(is_reading=True),
        "job_unreadable": made.job(problem=SCAN["problem"], fix=SCAN["fix"]),
        "job_clean": made.job(**clean),
        "job_untitled": made.job(**clean, title=""),
        "job_thin": made.job(described="", findings=made.findings(), unassessed=("x",) * 40),
        "job_details": m.JobDetailsMessage(
            part=0, parts=2, suggestions=(made.suggestion(), made.suggestion(line=0, rewrite=""))
        ),
    }


def _words() -> dict[str, m.Message]:
    one = m.OfferMessage(offer_id="0f" * 16, files=1, requisition_title="AI Engineer")
    return {
        "offer": one,
        "offer_several": m.OfferMessage(offer_id="0f" * 16, files=4, requisition_title=""),
        "note": m.NoteMessage(
            problem="I did not post candidate data: the channel is shared with another company.",
            fix="Choose a private channel with `/hire open`. The reading is kept.",
            retry_posting_id="9a" * 16,
        ),
        "note_final": m.NoteMessage(
            problem="The message was deleted.", fix="", retry_posting_id=""
        ),
        "welcome": m.WelcomeMessage(
            is_safe=True, problem="", fix="", requisition_titles=("AI Engineer", "Data Engineer")
        ),
        "welcome_empty": m.WelcomeMessage(is_safe=True, problem="", fix="", requisition_titles=()),
        "welcome_unsafe": m.WelcomeMessage(
            is_safe=False,
            problem="The channel is public: everybody in the workspace can read it.",
            fix="Choose a private channel.",
            requisition_titles=(),
        ),
    }


def _odd_messages(kind: str, text: str) -> dict[str, m.Message]:
    odd = made.quote(text=text)
    line = m.CriterionLine(key="k", title=text, level=3, quote=odd)
    gap = m.CriterionLine(key="g", title=text, level=None, quote=None)
    many = made.result(lines=(line,) * 20 + (gap,) * 20)
    named = {"name": text, "is_blind": False, "requisition_title": text}
    card = made.card(
        title=text,
        anchor=text,
        next_anchor=text,
        rationale=text,
        quotes=(odd,) * 3,
        reviews=(made.review(reason=text),),
    )
    odd_suggestion = made.suggestion(topic=text, problem=text, rewrite=text)
    differing = replace(
        card,
        second=m.SecondLevel(level=1, quote=odd),
        samples=(None, 2, 4),
        lost=9,
    )
    gone = replace(card, level=None, anchor="", quotes=(), missing=text)
    by_model = replace(made.READ_BY_MODEL, model=text, prompt=text)
    readers = (m.Readers(name=text, count=3, stands_in=None),) * 2
    rows = tuple(made.ranked(n, name=text, band=n // 2, rank=n) for n in range(6))
    lost = made.ranked(
        9, band=9, problem=text, score=Score(value=None, coverage=0.0, evidenced=0.0)
    )
    found: dict[str, m.Message] = {
        "result": made.application(result=many, **named),
        "decided": made.application(
            state=ApplicationState.DECIDED, decision=made.decision(reason=text), **named
        ),
        "failed": made.unread(ApplicationState.FAILED, problem=text, fix=text, **named),
        "levels": made.levels(cards=(card,) * 4),
        "levels_differing": made.levels(cards=(differing,) * 4),
        "levels_missing": made.levels(cards=(gone,) * 4),
        "result_differing": made.application(
            result=replace(
                many,
                read_by=by_model,
                differing=(text,) * 20,
                stands_in=m.StandIn(problem=text, fix=text),
            ),
            **named,
        ),
        "batch_mixed": made.batch(readers=readers * 4, read_by=by_model),
        "answer": made.answer(parts=(m.AnswerPart(text=text, quotes=(odd,)),)),
        "batch": made.batch(requisition_title=text, ranking=(*rows, lost)),
        "running": made.running(requisition_title=text),
        "job": made.job(requisition_title=text, unassessed=(text,) * 9, unadvertised=(text,) * 9),
        "job_details": m.JobDetailsMessage(part=0, parts=1, suggestions=(odd_suggestion,) * 6),
        "offer": m.OfferMessage(offer_id="0f" * 16, files=1, requisition_title=text),
        "note": m.NoteMessage(problem=text or "It.", fix=text, retry_posting_id="9a" * 16),
        "welcome": m.WelcomeMessage(
            is_safe=True, problem="", fix="", requisition_titles=(text,) * 12
        ),
        "ranking": m.RankingFile(file_name="a.csv", title=text, data=b""),
    }
    return {f"{name}_{kind}": message for name, message in found.items()}


MESSAGES: dict[str, m.Message] = {
    **_application_messages(),
    **_thread_messages(),
    **_batch_messages(),
    **_job_messages(),
    **_words(),
    **digests.ordinary(),
}
"""As they are in ordinary life."""
ODD_MESSAGES: dict[str, m.Message] = {
    name: message
    for kind, text in TEXTS.items()
    for name, message in {
        **_odd_messages(kind, text),
        **{f"{name}_{kind}": odd for name, odd in digests.odd(text).items()},
    }.items()
}
"""With outside texts of every kind in every place that holds some."""


def _form_views() -> dict[str, Json]:
    files = {"file_ids": ("F0ONE", "F0TWO"), "file_names": ("Maria_Olsen_CV.pdf", "b.docx")}
    one = {"file_ids": ("F0ONE",), "file_names": ()}
    people = tuple(s.Choice(id=f"{n:032x}", text=f"A-{n} · Person {n}") for n in range(250))
    alike = tuple(
        s.SameAs(id=each.id, text=each.text, because="The same file and name")
        for each in people[:13]
    )
    return {
        "requisition": builders.requisition_view(made.requisition_form()),
        "requisition_edit": builders.requisition_view(
            made.requisition_form(
                requisition_id=APPLICATION, title="AI", channel=CHANNEL, hiring_manager=HUGO
            )
        ),
        "candidate": builders.candidate_view(made.candidate_form()),
        "candidate_files": builders.candidate_view(made.candidate_form(**files)),
        "candidate_file": builders.candidate_view(
            made.candidate_form(requisitions=made.requisitions(1), **one)
        ),
        "candidate_none": builders.candidate_view(made.candidate_form(requisitions=())),
        "job": builders.job_view(
            s.JobForm(requisitions=made.requisitions(), requisition_id=f"{1:032x}")
        ),
        "job_none": builders.job_view(s.JobForm(requisitions=(), requisition_id="")),
        "level": builders.level_view(made.level_form()),
        "level_mine": builders.level_view(
            made.level_form(has_mine=True, my_reason="Line 9.", level=None)
        ),
        "decision": builders.decision_view(
            s.DecisionForm(
                application_id=APPLICATION, label="A-17", requisition_title="AI Engineer"
            )
        ),
        "forget": builders.forget_view(
            s.ForgetForm(candidates=people, candidate_id=f"{7:032x}", look_alikes=())
        ),
        "forget_none": builders.forget_view(
            s.ForgetForm(candidates=(), candidate_id="", look_alikes=())
        ),
        "forget_confirm": builders.forget_confirm_view(
            s.Choice(id="cd" * 16, text="A-17 · Maria Olsen · AI Engineer")
        ),
        "forget_confirm_alike": builders.forget_confirm_view(
            s.Choice(id="cd" * 16, text="A-17 · Maria Olsen · AI Engineer"), alike[:2]
        ),
        "forget_confirm_crowd": builders.forget_confirm_view(
            s.Choice(id="cd" * 16, text="A-17 · Maria Olsen · AI Engineer"), alike
        ),
        "forgotten": builders.forgotten_view(
            s.Forgotten(
                applications=1,
                messages=4,
                look_alikes=2,
                left=("The file in Slack: ask its sharer.",),
            )
        ),
        "forgotten_all": builders.forgotten_view(
            s.Forgotten(applications=2, messages=1, look_alikes=0, left=())
        ),
    }


def _reading_views() -> dict[str, Json]:
    others = (s.Choice(id="ai_engineer", text="AI engineer"), s.Choice(id="de", text="Data"))
    bare: dict[str, Any] = {
        "may_see_name": False,
        "file_permalink": "",
        "findings": (),
        "read_by": None,
        "document_sha256": "",
        "pages": 0,
        "language": "",
    }
    endless = made.rubric(criteria=tuple(made.criterion(key=f"k{n}") for n in range(120)))
    return {
        "questions": builders.questions_view(made.questions()),
        "questions_none": builders.questions_view(made.questions(groups=())),
        "details": builders.details_view(made.details()),
        "details_bare": builders.details_view(made.details(**bare)),
        "details_unnamed": builders.details_view(made.details(name="")),
        "details_blind": builders.details_view(
            made.details(
                name="", may_see_name=False, file_name="", file_permalink="", is_file_hidden=True
            )
        ),
        "name": builders.name_view(made.name()),
        "name_unknown": builders.name_view(made.name(name="", file_permalink="")),
        "name_pasted": builders.name_view(made.name(file_name="", file_permalink="")),
        "rubric": builders.rubric_view(s.RubricScreen(rubric=made.rubric(), others=others)),
        "rubric_only": builders.rubric_view(
            s.RubricScreen(rubric=made.rubric(), others=others[:1])
        ),
        "rubric_endless": builders.rubric_view(s.RubricScreen(rubric=endless, others=())),
        "menu": builders.menu_view(VERBS, ALL),
        "menu_outsider": builders.menu_view(VERBS, frozenset()),
        "skeleton": builders.skeleton_view("Interview questions", CallbackId.QUESTIONS),
        "error": builders.error_view(
            "Slack did not let me open the form in time.", "Try again.", "7K2F"
        ),
        "notice": builders.notice_view("In line", builders.candidate_done("A-17", CHANNEL)),
    }


def _home_views() -> dict[str, Json]:
    return {
        "home": builders.home_view(made.home()),
        "home_new": builders.home_view(made.home(is_new=True, waiting=(), requisitions=())),
        "home_idle": builders.home_view(made.home(waiting=())),
        "home_member": builders.home_view(
            made.home(
                allowed=frozenset({Action.HELP, Action.SEE_RUBRIC}),
                requisitions=(made.status_line(allowed=frozenset({Action.REVIEW_LEVEL})),),
            )
        ),
        "home_nobody": builders.home_view(
            made.home(allowed=frozenset(), waiting=(), requisitions=())
        ),
        "home_busy": builders.home_view(
            made.home(
                waiting=(made.waiting(),) * 30,
                waiting_more=70,
                requisitions=(made.status_line(),) * 40,
            )
        ),
        "home_outsider": builders.home_view(made.home(is_outsider=True)),
    }


def _odd_views(kind: str, text: str) -> dict[str, Json]:
    choices = (s.Choice(id="x", text=text), s.Choice(id="y", text=text))
    rubric = made.rubric(
        title=text,
        description=text,
        criteria=(made.criterion(title=text, question=text, does_not_count=(text,)),),
    )
    group = s.QuestionGroup(
        title=text, because=text, questions=(made.question(ask=text, probes=(text,)),)
    )
    found = {
        "requisition": builders.requisition_view(
            made.requisition_form(requisition_id="r", title=text, rubrics=choices)
        ),
        "candidate": builders.candidate_view(
            made.candidate_form(
                requisitions=choices, file_ids=("F0",) * 30, file_names=(text,) * 30
            )
        ),
        "job": builders.job_view(s.JobForm(requisitions=choices, requisition_id="x")),
        "level": builders.level_view(
            made.level_form(
                title=text,
                question=text,
                has_mine=True,
                mine=3,
                my_reason=text,
                anchors=(text,) * 4,
                quotes=(made.quote(text=text),),
            )
        ),
        "decision": builders.decision_view(
            s.DecisionForm(application_id=APPLICATION, label="A-17", requisition_title=text)
        ),
        "forget": builders.forget_view(
            s.ForgetForm(candidates=choices, candidate_id="y", look_alikes=())
        ),
        "forget_confirm": builders.forget_confirm_view(
            choices[0], (s.SameAs(id="cd" * 16, text=text, because="The same account"),)
        ),
        "forgotten": builders.forgotten_view(
            s.Forgotten(applications=1, messages=1, look_alikes=0, left=(text,))
        ),
        "questions": builders.questions_view(made.questions(groups=(group,))),
        "details": builders.details_view(made.details(name=text, file_name=text)),
        "name": builders.name_view(made.name(name=text, file_name=text)),
        "rubric": builders.rubric_view(s.RubricScreen(rubric=rubric, others=choices)),
        "home": builders.home_view(
            made.home(
                waiting=(made.waiting(requisition_title=text, what=text),),
                requisitions=(made.status_line(title=text),),
            )
        ),
    }
    return {f"{name}_{kind}": view for name, view in found.items()}


VIEWS: dict[str, Json] = {**_form_views(), **_reading_views(), **_home_views()}
"""As they are in ordinary life."""
ODD_VIEWS: dict[str, Json] = {
    name: view for kind, text in TEXTS.items() for name, view in _odd_views(kind, text).items()
}
"""With outside texts of every kind."""


def _replies() -> dict[str, Payload]:
    status = s.StatusScreen(lines=(made.status_line(),) * 2, version="0.1.0")
    return {
        "help": builders.help_reply(VERBS, ALL),
        "help_outsider": builders.help_reply(VERBS, frozenset()),
        "unknown": builders.unknown_reply("cv", VERBS, ALL),
        "unknown_far": builders.unknown_reply("", VERBS, ALL),
        "status": builders.status_reply(status),
        "status_none": builders.status_reply(s.StatusScreen(lines=(), version="0.1.0")),
        "status_many": builders.status_reply(
            s.StatusScreen(lines=(made.status_line(),) * 70, version="0.1.0")
        ),
        "refusal": builders.refusal(
            AudienceError(AudienceRefusal.NOT_A_MEMBER), "7K2F", kept="The file is kept."
        ),
        "refusal_silent": builders.refusal(
            NotAllowedError("You may not decide.", "Ask a recruiter."), "", kept=""
        ),
        "fault": builders.fault("7K2F"),
        "requisition_opened": builders.requisition_done("AI Engineer", CHANNEL, is_new=True),
        "requisition_twin": builders.requisition_done(
            "AI Engineer", CHANNEL, is_new=True, letter="C", others=["A", "B"]
        ),
        "requisition_changed": builders.requisition_done("AI Engineer", CHANNEL, is_new=False),
        "candidate_added": builders.candidate_done("A-17", CHANNEL),
        "candidates_added": builders.candidate_done("", CHANNEL, files=12),
        "job_added": builders.job_done("AI Engineer", CHANNEL),
        "said": builders.said("Type `/hire help`."),
    }


def _odd_replies(kind: str, text: str) -> dict[str, Payload]:
    status = s.StatusScreen(lines=(made.status_line(title=text),) * 3, version="0.1.0")
    found = {
        "status": builders.status_reply(status),
        "requisition_opened": builders.requisition_done(text, CHANNEL, is_new=True),
        "job_added": builders.job_done(text, CHANNEL),
    }
    return {f"{name}_{kind}": reply for name, reply in found.items()}


REPLIES: dict[str, Payload] = _replies()
"""Answers to commands and clicks."""
ODD_REPLIES: dict[str, Payload] = {
    name: reply for kind, text in TEXTS.items() for name, reply in _odd_replies(kind, text).items()
}
"""With outside texts of every kind."""

PAYLOADS: dict[str, Payload] = {
    **{name: builders.message(message) for name, message in (MESSAGES | ODD_MESSAGES).items()},
    **{f"reply_{name}": reply for name, reply in (REPLIES | ODD_REPLIES).items()},
}
"""Everything that is shown as a message."""
ALL_VIEWS: dict[str, Json] = VIEWS | ODD_VIEWS
"""Everything that is shown as a modal or as App Home."""
