"""Tokens and cached prefixes are counted as a bill would count them."""

from __future__ import annotations

import pytest

from bot.sandbox.model.calls import PrefixCache, tokens


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abcd", 1), ("abcde", 2), ("a" * 400, 100)])
def test_four_characters_are_a_token(text: str, count: int) -> None:
    assert tokens(text) == count


def test_a_repeated_prefix_is_cached_in_steps_of_128_tokens_from_1024() -> None:
    cache = PrefixCache()
    static = "s" * (1200 * 4)
    assert cache.cached("m", static + "first document") == 0
    # 1,200 tokens in common: 1,024 + 128 = 1,152 are known, the next step would be 1,280.
    assert cache.cached("m", static + "second document") == 1152


def test_a_prefix_below_1024_tokens_is_not_cached() -> None:
    cache = PrefixCache()
    assert [cache.cached("m", "s" * (1023 * 4)) for _ in range(2)] == [0, 0]


def test_a_prompt_that_differs_at_its_first_word_shares_nothing() -> None:
    cache = PrefixCache()
    cache.cached("m", "a" + "s" * 8000)
    assert cache.cached("m", "b" + "s" * 8000) == 0


def test_models_share_no_cache_and_clearing_empties_it() -> None:
    cache = PrefixCache()
    prompt = "s" * 4096
    cache.cached("m", prompt)
    assert cache.cached("other", prompt) == 0
    assert cache.cached("m", prompt) == 1024
    cache.clear()
    assert cache.cached("m", prompt) == 0
