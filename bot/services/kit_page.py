"""An interview kit as one page of HTML that prints: an overview, then a sheet per interviewer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files

from bot.domain import kit_words
from bot.domain.kit import Kit, KitPart
from bot.domain.plan import Ask, Plan, Turn
from bot.domain.words import count
from bot.services.kits import KitReport

_TURNERS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Kinds of characters that turn the direction of what stands behind them."""
_LINES = 3
"""Ruled lines for notes under a question."""


def kit_page(report: KitReport, label: str) -> str:
    """Return a kit as HTML that loads nothing from anywhere.

    The first page tells whoever runs the panel how the CV was read. The sheets behind it say
    nothing of that, since who is yet to rate must not know.

    Args:
        report: With a kit.
        label: What the candidate is called.

    Raises:
        ValueError: There is no kit.
    """
    if report.kit is None or report.plan is None:
        raise ValueError("there is no kit to print")
    sheets = [_sheet(turn, report.kit, report.plan, label) for turn in report.plan.turns]
    body = "\n".join([_overview(report, report.kit, report.plan, label), *sheets])
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Interview kit, {_text(label)}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return (files("bot.services") / "kit_page.css").read_text(encoding="utf-8")


def _overview(report: KitReport, kit: Kit, plan: Plan, label: str) -> str:
    people = count(len(plan.turns), "interviewer")
    heads = "".join(f"<th>{turn.interviewer}</th>" for turn in plan.turns)
    sums = "".join(f"<td>{turn.minutes}</td>" for turn in plan.turns)
    flaws = "".join(f"<li>{_text(kit_words.said_of(s, kit, plan))}</li>" for s in plan.shortfalls)
    missing = f'<section class="flaws"><h2>What does not fit</h2><ul>{flaws}</ul></section>'
    return (
        '<section class="page">\n'
        f"<header><p>Interview kit · {_text(report.rubric.title)}</p><h1>{_text(label)}</h1>"
        f"<p>{people}, up to {plan.minutes} minutes of questions each</p></header>\n"
        '<p class="keep">For whoever runs the panel. This page tells how the CV was read: keep it '
        "from interviewers until they have rated.</p>\n"
        '<table><thead><tr><th class="wide">What to learn, most needed first</th>'
        f'<th class="read">CV as read</th>{heads}</tr></thead>\n<tbody>'
        + "\n".join(_row(part, plan) for part in kit.parts)
        + f'</tbody>\n<tfoot><tr><td colspan="2">Minutes</td>{sums}</tr></tfoot></table>\n'
        '<p class="legend">Numbers are minutes of each interviewer; in brackets: if time '
        "allows.</p>\n" + (missing if flaws else "") + "</section>"
    )


def _row(part: KitPart, plan: Plan) -> str:
    reasons = " ".join(kit_words.why(part.need))
    if not part.questions:
        reasons += f" {kit_words.NO_QUESTIONS}"
    cells = "".join(f"<td>{_cell(part, turn)}</td>" for turn in plan.turns)
    return (
        f'<tr><td class="wide"><b>{_text(part.title)}</b><br>{_text(reasons)}</td>'
        f'<td class="read">{_text(kit_words.level_read(part.need))}</td>{cells}</tr>'
    )


def _cell(part: KitPart, turn: Turn) -> str:
    asks = [ask for ask in turn.asks if ask.criterion == part.need.criterion]
    return " ".join(f"({ask.minutes})" if ask.is_extra else str(ask.minutes) for ask in asks)


def _sheet(turn: Turn, kit: Kit, plan: Plan, label: str) -> str:
    total = len(turn.asks)
    asks = "\n".join(
        _question(ask, kit, f"Interviewer {turn.interviewer}, question {number} of {total}")
        for number, ask in enumerate(turn.asks, 1)
    )
    nothing = "<p>The bank has no question left for this interviewer.</p>"
    return (
        '<section class="page">\n'
        f"<header><p>Interviewer {turn.interviewer} of {len(plan.turns)}</p>"
        f"<h1>{_text(label)}</h1>"
        f"<p>{count(total, 'question')}, {count(turn.minutes, 'minute')}</p></header>\n"
        f'<p class="keep">{kit_words.SAME_FOR_ALL} {kit_words.LEFT_OUT}</p>\n'
        f"{asks or nothing}\n</section>"
    )


def _question(ask: Ask, kit: Kit, place: str) -> str:
    question = kit.question(ask.question)
    part = kit.part(ask.criterion)
    probes = "".join(f"<li>{_text(probe)}</li>" for probe in question.probes)
    extra = " · if time allows" if ask.is_extra else ""
    return (
        "<article>\n"
        f'<p class="head"><b>{_text(part.title)}</b>'
        f"<span>{place} · {count(ask.minutes, 'minute')}{extra}</span></p>\n"
        f"<h2>{_text(question.ask)}</h2>\n<ul>{probes}</ul>\n"
        + "".join(_asides(part))
        + "".join(
            f'<p class="warn">{_text(f"{t.matched}: {t.why} {t.lawful_form}")}</p>'
            for t in question.topics
        )
        + f"<dl><div><dt>A level 2 answer</dt><dd>{_text(question.level_2)}</dd></div>"
        f"<div><dt>A level 4 answer</dt><dd>{_text(question.level_4)}</dd></div></dl>\n"
        + '<div class="notes">'
        + "<i></i>" * _LINES
        + "</div>\n</article>"
    )


def _asides(part: KitPart) -> Iterator[str]:
    if part.need.musts:
        yield f'<p class="aside">{_text(kit_words.must_have(part.need))}</p>\n'
    for evidence in part.need.evidence:
        yield (
            f'<p class="aside">In their words: <q dir="auto">{_text(evidence.quote)}</q> '
            f"<small>page {evidence.page}, line {evidence.line}</small></p>\n"
        )


def _text(outside: str) -> str:
    """Escape text of a document or a rubric; nothing in it acts, or turns what follows."""
    kept = (
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in outside
        if unicodedata.bidirectional(c) not in _TURNERS and unicodedata.category(c) != "Cs"
    )
    return escape(" ".join("".join(kept).split()))
