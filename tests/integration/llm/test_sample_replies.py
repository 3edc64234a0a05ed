"""What the demo's model says about the sample CVs: genuine, but for what is marked as invented."""

from __future__ import annotations

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
from bot.evaluators.llm.evidence import Page
from bot.evaluators.llm.reply import QuoteReply
from bot.sandbox.model import ModelServer, PreparedReply, load_replies, prepared
from tests.integration.llm.reading import reading

SAMPLE = Path(bot.sample.__file__).parent
SCAN = "jonas_weidlich"
"""The one that no program can read."""
REPLIES = load_replies(SAMPLE / "replies")


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return RubricFolder(Path(__file__).parents[3] / "rubrics").load("ai_engineer")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """The sample CVs that can be read, by name."""
    sources = [
        Source(path=path.stem, kind=DocumentKind.CV, data=path.read_bytes())
        for path in sorted((SAMPLE / "cvs").iterdir())
    ]
    with ReadingPool(Limits(), workers=2) as pool:
        read = {one.source.path: one.document for one in pool.read(sources)}
    assert read.pop(SCAN) is None
    return {name: document for name, document in read.items() if document is not None}


def _reply(document: Document) -> PreparedReply:
    (found,) = [one for one in REPLIES if one.found_by in document.text]
    return found


def test_each_sample_has_one_reply_about_every_criterion_in_the_form_that_is_asked_for(
    documents: dict[str, Document], rubric: Rubric
) -> None:
    keys = {criterion.key for criterion in rubric.criteria}

    replies = [_reply(document) for document in documents.values()]

    assert {id(reply) for reply in replies} == {id(reply) for reply in REPLIES}
    assert all(reply.subjects == keys for reply in replies)
    assert all(len(reply.readings) == len(keys) for reply in replies)


def test_every_quote_stands_in_the_blind_view_but_those_marked_as_invented(
    documents: dict[str, Document],
) -> None:
    for document in documents.values():
        page, reply = Page(document, blind_view(document, "")), _reply(document)
        quotes = [QuoteReply(**quote) for one in reply.readings for quote in one["quotes"]]

        held = page.hold(quotes)

        assert tuple(quote.text for quote in held.lost) == reply.invented
        assert {e.line for e in held.found} <= {quote.line for quote in quotes}


def test_reasons_hold_no_figure_of_their_own_and_levels_differ_from_words_where_they_should(
    documents: dict[str, Document], rubric: Rubric
) -> None:
    with ModelServer(prepared(REPLIES)) as server, reading(server) as evaluator:
        read = {name: evaluator.assess(one, rubric) for name, one in documents.items()}

    readings = [reading for one in read.values() for reading in one.readings]
    assert not [r for r in readings if "figures that the quotes do not hold" in r.rationale]
    assert not [r for r in readings if r.level in {1, 2, 3} and not r.missing]
    assert read["amara_nwosu"].differing == ("data_workflows",)
    (lowered,) = [r for r in readings if r.lost]
    assert (lowered.key, lowered.level) == ("models", 2)
    assert lowered.rationale.startswith("Lowered from 3: a quote does not stand in the text.")


def test_another_document_or_rubric_is_read_honestly(
    documents: dict[str, Document], rubric: Rubric
) -> None:
    known = documents["chloe_bergstrom"]
    other = RubricFolder(Path(__file__).parents[3] / "rubrics").load("llm_engineer")
    said = {one["rationale"] for reply in REPLIES for one in reply.readings}

    with ModelServer(prepared(REPLIES[:1])) as server, reading(server) as evaluator:
        unknown = evaluator.assess(known, rubric)
        by_other = evaluator.assess(documents["amara_nwosu"], other)

    assert len(other.criteria) > len(rubric.criteria)
    assert not [r for r in (*unknown.readings, *by_other.readings) if r.rationale in said]
    assert [reading.key for reading in by_other.readings] == [c.key for c in other.criteria]
