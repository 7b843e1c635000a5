"""The command line: ``opengov COMMAND``, with the extra ``cli``."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from cyclopts import CycloptsError

from opengov.cli import books, cases, tables
from opengov.cli.arguments import ASSESSED, PROBLEMS, USAGE, SeveralProblemsError, WrongUsageError, app, complain
from opengov.errors import OpenGovError

__all__ = ["ASSESSED", "PROBLEMS", "USAGE", "app", "books", "cases", "main", "run", "tables"]


# the extras with which these come; what else may be missing comes with frames
_EXTRAS = {
    "altair": "charts",
    "holidays": "calendars",
    "icalendar": "ics",
    "pycountry": "irm",
    "python_calamine": "xlsx",
    "vl_convert": "charts",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status.

    0 when the command did its work, whatever the verdict; 1 when the input has problems, all of them on the standard
    error stream; 2 for wrong usage.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a letter that the terminal does not have is no failure
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status; see :func:`main`."""
    try:
        status = app(arguments, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (CycloptsError, WrongUsageError) as error:
        complain(f"{error}\nSee opengov --help.")
        return USAGE
    except (OpenGovError, SeveralProblemsError) as error:
        complain(str(error))
        return PROBLEMS
    except BrokenPipeError:
        # whoever read the output has seen enough; what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ASSESSED
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0], "frames")
        complain(f"{error.name} is not installed; install opengov-partnership[{extra}]")
        return PROBLEMS
    except OSError as error:
        complain(f"{error.filename or ''}: {error.strerror or error}")
        return PROBLEMS
    return status if isinstance(status, int) else ASSESSED
