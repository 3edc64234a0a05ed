"""Run every benchmark, or those named: `python -m tests.bench [NAME...]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from tests import bench

MATERIAL = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
"""Where the material lies, beside the checkout; each benchmark skips what is absent."""


def main(names: list[str]) -> None:
    """Run the benchmarks with these names, or all that have a ``run``."""
    for name in names or sorted(m.name for m in pkgutil.iter_modules(bench.__path__)):
        if name == "__main__":
            continue
        module = importlib.import_module(f"tests.bench.{name}")
        if hasattr(module, "run"):
            print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
            module.run(MATERIAL)


main(sys.argv[1:])
