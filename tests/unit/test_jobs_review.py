"""A whole review: coverage both ways, inflation, plain words, what is missing."""

import pytest

from bot.domain.job import JobReview, Suggestion
from bot.domain.rubric import Criterion, Indicator, Rubric, Stage
from bot.evaluators.jobs import review_job
from bot.evaluators.jobs.clarity import MOST_MUSTS, PHRASES, shorten
from bot.evaluators.jobs.coverage import UNASSESSED_SHOWN
from bot.evaluators.jobs.transparency import missing_topics
from tests.unit.jobs import document

AD = """
AI Engineer
You will love it here.
Requirements
- You have built retrieval pipelines for users
- You write tests
- A driving licence
- Fluent Klingon
- Nice to have: unit tests in Rust
About us
- We monitor trains
"""


def criterion(key: str, *terms: str) -> Criterion:
    indicator = Indicator(
        key=f"{key}_terms",
        stage=Stage.BUILD,
        source=("D1",),
        terms=terms,
        strength="specific",
    )
    anchors = ("Names it.", "Tried it.", f"Built {key} that a team used.", "Ran it for years.")
    return Criterion(
        key=key,
        title=key.capitalize(),
        question=f"Can they do {key}?",
        weight=1.0,
        anchors=anchors,
        indicators=(indicator,),
        questions=(),
        does_not_count=(),
    )


RUBRIC = Rubric(
    name="trains",
    title="Trains",
    version="1",
    description="",
    sources={"D1": "a fact"},
    criteria=(
        criterion("retrieval", "retrieval pipeline"),
        criterion("testing", "unit test", "tests"),
        criterion("operation", "monitor"),
    ),
    buzzwords=("train whisperer",),
    hash="a1",
)


def review(text: str, language: str = "en") -> JobReview:
    return review_job(document(text, language=language), RUBRIC)


def about(topic: str, text: str) -> list[Suggestion]:
    return [s for s in review(text).suggestions if s.topic == topic]


def test_a_criterion_is_advertised_on_the_lines_that_name_its_indicators() -> None:
    assert review(AD).coverage == {"retrieval": (4,), "testing": (5, 8), "operation": ()}


def test_company_text_advertises_nothing() -> None:
    assert review(AD).unadvertised == ("operation",)


def test_requirements_that_no_criterion_assesses_are_named() -> None:
    assert [r.text for r in review(AD).unassessed] == ["A driving licence", "Fluent Klingon"]


def test_an_unassessed_requirement_is_dropped_or_gets_a_criterion() -> None:
    first = about("coverage", AD)[0]
    assert first.line == 6
    assert first.problem == "No criterion of trains assesses \u201cA driving licence\u201d."
    assert first.rewrite.startswith("Drop \u201cA driving licence\u201d, or add a criterion")


def test_an_unadvertised_criterion_gets_a_sentence_from_its_own_anchor() -> None:
    last = about("coverage", AD)[-1]
    assert (last.line, last.problem) == (
        0,
        "Operation is assessed, and the text never mentions it.",
    )
    assert "somebody built operation that a team used" in last.rewrite


def test_not_every_unassessed_requirement_gets_a_suggestion() -> None:
    text = "Requirements\n" + "\n".join(f"- Plays the {n} flute" for n in "abcdefghi")
    shown = [s for s in about("coverage", text) if s.line]
    assert len(review(text).unassessed) == 9
    assert len(shown) == UNASSESSED_SHOWN


def test_too_many_musts_are_inflation_and_the_spare_ones_are_named() -> None:
    lines = "\n".join(f"- Tests of kind {n}" for n in "abcdefghij")
    text = f"Requirements\n{lines}\n- A driving licence"
    (suggestion,) = about("inflation", text)
    assert suggestion.problem.startswith(f"{MOST_MUSTS + 1} must-haves")
    assert "\u201cA driving licence\u201d" in suggestion.rewrite


def test_when_all_musts_are_assessed_the_last_ones_are_named() -> None:
    text = "Requirements\n" + "\n".join(f"- Tests of kind {n}" for n in "abcdefghijk")
    (suggestion,) = about("inflation", text)
    assert suggestion.rewrite.endswith("or drop: \u201cTests of kind k\u201d.")


@pytest.mark.parametrize(
    ("line", "asked", "subject"),
    [
        ("7+ years of experience in Python tests", "7+ years", "Python tests"),
        ("At least 5 years with tests", "5 years", "tests"),
        ("8 Jahre Erfahrung mit Java", "8 Jahre", "Java"),
        ("Tests for 10 years.", "10 years", "this work"),
    ],
)
def test_years_are_replaced_by_work(line: str, asked: str, subject: str) -> None:
    (suggestion,) = about("inflation", f"Requirements\n- {line}")
    assert suggestion.line == 2
    assert f"\u201c{asked}\u201d" in suggestion.problem
    assert f"rely on: {subject}. Tell us" in suggestion.rewrite


def test_few_years_are_let_be() -> None:
    assert about("inflation", "Requirements\n- 2 years of Python tests") == []


