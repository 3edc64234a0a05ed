"""Rubrics through a fake library."""

from __future__ import annotations

from bot.domain.rubric import RubricProblem
from bot.domain.rubric_change import GivenResult
from bot.services import rubrics
from tests.unit.cli_fakes import FakeRubrics, make_deps, make_rubric

PROBLEM = RubricProblem(path="b.yml", line=2, what="No.", fix="Yes.")


def make_library() -> FakeRubrics:
    named = {"small": make_rubric(), "b": make_rubric("craft", name="b", hash="ef" * 32)}
    return FakeRubrics(named, {"b": [PROBLEM]})


def test_without_a_name_the_default_is_shown() -> None:
    deps = make_deps(rubrics=make_library())

    assert rubrics.show(None, deps).name == "small"
    assert rubrics.show("b", deps).name == "b"


def test_lint_looks_at_all_rubrics_or_at_those_named() -> None:
    deps = make_deps(rubrics=make_library())

    assert rubrics.lint([], deps) == [PROBLEM]
    assert rubrics.lint(["small"], deps) == []


def test_results_of_other_rubrics_are_left_out_of_a_comparison() -> None:
    library = make_library()
    deps = make_deps(rubrics=library)
    mine = GivenResult(path="a.pdf", levels={"craft": 2})
    given = [("cd" * 32, mine), ("99" * 32, GivenResult(path="b.pdf", levels={}))]

    comparison = rubrics.compare("small", "b", given, deps)

    assert library.asked == [mine]
    assert comparison.left_out == 1
    assert (comparison.old.name, comparison.new.name) == ("small", "b")


def test_names_and_schema_come_from_the_library() -> None:
    deps = make_deps(rubrics=make_library())

    assert rubrics.names(deps) == ["b", "small"]
    assert rubrics.schema(deps) == '{"title": "fake"}\n'
