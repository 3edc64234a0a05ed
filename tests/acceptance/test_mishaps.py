"""What a person sees when something goes wrong: words, a code, and what was done is kept."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.cli import COMMAND, CVS, ROOT, SAMPLE, environment, plumbline

AMARA = CVS / "amara_nwosu.pdf"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", str(AMARA), "--rubric", "nobody"], "no rubric 'nobody'"),
        (["evaluate", str(AMARA), "--jd", "gone.md"], "The job description gone.md cannot be read"),
        (["evaluate", "-", "-"], "- is named twice"),
        (["evaluate", "-", "--jd", "-"], "for a CV and for the job description"),
        (["evaluate"], "Missing argument"),
        (["evaluate", "--colour", "x"], "No such option"),
        (["praise"], "No such command"),
        (["rubric", "lint", "nobody"], "no rubric 'nobody'"),
        (["rubric", "diff", "ai_engineer", "llm_engineer", "--results", "gone"], "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_said_with_code_2(arguments: list[str], said: str) -> None:
    ran = plumbline(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.talk.split())


def test_a_missing_document_is_a_result_and_not_a_usage_error() -> None:
    ran = plumbline("rank", "gone.pdf")

    assert ran.code == 1
    assert "There is no such file." in ran.out


def test_a_setting_that_cannot_be_used_is_named() -> None:
    ran = plumbline("read", AMARA, PLUMBLINE_WORKERS="many")

    assert ran.code == 2
    assert "PLUMBLINE_WORKERS cannot be used" in ran.talk
    assert "many" not in ran.talk


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    ran = plumbline("rank", tmp_path)

    assert (ran.code, ran.out) == (2, "")
    assert "no file in what was named" in ran.talk


@pytest.fixture
def many(tmp_path: Path) -> list[str]:
    """Enough files that a run over them is still going when its first results are out."""
    data = AMARA.read_bytes()
    for number in range(400):
        (tmp_path / f"{number:03}.pdf").write_bytes(data + b"\n%" + str(number).encode())
    return sorted(str(path) for path in tmp_path.iterdir())


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(),
    )


def test_ctrl_c_keeps_what_is_done(many: list[str]) -> None:
    with start("evaluate", *many, "--json") as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, talk = process.communicate(timeout=30)

    lines = (first + rest).splitlines()
    assert process.returncode == 130
    assert 1 <= len(lines) < len(many)
    assert all(line.endswith("}") for line in lines)
    assert f"Stopped: {len(lines)} of {len(many)} read" in talk
    assert "Traceback" not in talk


def test_ctrl_c_ranks_what_was_read(many: list[str]) -> None:
    with start("rank", *many, "--json") as process:
        assert process.stderr is not None
        # The reading processes are children: once there are some, documents are being read.
        while process.poll() is None and not _children(process.pid):
            pass
        process.send_signal(signal.SIGINT)
        out, talk = process.communicate(timeout=30)

    assert process.returncode == 130
    assert f"{len(out.splitlines())} of {len(many)} read" in talk
    assert "Traceback" not in talk


def _children(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def test_no_reading_process_outlives_an_interrupted_run(many: list[str]) -> None:
    with start("evaluate", *many, "--json") as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = _children(process.pid).split()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)

    assert children
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_reader_that_goes_away_ends_the_run_quietly(many: list[str]) -> None:
    with start("evaluate", *many, "--json") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        talk = process.stderr.read()

    assert process.returncode == 141
    assert talk == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_full_disk_is_named_and_not_called_a_fault() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "read", str(SAMPLE / "job.md")],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )

    assert done.returncode == 74
    assert "no room left" in done.stderr.decode()
