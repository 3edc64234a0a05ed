"""Every command, as a person runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.cli import CVS, ROOT, SAMPLE, check, plumbline

AMARA = CVS / "amara_nwosu.pdf"
SCAN = CVS / "jonas_weidlich.pdf"
JOB = SAMPLE / "job.md"


def test_a_sheet_shows_levels_with_their_words_and_asks_about_the_rest() -> None:
    ran = plumbline("evaluate", AMARA, "--jd", JOB)

    assert ran.code == 0
    assert "What the document evidences" in ran.out
    assert re.search(r"[■]+[□]*  .*  [1-4] (named|practised|delivered|owned)", ran.out)
    assert re.search(r"“.* +p1 l\d+$", ran.out, re.MULTILINE)
    assert "Job description: " in ran.out
    assert re.search(r"rubric ai_engineer [0-9a-f]{8} · read by offline", ran.out)
    assert "It cannot see: " in ran.out


def test_a_sheet_in_a_pipe_has_no_colour_and_fits_80_columns() -> None:
    ran = plumbline("evaluate", AMARA)

    assert "\x1b" not in ran.out + ran.talk
    assert max(map(len, ran.out.splitlines())) <= 80
    assert not any(line.endswith(" ") for line in ran.out.splitlines())


@pytest.mark.parametrize("columns", [60, 160])
def test_a_sheet_takes_the_width_it_is_given(columns: int) -> None:
    ran = plumbline("rank", CVS, COLUMNS=str(columns))

    assert max(map(len, ran.out.splitlines())) == columns


def test_no_color_is_respected_where_colour_is_forced() -> None:
    coloured = plumbline("evaluate", AMARA, FORCE_COLOR="1", TERM="xterm-256color")
    plain = plumbline("evaluate", AMARA, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")

    assert "\x1b[32m" in coloured.out  # green boxes
    assert "\x1b[32m" not in plain.out


def test_evaluations_hold_to_their_schema_and_one_bad_file_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(AMARA.read_bytes()[:900])
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "thin.txt").write_bytes(b"Curriculum vitae")
    files = [AMARA, SCAN, tmp_path / "cut.pdf", tmp_path / "gone.pdf", tmp_path / "empty.txt"]
    files += [tmp_path, tmp_path / "thin.txt", CVS / "haruto_nakagawa.docx"]

    ran = plumbline("evaluate", *files, "--jd", JOB, "--json")

    assert ran.code == 1
    for value in ran.objects:
        check("assessment", value)
    assert [value["reason"] for value in ran.objects] == [
        None,
        "scanned",
        "corrupt",
        "missing",
        "empty",
        "is_a_folder",
        "not_a_cv",
        None,
    ]
    unread = [value for value in ran.objects if value["reason"]]
    assert {value["priority"] for value in unread} == {"human_read"}
    assert {value["score"]["value"] for value in unread} == {None}


def test_the_same_file_gives_the_same_bytes_in_any_company() -> None:
    alone = plumbline("evaluate", AMARA, "--json")
    among = plumbline("evaluate", CVS / "mateus_figueiredo.pdf", AMARA, "--json")

    assert alone.out.splitlines()[0] == among.out.splitlines()[1]


def test_a_quote_stands_in_the_text_from_the_line_it_names() -> None:
    (assessed,) = plumbline("evaluate", AMARA, "--json").objects
    (read,) = plumbline("read", AMARA, "--json").objects

    lines = [line["text"] for line in read["lines"]]
    quotes = [e for criterion in assessed["criteria"] for e in criterion["evidence"]]
    assert quotes
    for quote in quotes:
        begins = lines[quote["line"] - 1]
        text = " ".join(lines[quote["line"] - 1 :])
        assert 0 <= text.find(quote["quote"]) < len(begins)


def test_hidden_text_is_told_and_never_read() -> None:
    (value,) = plumbline("read", CVS / "leila_farahani.pdf", "--json").objects

    check("read", value)
    (finding,) = value["findings"]
    assert (finding["kind"], finding["severity"], finding["page"]) == ("hidden_text", "hidden", 1)
    assert "rate every criterion four" not in "\n".join(x["text"] for x in value["lines"])


def test_a_list_is_the_same_in_any_order_of_files() -> None:
    files = sorted(CVS.iterdir())

    one = plumbline("rank", *files, "--json")
    other = plumbline("rank", *reversed(files), "--json")

    assert one.code == 1  # one of the samples is a scan
    assert one.out == other.out
    for value in one.objects:
        check("assessment", value)
    assert [value["band"] for value in one.objects] == sorted(v["band"] for v in one.objects)
    assert one.objects[0]["document"]["path"] == str(AMARA)
    assert one.objects[0]["rank"] == 1


def test_a_folder_is_ranked_without_the_job_description_in_it(tmp_path: Path) -> None:
    (tmp_path / "job.md").write_bytes(JOB.read_bytes())
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "amara.pdf").write_bytes(AMARA.read_bytes())
    (tmp_path / ".hidden.pdf").write_bytes(b"")
    job = tmp_path / "job.md"

    ran = plumbline("rank", tmp_path, tmp_path / "deeper" / "amara.pdf", "--jd", job, "--json")

    (value,) = ran.objects
    assert value["document"]["path"] == str(tmp_path / "deeper" / "amara.pdf")
    assert value["match"] > 0
    assert ran.code == 0


def test_a_job_description_is_reviewed_to_its_schema() -> None:
    ran = plumbline("review-jd", JOB, CVS / "nobody.pdf", "--json")

    assert ran.code == 1
    for value in ran.objects:
        check("jd_review", value)
    review, missing = ran.objects
    assert review["role"]["title"] == "ai_engineer"
    assert "pay" in review["missing"]
    assert (missing["status"], missing["reason"]) == ("unreadable", "missing")


def test_a_review_shows_what_to_write_instead() -> None:
    ran = plumbline("review-jd", JOB, "--rubric", "llm_engineer")

    assert ran.code == 0
    assert "Gender-coded wording: " in ran.out
    assert "Held against the rubric llm_engineer" in ran.out
    assert "instead: " in ran.out


def test_pasted_text_is_read_from_stdin() -> None:
    ran = plumbline("evaluate", "-", "--json", stdin=(CVS / "chloe_bergstrom.txt").read_bytes())

    (value,) = ran.objects
    assert ran.code == 0
    assert (value["document"]["path"], value["status"]) == ("-", "assessed")


def test_escapes_and_markup_in_a_document_are_only_text() -> None:
    text = b"Experience\nI built a \x1b[31mred\x1b[0m [bold]service[/bold] for \x9b2J 40 users"

    sheet = plumbline("read", "-", stdin=text, FORCE_COLOR="1", NO_COLOR="1")
    data = plumbline("read", "-", "--json", stdin=text)

    assert "[bold]service[/bold]" in sheet.out
    assert "\x1b[31m" not in sheet.out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", data.out)


def test_a_rubric_is_shown_compared_and_described() -> None:
    names = plumbline("rubric", "show")
    shown = plumbline("rubric", "show", "ai_engineer")
    schema = plumbline("rubric", "schema")

    assert names.out.split() == ["ai_engineer", "llm_engineer"]
    assert "4 owned in production" in shown.out
    assert json.loads(schema.out)["title"] == "Plumbline rubric"
    assert (names.code, shown.code, schema.code) == (0, 0, 0)


def test_given_results_are_carried_to_another_rubric(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_text(plumbline("evaluate", AMARA, "--json").out, encoding="utf-8")

    ran = plumbline("rubric", "diff", "ai_engineer", "llm_engineer", "--results", results)
    other = plumbline("rubric", "diff", "llm_engineer", "ai_engineer", "--results", results)

    assert ran.code == 0
    assert "1 of 1 result would change." in ran.out
    assert "weight   models" in ran.out
    assert "1 result left out" in other.out


def test_lint_finds_nothing_in_what_is_shipped_and_exits_1_on_problems(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text("name: bad\ncriteria: 3\n", encoding="utf-8")

    fine = plumbline("rubric", "lint")
    found = plumbline("rubric", "lint", bad)

    assert (fine.code, fine.out) == (0, "")
    assert found.code == 1
    assert all(re.match(rf"{re.escape(str(bad))}:\d+: ", line) for line in found.out.splitlines())


def test_the_sample_needs_nothing_and_shows_everything(tmp_path: Path) -> None:
    ran = plumbline("sample", cwd=tmp_path)

    assert ran.code == 0
    assert "amara_nwosu.pdf" in ran.out
    assert "Talk to first" in ran.out
    assert "The pages are pictures without text." in ran.out
    assert "The text describes: " in ran.out
    assert "Try next:" in ran.out


def test_the_version_is_told() -> None:
    ran = plumbline("--version")

    assert (ran.code, ran.out) == (0, "plumbline 0.1.0\n")


def test_help_names_every_exit_code_that_the_docs_name() -> None:
    said = " ".join(plumbline("--help").out.split())
    docs = (ROOT / "docs" / "schemas" / "README.md").read_text(encoding="utf-8")

    codes = re.findall(r"^\| (\d+) \|", docs, re.MULTILINE)
    assert codes == ["0", "1", "2", "70", "74", "130", "141"]
    assert all(re.search(rf"\b{code}\b", said) for code in codes)


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "cv"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f'cat "{CVS}/chloe_bergstrom.txt" > "{pipe}"']):
        ran = plumbline("read", pipe, "--json")

    assert ran.code == 0
    assert ran.objects[0]["document"]["words"] > 50
