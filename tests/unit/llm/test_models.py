"""The table of models: what ships is sourced; a person's file extends it, or says what is off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.prices import Price
from bot.errors import SettingsError
from bot.evaluators.llm.models import MAX_BYTES, load_models


def test_every_shipped_fact_names_where_it_is_from() -> None:
    models = load_models().models.values()

    assert all(facts.source for facts in models)
    assert all(facts.price or facts.shutdown_on for facts in models)
    luna = load_models().find("gpt-5.6-luna-2026-07-09")
    assert luna is not None
    assert luna.price is not None
    assert luna.price.cached_input == luna.price.input / 10
    assert luna.price.tiers["flex"] == Decimal("0.5")
    # Source: the deprecations that openai 3.54 lists in types/shared/chat_model.py
    ends = {name: load_models().models[name].shutdown_on for name in ("gpt-4o", "gpt-5", "o3")}
    assert ends == {
        "gpt-4o": date(2027, 1, 14),
        "gpt-5": date(2026, 12, 11),
        "o3": date(2026, 12, 11),
    }


def test_a_persons_file_adds_models_and_replaces_whole_ones(tmp_path: Path) -> None:
    file = tmp_path / "models.yml"
    file.write_text(
        "models:\n"
        "  llama3:8b: {input: 0, output: 0, context_tokens: 8_192}\n"
        "  gpt-4o: {input: 2.5, output: 10, tiers: {flex: 0.4}}\n",
        encoding="utf-8-sig",
    )

    table = load_models(file)

    free = table.models["llama3:8b"]
    assert free.price == Price(input=Decimal(0), cached_input=Decimal(0), output=Decimal(0))
    assert (free.context_tokens, free.source) == (8192, "")
    theirs = table.models["gpt-4o"]
    assert theirs.shutdown_on is None  # what shipped about it is gone
    assert theirs.price == Price(
        input=Decimal("2.5"),
        cached_input=Decimal("2.5"),  # without a price of its own it costs as any input
        output=Decimal(10),
        tiers={"flex": Decimal("0.4")},
    )
    assert table.find("gpt-5.6-luna") == load_models().find("gpt-5.6-luna")


BAD = {
    "models:\n  a: b: c": "line 2: ",
    "": "line 1, the file: it is no mapping",
    "- a": "line 1, the file: ",
    "models:": "line 1, models: ",
    "models: {}\nmore: 1": "line 2, more: there is no such key",
    "models:\n  a: {input: 1}": "line 2, models.a: give both input and output",
    "models:\n  a: {cached_input: 1}": "line 2, models.a: cached_input and tiers need input",
    "models:\n  a:\n    input: 1\n    output: -2": "line 4, models.a.output: ",
    "models:\n  a:\n    input: .inf\n    output: 2": "line 3, models.a.input: ",
    "models:\n  a:\n    input: one\n    output: 2": "line 3, models.a.input: ",
    "models:\n  a:\n    input: 1\n    output: 2\n    tiers: {flex: -1}": "models.a.tiers.flex: ",
    "models:\n\n  a:\n    price: 1": "line 4, models.a.price: ",
    "models:\n  a: {shutdown_on: soon}": "line 2, models.a.shutdown_on: ",
    "models:\n  a: {context_tokens: 0}": "line 2, models.a.context_tokens: ",
    "models:\n  'a b': {}": "line 2, models.a b: ",
    "models:\n  1: {}": "line 2, models.1: ",
    "models:\n  a: {shutdown_on: 2026-02-30}": "is not YAML that can be used",
    "models: !!python/object:os.system {}": "line 1: ",
    "models: {a: {source: \x07}}": "is not YAML that can be used",
    "models:\n  a: {}\n  b: {}\n  a: {}": "line 4: a stands here again",
    "[" * 99_999 + "]" * 99_999: "line 1: it is nested too deep",
    "models: &m {a: *m}": "line 1, models.a.a: there is no such key",
}


def test_a_bad_file_is_named_with_the_place_and_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    for text, said in BAD.items():
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as caught:
            load_models(file)
        assert str(file) in caught.value.problem, text
        assert said in caught.value.problem, text
        assert "PLUMBLINE_MODEL_TABLE" in caught.value.fix


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.yml", tmp_path / "binary.yml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    binary.write_bytes(b"models:\n  \xff: {}")
    for file, said in (
        (tmp_path / "none.yml", "No such file"),
        (tmp_path, "directory"),
        (large, "larger than 256 KiB"),
        (binary, "is not UTF-8"),
    ):
        with pytest.raises(SettingsError) as caught:
            load_models(file)
        assert str(file) in caught.value.problem
        assert said in caught.value.problem
