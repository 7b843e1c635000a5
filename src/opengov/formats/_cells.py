"""What a cell of a table of text means, and what it must not become in a spreadsheet."""

from __future__ import annotations

import re

__all__ = ["EMPTY", "FORMULA", "NUMBER", "YES_NO", "guarded"]

YES_NO = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
EMPTY = frozenset({"", "na", "nan", "null", "none"})
FORMULA = r"^\s*[=+\-@\t\r\n]"
NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"


def guarded(text: str) -> str:
    """Return what stands in a cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if re.search(FORMULA, text) and not re.fullmatch(NUMBER, text) else text
