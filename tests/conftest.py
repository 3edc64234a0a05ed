"""What every test runs under: no settings of the person's own, and a collector of small rounds."""

from __future__ import annotations

import gc
import os

import pytest


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("PLUMBLINE_") or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)


def pytest_collection_finish() -> None:
    """Keep what was collected out of the rounds of the garbage collector.

    Otherwise each round walks thousands of tests anew, a fifth of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
