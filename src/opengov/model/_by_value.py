"""Equality by value for the nouns, made once: attrs would write and compile it anew for each of them at import."""

from collections.abc import Callable
from operator import attrgetter

import attrs

from opengov.model._noun import Noun

__all__ = ["ByValue"]


class ByValue(Noun):
    """Base of nouns that are equal when they are of one class and their fields are equal.

    Fields declared with ``eq=False`` do not count. Classes are declared with ``frozen(..., eq=False, slots=False)``:
    for slots attrs makes every class a second time, which is felt at import.

    Examples
    --------
    >>> @attrs.frozen(kw_only=True, repr=False, eq=False, slots=False)
    ... class Point(ByValue):
    ...     x: int
    ...     label: str = attrs.field(default="", eq=False)
    >>> Point(x=1, label="a") == Point(x=1, label="b"), Point(x=1) == Point(x=2)
    (True, False)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = _VALUES[type(self)]
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash((type(self), _VALUES[type(self)](self)))


class _Values(dict[type[Noun], Callable[[Noun], object]]):
    """What takes from a noun of each class the values that count, worked out when it is first needed."""

    def __missing__(self, cls: type[Noun]) -> Callable[[Noun], object]:
        fields = attrs.fields(cls)
        return self.setdefault(cls, attrgetter(*(field.name for field in fields if field.eq)))


_VALUES = _Values()
