"""Public interview questions: themes that the default rubric covers, and unlawful-topic alarms."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.lawful import unlawful_topics
from bot.rubric_files.load import load_rubric
from bot.wordlists import topic_rules

HERE = Path(__file__).parent
RUBRICS = HERE.parents[1] / "rubrics"


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that interviews for AI roles ask about."""

    key: str
    title: str
    public: tuple[str, ...]
    """Beginnings of words that put a public question under this theme."""
    ours: tuple[str, ...]
    """Phrases by which one of our questions covers it."""
    left_out: str
    """Why nobody asks about it here; empty when somebody should."""


@dataclass(frozen=True, slots=True)
class OurQuestion:
    """A question of the rubric, as the table names it."""

    name: str
    """The key of its criterion and its place there, from 1."""
    text: str
    """The question and its probes."""


def read_themes(path: Path = HERE / "themes.yml") -> tuple[Theme, ...]:
    """Read the themes, in the order in which they are tried."""
    return tuple(
        Theme(
            key=entry["key"],
            title=entry["title"],
            public=tuple(entry["public"]),
            ours=tuple(entry.get("ours", ())),
            left_out=entry.get("left_out", ""),
        )
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


def read_our_questions(name: str = "ai_engineer") -> tuple[OurQuestion, ...]:
    """Return every question of a shipped rubric with its probes, in order."""
    return tuple(
        OurQuestion(f"{criterion.key} {place}", " ".join((question.ask, *question.probes)))
        for criterion in load_rubric(name, RUBRICS).criteria
        for place, question in enumerate(criterion.questions, start=1)
    )


def mentions(text: str, starts: Iterable[str]) -> bool:
    """Tell whether one of the phrases begins at the beginning of a word of the text."""
    flat = " ".join(text.split()).casefold()
    return any(re.search(rf"(?<!\w){re.escape(start.casefold())}", flat) for start in starts)


def theme_of(text: str, themes: Sequence[Theme]) -> str | None:
    """Return the key of the first theme that a public question belongs to, if any does."""
    return next((theme.key for theme in themes if mentions(text, theme.public)), None)


def covered_by(theme: Theme, questions: Iterable[OurQuestion]) -> tuple[str, ...]:
    """Return the names of our questions that ask about a theme, in their order."""
    return tuple(question.name for question in questions if mentions(question.text, theme.ours))


def run(root: Path) -> None:
    """Print theme, number of public questions, and what covers it or why nothing does.

    Args:
        root: The folder of benchmarks; without ``interviews`` in it one line says so.
    """
    source = root / "interviews" / "questions.jsonl"
    if not source.is_file():
        print("skipped: interviews absent")
        return
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line]
    themes, questions = read_themes(), read_our_questions()
    counts = Counter(theme_of(f"{row['category']} {row['question']}", themes) for row in rows)
    covered = 0
    for theme in themes:
        names = covered_by(theme, questions)
        covered += counts[theme.key] if names else 0
        answer = ", ".join(names) or f"left out: {theme.left_out or 'NOT COVERED'}"
        print(f"{theme.title:<54} {counts[theme.key]:>4}  {answer}")
    left_out = sum(counts[theme.key] for theme in themes if theme.left_out)
    fitting = len(rows) - left_out
    print(
        f"interviews: {len(rows)} public questions in {len(themes)} themes; {covered} in themes"
        f" that the rubric covers, {left_out} left out with a reason, {counts[None]} in no theme:"
        f" {covered} of the {fitting} that fit the rubric ({covered / fitting:.0%})"
    )
    _print_alarms([row["question"] for row in rows])


def _print_alarms(questions: Sequence[str]) -> None:
    """Print each public question that the filter for protected topics would warn of."""
    alarms = [(q, unlawful_topics(q, topic_rules())) for q in questions]
    for question, topics in alarms:
        for topic in topics:
            print(f"alarm: {topic.key} ({topic.matched}): {question}")
    print(f"lawful topics: {sum(bool(t) for _, t in alarms)} alarms on {len(questions)} questions")
