"""The linter: each rule on a file with one thing wrong, and no word on benign files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.rubric import RubricProblem
from bot.errors import RubricError
from bot.rubric_files.lint import lint_rubric
from bot.rubric_files.nodes import MAX_BYTES, read_tree
from tests.integration.rubric_yaml import CLEAN, line_of, spoil, write

RUBRICS = Path(__file__).parents[2] / "rubrics"
A2 = "Commented on changes during a course or a side project."
A3 = "Approved releases that a second team shipped to its users."
ASK = "Tell me about a change you refused."


def lint(folder: Path, text: str | bytes) -> list[RubricProblem]:
    return lint_rubric(write(folder, text), folder)


def test_a_clean_file_has_no_problem(tmp_path: Path) -> None:
    assert lint(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        # name, weights, questions
        ("name: tiny", "name: other", "name: other", "'other', but its file 'tiny'"),
        ("weight: 1", "weight: 3", "weight: 3", "'review' carries 75% of the weight"),
        ("weight: 1", "weight: 0", "weight: 0", "out of range"),
        ("weight: 1", "weight: -2", "weight: -2", "out of range"),
        ("weight: 1", "weight: .inf", "weight: .inf", "not a number"),
        ("minutes: 8", "minutes: 1", "minutes: 1", "takes 1 minutes"),
        ("minutes: 8", "minutes: 31", "minutes: 31", "takes 31 minutes"),
        ("minutes: 8", f"minutes: {'9' * 5000}", "minutes: 99", "minutes` is not as it should"),
        ('["What was your own part?"]', "[]", "- ask: Tell me about a ch", "has no probes"),
        # anchors
        (f"      2: {A2}\n", "", "    anchors:", "`criteria[1].anchors.2` is missing"),
        (f"2: {A2}", "2:", "      2:", "anchors.2` is empty"),
        (A2, "''", "      2: ''", "is empty"),
        (A3, A2, "      3: ", "Anchors 2 and 3 of 'review' say the same"),
        (A3, f"Often {A2}", "      3: ", "differ in nothing but grade words"),
        # 9 of 10 words in common and in order: 2 * 9 / 20 = 0.9, over 0.8
        (A3, A2.replace("course", "job"), "      3: ", "nearly identical"),
        (A2, "Has a good understanding of it.", "      2: ", "is vague: 'good understanding'"),
        # indicators
        ("      - {key: rules, stage: improve, source: [D1], terms: [review checklist]}\n", "",
         "    indicators:", "only 2 of at least 3"),
        ("[merge approval]", "[merge approval, Merge-Approvals]", "- {key: approve", "is the same"),
        ("[rollback]", "[Pull requests]", "- {key: rollback", "'pull request' in indicator 'comm"),
        ("[rollback]", "[R]", "- {key: rollback", "too short"),
        ("[rollback]", "[the]", "- {key: rollback", "too common"),
        ("source: [D2], terms: [rollback]", "source: [D9], terms: [rollback]", "- {key: rollback",
         "cites 'D9', which `sources` lacks"),
        ("  D2: Runs services.", "  D2: Runs services.\n  D7: Unused.", "  D7:", "source 'D7'"),
        ("stage: improve", "stage: decorate", "- {key: rules", "not one of the allowed words"),
        # proxies
        (A2, "Has 5+ years in the field.", "      2: ", "rests on years of experience"),
        (A2, "Five years of experience.", "      2: ", "rests on years of experience"),
        (A2, "Studied at an Ivy League place.", "      2: ", "prestige of a school"),
        (A2, "Came from a FAANG.", "      2: ", "prestige of an employer"),
        (A2, "Has no career gaps.", "      2: ", "gaps or changes in a career"),
        (A2, "A native in this field.", "      2: ", "native of something"),
        (A2, "Is a culture-fit for us.", "      2: ", "fitting in"),
        (A2, "Earned GitHub stars.", "      2: ", "GitHub stars"),
        (A2, "Speaks with confidence.", "      2: ", "a manner rather than work"),
        ("[rollback]", "[enthusiasm]", "- {key: rollback", "a manner rather than work"),
        # topics, in every field that is judged or asked
        (ASK, "When did you graduate?", "- ask: When", "touches age"),
        (ASK, "Do you want children?", "- ask: Do", "touches family"),
        ("What was your own part?", "Have you been arrested?", "Have you", "touches record"),
        ("Recalls one comment.", "States their nationality.", "States", "touches origin"),
        ("Do they review what others write?", "Are they religious?", "Are", "touches religion"),
        ("title: Code review", "title: Trade unions", "title: Trade", "touches union"),
        (ASK, "Which German passport do you hold?", "- ask: Which", "touches origin"),
        (ASK, "Would you work late without children?", "- ask: Would", "touches family"),
        (ASK, "Do people who have kids cope here?", "- ask: Do", "touches family"),
        # title and description of the whole
        ("title: Tiny rubric", "title: Digital natives", "title: Digital", "touches age"),
        ("title: Tiny rubric", "title: Culture fit", "title: Culture", "rests on fitting in"),
        ("Two criteria, made up", "For rockstar coders", "description:", "is vague: 'rockstar'"),
        # structure
        ("weight: 1", "wieght: 1", "wieght", "`criteria[1].wieght` is not a known key"),
        ("title: Tiny rubric\n", "", "name: tiny", "`title` is missing"),
        ("title: Tiny rubric", "weights: {}", "weights: {}", "`weights` is not a known key"),
        ("title: Tiny rubric", "title: [a]", "title: [a]", "`title` is not text"),
        ("buzzwords: [ninja]", "buzzwords: ninja", "buzzwords: ninja", "is not a list"),
        ("buzzwords: [ninja]", "zzz: 1", "zzz: 1", "`zzz` is not a known key"),
        ("  D1: Reviews code.", "  1 D: Reviews code.", "  1 D:", "is not an id"),
        ("key: serve", "key: Serve It", "key: Serve", "is not a plain key"),
        ("key: serve", "key: review", "key: review\n    title: Run", "Two criteria have the key"),
        ("{key: rules,", "{key: approve,", "{key: approve, stage: improve", "Two indicators of"),
        ("title: Tiny rubric", "title: T\ntitle: U", "title: U", "stands here a second time"),
        ("title: Tiny rubric", "title: !!python/name:x T", "title: !!", "carries a YAML tag"),
        ("title: Tiny rubric", "title: T\n? [a]\n: b", "? [a]", "where a key belongs"),
        ("title: Tiny rubric", "title: T\n\tx: 1", "\tx: 1", "indented with a tab"),
        ("title: Tiny rubric", "title: a: b", "title: a: b", "This is not YAML"),
        ("title: Tiny rubric", "title: T\x00", "title: T\x00", "A control character"),
        ("title: Tiny rubric", "title: " + "[" * 40, "title: [", "nested more than 16 deep"),
        ("buzzwords: [ninja]", "buzzwords: &a [*a]", "buzzwords: &a", "contains itself"),
    ],
)  # fmt: skip
def test_one_wrong_thing_is_named_on_its_line(
    tmp_path: Path, old: str, new: str, at: str, said: str
) -> None:
    text = spoil(old, new)

    problems = lint(tmp_path, text)

    found = [p for p in problems if said in p.what]
    assert found, problems
    assert found[0].line == line_of(text, at)
    assert found[0].fix
    assert problems == sorted(problems, key=lambda p: p.line)


def test_a_criterion_without_a_question_is_named(tmp_path: Path) -> None:
    start = CLEAN.index("    questions:\n      - ask: Tell me about an outage.")
    text = CLEAN[:start]

    (problem,) = lint(tmp_path, text)

    assert "'serve' has no interview question" in problem.what
    assert problem.line == line_of(text, "- key: serve")


def test_a_broken_criterion_does_not_hide_problems_of_the_others(tmp_path: Path) -> None:
    text = spoil("key: serve", "kee: serve", spoil(A2, "Is an expert."))

    said = " ".join(p.what for p in lint(tmp_path, text))

    assert "'expert'" in said
    assert "kee" in said


@pytest.mark.parametrize(
    "benign",
    [
        "Built a cloud-native service for the union of two tables within two years of launch.",
        "Measured the age of the data in the cache and fixed a race condition.",
        "Reported 95 % confidence intervals for each page of the report.",
        "Checked health checks, native apps, weight decay and the origin of each row.",
        "Measured ethnic bias and gender skew of the model on labelled samples.",
        "Ran stage gates, message storage and language packages for a partner API.",
        "Arranged star schemas, mapped parent and child nodes, and voted-quorum reads.",
    ],
)
def test_benign_sentences_stay_clean(tmp_path: Path, benign: str) -> None:
    assert lint(tmp_path, spoil(A3, benign)) == []


def test_what_does_not_count_may_name_anything(tmp_path: Path) -> None:
    text = spoil("Years of experience,", "Age, photo, 10 years, FAANG, culture fit,")

    assert lint(tmp_path, text) == []


def test_an_extension_is_linted_against_what_it_extends(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    text = (
        "name: more\ntitle: More\nversion: 1\nextends: tiny\n"
        "weights:\n  serve: 9\n"
        "add_indicators:\n"
        "  review:\n"
        "    - {key: more, stage: build, source: [D1, D5], terms: [Roll-back]}\n"
    )

    problems = lint_rubric(write(tmp_path, text, "more"), tmp_path)

    # 9 of 1 + 9 is 90 %; the term folds to the inherited "rollback"; only D5 is unknown.
    assert [(p.line, p.what[:32]) for p in problems] == [
        (6, "'serve' carries 90% of the weigh"),
        (9, "Indicator 'more' cites 'D5', whi"),
        (9, "The term 'Roll-back' is the same"),
    ]


def test_a_dropped_criterion_frees_its_terms(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    third = spoil("key: serve", "key: third", CLEAN[CLEAN.index("  - key: serve") :])
    text = "name: m\ntitle: M\nversion: 1\nextends: tiny\ndrop: [serve]\ncriteria:\n" + third

    assert lint_rubric(write(tmp_path, text, "m"), tmp_path) == []


def test_a_description_may_quote_what_it_is_derived_from(tmp_path: Path) -> None:
    text = spoil("Two criteria, made up", """'"A strong expert", we are told, made up""")

    assert lint(tmp_path, text.replace("for tests.", "for tests.'", 1)) == []


