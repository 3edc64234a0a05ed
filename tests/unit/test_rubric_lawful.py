"""Unlawful topics in typed questions, with the shipped word lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lawful import unlawful_topics
from bot.domain.phrases import compile_phrases
from bot.wordlists import proxy_rules, topic_rules


def keys(text: str) -> list[str]:
    return [topic.key for topic in unlawful_topics(text, topic_rules())]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("How old are you?", "age"),
        ("What year did you graduate from college?", "age"),
        ("What is your date of birth?", "age"),
        ("When do you plan to retire?", "age"),
        ("Are you married?", "family"),
        ("When is the baby due?", "family"),
        ("How much do you weigh?", "body"),
        ("What is your country of birth?", "origin"),
        ("Are you a man or a woman?", "orientation"),
        ("Do you plan to have any children soon?", "family"),
        ("Are you pregnant, or thinking about it?", "family"),
        ("Who takes care of childcare at home?", "family"),
        ("Do you have a disability?", "health"),
        ("How many days were you sick last year?", "health"),
        ("Do you have any medical conditions?", "health"),
        ("Where are you originally from?", "origin"),
        ("Is English your native language?", "origin"),
        ("Where were your parents born?", "origin"),
        ("Are you a citizen of this country?", "origin"),
        ("Which church do you go to?", "religion"),
        ("What religious holidays do you observe?", "religion"),
        ("Who did you vote for?", "politics"),
        ("Are you a union member?", "union"),
        ("Have you ever been arrested?", "record"),
        ("Do you own your home or rent?", "housing"),
        ("How tall are you?", "body"),
        ("What is your weight?", "body"),
        ("What is your sexual orientation?", "orientation"),
        ("As a woman, how would you lead this team?", "orientation"),
        ("Does any illness run in your family?", "family"),
        ("Have you had a genetic test?", "genetic"),
        ("What was your military discharge?", "service"),
    ],
)
def test_a_question_on_a_protected_topic_is_found(text: str, key: str) -> None:
    assert key in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tell me about a page that woke you up. What did you change on your own?",
        "How did you manage the age of the data in the cache?",
        "Which of your models did you retire, and why?",
        "Tell me about a union of two data sets that went wrong.",
        "How did you test for racial bias in the model?",
        "Tell me about a race condition that you debugged.",
        "What did you set the weight of each class to?",
        "How do you handle CORS and the origin header?",
        "Tell me about a health check that lied.",
        "Are you authorised to work in this country?",
        "Can you work the on-call rota described in the advert?",
        "How did the parent process learn that a child died?",
        "What was the message you sent to the stakeholders?",
        "Which party in the contract owned the data?",
        "Tell me about a cloud-native or native app you shipped.",
        "Explain one conviction you changed after an experiment.",
        "How did you arrange tests in the package?",
        "How do you weigh latency against cost?",
        "What race condition cost you most?",
        "How do you fast-track an urgent fix?",
        "Does your schema support unions?",
        "How did you get the host name from the request?",
        "Who used the recommender in the hospitality business?",
        "How did your credit model explain a refusal?",
    ],
)
def test_a_question_on_the_work_is_left_alone(text: str) -> None:
    assert keys(text) == []


def test_a_topic_says_what_gave_it_away_and_what_to_ask_instead() -> None:
    (topic,) = unlawful_topics("Tell me: what\u2019s your HOW-OLD are you?", topic_rules())

    assert topic.key == "age"
    assert topic.matched == "how-old are you"
    assert topic.why.endswith(".")
    assert topic.lawful_form.endswith(".")


def test_a_topic_is_named_once_and_topics_in_the_order_of_the_list() -> None:
    text = "Your religion? Your age, and how old are you? Any church? Pregnant?"

    assert keys(text) == ["age", "family", "religion"]


def test_a_harmless_phrase_excuses_only_itself() -> None:
    assert keys("The cache age is fine; what is your age?") == ["age"]


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    known = [rule.key for rule in topic_rules()]

    assert set(keys(text)) <= set(known)


def test_the_lists_hold_each_key_once_with_words_for_people() -> None:
    for rules in (topic_rules(), proxy_rules()):
        found = [rule.key for rule in rules]
        assert len(found) == len(set(found))
    assert all(rule.why and rule.lawful_form for rule in topic_rules())
    assert all(rule.what and rule.fix for rule in proxy_rules())


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("age", "page", []),
        ("age", "Age, age-old", ["age", "age"]),
        ("fine tun*", "fine-tuning and fine / tuned", ["fine-tuning", "fine / tuned"]),
        ("# years", "5+ years, 3-5 years, five years", ["5+ years", "3-5 years", "five years"]),
        ("# years", "these years", []),
        ("learn ~ model", "learn a new big model", ["learn a new big model"]),
        ("learn ~ model", "learn model", ["learn model"]),
        ("learn ~ model", "learn one two three four five model", []),
        ("self-made", "self\u2011made", ["self-made"]),
    ],
)
def test_phrases_match_whole_words(phrase: str, text: str, found: list[str]) -> None:
    assert [match.text for match in compile_phrases([phrase]).find(text)] == found


def test_no_phrases_find_nothing() -> None:
    assert list(compile_phrases([]).find("anything at all")) == []


def test_a_match_says_where_it_stands() -> None:
    (match,) = compile_phrases(["own part"]).find("Your own part?")

    # "Your " takes five characters, "own part" eight.
    assert (match.start, match.end) == (5, 13)
