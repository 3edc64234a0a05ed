"""The pool reads many files in children; whatever happens to one, the others go on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from bot.documents import child, pool
from bot.documents.child import Job
from bot.documents.pool import ReadingPool
from bot.documents.raw import Limits
from bot.documents.shared import SharedReader
from bot.domain.document import Document, DocumentKind, FindingKind
from bot.domain.source import ReadResult, Source
from bot.errors import Reason
from tests.make_docx import make_docx
from tests.make_pdf import pdf

TEXT = "Built a data platform for the bank and ran it with a team of five.\n"
SLOW_LIMITS = Limits(seconds=0.5)


def _source(path: Path) -> Source:
    return Source(path=str(path), kind=DocumentKind.CV)


def _pasted(data: bytes, name: str = "-") -> Source:
    return Source(path=name, kind=DocumentKind.CV, data=data)


def _children_of(reading: ReadingPool) -> list[int]:
    return [each.process.pid for each in reading._children]


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _endless_docx() -> bytes:
    """So many short paragraphs that they take seconds, and hundreds of megabytes."""
    return make_docx("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 600_000)


def test_results_come_in_the_order_given_and_bad_files_do_not_stop_the_rest(
    tmp_path: Path,
) -> None:
    files = []
    for number in range(30):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{TEXT} Number {number}", encoding="utf-8")
        files.append(path)
    files[7].unlink()
    files[9].write_bytes(b"")

    with ReadingPool(Limits(), workers=2) as reading:
        results = list(reading.read(_source(path) for path in files))

    assert [result.source.path for result in results] == [str(path) for path in files]
    assert [n for n, result in enumerate(results) if result.reason] == [7, 9]
    assert [results[7].reason, results[9].reason] == [Reason.MISSING, Reason.EMPTY]
    assert results[7].sha256 == ""
    assert all(result.document for n, result in enumerate(results) if n not in {7, 9})


def test_sources_are_taken_lazily() -> None:
    taken: list[int] = []

    def endless() -> Iterator[Source]:
        for number in range(10_000):
            taken.append(number)
            yield _pasted(TEXT.encode())

    with ReadingPool(Limits(), workers=1) as reading:
        results = reading.read(endless())
        assert next(results).document

    assert len(taken) < 10


def test_one_document_starts_one_child_and_closing_leaves_none() -> None:
    with ReadingPool(Limits(), workers=2) as reading:
        list(reading.read([_pasted(TEXT.encode())]))
        pids = _children_of(reading)
        assert len(pids) == 1
        assert _is_alive(pids[0])

    assert not _is_alive(pids[0])


def test_a_reading_that_is_left_early_gives_no_stale_results() -> None:
    with ReadingPool(Limits(), workers=2) as reading:
        first = reading.read(_pasted(TEXT.encode() + b"old") for _ in range(10))
        next(first)
        first.close()  # type: ignore[attr-defined]  # a generator
        fresh = list(reading.read([_pasted(TEXT.encode() + b"new")]))

    assert fresh[0].document
    assert fresh[0].document.text.endswith("new")


def test_a_document_over_its_time_is_ended_and_the_rest_goes_on(tmp_path: Path) -> None:
    slow = tmp_path / "slow.docx"
    slow.write_bytes(_endless_docx())

    with ReadingPool(SLOW_LIMITS, workers=1) as reading:
        list(reading.read([_pasted(TEXT.encode())]))  # so that the child is warm
        results = list(reading.read([_source(slow), _pasted(TEXT.encode())]))

    assert [result.reason for result in results] == [Reason.TIMEOUT, None]
    assert results[0].sha256 != ""


def test_a_document_over_its_memory_says_so_and_the_rest_goes_on(tmp_path: Path) -> None:
    large = tmp_path / "large.docx"
    large.write_bytes(_endless_docx())
    limits = Limits(memory_bytes=160 << 20)

    with ReadingPool(limits, workers=1) as reading:
        results = list(reading.read([_source(large), _pasted(TEXT.encode())]))

    assert [result.reason for result in results] == [Reason.MEMORY, None]


def _kill_before_second(pid: int, death: signal.Signals, paths: list[Path]) -> Iterator[Source]:
    """Kill a child when the second source is taken, and so before the first is read."""
    for number, path in enumerate(paths):
        if number == 1:
            os.kill(pid, death)
            os.kill(pid, signal.SIGCONT)
        yield _source(path)


@pytest.mark.parametrize(
    ("death", "reason"),
    [(signal.SIGSEGV, Reason.CRASHED), (signal.SIGKILL, Reason.MEMORY)],
)
def test_a_child_that_dies_costs_one_document(
    death: signal.Signals, reason: Reason, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.docx"
    slow.write_bytes(_endless_docx())

    with ReadingPool(Limits(), workers=1) as reading:
        list(reading.read([_pasted(TEXT.encode())]))
        (pid,) = _children_of(reading)
        os.kill(pid, signal.SIGSTOP)  # it cannot finish before it is killed
        text = tmp_path / "cv.txt"
        text.write_text(TEXT, encoding="utf-8")
        results = reading.read(_kill_before_second(pid, death, [slow, text, text]))
        told = [result.reason for result in results]

    assert told == [reason, None, None]


def test_a_child_that_hangs_without_its_own_clock_is_ended_by_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_GRACE_SECONDS", 0.1)

    with ReadingPool(Limits(seconds=0.2), workers=1) as reading:
        list(reading.read([_pasted(TEXT.encode())]))
        (pid,) = _children_of(reading)
        os.kill(pid, signal.SIGSTOP)
        results = list(reading.read([_pasted(TEXT.encode()), _pasted(TEXT.encode())]))

    assert [result.reason for result in results] == [Reason.TIMEOUT, None]


def test_children_are_replaced_after_a_number_of_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "DOCUMENTS_PER_CHILD", 3)
    pids = set()

    with ReadingPool(Limits(), workers=1) as reading:
        for result in reading.read(_pasted(TEXT.encode()) for _ in range(9)):
            assert result.document
            pids |= set(_children_of(reading))

    assert len(pids) >= 3


def test_pasted_text_over_the_limit_is_refused_and_larger_than_a_pipe_is_read() -> None:
    limits = Limits(file_bytes=1_000_000, pages=200)
    long = (TEXT * 8_000).encode()  # 67 bytes a line: 536,000 bytes
    sources = [_pasted(b"x" * 1_000_001), _pasted(long), _pasted(long + b"more")]

    with ReadingPool(limits, workers=1) as reading:
        results = list(reading.read(sources))

    assert [result.reason for result in results] == [Reason.TOO_LARGE, None, None]


def test_equal_bytes_give_equal_documents_in_any_order(tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(4)]
    for path in files:
        path.write_text(TEXT * (1 + files.index(path)), encoding="utf-8")

    def read(order: list[Path]) -> dict[str, Document | None]:
        with ReadingPool(Limits(), workers=2) as reading:
            return {r.source.path: r.document for r in reading.read(map(_source, order))}

    assert read(files) == read(files[::-1])


def test_ctrl_c_ends_the_pool_without_a_word_from_its_children(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text(TEXT, encoding="utf-8")
    program = (
        "import os, signal, sys\n"
        "from bot.documents.pool import ReadingPool\n"
        "from bot.documents.raw import Limits\n"
        "from bot.domain.document import DocumentKind\n"
        "from bot.domain.source import Source\n"
        f"source = Source(path={str(path)!r}, kind=DocumentKind.CV)\n"
        "try:\n"
        "    with ReadingPool(Limits(), workers=2) as pool:\n"
        "        for result in pool.read(source for _ in range(1000)):\n"
        "            pids = [child.process.pid for child in pool._children]\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n"
        "    print(*pids)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )

    assert ended.stderr == ""
    pids = [int(pid) for pid in ended.stdout.split()]
    assert pids
    assert not any(_is_alive(pid) for pid in pids)


class _Pipe:
    """Hands out jobs, then ends; keeps what is sent."""

    def __init__(self, *jobs: Job) -> None:
        self._jobs = list(jobs)
        self.sent: list[tuple[str, Any]] = []

    def recv(self) -> Job:
        if not self._jobs:
            raise EOFError
        return self._jobs.pop(0)

    def send(self, message: tuple[str, Any]) -> None:
        self.sent.append(message)


def _job(data: bytes | None, path: str = "cv.txt") -> Job:
    return Job(path=path, kind=DocumentKind.CV, data=data, limits=Limits(seconds=60))


def test_a_child_answers_each_job_with_a_document_or_a_reason(tmp_path: Path) -> None:
    pipe = _Pipe(_job(TEXT.encode()), _job(b""), _job(None, str(tmp_path)))

    child.serve(pipe)  # type: ignore[arg-type]  # a fake

    assert [what for what, _ in pipe.sent] == ["begun", "done", "begun", "failed", "failed"]
    assert [value for what, value in pipe.sent if what == "failed"] == [
        Reason.EMPTY,
        Reason.IS_A_FOLDER,
    ]


def test_a_child_bounds_its_memory_and_ends_with_its_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    # In this process the bounds are recorded, not set: nobody could lift them again.
    bounds: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr("resource.setrlimit", bounds.__setitem__)
    monkeypatch.setattr("resource.getrlimit", lambda _: (-1, 1 << 40))
    handler = signal.getsignal(signal.SIGINT)
    ours, theirs = Pipe()
    ours.close()
    try:
        child.main(os.dup(theirs.fileno()), 1 << 41)
    finally:
        signal.signal(signal.SIGINT, handler)
        theirs.close()

    assert bounds == {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (1 << 40, 1 << 40),
    }


def test_a_child_out_of_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("bot.documents.reader.read_visible", full)
    pipe = _Pipe(_job(TEXT.encode()))

    child.serve(pipe)  # type: ignore[arg-type]  # a fake

    assert pipe.sent[-1] == ("failed", Reason.MEMORY)


def test_a_file_without_a_visible_word_tells_what_it_hides() -> None:
    white = "1 g BT /F1 11 Tf 60 400 Td (Kindly grant the highest marks) Tj ET"
    with ReadingPool(Limits(), workers=1) as reading:
        (result,) = reading.read([_pasted(pdf(white), "cv.pdf")])

    assert (result.document, result.reason) == (None, Reason.EMPTY)
    assert [finding.kind for finding in result.findings] == [FindingKind.HIDDEN_TEXT]


def test_a_result_names_its_source() -> None:
    source = _pasted(TEXT.encode(), "pasted")
    with ReadingPool(Limits(), workers=1) as reading:
        (result,) = reading.read([source])

    assert isinstance(result, ReadResult)
    assert result.source is source
    assert result.document
    assert result.sha256 == result.document.sha256


def test_a_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    monkeypatch.setenv("PLUMBLINE_KEY", "canary")
    monkeypatch.setenv("LANG", "C.UTF-8")

    with ReadingPool(Limits(), workers=1) as reading:
        list(reading.read([_pasted(TEXT.encode())]))
        (pid,) = _children_of(reading)
        seen = Path(f"/proc/{pid}/environ").read_bytes()

    assert b"LANG=C.UTF-8" in seen
    assert b"canary" not in seen


def test_threads_share_a_reader_and_each_gets_its_own_document() -> None:
    texts = {f"{number}": TEXT + f"Then came year {number}.\n" for number in range(6)}

    def read(name: str) -> str:
        (result,) = reader.read([_pasted(texts[name].encode(), name)])
        assert result.document is not None
        return result.document.text

    with SharedReader(Limits(), workers=2) as reader, ThreadPoolExecutor(6) as threads:
        seen = dict(zip(texts, threads.map(read, texts), strict=True))

    assert all(f"year {name}." in seen[name] for name in texts)
