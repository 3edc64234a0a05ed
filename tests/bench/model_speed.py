"""CVs of three pages read by a model that takes a second: time, our part of it, tokens, memory."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bot.app import open_evaluator
from bot.domain.document import DocumentKind
from bot.domain.reader import EvaluatorChoice
from bot.domain.source import Source
from bot.sandbox.model import ModelServer
from bot.services.deps import Deps
from bot.services.evaluation import EvaluateRequest, evaluate
from tests.soak.processes import MemoryWatch, load, resident_bytes

SECONDS = 1.0
"""What a model call takes."""
ONE_BAR, TWENTY_BAR, TOKEN_BAR, OWN_BAR = 1.8, 3.5, 3_300, 0.10
AT_ONCE, FILES = 20, 123
PEERS = "hiring-agent 7.9 s, 158 s, 22,992 tokens; Resume-Matcher 3.3 s, 60 s, 3,509 tokens"
"""Source: research on language models, section 5, on the same machine."""
WORDS = 900
_DID = (
    "Built",
    "Ran",
    "Moved",
    "Measured",
    "Wrote",
    "Cut",
    "Owned",
    "Reviewed",
    "Planned",
    "Taught",
)
_WHAT = (
    "the retrieval service of the support desk",
    "a forecast of parcels for eleven depots",
    "nightly scoring of invoices",
    "the labelled set of 600 questions",
    "a pipeline from plant sensors to the warehouse",
    "the fallback for days without the model",
    "prompts and their tests for the help desk",
    "the threat model with the security team",
)
_HOW = (
    "with tests on every change",
    "for 40 agents who use it every day",
    "and halved the pages a week",
    "from a notebook to a monitored job",
    "with an agreed rubric and two raters",
    "and kept the bill below 90 euros a month",
    "over a documented API",
)


def run(root: Path) -> None:
    """Print what one, twenty and a hundred CVs take, against the bars of the issue.

    Args:
        root: Folder of the material, of which one CV is read beside our own.
    """
    print(load())
    print(f"a model call takes {SECONDS:.0f} s; {PEERS}")
    with tempfile.TemporaryDirectory() as folder, _model() as model:
        files = [Path(folder) / f"cv_{number}.pdf" for number in range(FILES)]
        for number, file in enumerate(files):
            file.write_bytes(make_cv(number))
        with _environment(model.url, Path(folder)):
            first, later = (_from_the_command_line(file) for file in files[-2:])
            print(f"one 3-page CV, `plumbline evaluate` from start to end: {later:.2f} s, ", end="")
            print(f"and {first:.2f} s where it makes its database first")
            with open_evaluator(EvaluatorChoice.LLM) as deps, MemoryWatch(os.getpid()) as memory:
                _one(deps, model, files[0], root / "layouts" / "awesomecv_resume.pdf")
                _many(deps, model, files[1:21])
                _many(deps, model, files[21:121])
            print(f"memory {memory.alone / 1e6:.0f} MB, with its reading processes ", end="")
            print(f"{(memory.together - resident_bytes(model.pid)) / 1e6:.0f} MB")


@dataclass(slots=True, kw_only=True)
class Model:
    """A model in a process of its own."""

    url: str
    pid: int
    """Of its process, which is none of ours to count."""
    pipe: Connection
    """Answers with the tokens of each call since it was last asked."""

    def calls(self) -> list[int]:
        """Tokens of the prompt of each call since the last time."""
        self.pipe.send("calls")
        tokens: list[int] = self.pipe.recv()
        return tokens


@contextmanager
def _model() -> Iterator[Model]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,))
    process.start()
    try:
        assert process.pid is not None
        yield Model(url=ours.recv(), pid=process.pid, pipe=ours)
    finally:
        ours.send("end")
        process.join()


def _serve(pipe: Connection) -> None:
    with ModelServer(seconds_per_call=SECONDS) as server:
        pipe.send(server.base_url)
        while pipe.recv() == "calls":
            pipe.send([call.prompt_tokens for call in server.calls])
            server.forget()


@contextmanager
def _environment(url: str, folder: Path) -> Iterator[None]:
    ours = {
        "PLUMBLINE_MODEL": "plumb-1",
        "PLUMBLINE_MODEL_URL": url,
        "PLUMBLINE_MODEL_CONCURRENCY": str(AT_ONCE),
        "PLUMBLINE_DATA_DIR": str(folder / "data"),
        "OPENAI_API_KEY": "sk-none",
    }
    with mock.patch.dict(os.environ, ours):
        yield


def _from_the_command_line(file: Path) -> float:
    command = [sys.executable, "-m", "bot", "evaluate", str(file), "--evaluator", "llm", "--json"]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - began
    assert json.loads(done.stdout)["evaluator"]["name"] == "llm"
    return seconds


def _one(deps: Deps, model: Model, file: Path, other: Path) -> None:
    """Read one CV in a process that has read another."""
    warm = file.with_name("warm.pdf")
    warm.write_bytes(make_cv(1_000))
    _read(deps, [warm])
    model.calls()
    for name, path in (("one 3-page CV", file), ("the CV of the bars' source", other)):
        if not path.is_file():
            continue
        began = time.perf_counter()
        words = _read(deps, [path])
        seconds = time.perf_counter() - began
        tokens = model.calls()
        print(
            f"{name}, {words} words, from PDF to result: {seconds:.2f} s (bar {ONE_BAR}, ", end=""
        )
        print(f"ratio {seconds / ONE_BAR:.2f}) in {len(tokens)} calls")
        print(f"  prompt tokens: {tokens[0]} (bar {TOKEN_BAR}, ratio {tokens[0] / TOKEN_BAR:.3f})")


def _many(deps: Deps, model: Model, files: Sequence[Path]) -> None:
    """Read CVs side by side; say what of the time was ours."""
    before = _cpu(model)
    began = time.perf_counter()
    _read(deps, files)
    seconds = time.perf_counter() - began
    spent = [after - earlier for after, earlier in zip(_cpu(model), before, strict=True)]
    calls = len(model.calls())
    print(f"{len(files)} CVs at {AT_ONCE} in flight: {seconds:.2f} s, {calls} calls", end="")
    if len(files) == AT_ONCE:
        print(f" (bar {TWENTY_BAR}, ratio {seconds / TWENTY_BAR:.2f})")
        return
    alone = SECONDS * calls / AT_ONCE
    own = sum(spent)
    print(f"; the model alone takes {alone:.1f} s, so {100 * (1 - alone / seconds):.0f} % are ours")
    print(f"  our CPU: {spent[0]:.1f} s here, {spent[1]:.1f} s in the reading processes: ", end="")
    share = own / (own + SECONDS * calls)
    print(f"{100 * share:.1f} % of it and the model's time together (bar {100 * OWN_BAR:.0f} %)")


def _read(deps: Deps, files: Sequence[Path]) -> int:
    """Read CVs with the model; return the words of the last."""
    sources = [Source(path=str(file), kind=DocumentKind.CV) for file in files]
    for evaluation in evaluate(EvaluateRequest(sources=sources), deps):
        assert evaluation.provenance.name == "llm", evaluation.unanswered
    return evaluation.card.words or 0


def _cpu(model: Model) -> tuple[float, float]:
    """CPU seconds of this process, and of the reading processes that go on."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    ticks = 0
    for child in set(children) - {str(model.pid)}:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return own.ru_utime + own.ru_stime, ticks / os.sysconf("SC_CLK_TCK")


def make_cv(number: int) -> bytes:
    """Write a PDF of three pages and about ``WORDS`` words, unlike that of any other number."""
    draws = random.Random(number)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    lines, words = [f"Candidate Number{number}", f"person{number}@example.org, Leeds"], 5
    while words < WORDS:
        if len(lines) % 12 == 2:
            lines.append(
                f"Engineer at Works {draws.randrange(90)} Ltd, {draws.randrange(2010, 2024)}"
            )
        lines.append(f"- {draws.choice(_DID)} {draws.choice(_WHAT)} {draws.choice(_HOW)}.")
        words = sum(len(line.split()) for line in lines)
    a_page = -(-len(lines) // 3)
    for first in range(0, len(lines), a_page):
        canvas.setFont("Helvetica", 10)
        for row, line in enumerate(lines[first : first + a_page]):
            canvas.drawString(50, 800 - row * 22, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
