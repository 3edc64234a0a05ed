"""A CV against requirements: what counts as met, and the number behind it."""

from math import sqrt

import pytest

from bot.domain.document import Document
from bot.domain.job import Requirement, RequirementKind
from bot.evaluators.jobs.matching import QUOTES, match_requirements
from bot.evaluators.offline.quotes import QUOTE_CHARACTERS
from tests.unit.jobs import document

CV = """
Mira Oduya
## Skills
Java, Docker
## Experience
Built a data warehouse in PostgreSQL for a bakery chain and ran it for two years
Wrote the Java services that book 3,000 orders a day
"""


def cv(text: str = CV, language: str = "en") -> Document:
    return document(text, kind="cv", language=language)


def must(text: str, line: int = 1) -> Requirement:
    return Requirement(text=text, kind=RequirementKind.MUST, line=line)


def nice(text: str) -> Requirement:
    return Requirement(text=text, kind=RequirementKind.NICE, line=2)


def is_met(text: str, document_: Document | None = None) -> bool | None:
    (reading,) = match_requirements([must(text)], document_ or cv()).readings
    return reading.is_met


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Java", True),
        ("Solid knowledge of Java and Docker", True),
        ("Java, Kafka and Terraform", None),  # 3 of 9: below two thirds
        ("Java, Docker and Kafka", True),  # 6 of 9: two thirds
        ("Kubernetes", False),
        ("Kafka or Java", True),
        ("Kafka, Terraform or Java", True),
        ("Kafka or Terraform", False),
        ("Good at what you do", None),  # nothing that words could show
        ("Seven trombones", False),
        ("Bakery orders", True),
        ("Bakery trombones", None),
    ],
)
def test_a_requirement_is_met_unclear_or_not_evidenced(
    text: str,
    expected: bool | None,
) -> None:
    assert is_met(text) is expected


@pytest.mark.parametrize(
    "text",
    ["Erfahrung mit Datenbanken", "Java-Kenntnisse", "Expérience : entrepôt de données", "DWH"],
)
def test_the_same_skill_counts_in_another_language(text: str) -> None:
    database = cv("Noor Lindqvist\nRan the databases and the data warehouse of a Java shop")
    assert is_met(text, database) is True


def test_a_german_cv_meets_an_english_requirement() -> None:
    german = cv("Edda Brandt\nTestautomatisierung mit Selenium für eine Versicherung", "de")
    assert is_met("Test automation with Selenium", german) is True
    assert is_met("Insurance", german) is True


def test_a_term_of_technical_shape_counts_though_no_list_knows_it() -> None:
    assert is_met("KServe", cv("Ada Vale\nMoved three models to KServe last winter")) is True
    assert is_met("KServe") is False


def test_quotes_are_cut_from_the_lines_that_name_the_terms() -> None:
    (reading,) = match_requirements([must("Java and PostgreSQL")], cv()).readings
    # both lines name one term of weight 3, the first has more words
    assert [(e.page, e.line) for e in reading.evidence] == [(1, 5), (1, 6)]
    assert reading.evidence[1].quote == "Wrote the Java services that book 3,000 orders a day"


def test_a_short_line_is_quoted_whole() -> None:
    (reading,) = match_requirements([must("Docker")], cv()).readings
    assert reading.evidence[0].quote == "Java, Docker"


def test_a_quote_follows_a_wrapped_sentence_from_the_line_where_it_begins() -> None:
    sentence = "Moved the claims service of all our regions and partners to the Terraform modules"
    wrapped = cv("Ada Vale\n• " + sentence.replace(" Terraform", "\nTerraform"))
    (reading,) = match_requirements([must("Terraform")], wrapped).readings
    (evidence,) = reading.evidence
    assert evidence.quote == sentence
    assert evidence.line == 2


def test_a_long_line_is_cut_around_the_term() -> None:
    before = " ".join(f"word{i}" for i in range(40))
    after = " ".join(f"more{i}" for i in range(40))
    line = f"{before} Terraform {after}"
    (reading,) = match_requirements([must("Terraform")], cv(line)).readings
    (evidence,) = reading.evidence
    assert "Terraform" in evidence.quote.split()
    assert evidence.quote in line
    assert len(evidence.quote) <= QUOTE_CHARACTERS


