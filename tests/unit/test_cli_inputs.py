"""Names on the command line as sources."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from bot.cli.inputs import check_paste, expand, sources
from bot.domain.document import DocumentKind
from bot.errors import UsageError


class FakeStdin:
    """A stdin with bytes in it, typed or piped."""

    def __init__(self, data: bytes, *, is_typed: bool) -> None:
        self.buffer = io.BytesIO(data)
        self._is_typed = is_typed

    def isatty(self) -> bool:
        """Whether a person types it."""
        return self._is_typed


def test_names_become_sources_in_order() -> None:
    found = sources(["b.pdf", "a.pdf"], DocumentKind.CV, 10)

    assert [(s.path, s.data) for s in found] == [("b.pdf", None), ("a.pdf", None)]


@pytest.mark.parametrize("is_typed", [True, False])
def test_pasted_text_is_taken_to_one_byte_over_the_limit(
    is_typed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", FakeStdin(b"x" * 99, is_typed=is_typed))

    (source,) = sources(["-"], DocumentKind.CV, 10)

    assert source.data == b"x" * 11
    assert ("Ctrl-D" in capsys.readouterr().err) is is_typed


def test_stdin_is_named_once() -> None:
    with pytest.raises(UsageError, match="named twice"):
        sources(["-", "-"], DocumentKind.CV, 10)
    with pytest.raises(UsageError, match="for a CV and for the job"):
        check_paste(["-"], "-")
    check_paste(["-"], "job.md")


def test_folders_give_their_files_once_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".x.txt", "~$a.docx", "job.md", "in/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    names = [str(tmp_path), str(tmp_path / "a.txt"), "gone.pdf", "-", "-"]

    found = expand(names, leave_out=str(tmp_path / "job.md"))

    assert found == [
        *(str(tmp_path / name) for name in ("a.txt", "b.txt", "in/c.txt")),
        "gone.pdf",
        "-",
    ]


def test_a_file_that_is_named_is_taken_even_if_it_is_the_job_description() -> None:
    assert expand(["job.md"], leave_out="job.md") == ["job.md"]


def test_a_pasted_job_description_leaves_nothing_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")

    assert expand([str(tmp_path)], leave_out="-") == [str(tmp_path / "a.txt")]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        expand([str(tmp_path)], leave_out=None)
