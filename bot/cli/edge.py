"""The edge of the command line: errors to words and exit codes."""

from __future__ import annotations

import errno
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.reader import EvaluatorChoice
from bot.errors import BotError
from bot.services.deps import Deps

if TYPE_CHECKING:
    from bot.services.doctor import Check
    from bot.services.evaluating import Judge, JudgeChoice
    from bot.services.labels_export import LabelDeps
    from bot.services.usage_report import UsageDeps

OpenDeps = Callable[[], AbstractContextManager[Deps]]
"""Opens the dependencies of a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the commands start; the composition root fills it."""

    open_deps: OpenDeps
    """What reading by rule needs."""
    open_evaluator: Callable[[EvaluatorChoice | None], AbstractContextManager[Deps]]
    """What reading by the evaluator that was asked for needs; None for the settings' own."""
    run_bot: Callable[[Callable[[str], None]], None]
    """Run the bot until it is told to end; says in words how it goes."""
    open_demo_bot: Callable[[DemoSlack], AbstractContextManager[None]]
    """Run the bot against a sandbox, in a folder of its own, until left."""
    diagnose: Callable[[], Iterator[Check]]
    """Check the installation, one thing after the other."""
    open_usage: Callable[[], AbstractContextManager[UsageDeps]]
    """Opens what the report of costs reads, beside a bot that may be running."""
    open_judge: Callable[[JudgeChoice], AbstractContextManager[Judge]]
    """Opens who is to be measured on a labelled set."""
    open_labels: Callable[[], AbstractContextManager[LabelDeps]]
    """Opens what reviewers said, beside a bot that may be running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSlack:
    """Where the sandbox listens, and its tokens, which open nothing else."""

    bot_token: str
    app_token: str
    api_url: str
    recruiters: tuple[str, ...]
    folder: Path
    """For the database and the key; removed by the caller."""
    model_url: str = ""
    """Of the local model that reads; "" to read by rule alone."""


FINE, PROBLEMS, USAGE, FAULT, NO_ROOM, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 70, 74, 130, 141
"""Exit codes; 70 and 74 are those of sysexits, 130 and 141 a shell's for SIGINT and SIGPIPE."""


_FULL = {errno.ENOSPC, errno.EDQUOT}


def guarded(body: Callable[[], int], when_stopped: str = "What was printed is complete.") -> int:
    """Run a command and turn whatever ends it into words on stderr and an exit code.

    Args:
        body: Does the work and returns the exit code.
        when_stopped: What Ctrl-C leaves, for the person who pressed it.
    """
    try:
        code = body()
        sys.stdout.flush()
    except BotError as error:
        _say(error.problem, error.fix)
        return USAGE
    except KeyboardInterrupt:
        _say("Stopped.", when_stopped)
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001  # the one place: no traceback reaches a person
        if isinstance(error, OSError) and error.errno in _FULL:
            _close_stdout()
            _say("There is no room left where the output goes.", "Free some, and run it again.")
            return NO_ROOM
        _say(
            f"Plumbline made a mistake of its own (reference {_reference(error)}).",
            "Please report the reference and the command; nothing was changed.",
        )
        return FAULT
    return code


def _close_stdout() -> None:
    # Python flushes stdout once more on its way out, which must not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reference(error: Exception) -> str:
    """Name the place of a fault without its text, which could hold text of a document."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{os.path.basename(code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119  # a name
        trace = trace.tb_next
    digest = zlib.crc32(f"{type(error).__name__} {place}".encode())
    return f"{type(error).__name__}, {place}, {digest & 0xFFFFF:05X}"


def _say(problem: str, fix: str) -> None:
    from bot.cli.terminal import open_screen, words  # noqa: PLC0415  # keeps --help lean

    talk = open_screen().talk
    talk.print(words(problem, "bold"))
    talk.print(words(fix))