def test_no_more_quotes_than_needed() -> None:
    text = "Lee\nRuns Kafka every day\nRuns Terraform every day\nRuns Grafana every day"
    (reading,) = match_requirements([must("Kafka, Terraform, Grafana")], cv(text)).readings
    assert len(reading.evidence) == QUOTES
    (reading,) = match_requirements([must("Kafka")], cv(text)).readings
    assert len(reading.evidence) == 1


def test_the_match_weighs_kind_specificity_and_depth() -> None:
    # CV: Kafka once of one skill mention: share 1, depth 1.
    # must Kafka: weight 2 x sqrt(3), credit 1; nice Terraform: weight 1 x sqrt(3), credit 0.
    # 2 / 3 of the weight is earned.
    result = match_requirements([must("Kafka"), nice("Terraform")], cv("Ran Kafka for years"))
    assert result.match == pytest.approx(2 / 3)


def test_a_technology_weighs_more_than_a_way_of_working() -> None:
    result = match_requirements([must("Kafka"), must("Scrum")], cv("Ran Kafka for years"))
    # sqrt(3) earned of sqrt(3) + sqrt(1.5)
    assert result.match == pytest.approx(sqrt(3) / (sqrt(3) + sqrt(1.5)))


def test_a_skill_that_the_cv_hardly_mentions_counts_half() -> None:
    # 1 of 100 mentions: depth 0.5 + 0.5 x 0.01 / 0.05 = 0.6
    text = "Ran one Kafka cluster\n" + "\n".join(["Wrote Java again"] * 99)
    assert match_requirements([must("Kafka")], cv(text)).match == pytest.approx(0.6)


def test_partly_named_terms_earn_their_part() -> None:
    result = match_requirements([must("Kafka and Terraform")], cv("Ran Kafka for years"))
    assert result.match == pytest.approx(0.5)


def test_without_anything_that_words_can_show_there_is_no_match() -> None:
    assert match_requirements([], cv()).match is None
    assert match_requirements([must("Good at what you do")], cv()).match is None


def test_readings_stand_in_the_order_of_the_requirements() -> None:
    asked = [nice("Docker"), must("Java"), must("Kafka")]
    assert [r.requirement for r in match_requirements(asked, cv()).readings] == asked


def test_a_heading_in_capitals_is_no_list_of_technical_terms() -> None:
    assert is_met("TEAM SPIRIT FOREVER") is False


@pytest.mark.parametrize(
    "denial",
    [
        "Never used Kafka and have no experience with Terraform",
        "No experience with Kafka; not familiar with Terraform",
        "Would like to learn Kafka and Terraform",
    ],
)
def test_a_denied_skill_is_not_shown_and_never_quoted(denial: str) -> None:
    asked = [must("Kafka"), must("Terraform")]
    result = match_requirements(asked, cv(f"Ada Vale\nWrote the Java services\n{denial}"))
    assert [(r.is_met, r.evidence) for r in result.readings] == [(False, ())] * 2
    assert result.match == 0


def test_what_stands_before_a_denial_or_in_another_sentence_counts() -> None:
    text = "Ada Vale\nNever used Kafka for pay. Ran Kafka at home for two years, not yet Terraform."
    kafka, terraform = match_requirements([must("Kafka"), must("Terraform")], cv(text)).readings
    assert kafka.is_met is True
    assert kafka.evidence[0].quote.startswith("Ran Kafka at home")
    assert terraform.is_met is False


def test_a_denial_over_two_lines_holds_to_its_end() -> None:
    line = "\u2022 Ran the Java services of all regions and has no experience with"
    text = f"Ada Vale\n{line}\nTerraform"
    java, terraform = match_requirements([must("Java"), must("Terraform")], cv(text)).readings
    assert (java.is_met, terraform.is_met) == (True, False)


def test_years_are_named_as_not_checked_beside_the_skill() -> None:
    asked = [must("5+ years of Java"), must("Docker")]
    java, docker = match_requirements(asked, cv()).readings
    assert (java.is_met, java.years) == (True, "5+ years")
    assert docker.years == ""
