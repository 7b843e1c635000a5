"""Text from files and to them: bounded when read, whole or not at all when written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, TypeAlias

from opengov.errors import Problem

__all__ = ["StrPath", "decoded", "place", "read_lines", "read_text", "replace_file"]

if TYPE_CHECKING:
    from pathlib import Path

StrPath: TypeAlias = str | os.PathLike[str]

_BLOCK = 2**16


def read_text(path: StrPath, largest: int, hint: str = "") -> str:
    """Return the text of a file.

    Parameters
    ----------
    path
        The file.
    largest
        Bytes that it may have.
    hint
        What to do about one that has more.

    Returns
    -------
    str
        What the bytes of UTF-8 spell, without a mark of byte order.

    Raises
    ------
    Problem
        If the file is larger than ``largest`` bytes or is not UTF-8.
    OSError
        If it cannot be opened.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > largest:
            raise _too_large(f"it has {size:,} bytes", largest, hint)
        data = file.read(largest + 1)  # a pipe or a device tells no size
    if len(data) > largest:
        raise _too_large("it goes on", largest, hint)
    return decoded(data)


def read_lines(path: StrPath, largest: int, hint: str = "") -> Iterator[tuple[int, str | Problem]]:
    """Yield each line of a file with its number, from 1; in place of a line that cannot be read, what is wrong."""
    with open(path, "rb") as file:
        number = 0
        while line := file.readline(largest + 1):
            number += 1
            if len(line) > largest:
                while not line.endswith(b"\n") and (line := file.readline(_BLOCK)):
                    pass
                yield number, _too_large("the line goes on", largest, hint)
                continue
            try:
                yield number, decoded(line)
            except Problem as problem:
                yield number, problem


def decoded(data: bytes) -> str:
    """Return the text that bytes of UTF-8 spell, without a mark of byte order."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        message = f"byte {error.start:,} (hexadecimal {data[error.start]:02x}) is not UTF-8"
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise Problem("", message, "save the file in the encoding UTF-8", line, column) from None


def place(text: str, position: int) -> tuple[int, int]:
    """Return the line and the column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def replace_file(path: StrPath, chunks: Iterable[str]) -> None:
    """Write a file as a whole: until all is written, and if anything goes wrong, what was there before stays.

    Raises
    ------
    OSError
        If the file or its folder cannot be written.
    """
    from pathlib import Path  # takes longer to import than most cases to read

    target = Path(path).resolve()  # what a link points to is replaced, not the link
    with _file_beside(target) as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _file_beside(target: Path) -> Iterator[IO[str]]:
    """Open a new file in the folder of another, which it replaces at the end if nothing went wrong."""
    target.parent.stat()  # which names the folder where there is none
    temporary = target.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            yield file
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _too_large(found: str, largest: int, hint: str) -> Problem:
    return Problem("", f"{found}; at most {largest:,} bytes are read", hint)
