"""Vocabularies that change with time (terms and their schemes), and the clusters of commitments."""

from collections.abc import Sequence

from attrs import field

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._noun import noun
from opengov.model.sources import Confidence

__all__ = ["Cluster", "Scheme", "Term"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Term(ByValue):
    """A word of an open, versioned vocabulary: a policy area, an OGP value, a kind of meeting.

    Two terms are equal when scheme and code are; the label is for readers.

    Parameters
    ----------
    scheme
        Id of the vocabulary.
    code
        The term's short name in it.
    label
        How it is printed; ``None`` where the scheme says it.

    Examples
    --------
    >>> area = Term(scheme="ogp-clusters-2014", code="fiscal-transparency", label="Fiscal Transparency")
    >>> str(area)
    'Fiscal Transparency'
    >>> area == Term(scheme="ogp-clusters-2014", code="fiscal-transparency")
    True
    """

    scheme: str
    code: str
    label: str | None = field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.scheme, "scheme"), bad_id(self.code, "code"))

    def __str__(self) -> str:
        return self.label or self.code


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Scheme(ByValue):
    """A vocabulary: its terms, in their order.

    Parameters
    ----------
    id
        Short name by which terms cite it.
    title
        Its name for a reader.
    version
        Year or edition, where it has one.
    terms
        The terms, each naming this scheme.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Scheme(id="sides", title="Sides", terms=(Term(scheme="sides", code="a"),)).codes()
    ('a',)
    """

    id: str
    title: str
    version: str | None = None
    terms: tuple[Term, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id), _stray_terms(self.id, self.terms))

    def codes(self) -> tuple[str, ...]:
        """Return the codes of its terms, in order."""
        return tuple(term.code for term in self.terms)


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Cluster(ByValue):
    """Commitments that belong together, by the result that they intend.

    Parameters
    ----------
    id
        Short name, unique in its case.
    term
        The cluster's name in a vocabulary, such as the seven clusters of 2014.
    intends
        The result that its commitments intend, in a sentence.
    commitments
        Ids of commitments.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Cluster(
    ...     id="fiscal",
    ...     term=Term(scheme="ogp-clusters-2014", code="fiscal-transparency"),
    ...     intends="citizens can follow the money",
    ... ).intends
    'citizens can follow the money'
    """

    id: str
    term: Term
    intends: str | None = None
    commitments: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


def _stray_terms(scheme: str, terms: tuple[Term, ...]) -> Sequence[Problem]:
    seen: set[str] = set()
    problems = []
    for place, term in enumerate(terms):
        if term.scheme != scheme:
            problems.append(Problem(f"terms[{place}].scheme", f'"{term.scheme}" is another scheme', f"write {scheme}"))
        if term.code in seen:
            problems.append(Problem(f"terms[{place}].code", f'"{term.code}" is there twice', "remove one"))
        seen.add(term.code)
    return problems