def test_a_criterion_dropped_in_place_is_told_where_that_is_written(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    text = (
        "name: m\ntitle: M\nversion: 1\nextends: tiny\ncriteria:\n  - key: serve\n    drop: true\n"
    )

    (problem,) = lint_rubric(write(tmp_path, text, "m"), tmp_path)

    assert problem.line == 7
    assert "top-level `drop:`" in problem.fix
    assert "top-level `weights:`" in problem.fix


@pytest.mark.parametrize("broken", ["weights: {serve: -1}", "drop: serve", "drop: [1 2]"])
def test_broken_weights_or_drop_do_not_hide_wording(tmp_path: Path, broken: str) -> None:
    write(tmp_path, CLEAN)
    text = (
        f"name: m\ntitle: M\nversion: 1\nextends: tiny\n{broken}\nadd_indicators:\n  serve:\n"
        "    - {key: k, stage: build, source: [D1], terms: [culture fit]}\n"
        "    - {key: broken}\n"
        "criteria:\n" + spoil(A2, "Is an expert.", CLEAN[CLEAN.index("  - key: review") :])
    )

    said = " ".join(p.what for p in lint_rubric(write(tmp_path, text, "m"), tmp_path))

    assert "fitting in" in said
    assert "'expert'" in said
    assert broken.partition(":")[0] in said


def test_weights_of_a_broken_extension_are_not_judged(tmp_path: Path) -> None:
    third = spoil("key: serve", "key: third", CLEAN[CLEAN.index("  - key: serve") :])
    text = "name: m\ntitle: M\nversion: 1\nextends: nothing\ncriteria:\n" + third

    said = [p.what for p in lint_rubric(write(tmp_path, text, "m"), tmp_path)]

    assert "There is no rubric 'nothing'." in said
    assert not any("carries" in what for what in said)


def test_a_billion_laughs_stops_at_the_limit(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]

    (problem,) = lint(tmp_path, "\n".join(rows))

    assert "unfolds into more than" in problem.what


def test_aliases_nested_in_aliases_stop_at_the_depth(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 3000)]

    (problem,) = lint(tmp_path, "\n".join(rows))

    # Row i nests i + 1 lists: row 16 on line 17 is the first with 17, and its x is one deeper.
    assert "nested more than 16 deep" in problem.what
    assert problem.line == 1


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"name: a\ntitle: \xff\xfe", 2, "not UTF-8"),
        (CLEAN.encode("utf-16"), 1, "not UTF-8"),
        (b"", 1, "is empty"),
        (b"\n- a\n", 2, "not a mapping"),
        (b"just words", 1, "not a mapping"),
        (b"#" * (MAX_BYTES + 1), 1, "larger than 512 KiB"),
        (b"%YAML 9", 1, "This is not YAML"),
        (b"a: \xc2\x80", 1, "that YAML does not allow"),
    ],
)
def test_what_is_no_rubric_at_all_is_one_problem(
    tmp_path: Path, data: bytes, line: int, said: str
) -> None:
    (problem,) = lint(tmp_path, data)

    assert problem.line == line
    assert said in problem.what


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    assert lint(tmp_path, b"\xef\xbb\xbf" + CLEAN.encode()) == []


