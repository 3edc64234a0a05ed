"""Answer a question about one application from what is stored, with quotes or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.asked import LONGEST, Asked, Inquiry, take_apart
from bot.domain.assessment import Assessment, Evidence, Reading
from bot.domain.document import Line
from bot.domain.job import RequirementMatch, RequirementReading
from bot.domain.passages import Passage, find_all, find_phrase, tokens
from bot.domain.review import Review, ReviewKind, standing
from bot.domain.rubric import LEVEL_NAMES, TOP_LEVEL, Criterion, Rubric
from bot.domain.words import count, level_name, lost_words, samples_words, why_no_model

QUOTES = 3
"""Most quotes below one statement; the levels in the thread show all."""

_ABOUT_LEVELS = frozenset({Asked.WHY, Asked.MISSING, Asked.STRENGTHS, Asked.NEXT})
"""Questions whose answers rest on who read."""

CAN_ASK = (
    "You can ask: “why 2 on production?”, “what is missing?”, “what would a 4 show on "
    "production?”, “what should we ask?”, “which requirements are met?”, “who changed what?” or "
    "“does the CV mention Docker?”."
)
"""What a person can ask, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One paragraph of an answer."""

    text: str
    quotes: tuple[Evidence, ...] = ()
    """Words of the document that carry the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that an answer may draw on."""

    label: str
    """Of the application, such as ``A-17``."""
    rubric: Rubric
    assessment: Assessment
    reviews: tuple[Review, ...]
    """All of the application; what no longer stands is left out here."""
    match: RequirementMatch | None
    """None without a job description."""
    lines: tuple[Line, ...]
    """Visible lines, masked already where the view is blind."""
    is_masked: bool
    """Whether names and contact details were taken out of ``lines``."""


def answer(question: str, known: Known) -> tuple[Said, ...]:
    """Answer a question; what nothing stored says is said to be so, never guessed.

    Args:
        question: As typed, without the mention of the bot; may be empty or of any length.
        known: What is stored of this application, and of no other.

    Returns:
        At least one paragraph. Every quote stands in the document.
    """
    inquiry = take_apart(question, known.rubric, label=known.label)
    return (*_notes(inquiry, known), *_ANSWERS[inquiry.asked](inquiry, known))


def _notes(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    if inquiry.is_cut:
        yield Said(text=f"I read the first {LONGEST:,} characters of the question.")
    if inquiry.other_labels:
        others = ", ".join(inquiry.other_labels)
        yield Said(text=f"This thread is about {known.label} alone: I say nothing about {others}.")
    if known.assessment.stands_in is not None and inquiry.asked in _ABOUT_LEVELS:
        problem, _ = why_no_model(known.assessment.stands_in)
        yield Said(text=f"This is the offline reading in place of the language model: {problem}")


def _help(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    where = f"the stored reading of {known.label} and from the rubric"
    yield Said(text=f"I answer from {where}, with quotes. {CAN_ASK}")


def _decision(_inquiry: Inquiry, _known: Known) -> Iterator[Said]:
    yield Said(text="A person decides that, with a reason; I never say whom to take or turn down.")
    yield Said(text=CAN_ASK)


def _others(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    yield Said(
        text=f"Here I speak of {known.label} alone. How several CVs compare stands in the list of "
        "their run, in tie bands."
    )


def _name(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    yield Said(
        text=f"I name nobody here. Who may see the name of {known.label} finds it on the message "
        "above: under ⋯ in a blind view, and in its text otherwise."
    )


def _whole(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    yield Said(
        text="I answer questions with quotes; I do not print the document, and what I do is not "
        f"changed by a message. Who may open the CV of {known.label} finds it under ⋯ on the "
        "message above."
    )
    yield Said(text=CAN_ASK)


def _personal(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    yield Said(
        text="No criterion of the rubric asks for that, so I neither read it nor look for it. "
        f"The criteria are: {_titles(known.rubric.criteria)}."
    )


def _who(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    kept = standing(known.reviews)
    criteria = inquiry.criteria or known.rubric.criteria
    said = [Said(text=text) for c in criteria for text in _review_texts(c, known, kept)]
    where = f" on {_titles(inquiry.criteria)}" if inquiry.criteria else ""
    nobody = Said(text=f"Nobody has agreed with or changed a level{where} so far.")
    yield from said or [nobody]


def _review_texts(criterion: Criterion, known: Known, kept: Sequence[Review]) -> Iterator[str]:
    read = _level(known.assessment.levels.get(criterion.key))
    for review in kept:
        if review.criterion != criterion.key:
            continue
        if review.kind is ReviewKind.AGREE:
            yield f"{criterion.title}: <@{review.reviewer}> agrees with {_level(review.level)}."
        else:
            to = _level(review.level)
            yield f"{criterion.title}: {read} → {to}, <@{review.reviewer}>: {review.reason}"


def _next(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    for criterion in inquiry.criteria or known.rubric.criteria:
        read = known.assessment.levels.get(criterion.key)
        level = inquiry.level or (read or 0) + 1
        if level > TOP_LEVEL:
            yield Said(text=f"{criterion.title} is at {_level(read)}, the highest.")
        else:
            anchor = criterion.anchors[level - 1]
            yield Said(
                text=f"{criterion.title}, {_level(level)}: {anchor} It is read at {_level(read)}."
            )


def _why(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    for criterion in inquiry.criteria or known.rubric.criteria:
        yield from _explained(criterion, inquiry.level, known)


def _explained(criterion: Criterion, asked: int | None, known: Known) -> Iterator[Said]:
    reading = _reading(known, criterion)
    read = reading.level if reading else None
    if asked is not None and asked != read:
        yield Said(text=f"{criterion.title} was not read at {asked}: it is {_level(read)}.")
    if reading is None or read is None:
        yield Said(
            text=f"Nothing in the document says enough for a level on {criterion.title}. It is not "
            "evidenced, which is not a low level."
        )
    else:
        anchor = criterion.anchors[read - 1]
        yield Said(
            text=f"{criterion.title} is at {_level(read)}: {anchor} {reading.rationale}",
            quotes=reading.evidence[:QUOTES],
        )
    yield from _beside(criterion, known)
    for text in _review_texts(criterion, known, standing(known.reviews)):
        yield Said(text=text)


def _beside(criterion: Criterion, known: Known) -> Iterator[Said]:
    """Say what else is known of a level: a second reading, several samples, what was lost."""
    assessment, reading = known.assessment, _reading(known, criterion)
    if assessment.second is not None and criterion.key in assessment.differing:
        second = next(r for r in assessment.second.readings if r.key == criterion.key)
        levels = f"model: {level_name(assessment.levels[criterion.key])} · words alone: "
        yield Said(
            text=f"Readings differ on {criterion.title} · {levels}{level_name(second.level)}",
            quotes=second.evidence[:1],
        )
    if reading is None:
        return
    notes = [samples_words(reading.samples), lost_words(reading.lost)]
    if reading.missing and reading.level is None:
        notes.append(f"What would tell more: {reading.missing}")
    words = " ".join(note for note in notes if note)
    if words:
        yield Said(text=words)


def _questions(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    gaps = _gaps(known)
    if not inquiry.criteria and not gaps:
        yield Said(text="Every criterion is evidenced. Name one to see its questions.")
        return
    most = None if inquiry.criteria else 1
    said = [
        Said(text=f"{criterion.title}: {question.ask}")
        for criterion in inquiry.criteria or gaps
        for question in criterion.questions[:most]
    ]
    yield from said or [Said(text="The rubric has no question for that.")]


def _missing(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    if inquiry.criteria:
        yield from _why(inquiry, known)
        return
    gaps = _gaps(known)
    if gaps:
        yield Said(text=f"Nothing in the document says enough for a level on: {_titles(gaps)}.")
    else:
        yield Said(text="Every criterion of the rubric is evidenced.")
    unmet = [r.requirement.text for r in _asked_for(known) if r.is_met is False]
    if unmet:
        yield Said(
            text="The job description is held against the document by its own words, apart from "
            "the levels: a level can stand where these words were not found. "
            f"{count(len(unmet), 'requirement')} not found:"
        )
        yield from (Said(text=f"• {text}") for text in unmet)


def _requirements(_inquiry: Inquiry, known: Known) -> Iterator[Said]:
    readings = _asked_for(known)
    if not readings:
        yield Said(text="The reading was not held against a job description with requirements.")
        return
    met = sum(reading.is_met is True for reading in readings)
    yield Said(text=f"{met} of {count(len(readings), 'requirement')} evidenced.")
    states = ((False, "Not evidenced"), (None, "A person should look"), (True, "Evidenced"))
    for state, words in states:
        for reading in readings:
            if reading.is_met is state:
                opposite = " (words alone say the opposite)" if reading.differs else ""
                yield Said(
                    text=f"{words}: {reading.requirement.text}{opposite}",
                    quotes=reading.evidence[:QUOTES],
                )


def _strengths(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    if inquiry.criteria:
        yield from _why(inquiry, known)
        return
    rated = [(r.level, r) for r in known.assessment.readings if r.level is not None]
    for level, reading in sorted(rated, key=lambda pair: -pair[0]):
        title = known.rubric.criterion(reading.key).title
        yield Said(text=f"{title}: {_level(level)}.", quotes=reading.evidence[:1])
    gaps = _gaps(known)
    if gaps:
        yield Said(text=f"Not evidenced: {_titles(gaps)}.")


def _mention(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    words = tokens(inquiry.subject)
    if not words:
        yield from _help(inquiry, known)
        return
    passage = find_phrase(words, known.lines, limit=QUOTES)
    if not passage.lines:
        passage = find_all(words, known.lines, limit=QUOTES)
    if passage.lines:
        yield _found(inquiry.subject, passage)
    else:
        yield Said(text=f"Nothing in the document says “{inquiry.subject}”.{_hidden(known)}")
        if len(words) > 1:
            yield from _each(words, known)
    yield from (s for c in inquiry.criteria for s in _explained(c, None, known))


def _each(words: Sequence[str], known: Known) -> Iterator[Said]:
    for word in dict.fromkeys(words):
        passage = find_phrase((word,), known.lines, limit=1)
        if passage.lines:
            yield _found(word, passage)


def _found(words: str, passage: Passage) -> Said:
    more = passage.lines - len(passage.quotes)
    first = f", the first {len(passage.quotes)} are here" if more else ""
    return Said(
        text=f"“{words}” stands in {count(passage.lines, 'line')} of the document{first}.",
        quotes=passage.quotes,
    )


def _other(inquiry: Inquiry, known: Known) -> Iterator[Said]:
    if inquiry.criteria:
        yield from _why(inquiry, known)
        return
    words = tokens(inquiry.subject)
    if words and not find_all(words, known.lines, limit=1).lines:
        yield Said(
            text=f"I do not know what that asks for. Its words, “{inquiry.subject}”, do not stand "
            f"together in the document either.{_hidden(known)}"
        )
        yield from _each(words, known) if len(words) > 1 else ()
    elif words:
        yield from _mention(inquiry, known)
    yield Said(text=CAN_ASK)


def _hidden(known: Known) -> str:
    return " Names and contact details are hidden here." if known.is_masked else ""


def _gaps(known: Known) -> list[Criterion]:
    levels = known.assessment.levels
    return [c for c in known.rubric.criteria if levels.get(c.key) is None]


def _reading(known: Known, criterion: Criterion) -> Reading | None:
    return next((r for r in known.assessment.readings if r.key == criterion.key), None)


def _asked_for(known: Known) -> tuple[RequirementReading, ...]:
    return known.match.readings if known.match else ()


def _titles(criteria: Iterable[Criterion]) -> str:
    return " · ".join(criterion.title for criterion in criteria)


def _level(level: int | None) -> str:
    return "not evidenced" if level is None else f"{level}, {LEVEL_NAMES[level]}"


_ANSWERS: dict[Asked, Callable[[Inquiry, Known], Iterator[Said]]] = {
    Asked.HELP: _help,
    Asked.WHO: _who,
    Asked.DECISION: _decision,
    Asked.OTHERS: _others,
    Asked.NAME: _name,
    Asked.WHOLE: _whole,
    Asked.PERSONAL: _personal,
    Asked.NEXT: _next,
    Asked.WHY: _why,
    Asked.QUESTIONS: _questions,
    Asked.MISSING: _missing,
    Asked.REQUIREMENTS: _requirements,
    Asked.STRENGTHS: _strengths,
    Asked.MENTION: _mention,
    Asked.OTHER: _other,
}
