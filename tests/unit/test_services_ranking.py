"""Lists in tie bands: ordered by evidence, stable, and never ranking what was not read."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.document import DocumentKind
from bot.domain.scoring import Score
from bot.errors import Reason
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.ranking import order, rank
from bot.services.reports import Evaluation
from tests.unit.cli_fakes import make_deps, make_document, make_match, make_source


def make_evaluation(path: str, evidenced: float | None, match: float | None = None) -> Evaluation:
    deps = make_deps({path: make_document("Built it, level", "2")})
    (evaluation,) = evaluate(EvaluateRequest(sources=[make_source(path)]), deps)
    return replace(
        evaluation,
        score=Score(value=evidenced, coverage=1.0, evidenced=evidenced or 0.0),
        match=None if match is None else make_match(match, True),
    )


def make_unread(path: str) -> Evaluation:
    deps = make_deps({path: Reason.SCANNED})
    (evaluation,) = evaluate(EvaluateRequest(sources=[make_source(path)]), deps)
    return evaluation


def places(evaluations: list[Evaluation]) -> list[tuple[str, int, int]]:
    return [(r.evaluation.card.path, r.rank, r.band) for r in order(evaluations)]


def test_close_readings_are_tied_and_stand_by_path() -> None:
    # two criteria of four levels: a band is 1/8 wide, and 0.9 - 0.8 is inside it
    items = [make_evaluation("b", 0.9), make_evaluation("a", 0.8), make_evaluation("c", 0.7)]

    assert places(items) == [("a", 1, 1), ("b", 1, 1), ("c", 3, 2)]


def test_what_was_not_read_stands_last_beside_what_has_no_evidence() -> None:
    items = [make_unread("x"), make_evaluation("y", None), make_evaluation("z", 0.01)]

    assert places(items) == [("z", 1, 1), ("x", 2, 2), ("y", 2, 2)]


def test_a_match_goes_before_what_is_evidenced() -> None:
    items = [make_evaluation("a", 0.9, 0.2), make_evaluation("b", 0.3, 0.8)]

    assert places(items) == [("b", 1, 1), ("a", 2, 2)]


def test_what_has_no_level_is_not_ranked_however_many_of_its_words_match() -> None:
    items = [make_evaluation("a", None, 0.9), make_evaluation("b", 0.3, 0.1), make_unread("c")]

    assert places(items) == [("b", 1, 1), ("a", 2, 2), ("c", 2, 2)]


def test_equal_matches_are_parted_by_what_is_evidenced() -> None:
    items = [make_evaluation("a", 0.3, 0.5), make_evaluation("b", 0.9, 0.5)]

    assert places(items) == [("b", 1, 1), ("a", 2, 2)]


def test_what_a_model_was_unsure_of_is_not_told_apart() -> None:
    # All at level 2 are 0.5, all at level 3 are 0.75; a sample that saw level 2 reaches down to it.
    sure, better = make_evaluation("b", 0.5), make_evaluation("a", 0.75)
    assert better.assessment is not None
    unsure = tuple(replace(r, level=3, samples=(3, 2, 3)) for r in better.assessment.readings)
    doubted = replace(better, assessment=replace(better.assessment, readings=unsure))

    assert [ranked.band for ranked in order([sure, better])] == [1, 2]
    assert [ranked.band for ranked in order([sure, doubted])] == [1, 1]


def test_nothing_gives_no_list() -> None:
    assert order([]) == ()


@given(
    st.lists(st.tuples(st.none() | st.floats(0.01, 1), st.none() | st.floats(0, 1)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_files_changes_nothing(
    scores: list[tuple[float | None, float | None]],
    random: Random,
) -> None:
    has_match = any(match is not None for _, match in scores)
    items = [
        make_evaluation(str(n), evidenced, (match or 0.0) if has_match else None)
        for n, (evidenced, match) in enumerate(scores)
    ]
    shuffled = list(items)
    random.shuffle(shuffled)

    assert places(shuffled) == places(items)


def test_an_interrupted_run_ranks_what_was_read() -> None:
    deps = make_deps({"a": make_document("Built it, level", "2"), "b": KeyboardInterrupt()})
    seen: list[Evaluation] = []
    request = EvaluateRequest(sources=[make_source("a"), make_source("b")])

    ranking = rank(request, deps, on_done=seen.append)

    assert ranking.is_interrupted
    assert [entry.evaluation for entry in ranking.entries] == seen
    assert len(seen) == 1


def test_a_whole_run_is_not_interrupted() -> None:
    deps = make_deps({"a": make_document("0.4", "is level 2"), "job": make_document()})
    job = make_source("job", kind=DocumentKind.JOB_DESCRIPTION)
    request = EvaluateRequest(sources=[make_source("a")], job=job)

    ranking = rank(request, deps, on_done=lambda _: None)

    assert not ranking.is_interrupted
    assert len(ranking.entries) == 1
