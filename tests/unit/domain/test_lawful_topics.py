"""The shipped topics on what nobody asks, and on what may be asked, in four languages."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.domain.lawful import unlawful_topics
from bot.wordlists import topic_rules

HERE = Path(__file__).parents[1]


def topics(text: str) -> dict[str, str]:
    return {t.key: t.matched for t in unlawful_topics(text, topic_rules())}


def test_every_question_of_the_published_lists_is_caught_under_its_topic() -> None:
    asked = yaml.safe_load((HERE / "unlawful.yml").read_text(encoding="utf-8"))
    missed = [
        (language, key, question)
        for language, by_topic in asked.items()
        for key, questions in by_topic.items()
        for question in questions
        if key not in topics(question)
    ]

    assert missed == []
    # Every topic of the list has an example in English, and the main ones in each language.
    assert set(asked["en"]) == {rule.key for rule in topic_rules()}
    for language in ("de", "fr", "es"):
        assert set(asked[language]) == set(asked["en"]) - {"genetic"}


def test_questions_on_the_work_that_lie_close_to_a_topic_are_let_through() -> None:
    asked = yaml.safe_load((HERE / "lawful.yml").read_text(encoding="utf-8"))

    alarms = [(q, topics(q)) for questions in asked.values() for q in questions if topics(q)]

    assert alarms == []
