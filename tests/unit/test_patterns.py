"""Patterns hold where they should and just not beyond."""

from __future__ import annotations

import pytest

from bot.domain.assessment import Pattern
from bot.domain.patterns import Profile, patterns

NOTHING: dict[str, int | None] = {
    "software_engineering": None,
    "data_workflows": None,
    "models": None,
    "evaluation_guardrails": None,
    "production": None,
    "integration": None,
}


def profile(
    levels: dict[str, int | None] | None = None,
    *,
    stated: dict[str, int] | None = None,
    indicators: dict[str, int] | None = None,
    claims: int = 0,
    empty: int = 0,
) -> Profile:
    all_levels = NOTHING | (levels or {})
    said = {key: level for key, level in all_levels.items() if level} | (stated or {})
    return Profile(
        levels=all_levels,
        stated=said,
        indicators=indicators or {},
        claims=claims,
        empty_claims=empty,
    )


def test_an_empty_profile_has_no_pattern() -> None:
    assert patterns(profile()) == ()


def test_a_rubric_without_the_criteria_has_no_pattern() -> None:
    bare = Profile(
        levels={"cooking": 3},
        stated={"cooking": 3, "software_engineering": 3},
        indicators={"cooking/soup": 3},
        claims=0,
        empty_claims=0,
    )
    assert patterns(bare) == ()


@pytest.mark.parametrize(
    ("engineering", "prompting", "holds"),
    [(None, 2, True), (1, 3, True), (2, 3, False), (1, 1, False)],
)
def test_prompt_only_is_prompting_without_engineering(
    engineering: int | None, prompting: int, *, holds: bool
) -> None:
    seen = profile(
        {"models": prompting, "software_engineering": engineering},
        indicators={"models/prompting": prompting},
    )
    assert (Pattern.PROMPT_ONLY in patterns(seen)) is holds


@pytest.mark.parametrize(
    ("indicators", "evaluation", "holds"),
    [
        ({"integration/model_api": 3}, None, True),
        ({"integration/ai_integration": 2, "models/language_models": 3}, 1, True),
        ({"integration/model_api": 1}, None, False),
        ({"integration/model_api": 3, "models/tuning": 2}, None, False),
        ({"integration/model_api": 3}, 2, False),
    ],
)
def test_integration_only_is_an_endpoint_without_models_or_evaluation(
    indicators: dict[str, int], evaluation: int | None, *, holds: bool
) -> None:
    seen = profile({"integration": 3, "evaluation_guardrails": evaluation}, indicators=indicators)
    assert (Pattern.INTEGRATION_ONLY in patterns(seen)) is holds


@pytest.mark.parametrize(
    ("models", "integration", "holds"),
    [(2, 2, True), (2, 3, False), (2, 1, False), (2, None, False)],
)
def test_prototype_only_is_work_that_nobody_relied_on(
    models: int, integration: int | None, *, holds: bool
) -> None:
    seen = profile({"models": models, "integration": integration})
    assert (Pattern.PROTOTYPE_ONLY in patterns(seen)) is holds


def test_software_only_counts_what_is_stated_away_from_ai() -> None:
    seen = profile(stated={"software_engineering": 3, "data_workflows": 3})
    assert patterns(seen) == (Pattern.SOFTWARE_ONLY,)


def test_one_sided_profiles_are_shown_as_such() -> None:
    assert Pattern.SOFTWARE_ONLY in patterns(profile({"software_engineering": 2}))
    assert Pattern.DATA_ONLY in patterns(profile({"data_workflows": 2}))
    both = profile({"software_engineering": 3, "data_workflows": 2})
    assert not {Pattern.SOFTWARE_ONLY, Pattern.DATA_ONLY} & set(patterns(both))


@pytest.mark.parametrize(
    ("claims", "empty", "holds"),
    [
        (4, 3, True),  # 0.75 > 0.5
        (4, 2, False),  # 0.5 is not most
        (3, 3, False),  # three claims are too few for a share
    ],
)
def test_buzzwords_are_most_of_enough_claims(claims: int, empty: int, *, holds: bool) -> None:
    assert (Pattern.BUZZWORDS in patterns(profile(claims=claims, empty=empty))) is holds


@pytest.mark.parametrize("key", ["models", "evaluation_guardrails", "production"])
@pytest.mark.parametrize(
    ("side", "pattern"),
    [("data_workflows", Pattern.DATA_ONLY), ("software_engineering", Pattern.SOFTWARE_ONLY)],
)
def test_work_that_others_rely_on_takes_both_crafts(key: str, side: str, pattern: Pattern) -> None:
    assert pattern in patterns(profile({side: 3, key: 2}))
    assert pattern not in patterns(profile({side: 3, key: 3}))
