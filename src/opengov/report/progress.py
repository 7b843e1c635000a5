"""A progress bar for long work, on the standard error stream of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

__all__ = ["progress"]

_LONG = 8 * 2**20


@contextmanager
def progress(path: str, console: Console | None = None) -> Iterator[Callable[[int, int], object] | None]:
    """Give what shows how far the work on a file is; nothing for a short file, or where nobody looks on.

    Parameters
    ----------
    path
        The file.
    console
        Where to show it; by default the standard error stream.
    """
    shown = console or Console(stderr=True)
    file = Path(path)
    if not shown.is_terminal or not file.is_file() or file.stat().st_size < _LONG:
        yield None
        return
    with Progress(console=shown, transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
