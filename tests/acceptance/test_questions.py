"""An interview kit as a person makes one, from a PDF to a page that prints."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.cli import CVS, SAMPLE, check, plumbline


def test_a_cv_and_a_job_description_become_a_kit_and_a_page(tmp_path: Path) -> None:
    page = tmp_path / "kit.html"

    ran = plumbline(
        "questions", CVS / "amara_nwosu.pdf", "--jd", SAMPLE / "job.md", "--name", "Amara Nwosu",
        "--evaluator", "offline", "--json", "--html", page,
    )  # fmt: skip

    assert ran.code == 0, ran.talk
    (kit,) = ran.objects
    check("kit", kit)
    musts = [need for need in kit["needs"] if "must_have" in need["causes"]]
    assert musts
    asked: dict[str, set[int]] = {}
    for turn in kit["plan"]["interviewers"]:
        for ask in turn["asks"]:
            asked.setdefault(ask["question"].split(".")[0], set()).add(turn["interviewer"])
    assert all(len(asked[need["criterion"]]) >= 2 for need in musts)
    assert kit["plan"]["shortfalls"] == []
    written = page.read_text(encoding="utf-8")
    assert "Amara" not in written
    assert "Nwosu" not in written.title()
    assert written.count('class="page"') == 4
