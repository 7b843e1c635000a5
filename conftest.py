"""Runs every code block of the README and of docs/ as a test, and sets up Hypothesis.

A page is a story: its blocks share their names and a folder, where they are, and which has the coded extracts of OGP's
exports and nothing else. What a block does is its language:

``python``
    runs; with ``>>>``, as a doctest.
``console``
    lines that begin with ``$ opengov`` run, and must print what stands below them (``...`` for anything).
``toml``, ``json``
    must be well-formed; with a caption that is a file name, they are that file for the blocks below.
"""

import contextlib
import doctest
import gzip
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from hypothesis import settings
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

pytest_plugins = ["opengov.testing.plugin"]  # for its option --rule-coverage

FOLDER = "_folder_of_the_page"
SCRIPTS = Path(sys.executable).parent
EXTRACTS = Path(__file__).parent / "tests" / "data" / "irm"

# Sphinx loads these with its own path; they are no tests.
collect_ignore_glob = ["docs/*.py", "docs/_ext/*", "docs/_build/*"]

# A slow machine is no failure: speed is measured in benchmarks/.
settings.register_profile("opengov", settings(), deadline=None)
settings.load_profile("opengov")


def run_console(example: Example) -> str | None:
    """Run the commands of a console block; return what is wrong with them, if anything."""
    before, *parts = re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)
    if before.strip() or not parts:
        return "a console block begins with a line `$ opengov ...`"
    return next(filter(None, map(_difference, parts)), None)


def _difference(part: str) -> str | None:
    command, _, wanted = part.partition("\n")
    program, *arguments = shlex.split(command)
    if program != "opengov":
        return f"a console block runs opengov, not {program}"
    done = subprocess.run(  # noqa: S603 -- the commands are those of our own pages
        [SCRIPTS / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1", "TERM": "dumb"},
        timeout=60,
        check=False,
    )
    if done.returncode not in {0, 1}:  # 1 says that the input has problems, which a page may show
        return f"$ {command}\nended with exit status {done.returncode}:\n{done.stdout}"
    checker = doctest.OutputChecker()
    wanted, printed = _trimmed(wanted), _trimmed(done.stdout)
    if checker.check_output(wanted, printed, doctest.ELLIPSIS):
        return None
    return f"$ {command}\n" + checker.output_difference(doctest.Example(command, wanted), printed, doctest.REPORT_NDIFF)


def _trimmed(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in text.strip("\n").splitlines())


def read_toml(example: Example) -> None:
    """Read a TOML block, and keep it as the file that its caption names."""
    tomllib.loads(example.parsed)
    _keep(example)


def read_json(example: Example) -> None:
    """Read a JSON block, and keep it as the file that its caption names."""
    json.loads(example.parsed)
    _keep(example)


def _keep(example: Example) -> None:
    caption = example.region.lexemes.get("options", {}).get("caption", "").strip()
    if re.fullmatch(r"[\w.-]+\.(toml|json)", caption):
        Path(caption).write_text(example.parsed, encoding="utf-8")


def enter_folder(namespace: dict[str, object]) -> None:
    """Go to a folder of its own for the blocks of one page."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(stack.enter_context(tempfile.TemporaryDirectory())))
        for extract in EXTRACTS.glob("*.csv.gz"):
            Path(extract.stem).write_bytes(gzip.decompress(extract.read_bytes()))
        namespace[FOLDER] = stack.pop_all()


def leave_folder(namespace: dict[str, object]) -> None:
    """Go back, and remove the folder of the page."""
    folder = namespace[FOLDER]
    if isinstance(folder, contextlib.ExitStack):
        folder.close()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        CodeBlockParser("console", run_console),
        CodeBlockParser("toml", read_toml),
        CodeBlockParser("json", read_json),
    ],
    pattern="*.md",
    setup=enter_folder,
    teardown=leave_folder,
).pytest()
