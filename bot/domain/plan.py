"""Who asks what in a round of interviews, what does not fit, and how to change it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.kit import Kit
from bot.domain.shares import Demand, Pick, share_out
from bot.errors import NotFoundError, UsageError

INTERVIEWERS = range(1, 9)
"""How many people a plan can be made for."""
MINUTES = range(15, 241)
"""For how many minutes of questions each a plan can be made."""
TOP_NEEDS = 3
"""Needs besides the must-haves that two people look into where there is time.

Source: docs/scoring.md#plan.
"""


class Flaw(StrEnum):
    """What is not as a plan should be."""

    NO_QUESTION = "no_question"
    """The rubric has no question for the criterion."""
    NOT_ASKED = "not_asked"
    """Nobody asks about the criterion: there is no time left for it."""
    NOT_TWICE = "not_twice"
    """A must-have that fewer than two people ask about."""
    SAME_QUESTION = "same_question"
    """Two people put the same question: the bank has no other, or it was moved by hand."""
    TWICE_BY_ONE = "twice_by_one"
    """One person asks about a criterion twice, which takes another's view away."""
    TOO_LONG = "too_long"
    """One person has more minutes of questions than were given."""
    UNEVEN = "uneven"
    """The minutes lie more than a tenth apart."""
    IDLE = "idle"
    """One person has nothing to ask: the bank has no question left for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One thing that is not as a plan should be."""

    flaw: Flaw
    criterion: str = ""
    """Criterion key; "" when it is not about one."""
    interviewer: int = 0
    """1-based; 0 when it is not about one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question in a plan."""

    question: str
    """Its key in the kit."""
    criterion: str
    minutes: int
    is_extra: bool
    """Whether the plan would hold without it: it fills the time, and comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one interviewer asks."""

    interviewer: int
    """1-based."""
    asks: tuple[Ask, ...]
    """In the order to ask them: what the panel most needs to learn first."""

    @property
    def minutes(self) -> int:
        """Minutes of all questions."""
        return sum(ask.minutes for ask in self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A round of interviews."""

    minutes: int
    """Of questions for each interviewer, at most."""
    turns: tuple[Turn, ...]
    """One for each interviewer."""
    shortfalls: tuple[Shortfall, ...]
    """What is not as it should be, in the order of the kit; empty when all is."""

    def owners(self, criterion: str) -> tuple[int, ...]:
        """Return who asks about a criterion, 1-based, in order."""
        return tuple(
            turn.interviewer
            for turn in self.turns
            if any(ask.criterion == criterion for ask in turn.asks)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A plan that a person changed."""

    plan: Plan
    breaks: tuple[Shortfall, ...]
    """What was as it should be before, and is not now."""


def make_plan(kit: Kit, interviewers: int, minutes: int) -> Plan:
    """Share the questions of a kit out, the same way every time.

    Must-haves come first, then their second question by another person, then one question for
    every other criterion, then a second for the ``TOP_NEEDS``; what time is left is filled in the
    order of need. What does not fit stands in ``shortfalls``.

    Args:
        kit: What to ask.
        interviewers: In ``INTERVIEWERS``.
        minutes: Of questions for each, in ``MINUTES``; greetings and the candidate's own questions
            come on top.

    Raises:
        UsageError: A number is out of its range, or the kit has no question at all.

    Source:
        docs/scoring.md#plan.
    """
    check_numbers(interviewers, minutes)
    if not any(part.questions for part in kit.parts):
        raise UsageError("The rubric has no interview questions.", "Add questions to its criteria.")
    core, tops, fill = demands(kit)
    plans = []
    # The second look into the top needs is given up before the minutes are uneven.
    for asked, extra in (((*core, *tops), fill), (core, (tops, *fill))):
        shares = share_out(banks(kit), asked, extra, interviewers, minutes)
        plans.append(plan_of(kit, minutes, _turns(kit, shares)))
        if is_even(turn.minutes for turn in plans[-1].turns):
            return plans[-1]
    return plans[0]


def check_numbers(interviewers: int, minutes: int) -> None:
    """Let pass what a plan can be made for.

    Raises:
        UsageError: A number is out of its range.
    """
    if interviewers not in INTERVIEWERS:
        raise UsageError(
            f"A plan cannot be made for {interviewers} interviewers.",
            f"Name {INTERVIEWERS[0]} to {INTERVIEWERS[-1]}.",
        )
    if minutes not in MINUTES:
        raise UsageError(
            f"A plan cannot be made for {minutes} minutes of questions each.",
            f"Name {MINUTES[0]} to {MINUTES[-1]} minutes.",
        )


def banks(kit: Kit) -> tuple[tuple[int, ...], ...]:
    """Return the minutes of each part's questions; a must-have's only question stands twice."""
    return tuple(
        tuple(q.minutes for q in part.questions)
        * (2 if part.need.is_must and len(part.questions) == 1 else 1)
        for part in kit.parts
    )


def demands(
    kit: Kit,
) -> tuple[tuple[Demand, ...], tuple[Demand, ...], tuple[tuple[Demand, ...], ...]]:
    """Return what has to be asked, what else two people look into, and what may fill the time.

    A demand is the place of a part in the kit; its second mention is for a second person. The most
    important ones come first.
    """
    asked = [i for i, part in enumerate(kit.parts) if part.questions]
    musts = [i for i in asked if kit.parts[i].need.is_must]
    others = [i for i in asked if not kit.parts[i].need.is_must]
    tops = [i for i in others if kit.parts[i].need.points][:TOP_NEEDS]
    again = tuple(i for i in asked if kit.parts[i].need.points)
    confirmed = tuple(i for i in asked if not kit.parts[i].need.points)
    return (*musts, *musts, *others), tuple(tops), (again, again + confirmed, confirmed)


def plan_of(kit: Kit, minutes: int, turns: Iterable[Turn]) -> Plan:
    """Return a plan of these turns with all that is not as it should be."""
    plan = Plan(minutes=minutes, turns=tuple(turns), shortfalls=())
    return replace(plan, shortfalls=(*_of_criteria(kit, plan), *_of_people(plan)))


def move(plan: Plan, kit: Kit, question: str, giver: int, taker: int) -> Edit:
    """Hand one question from one interviewer to another.

    Args:
        plan: To change; it stays as it is.
        kit: That it was made from.
        question: Key in the kit.
        giver: Who has it now, 1-based.
        taker: Who is to have it, 1-based.

    Raises:
        NotFoundError: There is no such interviewer, or the giver does not have the question.
        UsageError: The taker has it already.
    """
    ask = _ask(plan, question, giver)
    _check_new(plan, question, taker)
    hands = {giver: (ask, None), taker: (None, ask)}
    return _edited(plan, kit, hands)


def swap(plan: Plan, kit: Kit, first: tuple[str, int], second: tuple[str, int]) -> Edit:
    """Exchange two questions between two interviewers.

    Args:
        plan: To change; it stays as it is.
        kit: That it was made from.
        first: Key of a question, and who has it, 1-based.
        second: The other.

    Raises:
        NotFoundError: There is no such interviewer, or one does not have the question.
        UsageError: Both are the same person's, or one would have a question twice.
    """
    one, other = _ask(plan, *first), _ask(plan, *second)
    if first[1] == second[1]:
        raise UsageError("Both questions are the same person's.", "Name questions of two people.")
    if first[0] != second[0]:
        _check_new(plan, first[0], second[1])
        _check_new(plan, second[0], first[1])
    return _edited(plan, kit, {first[1]: (one, other), second[1]: (other, one)})


def is_even(loads: Iterable[int]) -> bool:
    """Tell whether minutes lie within a tenth of the smallest of each other.

    Source:
        docs/scoring.md#plan.
    """
    known = list(loads)
    return 10 * (max(known) - min(known)) <= min(known)


def _turns(kit: Kit, shares: tuple[tuple[Pick, ...], ...]) -> tuple[Turn, ...]:
    """Name questions and people: whoever asks about the greatest need comes first."""
    hands = [sorted(share, key=lambda p: (p.is_extra, p.bank, p.place)) for share in shares]
    hands.sort(key=lambda hand: [(p.bank, p.place) for p in hand] or [(len(kit.parts), 0)])
    turns = []
    for number, hand in enumerate(hands, 1):
        asks = []
        for pick in hand:
            questions = kit.parts[pick.bank].questions
            question = questions[pick.place % len(questions)]
            asks.append(
                Ask(
                    question=question.key,
                    criterion=question.criterion,
                    minutes=question.minutes,
                    is_extra=pick.is_extra,
                )
            )
        turns.append(Turn(interviewer=number, asks=tuple(asks)))
    return tuple(turns)


def _of_criteria(kit: Kit, plan: Plan) -> Iterable[Shortfall]:
    asks = [(turn.interviewer, ask) for turn in plan.turns for ask in turn.asks]
    for part in kit.parts:
        key = part.need.criterion
        if not part.questions:
            yield Shortfall(flaw=Flaw.NO_QUESTION, criterion=key)
            continue
        mine = [(who, ask.question) for who, ask in asks if ask.criterion == key]
        people = [who for who, _ in mine]
        if not mine:
            yield Shortfall(flaw=Flaw.NOT_ASKED, criterion=key)
        elif part.need.is_must and len(set(people)) == 1:
            yield Shortfall(flaw=Flaw.NOT_TWICE, criterion=key)
        if len({question for _, question in mine}) < len(mine):
            yield Shortfall(flaw=Flaw.SAME_QUESTION, criterion=key)
        for who in sorted(set(people)):
            if people.count(who) > 1:
                yield Shortfall(flaw=Flaw.TWICE_BY_ONE, criterion=key, interviewer=who)


def _of_people(plan: Plan) -> Iterable[Shortfall]:
    for turn in plan.turns:
        if turn.minutes > plan.minutes:
            yield Shortfall(flaw=Flaw.TOO_LONG, interviewer=turn.interviewer)
        if not turn.asks:
            yield Shortfall(flaw=Flaw.IDLE, interviewer=turn.interviewer)
    if not is_even(turn.minutes for turn in plan.turns):
        yield Shortfall(flaw=Flaw.UNEVEN)


def _ask(plan: Plan, question: str, interviewer: int) -> Ask:
    for ask in _turn(plan, interviewer).asks:
        if ask.question == question:
            return ask
    raise NotFoundError(
        f"Interviewer {interviewer} does not have the question {question!r}.",
        "Choose one of the questions in the plan.",
    )


def _turn(plan: Plan, interviewer: int) -> Turn:
    if not 1 <= interviewer <= len(plan.turns):
        raise NotFoundError(
            f"The plan has no interviewer {interviewer}.", f"It has 1 to {len(plan.turns)}."
        )
    return plan.turns[interviewer - 1]


def _check_new(plan: Plan, question: str, interviewer: int) -> None:
    if any(ask.question == question for ask in _turn(plan, interviewer).asks):
        raise UsageError(
            f"Interviewer {interviewer} has the question {question!r} already.",
            "Choose somebody else.",
        )


def _edited(plan: Plan, kit: Kit, hands: dict[int, tuple[Ask | None, Ask | None]]) -> Edit:
    """Take the first of each pair from an interviewer and give the second in its place."""
    order = {part.need.criterion: place for place, part in enumerate(kit.parts)}
    turns = []
    for turn in plan.turns:
        gone, come = hands.get(turn.interviewer, (None, None))
        asks = [ask for ask in turn.asks if ask is not gone] + ([come] if come else [])
        asks.sort(key=lambda ask: (ask.is_extra, order[ask.criterion], ask.question))
        turns.append(replace(turn, asks=tuple(asks)))
    new = plan_of(kit, plan.minutes, turns)
    known = set(plan.shortfalls)
    return Edit(plan=new, breaks=tuple(s for s in new.shortfalls if s not in known))
