"""OGP's own records of plans and commitments, and the trackers of governments: any known export, as objects.

The exports differ in columns, codes and meanings. A file is recognised by its columns; every row is either read or
returned with the reason why not; and every repair is listed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

from opengov.errors import UnknownName
from opengov.formats._irm_cases import assembled_cases, assembled_clusters, assembled_plans
from opengov.formats._irm_files import Found, find, read_rows
from opengov.formats._layouts import Layout, layouts
from opengov.formats.irm_results import Columns, IrmReport, IrmRow, Repair, UnreadRow, Vintage
from opengov.model.assessments import IrmAssessment
from opengov.model.cases import Case
from opengov.model.institutions import Institution
from opengov.model.members import Member
from opengov.model.milestones import Milestone
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.themes import Cluster

__all__ = ["IrmRecords", "IrmStream", "column_of", "iter_irm", "read_irm"]

_Path: TypeAlias = str | os.PathLike[str]
_NO_COLUMNS = Columns(known=())


@frozen
class IrmRecords:
    """What an export holds.

    Parameters
    ----------
    vintage
        Which export it is.
    rows
        The rows that were read, in the order of the file.
    report
        What was read and what was not, with every repair.
    """

    vintage: Vintage
    rows: tuple[IrmRow, ...] = field(repr=lambda rows: f"<{len(rows)} rows>")
    report: IrmReport = field(repr=False)
    _layout: Layout | None = field(repr=False, eq=False)

    @property
    def title(self) -> str:
        """What the export is, for a reader."""
        if self._layout is None:
            return "A file of which no column is known"
        return self._layout.title if self.vintage != Vintage.UNKNOWN else f"Not known; nearest to: {self._layout.title}"

    @property
    def members(self) -> tuple[Member, ...]:
        """The members whose plans it tells of, in the order of the file."""
        return tuple({row.member: row.government for row in self.rows}.values())

    @property
    def institutions(self) -> tuple[Institution, ...]:
        """The institutions that it names."""
        return tuple({one.id: one for row in self.rows for one in row.institutions}.values())

    @cached_property
    def plans(self) -> tuple[ActionPlan, ...]:
        """The plans, with their commitments and the milestones of these."""
        return assembled_plans(self.rows)

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """The commitments of all plans."""
        return tuple(one for plan in self.plans for one in plan.commitments)

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones of all commitments."""
        return tuple(one for commitment in self.commitments for one in commitment.milestones)

    @property
    def assessments(self) -> tuple[IrmAssessment, ...]:
        """What reports say of plans and commitments: every code of the file."""
        return tuple(one for row in self.rows for one in row.assessments)

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """The commitments that the IRM assessed together."""
        return assembled_clusters(self.rows)

    def cases(self) -> Iterator[Case]:
        r"""Yield a case for each member, which can be written to a file and loads again equal.

        Yields
        ------
        Case
            With the member, its plans, and what reports say of them.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "tracker.csv")
        ...     _ = file.write_text("commitment_id,subcommitment_id,status\nUS0113,US0113.1,Complete\n")
        ...     [case.id for case in read_irm(file).cases()]
        ['USA-united-states-5']
        """
        if self._layout is not None:
            yield from assembled_cases(self.rows, self._layout)


class IrmStream:
    r"""The rows of an export one by one; each walk over it reads the file from its start.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "tracker.csv")
    ...     _ = file.write_text("commitment_id,subcommitment_id,status\nUS0113,US0113.1,Complete\n")
    ...     stream = iter_irm(file)
    ...     stream.vintage.value, [row.key for row in stream if isinstance(row, IrmRow)]
    ('united-states-5', ['US0113.1'])
    """

    def __init__(self, path: Path, *, day_first: bool | None = None) -> None:
        self._found = find(path)
        self._day_first = day_first
        header = self._found.header
        known = header is not None and header.certain
        self.vintage = Vintage(header.layout.id) if header is not None and known else Vintage.UNKNOWN
        self.nearest = "" if header is None else header.layout.id
        self.columns = _columns(self._found)
        self.problems = tuple(_problems(self._found))

    @property
    def layout(self) -> Layout | None:
        """What is known of the export; of the nearest one where it is none that is known."""
        return None if self._found.header is None else self._found.header.layout

    def __iter__(self) -> Iterator[IrmRow | UnreadRow]:
        return read_rows(self._found, day_first=self._day_first)


