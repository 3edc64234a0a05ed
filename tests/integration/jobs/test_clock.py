"""The clock goes on, whatever its calls do; one process at a time works on a folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.jobs.clock import Clock
from bot.jobs.instance import only_instance


def test_a_call_that_fails_is_made_again(caplog: pytest.LogCaptureFixture) -> None:
    calls = threading.Semaphore(0)

    def fail() -> None:
        calls.release()
        raise ValueError("Ada Canary")

    clock = Clock()
    clock.every(1, "failing", fail)
    clock.nightly(3, "nightly", fail)
    clock.start()
    came = [calls.acquire(timeout=10) for _ in range(2)]
    clock.stop()

    assert came == [True, True]
    assert "failing failed: ValueError" in caplog.text
    assert "Canary" not in caplog.text


def test_a_second_process_is_turned_away_until_the_first_has_died(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    hold = (
        "import sys, time\nfrom pathlib import Path\nfrom bot.jobs.instance import only_instance\n"
        "with only_instance(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(lock)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(SettingsError, match="Another Plumbline"), only_instance(lock):
            pass
        other.kill()
        other.wait()

    with only_instance(lock):
        assert lock.exists()
