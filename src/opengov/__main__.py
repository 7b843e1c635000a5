"""The command line as a program: ``opengov``, or ``python -m opengov``."""

from __future__ import annotations

import sys

from opengov.errors import MissingExtra

__all__ = ["main"]


def main() -> None:
    """Run the command line, or say what to install for it."""
    try:
        from opengov.cli import main as run
    except ModuleNotFoundError as missing:
        if missing.name != "cyclopts":
            raise
        sys.exit(str(MissingExtra(missing.name, "cli", "the command line")))
    run()


if __name__ == "__main__":
    main()
