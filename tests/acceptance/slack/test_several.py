"""Several CVs at once, and the review of a job description."""

from __future__ import annotations

import csv

from bot.sandbox.faults import Fault
from bot.sandbox.shapes import Json
from tests.acceptance.cli import ROOT
from tests.acceptance.slack.town import CV, HUGO, INES, RHEA, Role, Town, said, upload

TWINS = (upload("=1+1.txt", CV.encode()), upload("twin.txt", CV.encode()))
"""Two CVs that say the same."""
JOB = (ROOT / "bot" / "sample" / "job.md").read_text(encoding="utf-8")


def read_all(town: Town, role: Role, *files: Json, blind: bool = True) -> None:
    """Give several files to the form at once."""
    town.type(RHEA, "/hire cv")
    town.form(RHEA, "Candidate's name")
    fields: dict[str, object] = {"Requisition": role.title, "CV": list(files)}
    if not blind:
        fields["What the channel sees"] = []
    town.submit(RHEA, fields)
    town.form(RHEA, f"{len(files)} CVs are in line")
    town.close_all(RHEA)


def test_several_cvs_are_one_message_with_progress_then_bands_and_a_safe_file(town: Town) -> None:
    role = town.open_role()
    town.sandbox.faults.add(Fault(effect="slow", method="download", times=1, seconds=0.2))
    before = len(town[RHEA].messages(role.channel))
    read_all(town, role, *TWINS, upload("chloe_bergstrom.txt"), blind=False)
    running = town.message(role.title, "of 3 CVs done", "Stop reading")
    assert "%" not in running["text"]

    done = town.message(role.title, "All 3 done", "3 read")
    assert done["ts"] == running["ts"]
    assert len(town[RHEA].messages(role.channel)) == before + 1  # no message for each
    file = town.reply(done, "the whole ranked list")["files"][0]
    rows = table(town, file)
    assert sorted(row["rank"] for row in rows) in (["1", "1", "3"], ["1", "2", "2"])  # twins tie
    cells = [cell for row in rows for cell in (*row, *row.values())]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert ("Ranks 1 to 2, not told apart" in said(done)) == (rows[1]["rank"] == "1")
    town.press(INES, rows[0]["label"], done)
    town.told(INES, f"{rows[0]['label']} ", "in the review channel")


def table(town: Town, file: Json) -> list[dict[str, str]]:
    """Read the shared file as a spreadsheet does."""
    stored = town.sandbox.workspace.files[file["id"]].content
    return list(csv.DictReader(stored.decode("utf-8-sig").splitlines()))


def test_a_run_that_is_stopped_keeps_and_ranks_what_was_read(town: Town) -> None:
    role = town.open_role()
    town.sandbox.faults.add(Fault(effect="slow", method="download", seconds=0.4))
    read_all(town, role, *TWINS)
    running = town.message(role.title, "Stop reading")
    town.press(HUGO, "Stop reading", running)
    stopped = town.message(role.title, "Stopped:", "of 2 CVs done")
    assert stopped["text"] == f"{role.title}: the run over 2 CVs is stopped."
    assert "Stop reading" not in said(stopped)


def test_a_job_description_is_reviewed_in_the_channel_with_suggestions(town: Town) -> None:
    role = town.open_role()
    town.type(HUGO, "/hire jd")
    town.form(HUGO, "Or paste its text")
    town.submit(HUGO, {"Requisition": role.title, "Or paste": JOB[:3000]})
    town.form(HUGO, "in line")

    review = town.message(role.title, "describe", "nice to have")
    assert review["text"] == f"{role.title}: the job description was reviewed."
    assert "It does not say: " in said(review)
    town.reply(review, "Suggestions for the job description", "Does not say what the job pays.")


def test_a_requisition_opened_with_its_job_description_has_it_reviewed(town: Town) -> None:
    role = town.open_role(**{"Or paste": JOB[:3000]})
    town.message(role.title, "the job description was reviewed")
    message = town.read_cv(role)
    assert "of the job met" in said(message)


def test_a_candidate_named_like_a_formula_is_shown_as_words(town: Town) -> None:
    message = town.read_cv(town.open_role(), name="=1+1", blind=[])
    assert "Candidate: =1+1" in said(message)
    assert "=1+1" not in message["text"]
