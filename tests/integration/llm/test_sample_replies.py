"""What the demo's model says about the sample CVs: genuine, but for what is marked as invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bot.sample
from bot.adapters import RubricFolder
from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.domain.blind import blind_view
from bot.domain.document import Document, DocumentKind
from bot.domain.rubric import Rubric
from bot.domain.source import Source
from bot.evaluators.llm.client import ModelClient
from bot.evaluators.llm.evaluator import Asked
from bot.evaluators.llm.evidence import Page
from bot.evaluators.llm.jobs import LlmJobReading
from bot.evaluators.llm.reply import QuoteReply
from bot.sandbox.model import ModelServer, PreparedReply, load_replies, prepared
from tests.integration.llm.parts import settings
from tests.integration.llm.reading import reading

SAMPLE = Path(bot.sample.__file__).parent
SCAN = "jonas_weidlich"
"""The one that no program can read."""
REPLIES = load_replies(SAMPLE / "replies")
JOB = "job"


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return RubricFolder(Path(__file__).parents[3] / "rubrics").load("ai_engineer")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """The samples that can be read, by name, the job description among them."""
    cvs = [(path, DocumentKind.CV) for path in sorted((SAMPLE / "cvs").iterdir())]
    job = (SAMPLE / "job.md", DocumentKind.JOB_DESCRIPTION)
    sources = [
        Source(path=path.stem, kind=kind, data=path.read_bytes()) for path, kind in (*cvs, job)
    ]
    with ReadingPool(Limits(), workers=2) as pool:
        read = {one.source.path: one.document for one in pool.read(sources)}
    assert read.pop(SCAN) is None
    return {name: document for name, document in read.items() if document is not None}


@pytest.fixture(scope="module")
def cvs(documents: dict[str, Document]) -> dict[str, Document]:
    return {name: document for name, document in documents.items() if name != JOB}


@contextmanager
def job_reading(server: ModelServer) -> Iterator[LlmJobReading]:
    given = settings(server)
    client = ModelClient(given)
    asked = Asked(model=given.model, address=server.base_url, temperature=None, safety_id="a" * 64)
    try:
        yield LlmJobReading(client, asked)
    finally:
        client.close()


def _replies(document: Document) -> list[PreparedReply]:
    return [one for one in REPLIES if one.found_by in document.text]


def test_each_sample_has_one_reply_to_each_question_about_it(
    documents: dict[str, Document], rubric: Rubric
) -> None:
    criteria = frozenset(criterion.key for criterion in rubric.criteria)
    asked = frozenset(f"R{number}" for number in range(1, 9))  # eight lines of the job description
    readings = frozenset({"readings"})

    forms = {name: {one.form for one in _replies(document)} for name, document in documents.items()}

    assert forms.pop(JOB) == {(frozenset({"requirements"}), frozenset())}
    assert len(forms) == 5
    assert all(form == {(readings, criteria), (readings, asked)} for form in forms.values())
    assert len(REPLIES) == 1 + 2 * 5
    assert all(len(one.items) == 8 for one in REPLIES)


def test_every_quote_stands_in_the_blind_view_but_those_marked_as_invented(
    documents: dict[str, Document],
) -> None:
    for document in documents.values():
        is_job = document.kind is DocumentKind.JOB_DESCRIPTION
        page = Page(document, blind_view(document, ""), fewest=1 if is_job else 3)
        for reply in _replies(document):
            given = [quote for item in reply.items for quote in item.get("quotes", [item])]
            quotes = [QuoteReply(line=quote["line"], text=quote["text"]) for quote in given]

            held = page.hold(quotes)

            assert tuple(quote.text for quote in held.lost) == reply.invented
            assert {e.line for e in held.found} <= {quote.line for quote in quotes}


def test_reasons_hold_no_figure_of_their_own_and_levels_differ_from_words_where_they_should(
    cvs: dict[str, Document], rubric: Rubric
) -> None:
    with ModelServer(prepared(REPLIES)) as server, reading(server) as evaluator:
        read = {name: evaluator.assess(one, rubric) for name, one in cvs.items()}

    readings = [reading for one in read.values() for reading in one.readings]
    assert not [r for r in readings if "figures that the quotes do not hold" in r.rationale]
    assert not [r for r in readings if r.level in {1, 2, 3} and not r.missing]
    assert read["amara_nwosu"].differing == ("data_workflows",)
    (lowered,) = [r for r in readings if r.lost]
    assert (lowered.key, lowered.level) == ("models", 2)
    assert lowered.rationale.startswith("Lowered from 3: a quote does not stand in the text.")


def test_the_job_description_and_each_cv_against_it_are_answered_as_prepared(
    documents: dict[str, Document], cvs: dict[str, Document]
) -> None:
    with ModelServer(prepared(REPLIES)) as server, job_reading(server) as jobs:
        required = jobs.requirements(documents[JOB])
        matches = {name: jobs.match(required.requirements, one) for name, one in cvs.items()}

    texts = [requirement.text for requirement in required.requirements]
    assert len(texts) == 8
    assert texts[0].startswith("You have run an LLM")
    for name, match in matches.items():
        (reply,) = [one for one in _replies(cvs[name]) if one.about]
        said = [item["met"] for item in reply.items]
        assert [reading.is_met for reading in match.readings] == said, name


def test_another_document_or_rubric_is_read_honestly(
    cvs: dict[str, Document], rubric: Rubric
) -> None:
    other = RubricFolder(Path(__file__).parents[3] / "rubrics").load("llm_engineer")
    said = {item.get("rationale") for reply in REPLIES for item in reply.items}
    only_amara = [one for one in REPLIES if one.found_by in cvs["amara_nwosu"].text]

    with ModelServer(prepared(only_amara)) as server, reading(server) as evaluator:
        unknown = evaluator.assess(cvs["chloe_bergstrom"], rubric)
        by_other = evaluator.assess(cvs["amara_nwosu"], other)

    assert len(other.criteria) > len(rubric.criteria)
    assert not [r for r in (*unknown.readings, *by_other.readings) if r.rationale in said]
    assert [reading.key for reading in by_other.readings] == [c.key for c in other.criteria]
