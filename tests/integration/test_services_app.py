"""The composition root: the environment to real dependencies."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import bot.__main__
from bot.app import open_deps
from bot.cli.demo import SAMPLE
from bot.domain.document import DocumentKind
from bot.domain.rubric_change import GivenResult
from bot.domain.source import Source
from bot.errors import Reason, SettingsError
from bot.services import rubrics
from bot.services.evaluation import EvaluateRequest, evaluate
from bot.services.job_review import ReviewRequest, review_jobs
from bot.settings import load_settings


def make_source(name: str, kind: DocumentKind = DocumentKind.CV) -> Source:
    return Source(path=str(SAMPLE / name), kind=kind)


def test_the_real_parts_fit_the_ports() -> None:
    job = make_source("job.md", DocumentKind.JOB_DESCRIPTION)
    cvs = [make_source("cvs/amara_nwosu.pdf"), make_source("cvs/jonas_weidlich.pdf")]
    with open_deps() as deps:
        read, scan = evaluate(EvaluateRequest(sources=cvs, job=job), deps)
        (review,) = review_jobs(ReviewRequest(sources=[job]), deps)
        comparison = rubrics.compare(
            "ai_engineer",
            "llm_engineer",
            [(read.rubric.hash, GivenResult(path="a", levels={"models": 2}))],
            deps,
        )

        assert deps.evaluator.cannot_see
        assert rubrics.lint(["ai_engineer"], deps) == []
        assert '"$schema"' in rubrics.schema(deps)
        assert rubrics.names(deps) == ["ai_engineer", "llm_engineer"]
    assert read.provenance.name == "offline"
    assert read.match is not None
    assert scan.reason is Reason.SCANNED
    assert scan.provenance == read.provenance
    assert review.review is not None
    assert len(comparison.results) == 1


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_MEGABYTES", "0.001")  # 1,048 bytes; every sample PDF is larger
    cvs = [make_source("cvs/amara_nwosu.pdf")]

    with open_deps() as deps:
        (result,) = evaluate(EvaluateRequest(sources=cvs), deps)

    assert result.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLUMBLINE_WORKERS", "0"),
        ("PLUMBLINE_SECONDS", "soon"),
        ("PLUMBLINE_PAGES", "-1"),
        ("PLUMBLINE_MEMORY", "1"),
        ("PLUMBLINE_MEGABYTES", "nan"),
        ("PLUMBLINE_RUBRICS", "no/such/folder"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name) as raised:
        load_settings()

    assert name in raised.value.fix


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLUMBLINE_WORKERS", "")
    monkeypatch.setenv("PLUMBLINE_RUBRICS", str(tmp_path))

    settings = load_settings()

    assert settings.workers == 2
    assert settings.rubrics == tmp_path


def test_python_m_bot_is_plumbline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["plumbline", "rubric", "show"])
    # Running the module anew would warn that it is imported already.
    monkeypatch.delitem(sys.modules, "bot.__main__")

    with pytest.raises(SystemExit) as left:
        runpy.run_module("bot", run_name="__main__")

    assert left.value.code == 0
    assert capsys.readouterr().out.split() == ["ai_engineer", "llm_engineer"]


def test_a_missing_part_is_named_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "bot.cli.main")
    monkeypatch.setitem(sys.modules, "typer", None)  # as if it were not installed

    with pytest.raises(SystemExit) as left:
        bot.__main__.main()

    assert left.value.code == 70
    assert capsys.readouterr().err.startswith("typer is not installed.")


def test_ctrl_c_while_starting_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.main.main", stop)

    with pytest.raises(SystemExit) as left:
        bot.__main__.main()

    assert left.value.code == 130
    assert capsys.readouterr().err == ""
