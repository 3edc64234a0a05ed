"""The rubrics that ship hold what the practitioner definition asks for, and nothing unfair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.domain.rubric import Criterion, Indicator, Rubric, Stage
from bot.evaluators.terms import TermIndex, tokenize
from bot.rubric_files.canonical import with_hash
from bot.rubric_files.lint import lint_rubric
from bot.rubric_files.load import load_rubric

FOLDER = Path(__file__).parents[2] / "rubrics"
NAMES = ("ai_engineer", "llm_engineer")
EIGHT = (
    "software_engineering",
    "data_workflows",
    "models",
    "evaluation_guardrails",
    "production",
    "integration",
    "responsible_ai",
    "impact",
)
FACTS = tuple(f"D{number}" for number in range(1, 23))
NEVER_EVIDENCE = re.compile(
    r"\b(years? of experience|\d+\+? years|seniority|school|university|college|degree|diploma"
    r"|alumn\w+|employer|job title|github (stars?|profile|followers)|career gap|age|young|photo"
    r"|nationality|native|mother tongue|culture|cultural|confiden(t|ce)|accent|fluen\w+"
    r"|enthusias\w+|passion\w*|personality|married|pregnan\w+|religio\w+|disab\w+|birth\w*)\b",
    re.IGNORECASE,
)
GRADES = re.compile(
    r"\b(good|very|excellent|strong|deep|solid|great|proficient|expert|advanced|basic|average|poor"
    r"|familiar|passionate|robust|effectively|successfully)\b",
    re.IGNORECASE,
)
OWN_PART = re.compile(
    r"\b(yourself|yours|your own|your design|did you (write|build|do|decide|make|drive))\b",
    re.IGNORECASE,
)
OTHER_TRADES = (
    "Designed embedded systems for insurance agents and classified documents.",
    "Yours faithfully, the rest as agreed in production of the regular newsletter.",
    "Explained and interpreted the data model design to new staff; retraining of employees.",
    "Installed containers, observed patients and demonstrated the notebooks on sale.",
    "Active learning in the classroom and the school orchestra; OCR GCSE examiner.",
    "Unlocked and jailbroke phones; content filters for the proxy; model railway updates.",
    "Ran regression testing on test sets; coached a basketball team.",
)
PEOPLE = ("Bert", "Luis", "LUIS", "Claude", "Luigi", "Cassandra", "Athena", "Mistral", "Vera")


@pytest.fixture(scope="module", params=NAMES)
def rubric(request: pytest.FixtureRequest) -> Rubric:
    return load_rubric(request.param, FOLDER)


def indicators(rubric: Rubric) -> Iterator[Indicator]:
    return (indicator for criterion in rubric.criteria for indicator in criterion.indicators)


def indicator(rubric: Rubric, criterion: str, key: str) -> Indicator:
    return next(i for i in rubric.criterion(criterion).indicators if i.key == key)


def texts(criterion: Criterion) -> Iterator[str]:
    """All that can earn credit; what does not count may name what is held out."""
    yield from (criterion.title, criterion.question, *criterion.anchors)
    for found in criterion.indicators:
        yield from found.terms
    for question in criterion.questions:
        yield from (question.ask, *question.probes, question.level_2, question.level_4)


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_finds_nothing_to_mend(name: str) -> None:
    assert lint_rubric(FOLDER / f"{name}.yml", FOLDER) == []


def test_default_has_the_eight_criteria_in_order() -> None:
    assert tuple(c.key for c in load_rubric("ai_engineer", FOLDER).criteria) == EIGHT


def test_default_cites_every_fact_of_the_definition_and_no_other() -> None:
    rubric = load_rubric("ai_engineer", FOLDER)
    assert tuple(rubric.sources) == FACTS
    assert {fact for i in indicators(rubric) for fact in i.source} == set(FACTS)


def test_llm_engineer_adds_retrieval_and_cites_its_own_sources() -> None:
    base, rubric = (load_rubric(name, FOLDER) for name in NAMES)
    assert tuple(c.key for c in rubric.criteria) == (*EIGHT, "retrieval_quality")
    assert {c.key for c in base.criteria if rubric.criterion(c.key).weight != c.weight} == {
        "data_workflows",
        "models",
        "evaluation_guardrails",
        "responsible_ai",
    }
    own = {source for source in rubric.sources if source.startswith("L")}
    assert own
    assert own <= {source for i in indicators(rubric) for source in i.source}


def test_every_indicator_has_a_source_that_exists(rubric: Rubric) -> None:
    for found in indicators(rubric):
        assert found.source, found.key
        assert set(found.source) <= set(rubric.sources), found.key


def test_indicator_keys_are_unique_in_the_whole_rubric(rubric: Rubric) -> None:
    counts = Counter(found.key for found in indicators(rubric))
    assert [key for key, count in counts.items() if count > 1] == []


def test_no_phrase_stands_twice_in_any_spelling(rubric: Rubric) -> None:
    counts = Counter(
        tuple(token.stem for token in tokenize(term))
        for found in indicators(rubric)
        for term in found.terms
    )
    assert [stems for stems, count in counts.items() if count > 1] == []


def test_criteria_have_enough_to_look_for_and_no_more(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert 5 <= len(criterion.indicators) <= 16, criterion.key
        for found in criterion.indicators:
            assert 4 <= len(found.terms) <= 30, found.key


def test_every_criterion_has_telling_phrases_and_stages_are_all_covered(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert any(i.strength == "specific" for i in criterion.indicators), criterion.key
        assert len({i.stage for i in criterion.indicators}) >= 3, criterion.key
    assert {i.stage for i in indicators(rubric)} == set(Stage)


def test_every_criterion_has_two_questions_with_a_probe_for_the_own_part(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert len(criterion.questions) >= 2, criterion.key
        for question in criterion.questions:
            assert len(question.probes) >= 2, question.ask
            assert any(OWN_PART.search(probe) for probe in question.probes), question.ask
            assert 5 <= question.minutes <= 10, question.ask


def test_every_criterion_says_what_does_not_count(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert len(criterion.does_not_count) >= 3, criterion.key


def test_what_is_never_evidence_is_held_out(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        assert [text for text in texts(criterion) if NEVER_EVIDENCE.search(text)] == []


def test_levels_describe_behaviour_and_never_grade_it(rubric: Rubric) -> None:
    for criterion in rubric.criteria:
        levels = [*criterion.anchors]
        levels += [text for q in criterion.questions for text in (q.level_2, q.level_4)]
        assert [text for text in levels if GRADES.search(text)] == []


def test_patterns_find_the_indicators_that_they_are_built_on(rubric: Rubric) -> None:
    assert indicator(rubric, "models", "prompting").strength == "specific"
    assert indicator(rubric, "integration", "model_api").strength == "specific"
    assert indicator(rubric, "production", "prototype").strength == "generic"


def test_buzzwords_are_many_and_none_is_an_indicator(rubric: Rubric) -> None:
    folded = {buzzword.casefold() for buzzword in rubric.buzzwords}
    assert len(folded) == len(rubric.buzzwords) >= 30
    assert folded.isdisjoint(term.casefold() for i in indicators(rubric) for term in i.terms)


@pytest.mark.parametrize("sentence", OTHER_TRADES)
def test_words_of_other_trades_are_not_telling(rubric: Rubric, sentence: str) -> None:
    index = TermIndex({i.key: i.terms for i in indicators(rubric) if i.strength == "specific"})
    assert index.find(tokenize(sentence)) == []


@pytest.mark.parametrize("name", PEOPLE)
def test_the_name_of_a_person_is_never_evidence(rubric: Rubric, name: str) -> None:
    index = TermIndex({i.key: i.terms for i in indicators(rubric)})
    assert index.find(tokenize(f"{name} Jensen")) == []


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        (
            "en",
            "Fine-tuned LLMs and shipped a RAG service with guardrails.",
            {"tuning", "retrieval"},
        ),
        ("de", "Modelle des maschinellen Lernens und Datenpipelines", {"machine_learning"}),
        ("fr", "Projets d'apprentissage automatique", {"machine_learning"}),
        ("es", "Modelos de aprendizaje automático", {"machine_learning"}),
    ],
)
def test_phrases_are_found_in_the_languages_of_many_cvs(
    rubric: Rubric, language: str, sentence: str, wanted: set[str]
) -> None:
    index = TermIndex({i.key: i.terms for i in indicators(rubric)}, language)
    assert wanted <= {hit.key for hit in index.find(tokenize(sentence, language))}


@pytest.mark.parametrize("vendor", ["AWS", "Azure", "GCP", "Google Cloud", "OVHcloud", "IBM Cloud"])
def test_every_cloud_counts_the_same(rubric: Rubric, vendor: str) -> None:
    index = TermIndex({i.key: i.terms for i in indicators(rubric)})
    hits = {hit.key for hit in index.find(tokenize(f"Ran the service on {vendor}"))}
    assert hits == {"cloud_runtime"}


def test_every_file_names_its_schema_and_fits_the_screen() -> None:
    for name in NAMES:
        lines = (FOLDER / f"{name}.yml").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# yaml-language-server: $schema=./rubric.schema.json"
        assert max(map(len, lines)) <= 100


def test_hash_ignores_the_order_of_keys_and_sees_a_changed_word(tmp_path: Path) -> None:
    rubric = load_rubric("ai_engineer", FOLDER)
    content = yaml.safe_load((FOLDER / "ai_engineer.yml").read_text(encoding="utf-8"))
    turned = tmp_path / "ai_engineer.yml"
    turned.write_text(
        yaml.safe_dump(reordered(content), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    assert load_rubric("ai_engineer", tmp_path).hash == rubric.hash
    assert with_hash(replace(rubric, title="Another")).hash != rubric.hash


def reordered(value: object) -> object:
    """Turn round the keys of every mapping, and leave lists as they are."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [reordered(item) for item in value]
    return value


@pytest.mark.parametrize(
    ("text", "language", "criterion"),
    [
        ("Evaluated models on MMLU", "en", "evaluation_guardrails"),
        ("Trained sparse transformers on web text and lowered perplexity", "en", "models"),
        ("Designed a sparse attention mechanism and its tests", "en", "models"),
        ("Evaluierungssuite mit Fällen der Fachabteilung", "de", "evaluation_guardrails"),
        ("Halluzinationsprüfung gebaut", "de", "evaluation_guardrails"),
        ("Testsuite für das Sprachmodell geschrieben", "de", "evaluation_guardrails"),
        ("Kostenkontrolle und Überwachung aufgebaut", "de", "production"),
        ("Überwachung aufgebaut", "de", "evaluation_guardrails"),
    ],
)
def test_research_and_german_words_are_found(text: str, language: str, criterion: str) -> None:
    default = load_rubric("ai_engineer", FOLDER)
    terms = {c.key: [t for i in c.indicators for t in i.terms] for c in default.criteria}
    found = TermIndex(terms, language).find(tokenize(text, language))
    assert criterion in {hit.key for hit in found}
