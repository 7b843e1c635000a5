"""Tables in CSV and Parquet, scored in pieces, so that a long one takes no more memory than a short one."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from attrs import frozen

from opengov.errors import InvalidFrame, Problem
from opengov.formats._cells import FORMULA, NUMBER, UNKNOWN, YES_NO, Head, fact_in, head_of, write_rows
from opengov.model.forms import Measure, MeasureKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent
from opengov.rules.cells import FINITE
from opengov.rules.columns import score_frame
from opengov.rules.shelf import Shelf, shelf

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ENDINGS", "score_file"]

ENDINGS = (".csv", ".parquet")
"""The endings of the tables that are read and written."""

_BLOCK = 4 * 2**20
_ROWS = 2**16
_ABSENT = "_absent"  # the end of the name of a column that says where another is known to be absent
_MOST_PROBLEMS = 100
_PROBLEMS = "problems"

Advance: TypeAlias = Callable[[int, int], object]
_Pieces: TypeAlias = "Iterator[pa.Table]"
_Told: TypeAlias = list[tuple[int, Problem]]


def score_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str] | None = None,
    *,
    book: Rulebook | None = None,
    on: date | str | None = None,
    names: Mapping[str, str | None] | None = None,
    books: Shelf | None = None,
    prefix: str = "",
    advance: Advance | None = None,
) -> int:
    """Score every row of a table, and write it with the scores beside.

    Cells of a CSV file are text, those of a Parquet file may be; of measures they are read as what the measure is,
    all others are kept as they stand. An empty cell, ``NA`` or ``?`` says that a fact is not known; a number may have
    a comma where none parts cells. In a CSV file that is written, no cell can become a formula: one that begins like
    one, and is no number, has an apostrophe put before it.

    Parameters
    ----------
    source
        A ``.csv`` file in UTF-8 or Latin-1, or a ``.parquet`` file.
    target
        Where to write, ``.csv`` or ``.parquet``; to the standard output, as CSV, where nothing is given. Nothing is
        written if anything in the table is wrong.
    book, on, names, books, prefix
        As for :func:`~opengov.rules.columns.score_frame`.
    advance
        Called after each piece with how far the work is and how far it will be.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    InvalidFrame
        With the cells that cannot be read, by row and column, or what is wrong with the columns.
    OSError
        If a file cannot be read or written.
    """
    path = Path(source)
    ending = path.suffix.lower()
    goal = None if target is None else Path(target)
    _check_endings(path, goal)
    stock = books or shelf()
    measures = {one.name: one for each in stock if each.criteria for one in each.measures if one.kind in FINITE}
    columns = {column: one for name, one in measures.items() if (column := (names or {}).get(name, name)) is not None}
    problems: list[Problem] = []
    count = 0
    with _written(goal) as write:
        try:
            layout = _looked_at(path) if ending == ".csv" else None
            for piece in _parquet(path, advance) if layout is None else _csv(path, layout, advance):
                read, told = _read(piece, columns, on, comma=layout is None or layout.head.comma)
                found = score_frame(read, book, on=on, names=names, books=stock, prefix=prefix, problems="column")
                told += _told(found, prefix + _PROBLEMS)
                problems += [
                    Problem(f"row {count + row + 1}" + f", column {one.path}" * bool(one.path), one.message, one.hint)
                    for row, one in sorted(told, key=lambda each: each[0])
                ]
                if len(problems) > _MOST_PROBLEMS:
                    break
                count += len(piece)
                write(_beside(piece, found, {prefix + _PROBLEMS, *read.column_names}))
        except Problem as problem:
            raise InvalidFrame(path.name, [problem]) from None
        except InvalidFrame as group:
            raise InvalidFrame(path.name, group.problems) from None
        if problems:
            raise InvalidFrame(path.name, problems)
    return count


def _check_endings(*paths: Path | None) -> None:
    for path in paths:
        if path is not None and path.suffix.lower() not in ENDINGS:
            problem = Problem("", f'"{path.suffix}" is no ending of a table', f"one of {', '.join(ENDINGS)}")
            raise InvalidFrame(path.name, [problem])


# --- reading --------------------------------------------------------------------------------------------------------


@frozen
class _Layout:
    """The encoding of a CSV file, its size in bytes and its head."""

    encoding: str
    size: int
    head: Head


def _csv(path: Path, layout: _Layout, advance: Advance | None) -> _Pieces:
    """Yield the pieces of a CSV file, every cell as text."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = layout.head.cells
    if twice := sorted(name for name, times in Counter(names).items() if times > 1):
        raise Problem("", f"columns stand twice: {', '.join(twice)}", "rename them")
    wrong: list[Problem] = []

    def keep(row: arrow.InvalidRow) -> str:
        place = "" if row.number is None else f"line {row.number}"
        wrong.append(Problem(place, f"has {row.actual_columns} cells", f"the first line has {row.expected_columns}"))
        return "skip"

    with path.open("rb") as file:
        try:
            reader = arrow.open_csv(
                file,
                read_options=arrow.ReadOptions(block_size=_BLOCK, encoding=layout.encoding, use_threads=False),
                parse_options=arrow.ParseOptions(
                    delimiter=layout.head.delimiter, newlines_in_values=True, invalid_row_handler=keep
                ),
                convert_options=arrow.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
            none = True
            for batch in reader:
                none = none and len(batch) == 0
                if len(batch):
                    yield pa.table(batch)
                if advance is not None:
                    advance(min(file.tell(), layout.size), layout.size)
        except pa.ArrowInvalid as error:
            raise Problem("", f"cannot be read as CSV: {str(error).partition(chr(10))[0]}") from None
    if wrong:
        raise InvalidFrame(path.name, wrong)
    if none:
        yield pa.table({name: pa.array([], pa.string()) for name in names})


def _looked_at(path: Path) -> _Layout:
    """Return how a CSV file is laid out."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    encoding = "utf-8"
    with path.open("rb") as file:
        mark = file.read(2)
        file.seek(0)
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "utf-16" if mark in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "latin-1"
        size = file.seek(0, os.SEEK_END)
    if encoding == "utf-16":
        raise Problem("", "is in UTF-16", "save the table in the encoding UTF-8")
    opened = partial(path.open, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    return _Layout(encoding, size, head_of(opened))


def _parquet(path: Path, advance: Advance | None) -> _Pieces:
    """Yield the pieces of a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    done = 0
    with path.open("rb") as opened:
        try:
            file = parquet.ParquetFile(opened)
            for batch in file.iter_batches(batch_size=_ROWS):
                yield pa.Table.from_batches([batch])
                done += len(batch)
                if advance is not None:
                    advance(done, file.metadata.num_rows)
        except pa.ArrowInvalid as error:
            raise Problem("", f"cannot be read as Parquet: {str(error).partition(chr(10))[0]}") from None
        if not done:
            yield file.schema_arrow.empty_table()


def _read(
    piece: pa.Table, columns: Mapping[str, Measure], on: date | str | None, *, comma: bool
) -> tuple[pa.Table, _Told]:
    """Return a piece with the text of each measure read as what it is, and the cells that cannot be."""
    import pyarrow as pa
    from pyarrow import compute

    told: _Told = []
    before = set(piece.column_names)
    if isinstance(on, str) and on in before and _is_text(piece[on].type):
        piece = piece.set_column(piece.column_names.index(on), on, compute.utf8_trim_whitespace(_plain(piece[on])))
    for place_of, name in enumerate(piece.column_names):
        measure = columns.get(name)
        if measure is None or not _is_text(piece[name].type):
            continue
        coded = _plain(piece[name]).combine_chunks().dictionary_encode()
        holds_words = measure.kind not in {MeasureKind.YES_NO, MeasureKind.NUMBER}
        values: list[bool | float | str | None] = []
        absent: list[bool] = []
        for place, text in enumerate(coded.dictionary.to_pylist()):
            try:
                value = fact_in(text.strip(), measure, comma=comma)
            except Problem as problem:
                value = None
                rows = compute.indices_nonzero(compute.equal(coded.indices, place)).to_pylist()
                told += [(row, problem.below(name)) for row in rows]
            absent.append(isinstance(value, Absent))
            values.append((value.kind if holds_words else None) if isinstance(value, Absent) else value)
        kind = {MeasureKind.YES_NO: pa.bool_(), MeasureKind.NUMBER: pa.float64()}.get(measure.kind, pa.string())
        piece = piece.set_column(place_of, name, pa.array(values, kind).take(coded.indices))
        if (beside := name + _ABSENT) in before and _is_text(piece[beside].type):
            piece, more = _read_absence(piece, beside)
            told += more
        if any(absent) and not holds_words:
            missing = pa.chunked_array([pa.array([*absent, False]).take(coded.indices.fill_null(len(absent)))])
            if beside in before:
                said = compute.or_kleene(missing, piece[beside])
                piece = piece.set_column(piece.column_names.index(beside), beside, said)
            else:
                piece = piece.append_column(beside, missing)
    return piece, told


def _read_absence(piece: pa.Table, name: str) -> tuple[pa.Table, _Told]:
    """Return a piece with the text of a column that says what is absent read as yes and no."""
    import pyarrow as pa

    texts = [(text or "").strip() for text in piece[name].to_pylist()]
    known = {text: None if text.lower() in UNKNOWN else YES_NO.get(text.lower()) for text in set(texts)}
    told = [
        (row, Problem(name, f'"{text[:40]}" is neither true nor false'))
        for row, text in enumerate(texts)
        if known[text] is None and text.lower() not in UNKNOWN
    ]
    column = pa.chunked_array([pa.array([known[text] for text in texts], pa.bool_())])
    return piece.set_column(piece.column_names.index(name), name, column), told


def _is_text(kind: pa.DataType) -> bool:
    """Tell whether cells are text, written out or by the place of a word in a list."""
    import pyarrow as pa

    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of text, every cell written out."""
    import pyarrow as pa

    kind = column.type
    return (column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column).cast(pa.large_string())


def _told(found: pa.Table, column: str) -> _Told:
    """Return what the scoring says is wrong; a cell that could not be read is empty there, so nothing is said twice."""
    return [
        (row, Problem("", str(said)))
        for row, said in enumerate(found[column].to_pylist() if column in found.column_names else [])
        if said
    ]


def _beside(piece: pa.Table, found: pa.Table, left_out: set[str]) -> pa.Table:
    """Return a piece as it was, with the columns that the scoring added, but for some."""
    for name in found.column_names:
        if name not in left_out:
            piece = piece.append_column(name, found[name])
    return piece


# --- writing --------------------------------------------------------------------------------------------------------


@contextmanager
def _written(goal: Path | None) -> Iterator[Callable[[pa.Table], None]]:
    """Give what writes the pieces; the file appears, or is printed, when all is written and nothing went wrong."""
    beside = None if goal is None else goal.resolve().parent
    if beside is not None:
        beside.stat()  # which names the folder where there is none
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        made = Path(folder) / "table"
        with _sink(made, parquet=goal is not None and goal.suffix.lower() == ".parquet") as write:
            yield write
        if goal is not None:
            made.replace(goal.resolve())
            return
        with made.open(encoding="utf-8", newline="") as file:
            shutil.copyfileobj(file, sys.stdout)


@contextmanager
def _sink(made: Path, *, parquet: bool) -> Iterator[Callable[[pa.Table], None]]:
    if not parquet:
        with made.open("w", encoding="utf-8", newline="") as file:
            yield _csv_writer(file)
        return
    from pyarrow import parquet as arrow

    writers: list[arrow.ParquetWriter] = []

    def write(piece: pa.Table) -> None:
        if not writers:
            writers.append(arrow.ParquetWriter(made, piece.schema))
        writers[0].write_table(piece)

    try:
        yield write
    finally:
        for writer in writers:
            writer.close()


def _csv_writer(file: IO[str]) -> Callable[[pa.Table], None]:
    import pyarrow as pa
    from pyarrow import compute

    heads: list[list[str]] = []

    def guarded(column: pa.ChunkedArray) -> pa.ChunkedArray:
        if not _is_text(column.type):
            return column
        text = _plain(column)
        risky = compute.and_(
            compute.match_substring_regex(text, FORMULA), compute.invert(compute.match_substring_regex(text, NUMBER))
        )
        mark, nothing = pa.scalar("'", pa.large_string()), pa.scalar("", pa.large_string())
        return compute.if_else(risky, compute.binary_join_element_wise(mark, text, nothing), text)

    def write(piece: pa.Table) -> None:
        if not heads:
            heads.append(guarded(pa.chunked_array([piece.column_names], pa.string())).to_pylist())
            write_rows(file, heads)
        columns = [guarded(piece[name]).to_pylist() for name in piece.column_names]
        write_rows(file, zip(*columns, strict=True))

    return write
