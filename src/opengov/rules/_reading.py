"""The columns of an eager frame as arrays of codes, and the cells that cannot be read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
from attrs import field, frozen

from opengov.errors import Problem
from opengov.model.forms import Measure, MeasureKind
from opengov.model.values import Known
from opengov.rules._codes import Coding, is_null, read_cell
from opengov.rules._eager import chunks

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Read", "read_column", "recoded"]

Array: TypeAlias = np.ndarray
Series: TypeAlias = "nw.Series[Any]"
_BAD = 255
_SMALL = 254  # codes that fit a byte, beside the one for what cannot be read
_BYTES = 256
_TRUE, _FALSE, _NULL = range(3)
_FEW_STEPS = 16  # so many comparisons are faster than a look-up


@frozen(eq=False)
class Read:
    """A column read: the code of each row, and what is wrong with some of them.

    Parameters
    ----------
    codes
        The code of each row, that of a null where its cell cannot be read.
    bad
        The rows whose cells cannot be read, in order.
    complaint
        What is wrong with a cell.
    """

    codes: Array
    bad: Array
    complaint: Callable[[object], Problem] = field(repr=False)


def read_column(series: Series, coding: Coding, absent: Series | None = None) -> Read:
    """Return the codes of a column.

    Parameters
    ----------
    series
        The column.
    coding
        The coding of its measure.
    absent
        A column that says where the measure is known to be absent.

    Raises
    ------
    Problem
        If no cell of a column of this kind can be a value of the measure.
    """
    codes = _codes(series, coding)
    bad = _rows_of(_bad(coding), codes)
    if bad.size:
        codes[bad] = coding.null
    if absent is not None:
        bad = _with_absence(series, coding, absent, codes, bad)

    def complaint(cell: object) -> Problem:
        try:
            read_cell(cell, coding)
        except Problem as problem:
            return problem
        return Problem(coding.measure.name, f"{cell} beside a cell that says that it is absent", "empty one of the two")

    return Read(codes, bad, complaint)


def _with_absence(series: Series, coding: Coding, absent: Series, codes: Array, bad: Array) -> Array:
    """Write the code of what is absent where the other column says so, and return all rows that cannot be read."""
    if absent.dtype == nw.Boolean:
        said = _bits(absent) == _TRUE
    elif absent.dtype in (nw.Object, nw.Unknown):
        said = np.array([cell is True for cell in absent.to_list()], dtype=bool)
    elif bool(_nulls(absent).all()):
        return bad
    else:
        raise Problem(absent.name, f"holds {absent.dtype}, not true and false")
    both = said & ~_nulls(series)
    codes[said] = coding.absent
    return np.union1d(bad, np.flatnonzero(both))


def _codes(series: Series, coding: Coding) -> Array:
    dtype = series.dtype
    kind = coding.measure.kind
    if dtype == nw.Boolean and kind is MeasureKind.YES_NO:
        bits, codes = _bits(series), [coding.codes[0], coding.codes[1], coding.null]
        return bits if codes == [_TRUE, _FALSE, _NULL] else _gathered(bits, codes, coding)
    if dtype.is_numeric() and kind is MeasureKind.NUMBER:
        return _numbers(series, coding)
    if dtype in (nw.String, nw.Categorical, nw.Enum) or isinstance(dtype, nw.Enum):
        return _texts(series, coding)
    if dtype in (nw.Object, nw.Unknown):
        return _objects(series, coding)
    if bool(_nulls(series).all()):
        return np.full(len(series), coding.null, dtype=_width(coding))
    wanted = {MeasureKind.YES_NO: "true and false", MeasureKind.NUMBER: "numbers"}.get(kind, "words")
    hint = "an empty cell is unknown; what is true or false is Boolean, not 0 and 1" if wanted[0] == "t" else ""
    raise Problem(str(series.name), f"holds {dtype}, not {wanted}", hint)


def _width(coding: Coding) -> type:
    return np.uint8 if coding.size <= _SMALL else np.int32


def _bad(coding: Coding) -> int:
    return _BAD if coding.size <= _SMALL else -1


def _rows_of(code: int, codes: Array) -> Array:
    extreme = codes.min if code < 0 else codes.max  # most columns have none, which this tells without an array
    return np.flatnonzero(codes == code) if len(codes) and extreme() == code else np.empty(0, dtype=np.int64)


def _gathered(places: Array, codes: list[int], coding: Coding) -> Array:
    """Return the code of each place, -1 among them for what cannot be read; that of the last for what lies behind."""
    known: Array = np.array([_bad(coding) if code < 0 else code for code in codes], dtype=_width(coding))
    return recoded(places, known)


def recoded(places: Array, known: Array) -> Array:
    """Return what is known of each place; of one behind the last, what is known of the last."""
    steps = np.flatnonzero(known[1:] != known[:-1]).tolist()
    if places.dtype != np.uint8 or known.dtype != np.uint8 or len(steps) > _FEW_STEPS:
        return np.take(known, places, mode="clip")
    found = np.empty(len(places), dtype=np.uint8)
    heights = np.diff(known)  # of bytes, which go round: 3 down is 253 up
    for here in chunks(len(places)):
        found[here] = known[0]
        for step in steps:
            passed = (places[here] > step).view(np.uint8)
            found[here] += passed if heights[step] == 1 else passed * heights[step]
    return found


def _bits(series: Series) -> Array:
    """Return for each row whether it is true, false or null, as ``_TRUE``, ``_FALSE`` and ``_NULL``."""
    native = series.to_native()
    if series.implementation.is_pandas():
        if isinstance(native.dtype, np.dtype):
            return (~np.asarray(native.to_numpy())).view(np.uint8)
        return _masked_bits(native)
    bits = (~series).cast(nw.UInt8)
    return _array(bits.fill_null(_NULL) if bits.null_count() else bits).astype(np.uint8)


def _masked_bits(native: pd.Series) -> Array:
    """Return the bits of a nullable column; the public way, which copies, takes many times as long."""
    inner = native.array
    known, missing = getattr(inner, "_data", None), getattr(inner, "_mask", None)
    if not isinstance(known, np.ndarray) or not isinstance(missing, np.ndarray):
        known, missing = native.to_numpy(dtype=bool, na_value=False), native.isna().to_numpy()
    bits = (known <= missing).view(np.uint8)  # whatever stands under a null
    bits += missing.view(np.uint8)
    return bits


def _nulls(series: Series) -> Array:
    found = _array(series.is_null()).astype(bool)
    if series.dtype.is_float():
        found |= np.isnan(_floats(series))
    return found


def _array(series: Series) -> Array:
    return series.to_numpy()


def _floats(series: Series) -> Array:
    """Return the numbers of a column, nulls as not-a-number; whole numbers without nulls as they are."""
    native = series.to_native()
    if series.implementation.is_pandas_like() and not isinstance(native.dtype, np.dtype):
        plain = native.to_numpy(dtype=np.float64, na_value=math.nan)
        return np.asarray(plain)
    if series.dtype.is_integer() and not series.null_count():
        return _array(series)
    if series.dtype not in (nw.Float64, nw.Float32):
        series = series.cast(nw.Float64)
    if series.implementation.is_polars() and series.null_count():
        series = series.fill_null(math.nan)  # in threads of its own
    return _array(series)


# --- numbers --------------------------------------------------------------------------------------------------------


def _numbers(series: Series, coding: Coding) -> Array:
    numbers = _floats(series)
    if numbers.dtype == np.float32:
        numbers = numbers.astype(np.float64)  # as Python reads them
    codes: Array = np.empty(len(numbers), dtype=_width(coding))
    for here in chunks(len(numbers)):
        _number_codes(numbers[here], coding, codes[here])
    return codes


def _number_codes(numbers: Array, coding: Coding, codes: Array) -> None:
    if coding.cells.exact:
        codes.fill(_bad(coding))
        for number, code in coding.numbers.items():
            codes[numbers == number] = code
    else:
        codes.fill(0)
        for cut, above in coding.steps:
            codes += (numbers > cut if above else numbers >= cut).view(np.uint8)
        if not _fit(numbers, coding.measure):
            codes[_misfits(numbers, coding.measure)] = _bad(coding)
    if numbers.dtype.kind == "f":
        unknown = np.isnan(numbers)
        if coding.cells.exact:
            codes[unknown] = coding.null
        else:  # no comparison counted them
            codes += unknown.view(np.uint8) * codes.dtype.type(coding.null)


def _fit(numbers: Array, measure: Measure) -> bool:
    """Tell whether every number is surely one of the measure."""
    least, most = np.fmin.reduce(numbers), np.fmax.reduce(numbers)
    low = -math.inf if measure.low is None else measure.low
    high = math.inf if measure.high is None else measure.high
    if least < low or most > high or np.isinf(least) or np.isinf(most):
        return False
    return not (measure.whole and numbers.dtype.kind == "f")


def _misfits(numbers: Array, measure: Measure) -> Array:
    wrong: Array = np.isinf(numbers)
    if measure.low is not None:
        wrong |= numbers < measure.low
    if measure.high is not None:
        wrong |= numbers > measure.high
    if measure.whole:
        wrong |= (numbers != np.floor(numbers)) & ~np.isnan(numbers)
    return wrong


# --- words ----------------------------------------------------------------------------------------------------------


def _texts(series: Series, coding: Coding) -> Array:
    places, words = _factorized(series, coding)
    return _gathered(places, [*_codes_of(words, coding), coding.null], coding)


def _codes_of(cells: list[str] | list[object], coding: Coding) -> list[int]:
    """Return the code of each cell, -1 for one that cannot be read."""
    return [_code_of(cell, coding) for cell in cells]


def _code_of(cell: object, coding: Coding) -> int:
    if is_null(cell):
        return coding.null
    try:
        value = read_cell(cell, coding)
    except Problem:
        return -1
    if isinstance(value, Known):
        return coding.codes[coding.cells.code(value.value)]
    return coding.absent


def _factorized(series: Series, coding: Coding) -> tuple[Array, list[str]]:
    """Return for each row the place of its word in a list, the place after the last for a null."""
    native = series.to_native()
    if series.implementation.is_polars():
        return _factorized_polars(native, coding)
    if series.implementation.is_pyarrow():
        return _factorized_arrow(native)
    import pandas as pd

    pandas = native if isinstance(native, pd.Series) else series.to_pandas()
    if isinstance(pandas.dtype, pd.CategoricalDtype):
        words = [str(word) for word in pandas.cat.categories]
        places = pandas.cat.codes.to_numpy()
    else:
        places, uniques = pd.factorize(pandas)
        words = [str(word) for word in uniques]
    if places.dtype == np.int8:
        return places.view(np.uint8), words
    return np.where(places < 0, len(words), places), words


def _factorized_polars(native: pl.Series, coding: Coding) -> tuple[Array, list[str]]:
    import polars as pl

    words = list(coding.words)
    if native.dtype not in (pl.String, pl.Enum):
        native = native.cast(pl.String)
    places = native.cast(pl.Enum(words), strict=False) if words else native
    if not words or places.null_count() != native.null_count():
        words = native.unique().drop_nulls().to_list()
        places = native.cast(pl.Enum(words))
    places = places.to_physical()
    if places.dtype == pl.UInt8 and len(words) == _BYTES:
        places = places.cast(pl.UInt16)
    return (places.fill_null(len(words)) if places.null_count() else places).to_numpy(), words


def _factorized_arrow(native: pa.ChunkedArray) -> tuple[Array, list[str]]:
    import pyarrow as pa

    if not pa.types.is_dictionary(native.type):
        native = native.dictionary_encode()
    whole = native.unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    words = [str(word) for word in whole.dictionary.to_pylist()]
    return whole.indices.fill_null(len(words)).to_numpy(zero_copy_only=False), words


def _objects(series: Series, coding: Coding) -> Array:
    """Return the codes of cells of any kind, read one by one; equal ones of one kind are read once."""
    seen: dict[tuple[type, object], int] = {}
    codes: Array = np.empty(len(series), dtype=_width(coding))
    for place, cell in enumerate(series.to_list()):
        if is_null(cell):
            codes[place] = coding.null
            continue
        try:
            code = seen.get((cell.__class__, cell))
        except TypeError:  # a list, say, is no value of any measure
            codes[place] = _bad(coding)
            continue
        if code is None:
            code = seen[cell.__class__, cell] = _code_of(cell, coding)
        codes[place] = _bad(coding) if code < 0 else code
    return codes
