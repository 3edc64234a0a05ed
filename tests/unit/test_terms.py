"""Phrases are found in any inflection, and acronyms are told from ordinary words."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluators.data import load_data
from bot.evaluators.terms import Hit, TermIndex, stem, tokenize


def found(term: str, text: str, language: str = "en") -> list[str]:
    tokens = tokenize(text, language)
    hits = TermIndex({"key": [term]}, language).find(tokens)
    return [text[tokens[hit.first].start : tokens[hit.last].end] for hit in hits]


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("fine-tuning", "We fine tuned it", ["fine tuned"]),
        ("fine-tuning", "finetuned, fine-tuning", ["finetuned", "fine-tuning"]),
        ("microservices", "three micro-services", ["micro-services"]),
        ("CI/CD", "CI / CD, CICD and CI-CD", ["CI / CD", "CICD", "CI-CD"]),
        ("A/B test", "A/B-tests", ["A/B-tests"]),
        ("node.js", "NodeJS or node.js", ["NodeJS", "node.js"]),
        (".NET", "ASP.NET and .NET", [".NET"]),
        ("C++", "C, C++/C#", ["C++"]),
        ("R", "R&D with R", ["R"]),
        ("p95", "at P95 of 2s", ["P95"]),
        ("RAG", "rag Rag RAG RAGs", ["RAG", "RAGs"]),
        ("REST", "the rest of REST", ["REST"]),
        ("SQL", "sql and SQL", ["sql", "SQL"]),
        ("Go", "go to market in Go", ["Go"]),
        ("optimise", "optimization, optimised", ["optimization", "optimised"]),
        ("analyse", "analyzed", ["analyzed"]),
        ("behaviour", "behavior", ["behavior"]),
        ("production", "a product", []),
        ("experiment", "years of experience", []),
        ("custom model", "customer model", []),
        ("machine learning", "machine, learning", []),
        ("machine learning", "a machine. Learning", []),
        ("machine learning", "machine - learning", []),
        ("machine learning", "machine", []),
        ("model", "nothing of it", []),
        ("机器学习", "使用机器学习", ["机器学习"]),
    ],
)
def test_a_term_is_found_as_people_write_it(term: str, text: str, words: list[str]) -> None:
    assert found(term, text) == words


def test_each_language_has_its_own_inflections() -> None:
    assert found("Sprachmodell", "mit Sprachmodellen", "de") == ["Sprachmodellen"]
    assert found("usuario", "para usuarios", "es") == ["usuarios"]


def test_a_language_without_a_stemmer_is_only_folded() -> None:
    assert stem("Modelle", "xx") == "modelle"


def test_the_longest_phrase_of_a_key_counts_and_other_keys_stay() -> None:
    index = TermIndex({"a": ["learning", "machine learning"], "b": ["learning"]})
    assert index.find(tokenize("machine learning")) == [Hit("a", 0, 1), Hit("b", 1, 1)]


def test_a_phrase_given_twice_or_empty_is_found_once() -> None:
    index = TermIndex({"a": ["model", "models", "…"]})
    assert index.find(tokenize("a model")) == [Hit("a", 1, 1)]


def test_tokens_say_where_they_stand_and_what_parts_them() -> None:
    tokens = tokenize("Built e-mail, 1,200 a day")
    assert [(t.text, t.start, t.end, t.before) for t in tokens] == [
        ("Built", 0, 5, " "),
        ("e", 6, 7, " "),
        ("mail", 8, 12, "-"),
        ("1,200", 14, 19, "."),
        ("a", 20, 21, " "),
        ("day", 22, 25, " "),
    ]


@given(st.text(max_size=80), st.sampled_from(["en", "de", "fr", "es", ""]))
def test_every_token_is_cut_from_the_text(text: str, language: str) -> None:
    for token in tokenize(text, language):
        assert text[token.start : token.end] == token.text
        assert token.stem


def _leaves(value: Any) -> list[object]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in [k, *_leaves(v)]]
    return [leaf for v in value for leaf in _leaves(v)] if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    "name",
    ["claims", "dates", "limits", "outcomes", "reliance", "sections", "terms", "titles", "verbs"],
)
def test_no_word_of_a_list_was_read_as_something_else(name: str) -> None:
    # YAML reads a bare on, no or yes as a boolean, and the word would silently be missing.
    assert {type(leaf) for leaf in _leaves(load_data(name))} == {str}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Saved 2.4 million pounds in handling cost", True),
        ("saving cost", True),
        ("Saved the day, and the cost was low", False),  # a comma ends the clause
        ("saved one two three four five six seven cost", False),  # seven words between
        ("cost saved", False),  # the order counts
    ],
)
def test_a_phrase_with_a_gap_lets_a_few_words_of_the_clause_stand_there(
    text: str, *, is_found: bool
) -> None:
    hits = TermIndex({"saving": ["save … cost"]}).find(tokenize(text))

    assert bool(hits) is is_found


def test_a_phrase_with_two_gaps_is_found_from_its_first_word_to_its_last() -> None:
    index = TermIndex({"k": ["cut … latency … half"]})

    (hit,) = index.find(tokenize("We cut the p95 latency by more than half today"))

    assert (hit.first, hit.last) == (1, 8)
    assert not index.find(tokenize("We cut the p95 latency by a third"))


def test_threads_get_the_stems_that_one_gets() -> None:
    words = [
        f"{start}{end}"
        for start in ("adapt", "classif", "govern", "operat", "orchestr")
        for end in ("ations", "edly", "ingness", "ies")
    ]
    alone = [stem.__wrapped__(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: [stem.__wrapped__(word) for word in words], range(16)))
    finally:
        sys.setswitchinterval(interval)

    assert all(stems == alone for stems in found)
