"""A plain table in HTML for notebooks: everything escaped, no script, no style."""

from __future__ import annotations

import html
from collections.abc import Iterable

__all__ = ["html_table"]


def html_table(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with a head and one row for each of ``rows``.

    Examples
    --------
    >>> html_table(["what"], [["a < b"]])
    '<table><thead><tr><th>what</th></tr></thead><tbody><tr><td>a &lt; b</td></tr></tbody></table>'
    """
    body = "".join(_row(row, "td") for row in rows)
    return f"<table><thead>{_row(names, 'th')}</thead><tbody>{body}</tbody></table>"


def _row(cells: Iterable[object], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"
