"""What reading OGP's exports gives: rows, the rows that could not be read, and the report on both."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from opengov.model.assessments import IrmAssessment
from opengov.model.dates import Period
from opengov.model.institutions import Institution
from opengov.model.members import Member
from opengov.model.milestones import Milestone
from opengov.model.plans import Commitment
from opengov.model.values import Value

__all__ = ["Columns", "IrmReport", "IrmRow", "Repair", "UnreadRow", "Vintage"]


class Vintage(StrEnum):
    """The exports that are known, by when they were made or whose they are."""

    COMBINED_2015 = "2015-05"
    DATABASE_2016 = "2016"
    EXPORT_2024 = "2024"
    PROCESS_2016 = "process-2016"
    CANADA_4 = "canada-4"
    UNITED_STATES_5 = "united-states-5"
    UNKNOWN = "unknown"


@frozen
class Repair:
    """What was not as it should be in a row, and what was taken in its place.

    Parameters
    ----------
    row
        Number of the data row, from 1; 0 for the file as a whole.
    column
        The column, as the file prints it; empty where it is about the whole row.
    found
        What was found there.
    taken
        What was taken; empty where nothing was.
    why
        What is wrong with it, or how it was read.

    Examples
    --------
    >>> str(Repair(3, "Start Date", "43525", "2019-03-01", "a day counted by a spreadsheet"))
    'row 3, Start Date: "43525", taken as "2019-03-01": a day counted by a spreadsheet'
    """

    row: int
    column: str
    found: str
    taken: str
    why: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else "the file"
        column = f", {self.column}" if self.column else ""
        taken = f'taken as "{self.taken}"' if self.taken else "not taken"
        return f'{place}{column}: "{self.found}", {taken}: {self.why}'


@frozen
class UnreadRow:
    """A row that could not be read.

    Parameters
    ----------
    row
        Number of the data row, from 1.
    line
        The line of the file on which it begins; for a workbook, the row of the sheet.
    why
        Why not.
    cells
        What it holds, but for columns of contacts; not shown, since a row out of shape may hold anything anywhere.
    """

    row: int
    line: int
    why: str
    cells: tuple[str, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class IrmRow:
    """A row of an export, typed.

    ``facts`` and ``numbers`` have the same keys: the names of measures. A measure that the export does not have is in
    neither. Where text and number of a column disagree, they do too.

    Parameters
    ----------
    row
        Number of the data row, from 1: headers and empty lines are no rows.
    line
        The line of the file on which it begins; for a workbook, the row of the sheet.
    member
        The member: for a country its ISO 3166 code of three letters, for a locality the code that OGP gives it.
    country
        The country or locality as the file prints it.
    plan
        OGP's id of the plan, such as ``AP_ALB01``, also where the file does not print it.
    plan_number
        Which plan of the member it is.
    key
        Id of what the row is about, unique in the file: OGP's own, or made from the plan and the number.
    commitment
        The commitment, without milestones; ``None`` in a row about a whole plan.
    milestones
        The milestones that the row tells of.
    assessments
        What reports say of it, with every code of the row.
    institutions
        Whom the row names.
    facts
        The value of each measure by meaning: the text stands before the number.
    numbers
        The value of each measure as OGP's numbers have it, from which OGP computed.
    published
        OGP's own computed columns.
    policy_areas
        The tags of the commitment, as the header prints them.
    problems
        What was not as it should be.
    government
        The member as the model has it.
    period
        When the plan runs, where the row says it.
    """

    row: int
    line: int
    member: str
    country: str
    plan: str
    plan_number: int
    key: str
    commitment: Commitment | None = None
    milestones: tuple[Milestone, ...] = ()
    assessments: tuple[IrmAssessment, ...] = ()
    institutions: tuple[Institution, ...] = field(default=(), repr=False)
    facts: Mapping[str, Value] = field(factory=dict, repr=False)
    numbers: Mapping[str, Value] = field(factory=dict, repr=False)
    published: Mapping[str, Value] = field(factory=dict, repr=False)
    policy_areas: tuple[str, ...] = ()
    problems: tuple[Repair, ...] = ()
    government: Member = field(repr=False)
    period: Period | None = None


@frozen(kw_only=True)
class Columns:
    """The columns of a file.

    Parameters
    ----------
    known
        Those that were read.
    unknown
        Those that were not, since this export does not have them.
    missing
        Those that this export has and the file has not.
    doubled
        Those that stand there more than once; the first of each was read.
    withheld
        Those with contacts of people, which are never read.
    """

    known: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@frozen(kw_only=True)
class IrmReport:
    """What was read of a file, and what was not.

    Every row of the file is either read or among ``unread``.

    Parameters
    ----------
    vintage
        Which export the file is.
    nearest
        The export whose columns were read, also where the file is none that is known.
    rows
        Data rows of the file.
    read
        How many of them were read.
    unread
        The others, each with its reason.
    problems
        Every repair and doubt: those of the file, then those of its rows.
    columns
        The columns of the file.
    """

    vintage: Vintage
    nearest: str
    rows: int
    read: int
    unread: tuple[UnreadRow, ...] = ()
    problems: tuple[Repair, ...] = ()
    columns: Columns

    @property
    def rows_with_problems(self) -> int:
        """How many rows were read with a repair or a doubt."""
        return len({one.row for one in self.problems if one.row})