def read_irm(path: _Path, *, day_first: bool | None = None) -> IrmRecords:
    r"""Read one of OGP's exports, or a tracker of a government.

    Parameters
    ----------
    path
        A CSV file, or an XLSX workbook (with the extra ``xlsx``).
    day_first
        Whether the day stands before the month in ``10/01/2013``. By default both days stay possible, since OGP's
        files mix the two orders.

    Returns
    -------
    IrmRecords
        The rows that could be read, and a report on all of them.

    Raises
    ------
    InvalidExport
        If a workbook cannot be opened, or unfolds to more than is read.
    MissingExtra
        If a library that it needs is not installed.
    OSError
        If the file cannot be opened.

    See Also
    --------
    iter_irm : for a file too long to be held.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "tracker.csv")
    ...     _ = file.write_text("commitment_id,subcommitment_id,status\nUS0113,US0113.1,Complete\n")
    ...     records = read_irm(file)
    >>> records.report.rows, records.report.read, records.plans[0].commitments[0].milestones[0].status
    (1, 1, 'Complete')
    """
    stream = iter_irm(path, day_first=day_first)
    rows: list[IrmRow] = []
    unread: list[UnreadRow] = []
    problems = list(stream.problems)
    for one in stream:
        if isinstance(one, IrmRow):
            rows.append(one)
            problems += one.problems
        else:
            unread.append(one)
    report = IrmReport(
        vintage=stream.vintage,
        nearest=stream.nearest,
        rows=len(rows) + len(unread),
        read=len(rows),
        unread=tuple(unread),
        problems=tuple(problems),
        columns=stream.columns,
    )
    return IrmRecords(stream.vintage, tuple(rows), report, stream.layout)


def iter_irm(path: _Path, *, day_first: bool | None = None) -> IrmStream:
    r"""Return the rows of an export one by one, as they are needed.

    A file of more than four megabytes is walked over twice, first for the ids that repeat.

    Parameters
    ----------
    path, day_first
        As for :func:`read_irm`.

    Returns
    -------
    IrmStream
        Yields an :class:`~opengov.formats.irm_results.IrmRow` for each row that could be read, and an
        :class:`~opengov.formats.irm_results.UnreadRow` for each other.

    Raises
    ------
    InvalidExport, MissingExtra, OSError
        As for :func:`read_irm`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "tracker.csv")
    ...     _ = file.write_text("commitment_id,subcommitment_id,status\nUS0113,US0113.1,Complete\n")
    ...     [type(row).__name__ for row in iter_irm(file)]
    ['IrmRow']
    """
    return IrmStream(Path(path), day_first=day_first)


def column_of(vintage: str, measure: str) -> str:
    """Return the column in which an export prints a measure: of two, the one with the text.

    Parameters
    ----------
    vintage
        The export.
    measure
        Name of the measure, as in the facts of a row.

    Returns
    -------
    str
        The column as the file prints it.

    Raises
    ------
    UnknownName
        If the export, or the measure in it, is not known.

    Examples
    --------
    >>> column_of("2016", "starred_2015_only")
    'Starred (2015 only)'
    """
    known = {layout.id: layout for layout in layouts()}
    if vintage not in known:
        raise UnknownName("export", vintage, known)
    columns = {one.measure: one.column for one in known[vintage].coded}
    if measure not in columns:
        raise UnknownName("measure", measure, columns)
    return columns[measure]


def _columns(found: Found) -> Columns:
    header = found.header
    if header is None:
        return _NO_COLUMNS
    withheld = [name for name in header.layout.people if header.place(name) is not None]
    return Columns(
        known=tuple(
            header.names[place] for place in sorted(header.places.values()) if header.names[place] not in withheld
        ),
        unknown=header.unknown,
        missing=header.missing,
        doubled=tuple(header.names[header.places[name]] for name in header.doubled),
        withheld=tuple(withheld),
    )


def _problems(found: Found) -> Iterator[Repair]:
    header = found.header
    if header is None:
        yield Repair(0, "", found.why or "no header that is known", "", "no row can be read")
        yield from _sheets(found)
        return
    if not header.certain:
        has = f"{header.fit} of {len(header.layout.names)} columns of {header.layout.title}"
        yield Repair(
            0, "", has, "", "the export is not known: columns of this name are read, numbers for words are not"
        )
    for name in header.unknown:
        yield Repair(0, name, "a column", "", "this export has no such column")
    for name in header.missing:
        yield Repair(0, name, "", "", "the column is missing, or has another name")
    if header.beyond:
        yield Repair(0, "", f"{header.beyond:,} columns", "", "more columns than a sheet has")
    if found.formulas:
        yield Repair(0, "", f"{found.formulas:,} formulas", "their stored values", "a formula is never computed")
    yield from _sheets(found)


def _sheets(found: Found) -> Iterator[Repair]:
    for name, height in found.others:
        yield Repair(0, "", f"{height:,} rows of the sheet {name}", "", "of a workbook one sheet is read")
    if found.unseen:
        yield Repair(0, "", f"{found.unseen:,} more sheets", "", "more sheets than are looked at")
