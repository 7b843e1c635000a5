"""What was read of an export as plain data, in the form that the command line prints with --json."""

from __future__ import annotations

from collections.abc import Iterable

from opengov.formats.irm_results import IrmReport
from opengov.rules.agreement import Agreement

__all__ = ["export_data", "problem_lines"]


def export_data(report: IrmReport, agreements: Iterable[Agreement] = ()) -> dict[str, object]:
    """Return a report on an export as one table.

    Parameters
    ----------
    report
        What was read and what was not.
    agreements
        How far the columns that OGP computed come out again.

    Examples
    --------
    >>> from opengov.formats.irm_results import Columns, Vintage
    >>> report = IrmReport(vintage=Vintage.EXPORT_2024, nearest="2024", rows=0, read=0, columns=Columns(known=()))
    >>> export_data(report)["vintage"]
    '2024'
    """
    return {
        "vintage": str(report.vintage),
        "rows": report.rows,
        "read": report.read,
        "unread": [{"row": one.row, "line": one.line, "why": one.why} for one in report.unread],
        "rows_with_problems": report.rows_with_problems,
        "problems": [
            {"row": one.row, "column": one.column, "found": one.found, "taken": one.taken, "why": one.why}
            for one in report.problems
        ],
        "columns": {
            "known": list(report.columns.known),
            "unknown": list(report.columns.unknown),
            "missing": list(report.columns.missing),
            "doubled": list(report.columns.doubled),
            "withheld": list(report.columns.withheld),
        },
        "agreement": [one.to_dict() for one in agreements],
    }


def problem_lines(report: IrmReport) -> Iterable[str]:
    """Yield the problems of an export in words: those of the file, then those of rows, the like of them together.

    Parameters
    ----------
    report
        What was read and what was not.
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for one in report.problems:
        if one.row:
            alike.setdefault((one.column, one.why), []).append(f'row {one.row}: "{one.found}" -> "{one.taken}"')
        else:
            yield str(one)
    for (column, why), rows in sorted(alike.items(), key=lambda item: -len(item[1])):
        more = f", and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        yield f"{column or 'the whole row'}: {why} ({rows[0]}{more})"
