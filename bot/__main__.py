"""Run Plumbline: `python -m bot`, or `plumbline`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with the arguments of this process, and exit with its code."""
    try:
        from bot.app import PROGRAM  # noqa: PLC0415  # Ctrl-C while loading stays quiet, too
        from bot.cli.main import main as run  # noqa: PLC0415

        run(PROGRAM)
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed. Set up with `make demo`.", file=sys.stderr)  # noqa: T201  # talk
        sys.exit(70)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
