"""Case files: a case in TOML or JSON, and many cases in JSON Lines.

A case file is the plain data of a :class:`~opengov.model.cases.Case` with one key more: ``opengov = 1``, the version of
the format. Nothing that is named in a file is ever opened, fetched or run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from opengov._files.syntax import Bounds, Syntax, parse
from opengov._files.text import StrPath, read_lines, read_text, replace_file
from opengov.codec import LONGEST_NUMBER, found, shown, structure, unstructure
from opengov.errors import InvalidCase, Problem
from opengov.formats._references import reference_problems
from opengov.model.cases import Case

__all__ = ["LARGEST", "VERSION", "VERSION_KEY", "Syntax", "dump", "dump_cases", "dumps", "iter_cases", "load", "loads"]

VERSION = 1
"""Version of the format that is written, and the only one that is read."""

VERSION_KEY = "opengov"
"""The key of a case file that holds the version of its format."""

LARGEST: Mapping[Syntax, int] = {"toml": 4 * 2**20, "json": 16 * 2**20}
"""Bytes of a file, or of one line of a file of many cases, that are read unless more are allowed.

TOML is for people, and its parser takes seconds and hundreds of megabytes for the worst four that there can be.
"""

_ENDINGS: dict[str, Syntax] = {".toml": "toml", ".json": "json"}
_MANY = (".jsonl", ".ndjson")
_BOUNDS = Bounds("case", digits=LONGEST_NUMBER)
_MORE = "allow more with largest=..."


def load(path: StrPath, *, format: Syntax | None = None, largest: int | None = None) -> Case:  # noqa: A002
    """Return the case that a file holds.

    Parameters
    ----------
    path
        A TOML or JSON file in UTF-8.
    format
        ``"toml"`` or ``"json"``; by default what the ending of the name says.
    largest
        Bytes that the file may have; by default :data:`LARGEST` of its format.

    Returns
    -------
    Case
        The case, checked as a whole.

    Raises
    ------
    InvalidCase
        With every problem of the file, each at its path, or at its line and column where the file cannot be parsed.
    OSError
        If the file cannot be opened.

    See Also
    --------
    iter_cases : for a file of many cases.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     dump(Case(id="tiny", title="A tiny case"), f"{folder}/tiny.toml")
    ...     load(f"{folder}/tiny.toml")
    Case(id='tiny', title='A tiny case')
    """
    file = os.fspath(path)
    try:
        syntax = _syntax(file, format)
        text = read_text(file, LARGEST[syntax] if largest is None else largest, _MORE)
        return _case(parse(text, syntax, _BOUNDS), file)
    except Problem as problem:
        raise _invalid(file, problem) from None


def loads(text: str, format: Syntax = "toml") -> Case:  # noqa: A002
    r"""Return the case that a text holds.

    Parameters
    ----------
    text
        The text of a case file.
    format
        ``"toml"`` or ``"json"``.

    Returns
    -------
    Case
        The case, checked as a whole.

    Raises
    ------
    InvalidCase
        With every problem of the text.

    Examples
    --------
    >>> loads('opengov = 1\nid = "tiny"\ntitle = "A tiny case"')
    Case(id='tiny', title='A tiny case')
    """
    try:
        return _case(parse(text, _known(format), _BOUNDS), "the text")
    except Problem as problem:
        raise _invalid("the text", problem) from None


def dump(case: Case, path: StrPath, *, format: Syntax | None = None) -> None:  # noqa: A002
    """Write a case to a file, which is replaced as a whole or stays as it was.

    Parameters
    ----------
    case
        The case.
    path
        The file.
    format
        ``"toml"`` or ``"json"``; by default what the ending of the name says.

    Raises
    ------
    InvalidCase
        If a value of the case is one that no file can hold, such as a number that is not finite.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     dump(Case(id="tiny", title="A tiny case"), f"{folder}/tiny.json")
    ...     load(f"{folder}/tiny.json").title
    'A tiny case'
    """
    file = os.fspath(path)
    try:
        syntax = _syntax(file, format)
    except Problem as problem:
        raise InvalidCase(f"{file} cannot be written", [problem]) from None
    replace_file(file, [dumps(case, syntax)])


def dumps(case: Case, format: Syntax = "toml") -> str:  # noqa: A002
    """Return the text of a case file; reading it gives an equal case.

    Parameters
    ----------
    case
        The case.
    format
        ``"toml"`` or ``"json"``.

    Returns
    -------
    str
        The text, with a line end at its end.

    Raises
    ------
    InvalidCase
        If a value of the case is one that no file can hold, such as a number that is not finite.

    Examples
    --------
    >>> print(dumps(Case(id="tiny", title="A tiny case")))
    opengov = 1
    id = "tiny"
    title = "A tiny case"
    <BLANKLINE>
    """
    try:
        return _toml(_plain(case)) if _known(format) == "toml" else _json(_plain(case), indent=2)
    except Problem as problem:
        raise InvalidCase("the case cannot be written", [problem]) from None


def iter_cases(path: StrPath, *, largest: int | None = None) -> Iterator[Case | InvalidCase]:
    """Yield the cases of a JSON Lines file one by one, and in the place of each bad one its error.

    A line that cannot be read is not raised but yielded, as an :class:`~opengov.errors.InvalidCase` that names the
    line, so that one bad line does not hide the others. Empty lines are passed over. The file is read as it is needed
    and closed at its end.

    Parameters
    ----------
    path
        A file with one case in JSON on each line, in UTF-8.
    largest
        Bytes that one line may have; by default :data:`LARGEST` of JSON.

    Yields
    ------
    Case or InvalidCase
        One for each line that is not empty.

    Raises
    ------
    OSError
        If the file cannot be opened.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     dump_cases([Case(id="one", title="One"), Case(id="two", title="Two")], f"{folder}/two.jsonl")
    ...     [case.id for case in iter_cases(f"{folder}/two.jsonl") if isinstance(case, Case)]
    ['one', 'two']
    """
    file = os.fspath(path)
    for number, line in read_lines(file, LARGEST["json"] if largest is None else largest, _MORE):
        if isinstance(line, Problem) or line.strip():
            yield _case_of_line(line, number, f"{file}, line {number},")


def dump_cases(cases: Iterable[Case], path: StrPath) -> None:
    """Write cases to a JSON Lines file one by one; the file is replaced as a whole or stays as it was.

    Parameters
    ----------
    cases
        The cases, taken one at a time.
    path
        The file.

    Raises
    ------
    InvalidCase
        If a value of a case is one that no file can hold.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     dump_cases([Case(id="one", title="One")], f"{folder}/one.jsonl")
    ...     len(list(iter_cases(f"{folder}/one.jsonl")))
    1
    """
    replace_file(path, map(_line, cases))


def _case(data: object, what: str) -> Case:
    problems = _version_problems(data.pop(VERSION_KEY, None)) if isinstance(data, dict) else []
    try:
        case = structure(data, Case, what=f"{what} is not a valid case")
    except InvalidCase as error:
        raise InvalidCase(error.message, [*problems, *error.problems]) from None
    problems += reference_problems(case)
    if problems:
        raise _invalid(what, *problems)
    return case


def _case_of_line(line: str | Problem, number: int, what: str) -> Case | InvalidCase:
    try:
        if isinstance(line, Problem):
            raise line
        return _case(parse(line.rstrip(), "json", _BOUNDS), what)
    except Problem as problem:
        if problem.path:
            return _invalid(what, problem)
        return _invalid(what, Problem("", problem.message, problem.hint, number, problem.column or 1))
    except InvalidCase as error:
        return error


def _version_problems(version: object) -> list[Problem]:
    if version is None:
        return [
            Problem(VERSION_KEY, "the key is missing", f"write {VERSION_KEY} = {VERSION}, the version of the format")
        ]
    if type(version) is not int or version != VERSION:
        # another version may have other keys: its problems would not be those of the file
        hint = f"this library reads version {VERSION}; a newer one may read more"
        raise Problem(VERSION_KEY, f"{found(version)} is not a known version of the format", hint)
    return []


def _plain(case: Case) -> dict[str, object]:
    return {VERSION_KEY: VERSION, **unstructure(case)}


def _toml(data: dict[str, object]) -> str:
    import tomli_w  # only writing needs it

    return _writable(tomli_w.dumps(data))


def _json(data: dict[str, object], indent: int | None = None) -> str:
    import json

    separators = (",", ": " if indent else ":")
    return _writable(json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators) + "\n")


def _line(case: Case) -> str:
    try:
        return _json(_plain(case))
    except Problem as problem:
        raise InvalidCase(f"the case {case.id} cannot be written", [problem]) from None


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        part = shown(text[max(0, error.start - 20) : error.start + 20])
        raise Problem("", f"{part} has half a character in it", "no file in UTF-8 can hold it") from None
    return text


def _syntax(file: str, asked: Syntax | None) -> Syntax:
    if asked is not None:
        return _known(asked)
    ending = os.path.splitext(file)[1].lower()
    if ending in _MANY:
        raise Problem("", f"the ending {ending} is of files with many cases", "use iter_cases() and dump_cases()")
    if ending not in _ENDINGS:
        raise Problem(
            "", "the ending of the name does not say the format", 'end it in .toml or .json, or say format="toml"'
        )
    return _ENDINGS[ending]


def _known(asked: Syntax) -> Syntax:
    if asked not in _ENDINGS.values():
        raise Problem("", f"{found(asked)} is not a format of case files", "write toml or json")
    return asked


def _invalid(what: str, *problems: Problem) -> InvalidCase:
    return InvalidCase(f"{what} is not a valid case", problems)
