"""Classes of the model are built when they are first used: nobody can tell, but that loading a case is quick."""

import pickle  # noqa: TID251 -- users may pickle objects, so that must work
import subprocess
import sys

from opengov.model.milestones import Milestone
from opengov.model.values import Absent, Between, Span


def printed_by(program: str) -> list[str]:
    """Return what a program prints in a new interpreter, where no class has been used yet."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.split()  # noqa: S603


def test_loading_leaves_what_it_does_not_use() -> None:
    """A case without plans does not wait for the classes of plans to be built."""
    program = (
        "import attrs, opengov; from opengov.model.plans import ActionPlan; "
        """opengov.loads('opengov = 1\\nid = "a"\\ntitle = "A"\\n', format="toml"); """
        "print('__attrs_attrs__' in vars(opengov.Case), '__attrs_attrs__' in vars(ActionPlan), attrs.has(ActionPlan))"
    )
    assert printed_by(program) == ["True", "False", "True"]


def test_fields_are_there_from_the_start() -> None:
    """The fields of a class can be asked for before there is any object of it."""
    program = (
        "import attrs; from opengov.model.milestones import MilestoneLink; "
        "print(*(field.name for field in attrs.fields(MilestoneLink)))"
    )
    assert printed_by(program) == ["milestone", "kind", "lag_days", "working_days", "proposed"]


def test_signature_is_there_from_the_start() -> None:
    """How objects are made can be asked for before there is any."""
    program = (
        "import inspect; from opengov.model.milestones import MilestoneLink; "
        "print(*inspect.signature(MilestoneLink).parameters)"
    )
    assert printed_by(program) == ["milestone", "kind", "lag_days", "working_days", "proposed"]


def test_unpickled_objects_are_frozen_and_equal() -> None:
    """An object from a pickle is like any other, also where it is the first of its class."""
    kept = pickle.dumps(Milestone(id="a", title="A"))
    program = (
        f"import pickle; first = pickle.loads({kept!r})\n"
        "try:\n    first.title = 'B'\nexcept AttributeError as error:\n    print(type(error).__name__)\n"
        "print(first == type(first)(id='a', title='A'))"
    )
    assert printed_by(program) == ["FrozenInstanceError", "True"]


def test_unpickled_values_can_be_matched() -> None:
    """A pattern takes an object from a pickle apart, also where it is the first of its class."""
    kept = pickle.dumps((Between(1, 2), Absent("never"), Span(3)))
    program = (
        f"import pickle; first = pickle.loads({kept!r})\n"
        "from opengov.model.values import Absent, Between, Span\n"
        "match first:\n    case (Between(low, high), Absent(kind), Span(months, days)):\n"
        "        print(low, high, kind, months, days)\n"
    )
    assert printed_by(program) == ["1", "2", "never", "3", "0"]


def test_a_subclass_may_come_first() -> None:
    """Who derives a class from one that waits can use it, and ask for its fields."""
    program = (
        "import attrs; from opengov.model.values import Absent, Between\n"
        "class Mine(Absent):\n    pass\n"
        "print(Mine('never').kind, *(field.name for field in attrs.fields(type('Yours', (Between,), {}))))"
    )
    assert printed_by(program) == ["never", "low", "high"]


def test_help_is_there_from_the_start() -> None:
    """Python's own help describes a class that waits, and the bases that never are built."""
    program = (
        "import pydoc; from opengov.model._by_value import ByValue; from opengov.model.values import Absent\n"
        "print('known' in pydoc.render_doc(Absent).lower(), hasattr(ByValue, '__match_args__'), "
        "hasattr(ByValue, '__attrs_attrs__'))"
    )
    assert printed_by(program) == ["True", "False", "False"]


def test_threads_may_use_a_class_first_together() -> None:
    """Threads that make the first objects of a class at the same time all get good ones."""
    program = """
import sys, threading
from opengov.model.plans import ActionPlan
from opengov.model.milestones import Milestone
sys.setswitchinterval(1e-6)
start = threading.Barrier(8)
made = []
def make(number):
    start.wait()
    made.append(ActionPlan(id=f"p{number}", member="PAK", drafting=(Milestone(id="a", title="A"),)).member)
threads = [threading.Thread(target=make, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*made)
"""
    assert printed_by(program) == ["PAK"] * 8
