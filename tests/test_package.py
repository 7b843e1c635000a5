"""The package: what it ships, what importing it costs, and that its papers agree."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata, resources
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder
from markdown_it import MarkdownIt

import opengov

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "opengov"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def loaded_by(statement: str) -> set[str]:
    """Return the modules that a statement loads in a new interpreter."""
    program = (
        f"import json, sys; before = set(sys.modules); {statement}; print(json.dumps([*{{*sys.modules}} - before]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)  # noqa: S603
    return set(json.loads(done.stdout))


def test_import_is_light() -> None:
    """Importing opengov loads nothing but the front door and the standard library."""
    packages = {module.partition(".")[0] for module in loaded_by("import opengov")}
    assert packages - sys.stdlib_module_names == {"opengov"}


@pytest.mark.parametrize(
    "module",
    [
        "opengov.errors",
        "opengov.model",
        "opengov.codec",
        "opengov.reference",
        "opengov.rules",
        "opengov.formats",
        "opengov.timeline",
        "opengov.formats.irm",
    ],
)
def test_core_rooms_are_light(module: str) -> None:
    """No room of the core loads a library that only some users need."""
    packages = {name.partition(".")[0] for name in loaded_by(f"import {module}")}
    heavy = {
        "cyclopts",
        "hypothesis",
        "narwhals",
        "networkx",
        "numpy",
        "pycountry",
        "pytest",
        "python_calamine",
        "rich",
    }
    assert packages & heavy == set()


def test_front_door_opens() -> None:
    """Every name at the front door can be taken, and is listed."""
    assert {name for name in opengov.__all__ if not hasattr(opengov, name)} == set()
    assert set(opengov.__all__) - set(dir(opengov)) == set()


def test_front_door_refuses_other_names() -> None:
    """A name that is not at the front door is an AttributeError that says it."""
    name = "no_such_name"
    with pytest.raises(AttributeError, match=name):
        getattr(opengov, name)


def test_versions_agree() -> None:
    """The installed distribution, the citation file and the newest entry of the changelog name this version."""
    cited = re.search(r'^version: "(.+)"$', (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    logged = re.search(r"^## \[(\d.*?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert logged is not None
    found = (metadata.version("opengov-partnership"), cited[1], logged[1])
    assert found == (opengov.__version__,) * 3


def test_types_ship() -> None:
    """The package is marked as typed."""
    assert resources.files("opengov").joinpath("py.typed").is_file()


def test_wheel_ships_everything(tmp_path: Path) -> None:
    """A wheel holds every file of the package (rulebooks and reference data too), and only the package."""
    wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    with ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    written = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert shipped == {path.relative_to(PACKAGE.parent).as_posix() for path in written}


def test_plugin_is_opt_in() -> None:
    """Installing opengov changes nobody's pytest run: the plugin is loaded only where it is asked for."""
    ours = metadata.distribution("opengov-partnership").entry_points
    assert {(entry.group, entry.name, entry.value) for entry in ours} == {
        ("console_scripts", "opengov", "opengov.__main__:main")
    }


def test_dev_has_every_extra() -> None:
    """The extra of developers brings all other extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    others = ",".join(sorted(extras.keys() - {"dev"}))
    assert f"{project['name']}[{others}]" in extras["dev"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_code_blocks_run(page: Path) -> None:
    """Every fenced block of a page is of a language that conftest.py runs, or plain text."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    languages = {_language(token.info) for token in tokens if token.type == "fence"}
    # .ci/run runs the README's block of shell commands
    runs = {"python", "console", "toml", "json", "text"} | ({"bash"} if page.name == "README.md" else set())
    assert languages - runs - {"directive"} == set()


def _language(info: str) -> str:
    directive, _, argument = info.strip().partition(" ")
    if directive in {"{code}", "{code-block}", "{code-cell}", "{sourcecode}"}:
        return argument.strip()
    return "directive" if directive.startswith("{") else info.strip()


def test_the_command_line_says_what_it_needs() -> None:
    """Without its extra, the program says which to install, and nothing else; with it, it runs as a module too."""
    missing = "import sys; sys.modules['cyclopts'] = None; from opengov.__main__ import main; main()"
    bare = subprocess.run([sys.executable, "-c", missing], capture_output=True, check=False, text=True)  # noqa: S603
    whole = subprocess.run([sys.executable, "-m", "opengov", "--version"], capture_output=True, check=False, text=True)
    assert (bare.returncode, bare.stderr) == (
        1,
        'the command line needs cyclopts: pip install "opengov-partnership[cli]"\n',
    )
    assert (whole.returncode, whole.stdout.strip()) == (0, opengov.__version__)
