"""Run every soak, or those named: `python -m tests.soak [NAME...]`; 1 when one does not hold."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time

from tests import soak


def main(names: list[str]) -> int:
    """Run the soaks with these names, or all that have a ``run``."""
    has_failed = False
    for name in names or sorted(m.name for m in pkgutil.iter_modules(soak.__path__)):
        if name == "__main__":
            continue
        module = importlib.import_module(f"tests.soak.{name}")
        if not hasattr(module, "run"):
            continue
        print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        began = time.monotonic()
        holds = module.run()
        print(
            f"{'holds' if holds else 'DOES NOT HOLD'}, {time.monotonic() - began:.1f} s", flush=True
        )
        has_failed |= not holds
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
