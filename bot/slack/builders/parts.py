"""Pieces that several messages and views share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.assessment import Pattern
from bot.domain.document import FindingKind
from bot.domain.rubric import TOP_LEVEL
from bot.domain.words import FINDINGS, LANGUAGES, PATTERNS, count, level_name
from bot.services.messages import FindingNote, Quote, ReadBy, StandIn, Waits
from bot.slack.builders.payload import Json
from bot.slack.builders.rich import (
    Part,
    bold,
    line,
    moment,
    quoted,
    sentence,
    time_of_day,
    with_people,
)
from bot.slack.builders.text import LONGEST, fit, isolate
from bot.slack.ids import ActionId, MoreId, join

HEADER = 150
"""Most characters of a header. Source: docs.slack.dev, header block."""
BUTTON = 75
"""Most characters of a button, and of an option. Source: docs.slack.dev, button element."""
ELEMENTS = 25
"""Most elements of an actions block. Source: docs.slack.dev, actions block."""
TITLE = 120
"""Characters of a criterion's title that are shown in a line."""
NAMED = 80
"""Characters of a title in a list of titles."""
QUOTE = 300
"""Characters of a quote that are shown where there is room; page and line say where the rest is."""
SENTENCES = 500
"""Characters of an anchor, a rationale or a problem that are shown."""
REASON = 1000
"""Characters of a person's reason that are shown; forms take no more."""
_LONG = timedelta(minutes=10)
"""How long something may be waited for before it is said since when."""
MESSAGE = 12_000
"""Characters that all blocks of a message show together, so that Slack takes them.

Source: Slack refuses with ``msg_blocks_too_long`` somewhat above 13,000; it publishes no number.
"""


def plain(text: str, limit: int = LONGEST) -> Json:
    """Make a plain text object, in which nothing has a meaning; a dash stands for nothing."""
    return {"type": "plain_text", "text": isolate(fit(text, limit - 2)) or "-", "emoji": False}


def mrkdwn(text: str) -> Json:
    """Make a mrkdwn object of our own words and tokens; never of outside text."""
    return {"type": "mrkdwn", "text": text}


def header(text: str) -> Json:
    """Head a message."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: Json, accessory: Json | None = None) -> Json:
    """Say something, with a button at its side."""
    return {"type": "section", "text": text} | ({"accessory": accessory} if accessory else {})


def context(*elements: Json) -> Json:
    """Say something small and grey; at most ten elements."""
    return {"type": "context", "elements": list(elements)}


def small(*words: str) -> Json:
    """Say our own words and tokens small and grey, with dots between them."""
    return context(mrkdwn(" · ".join(word for word in words if word)))


def divider() -> Json:
    """Draw a line."""
    return {"type": "divider"}


def actions(*elements: Json) -> list[Json]:
    """Lay out buttons, in several blocks when they are many; nothing for none."""
    return [
        {"type": "actions", "elements": list(elements[start : start + ELEMENTS])}
        for start in range(0, len(elements), ELEMENTS)
    ]


def button(  # noqa: PLR0913 - what Slack's button has, of which most need two
    label: str,
    action: str,
    value: str,
    *,
    is_primary: bool = False,
    about: str = "",
    url: str = "",
    only_for: Sequence[str] = (),
    confirm: Json | None = None,
) -> Json:
    """Make a button.

    Args:
        label: A verb first.
        action: An ActionId, numbered where a block holds several.
        value: Opaque.
        is_primary: At most one of a set.
        about: What a screen reader says instead, where the label alone is ambiguous.
        url: What it opens.
        only_for: User ids of those who see it; everybody when empty.
        confirm: A dialog that asks first.
    """
    return {
        "type": "button",
        "text": plain(label, BUTTON),
        "action_id": action,
        "value": value,
        **({"style": "primary"} if is_primary else {}),
        **({"accessibility_label": fit(about, BUTTON)} if about else {}),
        **({"url": url} if url else {}),
        **({"visible_to_user_ids": list(only_for)} if only_for else {}),
        **({"confirm": confirm} if confirm else {}),
    }


def confirm(title: str, text: str, yes: str, no: str) -> Json:
    """Ask before something is done; ``title`` and ``text`` name what it is done to."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def overflow(action: ActionId, subject_id: str, entries: Iterable[tuple[MoreId, str]]) -> Json:
    """Make a menu of less frequent actions, one to five of them."""
    options = [
        {"text": plain(words, BUTTON), "value": join(entry, subject_id)} for entry, words in entries
    ]
    return {"type": "overflow", "action_id": action, "options": options}


def bar(level: int) -> str:
    """Draw a level as four boxes."""
    return "■" * level + "□" * (TOP_LEVEL - level)


