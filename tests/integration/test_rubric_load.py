"""Loading: by name and by path, alone and extended."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.rubric import Stage
from bot.errors import NotFoundError, RubricError
from bot.rubric_files.load import MAX_CHAIN, load_rubric, names
from tests.integration.rubric_yaml import CLEAN, spoil, write

HEAD = "name: {name}\ntitle: More\nversion: 1\nextends: {base}\n"


def extension(folder: Path, body: str, *, name: str = "more", base: str = "tiny") -> Path:
    return write(folder, HEAD.format(name=name, base=base) + body, name)


def added(key: str) -> str:
    third = CLEAN[CLEAN.index("  - key: serve") :]
    return "criteria:\n" + third.replace("key: serve", f"key: {key}")


def test_a_file_becomes_a_rubric_in_the_words_of_the_domain(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)

    rubric = load_rubric("tiny", tmp_path)

    review = rubric.criterion("review")
    assert rubric.version == "1.0"
    assert rubric.sources == {"D1": "Reviews code.", "D2": "Runs services."}
    assert review.anchors[0] == "Names code review in a list."
    assert review.indicators[2].stage is Stage.IMPROVE
    assert review.indicators[0].strength == "specific"
    assert review.questions[0].minutes == 8
    assert len(rubric.hash) == 64


def test_a_rubric_loads_by_path_with_either_ending(tmp_path: Path) -> None:
    by_path = load_rubric(str(write(tmp_path, CLEAN)), Path("nowhere"))
    (tmp_path / "tiny.yml").rename(tmp_path / "tiny.yaml")

    assert load_rubric("tiny", tmp_path) == by_path


def test_words_that_yaml_takes_for_values_stay_words(tmp_path: Path) -> None:
    write(tmp_path, spoil("[ninja]", "[no, on, 1.10, null, 2026-01-01]"))

    rubric = load_rubric("tiny", tmp_path)

    assert rubric.buzzwords == ("no", "on", "1.10", "null", "2026-01-01")


def test_an_extension_changes_drops_and_adds(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    body = (
        "weights: {serve: 4}\nsources: {D3: More.}\nbuzzwords: [guru, ninja]\n"
        "add_indicators:\n  serve:\n"
        "    - {key: drill, stage: operate, source: [D3], terms: [game day]}\n"
    )
    extension(tmp_path, body + "drop: [review]\n" + added("third"))

    rubric = load_rubric("more", tmp_path)

    assert [c.key for c in rubric.criteria] == ["serve", "third"]
    assert [c.weight for c in rubric.criteria] == [4, 1]
    assert [i.key for i in rubric.criteria[0].indicators][-1] == "drill"
    assert rubric.sources.keys() == {"D1", "D2", "D3"}
    assert rubric.buzzwords == ("ninja", "guru")
    assert rubric.description == "Two criteria, made up for tests."


def test_an_extension_may_name_a_path_beside_itself(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    (tmp_path / "sub").mkdir()
    path = extension(tmp_path / "sub", "", base="../tiny.yml")

    assert [c.key for c in load_rubric(str(path), Path("x")).criteria] == ["review", "serve"]


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("weights:\n  nope: 1\n", 6, "'tiny' has no criterion 'nope'"),
        ("drop:\n  - nope\n", 6, "'tiny' has no criterion 'nope'"),
        ("drop: [review, serve]\n", 5, "Every criterion is dropped"),
        ("drop: [serve]\nweights: {serve: 2}\n", 6, "changed here and dropped as well"),
        (added("review"), 6, "already has a criterion 'review'"),
        ("sources:\n  D1: Other.\n", 6, "'D1' already says something else"),
        ("add_indicators:\n  nope:\n    - {key: a, stage: build, source: [D1], terms: [b]}\n",
         6, "no criterion 'nope'"),
        ("add_indicators:\n  serve:\n    - {key: pager, stage: build, source: [D1], terms: [b]}\n",
         7, "already has an indicator 'pager'"),
        ("weights: {serve: heavy}\n", 5, "is not a number"),
        ("weight: {serve: 2}\n", 5, "`weight` is not a known key"),
    ],
)  # fmt: skip
def test_what_an_extension_gets_wrong_is_named_with_its_line(
    tmp_path: Path, body: str, line: int, said: str
) -> None:
    write(tmp_path, CLEAN)
    extension(tmp_path, body)

    with pytest.raises(RubricError) as caught:
        load_rubric("more", tmp_path)

    assert f"Line {line}: " in caught.value.problem
    assert said in caught.value.problem
    assert caught.value.fix


def test_a_missing_or_broken_parent_is_named(tmp_path: Path) -> None:
    extension(tmp_path, "")
    with pytest.raises(RubricError, match="Line 4: There is no rubric 'tiny'"):
        load_rubric("more", tmp_path)

    write(tmp_path, spoil("weight: 1", "weight: 0"))
    with pytest.raises(RubricError, match=r"Line 4: 'tiny', which it extends.*line 13") as caught:
        load_rubric("more", tmp_path)

    assert caught.value.fix == "Lint tiny.yml and mend it first."


def test_rubrics_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    extension(tmp_path, "", name="a", base="b")
    extension(tmp_path, "", name="b", base="a")

    with pytest.raises(RubricError, match="It extends itself: a > b > a"):
        load_rubric("a", tmp_path)


def test_a_chain_may_be_as_long_as_the_limit_and_no_longer(tmp_path: Path) -> None:
    write(tmp_path, CLEAN, "r0")
    for i in range(1, MAX_CHAIN + 1):
        extension(tmp_path, "", name=f"r{i}", base=f"r{i - 1}")

    assert load_rubric(f"r{MAX_CHAIN - 1}", tmp_path).name == f"r{MAX_CHAIN - 1}"
    with pytest.raises(RubricError, match="More than 8 files"):
        load_rubric(f"r{MAX_CHAIN}", tmp_path)


def test_an_error_names_five_problems_and_counts_the_rest(tmp_path: Path) -> None:
    write(tmp_path, CLEAN.replace("minutes: 8", "minutes: x").replace("stage: operate", "stage: y"))

    with pytest.raises(RubricError) as caught:
        load_rubric("tiny", tmp_path)

    # Two minutes and three stages are wrong: exactly five, so nothing is left to count.
    assert caught.value.problem.count("Line ") == 5
    assert "more." not in caught.value.problem

    write(tmp_path, CLEAN.replace("minutes: 8", "minutes: x").replace("stage: ", "stage: y"))
    with pytest.raises(RubricError, match=r"And 3 more\."):
        load_rubric("tiny", tmp_path)


def test_an_unknown_name_offers_what_there_is(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)

    with pytest.raises(NotFoundError) as near:
        load_rubric("tinny", tmp_path)
    with pytest.raises(NotFoundError) as far:
        load_rubric("zzz", tmp_path)
    with pytest.raises(NotFoundError) as nothing:
        load_rubric("x" * 5000, tmp_path / "absent")
    with pytest.raises(NotFoundError):
        load_rubric("a\0.yml", tmp_path)

    assert near.value.fix == "Did you mean tiny?"
    assert "There are: tiny" in far.value.fix
    assert "path of a rubric file" in nothing.value.fix


def test_names_are_sorted_and_leave_out_other_files(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "rubric.schema.json"):
        (tmp_path / name).touch()

    assert names(tmp_path) == ["a", "b"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_without_permission_is_a_rubric_error(tmp_path: Path) -> None:
    write(tmp_path, CLEAN).chmod(0)

    with pytest.raises(RubricError, match="cannot be opened"):
        load_rubric("tiny", tmp_path)


def _shuffled(value: object, order: st.DataObject) -> object:
    if isinstance(value, dict):
        keys = order.draw(st.permutations(list(value)))
        return {key: _shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        return [_shuffled(item, order) for item in value]
    return value


@given(order=st.data(), comment=st.text(st.characters(codec="ascii", categories=["L"]), max_size=9))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_key_order_comments_and_wrapping_leave_the_hash(
    tmp_path: Path, order: st.DataObject, comment: str
) -> None:
    write(tmp_path, CLEAN)
    width = order.draw(st.integers(20, 120))
    mixed = _shuffled(yaml.load(CLEAN, Loader=yaml.BaseLoader), order)
    text = yaml.safe_dump(mixed, sort_keys=False, width=width)
    write(tmp_path, f"# {comment}\n{text}", "other")

    assert load_rubric("other", tmp_path).hash == load_rubric("tiny", tmp_path).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: 1", "weight: 1.0"),
        ("weight: 1", "weight: '1'"),
        ("terms: [rollback]", "strength: specific, terms: [rollback]"),
        ("title: Tiny rubric", "title: 'Tiny   rubric '"),
    ],
)
def test_another_way_to_write_the_same_leaves_the_hash(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path, CLEAN)
    write(tmp_path, spoil(old, new), "other")

    assert load_rubric("other", tmp_path).hash == load_rubric("tiny", tmp_path).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: tiny", "name: tinier"),
        ("version: 1.0", "version: 1.1"),
        ("weight: 1", "weight: 1.5"),
        ("minutes: 8", "minutes: 9"),
        ("terms: [rollback]", "strength: generic, terms: [rollback]"),
        ("D1: Reviews code.", "D1: Reads code."),
    ],
)
def test_another_content_gives_another_hash(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path, CLEAN)
    write(tmp_path, spoil(old, new), "other")

    assert load_rubric("other", tmp_path).hash != load_rubric("tiny", tmp_path).hash


def test_written_in_full_or_extended_the_hash_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    extension(tmp_path, "weights: {review: 3}\n")
    full = spoil("weight: 1", "weight: 3", spoil("name: tiny", "name: more"))
    full = spoil("title: Tiny rubric", "title: More", spoil("version: 1.0", "version: 1", full))
    write(tmp_path, full, "full")

    assert load_rubric("full", tmp_path).hash == load_rubric("more", tmp_path).hash


def test_composed_and_decomposed_accents_are_the_same(tmp_path: Path) -> None:
    write(tmp_path, spoil("Tiny rubric", "Caf\u00e9"), "a")
    write(tmp_path, spoil("Tiny rubric", "Cafe\u0301"), "b")

    assert load_rubric("a", tmp_path).hash == load_rubric("b", tmp_path).hash