def test_vague_and_buzz_phrases_are_named_with_a_replacement() -> None:
    text = "Engineer\nA fast-paced place for a data ninja.\nBe our train whisperer and disruptor."
    (vague,) = about("vague", text)
    assert (vague.line, vague.problem) == (
        2,
        "\u201cfast-paced\u201d does not say what is meant.",
    )
    assert vague.rewrite.startswith("Instead of \u201cfast-paced\u201d: say what changes")
    assert [(s.line, s.problem.split(" ")[0]) for s in about("buzz", text)] == [
        (2, "\u201cninja\u201d"),
        (3, "\u201ctrain"),
        (3, "\u201cdisruptor\u201d"),
    ]


def test_a_phrase_is_named_once_and_only_so_many_are() -> None:
    assert len(about("buzz", "Ninja\nninja, ninja")) == 1
    text = "guru, ninja, wizard, jedi, unicorn, superstar, rockstar, world-class"
    assert len(about("buzz", text)) == PHRASES


def test_words_of_the_company_about_itself_are_let_be() -> None:
    assert about("buzz", "Engineer\nAbout us\nWe are world-class.") == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", ("pay", "place", "process")),
        ("Salary: $120,000 to $150,000 a year", ("place", "process")),
        ("Gehalt: 70.000 \u20ac brutto", ("place", "process")),
        ("Stundensatz\n65 EUR", ("place", "process")),
        ("R\u00e9mun\u00e9ration : 55 k\u20ac", ("place", "process")),
        ("A competitive salary", ("pay", "place", "process")),
        ("We raised $96M and pay well", ("pay", "place", "process")),
        ("Our annual budget is 3 million", ("pay", "place", "process")),
        ("Two days in the office, else remote", ("pay", "process")),
        ("Einsatzort\nKassel", ("pay", "process")),
        ("Our interview process has two steps", ("pay", "place")),
        ("Nach dem Kennenlerngespr\u00e4ch entscheiden wir", ("pay", "place")),
        ("Proceso de selecci\u00f3n: dos entrevistas. Teletrabajo.", ("pay",)),
    ],
)
def test_pay_place_and_process_are_missed_when_unsaid(text: str, missing: tuple[str, ...]) -> None:
    assert missing_topics(document(text)) == missing


def test_each_missing_topic_gets_a_line_to_add() -> None:
    suggestions = {s.topic: s for s in review(AD).suggestions}
    for topic in review(AD).missing:
        assert suggestions[topic].line == 0
        assert suggestions[topic].rewrite.startswith("Add a line: \u201c")


def test_a_review_of_nothing_says_what_is_missing() -> None:
    result = review("")
    assert result.requirements == ()
    assert result.role.described == ""
    assert result.unadvertised == ("retrieval", "testing", "operation")
    assert result.missing == ("pay", "place", "process")


def test_the_same_text_gives_the_same_review() -> None:
    assert review(AD) == review(AD)


def test_long_requirements_are_shortened_at_a_word() -> None:
    assert shorten("one two three, four", 3) == "one two three\u2026"
    assert shorten("one two three", 3) == "one two three"


@pytest.mark.parametrize(
    ("line", "topic", "lawful_form"),
    [
        ("Aged under 35", "lawful", "Ask for the work itself"),
        ("A German passport", "lawful", "authorised to work here"),
        ("Without children", "lawful", "State the hours"),
        ("Native English speaker", "proxy", "name the language and level"),
        ("Digital native", "proxy", "Ask for the work itself"),
        ("No gaps in the CV", "proxy", "Leave it out"),
        ("Strong culture fit", "proxy", "Name a behaviour"),
        ("Degree from a top university", "proxy", "Name what the person can do"),
    ],
)
def test_a_protected_topic_or_proxy_gets_its_lawful_form_and_no_criterion(
    line: str, topic: str, lawful_form: str
) -> None:
    (suggestion,) = about(topic, f"Requirements\n- {line}\n- You write tests")
    assert suggestion.line == 2
    assert lawful_form in suggestion.rewrite
    told = [s for s in review(f"Requirements\n- {line}").suggestions if s.topic == "coverage"]
    assert all(s.line == 0 for s in told)


@pytest.mark.parametrize(
    "line",
    [
        "We welcome applicants of every age and religion.",
        "Adjustments for people with a disability are made.",
        "Fluent English",
        "A degree in computing from a university",
        "You handle race conditions and cache age",
    ],
)
def test_lawful_lines_get_no_such_suggestion(line: str) -> None:
    text = f"Requirements\n- {line}"
    assert about("lawful", text) == about("proxy", text) == []


def test_a_sentence_in_the_words_of_a_criterion_is_about_it() -> None:
    # "retrieval" and "team" are all but one of its telling words, and stand in anchor 3.
    result = review("Requirements\n- You built a retrieval that users like\n- Retrievals")
    assert result.unassessed == ()
    assert result.coverage["retrieval"] == (2, 3)


def test_years_of_something_unassessed_get_one_suggestion() -> None:
    found = [s for s in review("Requirements\n- 9 years of flute").suggestions if s.line == 2]
    assert [s.topic for s in found] == ["inflation"]


def test_what_is_not_needed_advertises_nothing() -> None:
    assert review("Requirements\n- No unit tests needed\n- A flute").coverage["testing"] == ()


def test_a_protected_topic_is_found_in_prose_without_a_heading() -> None:
    text = "AI Engineer\n\nWe need a native German speaker, aged under 35, with no career gaps.\n"

    topics = [s.topic for s in review(text).suggestions if s.topic in {"lawful", "proxy"}]

    assert sorted(topics) == ["lawful", "lawful", "proxy"]