def level_words(level: int | None) -> str:
    """Write a level in words, with its bar."""
    words = level_name(level)
    return words if level is None else f"{bar(level)} {words}"


def percent(share: float) -> str:
    """Write a share 0..1 as percent."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """Write a length of time as a person says it."""
    if seconds < 10:
        return f"{max(seconds, 0.1):.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return count(minutes, "minute")
    return count(round(minutes / 60), "hour")


def place(quote: Quote) -> str:
    """Say where a quote stands."""
    return f"page {quote.page}, line {quote.line}".replace(" ", "\N{NO-BREAK SPACE}")


def quotation(quote: Quote, limit: int = QUOTE) -> Json:
    """Show words of the document, and where they stand."""
    words = isolate(f"“{fit(quote.text, limit)}”")
    return quoted(f"{words} ", {"type": "text", "text": place(quote), "style": {"italic": True}})


def problem_and_fix(problem: str, fix: str) -> Json:
    """Say what happened, and below it what to do."""
    said = with_people(fit(problem, SENTENCES))
    head: list[Part] = [bold(part) if isinstance(part, str) else part for part in said]
    return line(*(head or ["-"]), *(["\n", *sentence(fit(fix, SENTENCES))] if fix else []))


def notices(patterns: Sequence[Pattern], findings: Sequence[FindingNote]) -> list[Json]:
    """Write what a person may want to know of a document, a line each."""
    return [line(PATTERNS[pattern]) for pattern in patterns] + [
        line(finding_words(note)) for note in findings
    ]


_ON_PAGES = 5
"""Pages that a finding lists before it only counts them."""


def finding_words(note: FindingNote) -> str:
    """Write findings of one kind in neutral words."""
    words = FINDINGS[note.kind]
    if note.kind is FindingKind.UNREADABLE_PAGE and 0 < len(note.pages) <= _ON_PAGES:
        return f"{_pages(note.pages).capitalize()}: {words}."
    if note.kind is FindingKind.UNREADABLE_PAGE:
        return f"{count(note.count, 'page').capitalize()}: {words}."
    pieces = "piece" if note.count == 1 else "pieces"
    where = f" on {_pages(note.pages)}" if note.pages else ""
    return f"{note.count:,} {pieces} of text{where}: {words}."


def _pages(pages: Sequence[int]) -> str:
    if len(pages) > _ON_PAGES:
        return count(len(pages), "page")
    if len(pages) == 1:
        return f"page {pages[0]}"
    return f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]}"


def language(code: str) -> str:
    """Name a language; "" when it is unknown."""
    return LANGUAGES.get(code, code)


def read_by(facts: ReadBy) -> Json:
    """Say small who read, against what."""
    rubric = f"rubric {facts.rubric_name} {facts.rubric_hash[:8]}"
    words = [f"Read by {reader(facts)}", rubric]
    if not facts.is_stand_in:  # a model that can be asked again may say something else
        words.append(same_answer(facts))
    return context(plain(" · ".join(words), 600))


def same_answer(facts: ReadBy) -> str:
    """Say why asking again changes nothing."""
    if facts.model:
        return "kept, so asking again gives the same answer"
    return "the same answer every time it is asked"


def reader(facts: ReadBy) -> str:
    """Name who read, and what was asked of it."""
    words = f"{facts.evaluator} {facts.version}"
    if facts.model:
        prompt = f", prompt {fit(facts.prompt, NAMED)}" if facts.prompt else ""
        words += f" with {fit(facts.model, NAMED)}{prompt}"
    if facts.is_stand_in:
        words += " in place of the language model"
    return f"{words}, beside {facts.beside}" if facts.beside else words


def stand_in(facts: StandIn, subject: str = "Offline reading") -> Json:
    """Say in one line that a reading stands in for a model's, why, and what to do."""
    return line(
        bold(f"{subject} in place of the language model:"),
        " ",
        *sentence(f"{fit(facts.problem, SENTENCES)} {fit(facts.fix, SENTENCES)}"),
    )


def waiting_for(facts: Waits) -> list[Part]:
    """Say what is waited for, that nothing is lost, and when it goes on; a time zone for each."""
    found: list[Part] = [f"{fit(facts.problem, SENTENCES)} "]
    if facts.until - facts.since > _LONG:
        found += ["It has been so since ", moment(facts.since), ". "]
    kept = "Nothing is lost: what was read is kept, and the reading goes on by itself "
    if facts.is_soon:
        return [*found, f"{kept}at ", time_of_day(facts.until), "."]
    return [*found, kept, moment(facts.until), "."]


def titles(names: Sequence[str], most: int = 8) -> str:
    """List names on one line, and say how many more there are."""
    # Titles hold commas themselves: "Responsible AI, security and governance".
    shown = " · ".join(isolate(fit(name, NAMED)) or "-" for name in names[:most])
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown
