"""The living message of a run over several CVs: its progress, then the ranked list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.domain.requisition import ApplicationState, BatchState
from bot.domain.scoring import Priority
from bot.domain.words import PRIORITIES, count
from bot.services.messages import BatchMessage, RankedLine, RankingFile, Readers
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.ids import ActionId

LISTED = 30
"""Applications in the message; the file has all."""
OPTIONS = 100
"""Most options of a menu. Source: docs.slack.dev, select element."""
_CELLS = 20
"""Boxes of the progress bar."""
_NAME = 80
"""Characters of a name, or of a problem, in a line."""
_READERS = 4
"""Readers that are named; the file names that of each CV."""
_READ = frozenset({ApplicationState.READ, ApplicationState.DECIDED})
_WITHOUT = {
    ApplicationState.READ: "nothing is evidenced",
    ApplicationState.DECIDED: "decided",
    ApplicationState.READ_BY_PERSON: "read by a person",
    ApplicationState.STOPPED: "stopped before it was read",
}
"""Why a line has no score, where it has no problem of its own."""
_NO_SUGGESTION = (
    f" “{PRIORITIES[Priority.HUMAN_READ]}” says that too little is evidenced for a suggestion; it"
    " is not a place in the list."
)
_TIES = " CVs under one heading are not told apart: the order between them says nothing."


def batch(message: BatchMessage) -> Payload:
    """Show how far a run is, or what it gave."""
    title = escape(fit(message.requisition_title, parts.HEADER))
    blocks = [parts.header(message.requisition_title), parts.small(*_facts(message))]
    if message.state is BatchState.RUNNING:
        blocks += [rich.rich(*_progress(message)), *parts.actions(_stop(message))]
        return Payload(text=f"{title}: {_done_words(message)}.", blocks=blocks)
    blocks += [rich.rich(*_ended(message)), *_ranking(message)]
    if message.read_by is not None:
        blocks.append(parts.read_by(message.read_by))
    total = count(message.total, "CV")
    is_done = message.state is BatchState.DONE
    said = f"the run over {total} is {'done' if is_done else 'stopped'}"
    return Payload(text=f"{title}: {said}.", blocks=blocks)


def ranking_file(message: RankingFile) -> Payload:
    """Say what the file is; its bytes are shared beside these words."""
    text = (
        f"{escape(fit(message.title, parts.HEADER))}: the whole ranked list,"
        " safe to open in a spreadsheet."
    )
    return Payload(text=text, is_file=True)


def _facts(message: BatchMessage) -> Iterator[str]:
    yield f"*{count(message.total, 'CV')}*"
    yield f"started by {rich.mention(message.started_by)}"


def _done_words(message: BatchMessage) -> str:
    return f"{message.done:,} of {count(message.total, 'CV')} done"


def _progress(message: BatchMessage) -> Iterator[Json]:
    full = _CELLS * message.done // message.total if message.total else 0
    yield rich.line(rich.bold(_done_words(message)), f"\n{'■' * full}{'□' * (_CELLS - full)}")
    words = []
    if message.per_minute is not None:
        words.append(f"{message.per_minute:,.0f} a minute")
    if message.seconds_left is not None:
        words.append(_left(message.seconds_left))
    yield rich.line(" · ".join([*words, *_without(message)]) or "The first ones are being read.")
    if message.waits is not None:
        wait = "waits" if message.waiting == 1 else "wait"
        head = rich.bold(f"{message.waiting:,} {wait} for the language model.")
        yield rich.line(head, " ", *parts.waiting_for(message.waits))


def _left(seconds: float) -> str:
    # An estimate from a few CVs has no tenths.
    return "a few seconds left" if seconds < 10 else f"about {parts.duration(seconds)} left"


def _without(message: BatchMessage) -> Iterator[str]:
    if message.unreadable:
        yield f"{message.unreadable:,} cannot be read by a program"
    if message.failed:
        yield f"{message.failed:,} did not work"


def _stop(message: BatchMessage) -> Json:
    ask = parts.confirm(
        "Stop reading these CVs?",
        f"{message.done:,} of {count(message.total, 'CV')} are read. They are kept and ranked;"
        " the others stay unread.",
        "Stop",
        "Go on reading",
    )
    return parts.button(
        "Stop reading",
        ActionId.STOP_BATCH,
        message.batch_id,
        confirm=ask,
        about=f"Stop reading these {count(message.total, 'CV')}",
    )


def _ended(message: BatchMessage) -> Iterator[Json]:
    is_done = message.state is BatchState.DONE
    head = f"All {message.total:,} done" if is_done else f"Stopped: {_done_words(message)}"
    read = message.done - message.unreadable
    yield rich.line(rich.bold(head), "\n", " · ".join([f"{read:,} read", *_without(message)]))
    in_order = [line for line in message.ranking if _is_read(line)]
    if in_order:
        has_job = any(line.match is not None for line in in_order)
        by = "how much of what the job asks is matched, then by what is evidenced"
        yield rich.line(
            f"Ordered by {by if has_job else 'what is evidenced'}.",
            _TIES if _has_ties(message.ranking) else "",
            _NO_SUGGESTION if _is_thin_above(in_order) else "",
        )
    yield from _readers(message.readers)


def _readers(readers: Sequence[Readers]) -> Iterator[Json]:
    """Say who read what, where it was not one for all or stood in for a model."""
    if not readers:
        return
    if len(readers) > 1:
        yield rich.line("Not all were read by the same, so their levels compare less well:")
    yield rich.bullets([_reader(each) for each in readers[:_READERS]])
    if any(each.stands_in is not None for each in readers):
        yield rich.line("Open a candidate to have the model read that CV.")


def _reader(reader: Readers) -> Json:
    cvs = count(reader.count, "CV")
    if reader.stands_in is not None:
        return parts.stand_in(reader.stands_in, f"{cvs} read offline")
    return rich.line(rich.bold(f"{cvs} read by {fit(reader.name, _NAME)}"))


def _has_ties(lines: Sequence[RankedLine]) -> bool:
    bands = [line.band for line in lines if _is_read(line)]
    return len(set(bands)) < len(bands)


def _is_thin_above(lines: Sequence[RankedLine]) -> bool:
    """Whether one that carries no suggestion stands above one that does."""
    last = max((li.band for li in lines if li.priority is not Priority.HUMAN_READ), default=0)
    return any(li.band < last for li in lines if li.priority is Priority.HUMAN_READ)


def _ranking(message: BatchMessage) -> Iterator[Json]:
    shown = message.ranking[:LISTED]
    for _, band in groupby(shown, key=lambda line: line.band):
        lines = list(band)
        size = sum(line.band == lines[0].band for line in message.ranking)
        yield rich.rich(
            rich.line(rich.bold(_band_title(lines, size))),
            rich.bullets([rich.line(*_line(line, message.criteria)) for line in lines]),
        )
    if shown:
        yield from parts.actions(_open(message.ranking))
    left = len(message.ranking) - len(shown)
    # The file is shared once anything was read; where nothing was, there is none to point to.
    has_file = any(
        line.state is ApplicationState.READ or _is_read(line) for line in message.ranking
    )
    if left > 0:
        where = "are in the file in the thread" if has_file else "were not read either"
        yield parts.small(f"{left:,} more {where}.")
    elif has_file:
        yield parts.small("The same list is in the thread, as a file for a spreadsheet.")


def _open(lines: Sequence[RankedLine]) -> Json:
    """Offer to have one of them shown by a message of its own."""
    return {
        "type": "static_select",
        "action_id": ActionId.OPEN_APPLICATION,
        "placeholder": parts.plain("Open a candidate…", parts.BUTTON),
        "options": [
            {"text": parts.plain(line.label, parts.BUTTON), "value": line.application_id}
            for line in lines[:OPTIONS]
        ],
    }


def _band_title(lines: Sequence[RankedLine], size: int) -> str:
    if not _is_read(lines[0]):
        return "Not in the order: no levels to compare"
    first, last = lines[0].rank, lines[0].rank + size - 1
    return f"Rank {first}" if first == last else f"Ranks {first} to {last}, not told apart"


def _is_read(line: RankedLine) -> bool:
    return line.score.value is not None and line.state in _READ


def _line(line: RankedLine, criteria: int) -> Iterator[rich.Part]:
    yield rich.bold(line.label)
    if line.name:
        yield f" {isolate(fit(line.name, _NAME))}"
    if not _is_read(line):
        yield f": {fit(line.problem, _NAME) or _WITHOUT.get(line.state, 'not read')}"
        return
    # how much was rated stands beside the priority: it is why a CV that was read needs a person
    yield (
        f": {PRIORITIES[line.priority]} ({line.rated} of {criteria} rated), {_match(line)}"
        f"{parts.percent(line.score.evidenced)} evidenced{_reading(line)}"
    )


def _reading(line: RankedLine) -> str:
    offline = ", read offline" if line.is_stand_in else ""
    return f"{offline}, readings differ on {line.differing}" if line.differing else offline


def _match(line: RankedLine) -> str:
    return "" if line.match is None else f"{parts.percent(line.match)} of the job matched, "
