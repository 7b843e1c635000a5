"""Text that is safe to print: what input says cannot steer a terminal."""

from __future__ import annotations

import json

__all__ = ["printable", "printable_json"]


def printable(text: str) -> str:
    r"""Return text with a question mark for every character that is not printed but could steer a terminal.

    Examples
    --------
    >>> printable("red: \x1b[31m")
    'red: ?[31m'
    """
    return text if text.isprintable() else "".join(char if _harmless(char) else "?" for char in text)


def printable_json(data: object, *, ascii_only: bool = False, indent: int | None = 2) -> str:
    r"""Return data as JSON, every character escaped that could steer a terminal.

    Parameters
    ----------
    data
        What JSON can say.
    ascii_only
        Whether to escape every letter that ASCII does not have too.
    indent
        How far to indent what is inside; ``None`` for one line.

    Examples
    --------
    >>> printable_json("caf\xe9 \x9b31m")
    '"café \\u009b31m"'
    """
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    return "".join(char if _harmless(char) else json.dumps(char)[1:-1] for char in text)


def _harmless(char: str) -> bool:
    return char == "\n" or char.isprintable()