def test_a_file_that_cannot_be_opened_is_a_rubric_error(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="cannot be opened"):
        lint_rubric(tmp_path, tmp_path)


def test_a_problem_reads_as_path_line_what_fix(tmp_path: Path) -> None:
    (problem,) = lint(tmp_path, b"")

    assert str(problem) == f"{problem.path}:1: {problem.what} {problem.fix}"


@pytest.mark.parametrize("path", sorted(RUBRICS.glob("*.yml")), ids=lambda p: p.stem)
def test_every_shipped_rubric_is_clean(path: Path) -> None:
    assert lint_rubric(path, RUBRICS) == []


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_arbitrary_bytes_give_problems_and_nothing_else(data: bytes) -> None:
    tree = read_tree(data)

    assert tree.flaws or isinstance(tree.value, dict)
    assert all(flaw.line >= 1 for flaw in tree.flaws)


_LEAF = st.none() | st.text(max_size=8) | st.sampled_from(["D1", "1", "build", "a_b", "-1", "tiny"])
_KEYS = st.sampled_from(
    ["name", "title", "version", "extends", "weights", "drop", "criteria", "key", "anchors", "1"]
)
_VALUES = st.recursive(
    _LEAF, lambda s: st.lists(s, max_size=3) | st.dictionaries(_KEYS, s, max_size=5), max_leaves=20
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=8))
@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_shape_gives_a_list_of_problems(tmp_path: Path, value: dict[str, object]) -> None:
    import yaml  # noqa: PLC0415 (only this test writes YAML)

    text = yaml.safe_dump(value, allow_unicode=True)

    problems = lint(tmp_path, text)

    assert all(p.what and p.fix and p.line >= 1 for p in problems)
