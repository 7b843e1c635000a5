"""The commands on rulebooks: list, show, diff."""

from __future__ import annotations

from opengov.cli.arguments import ASSESSED, OUT, BookName, book_of, rules
from opengov.model.differences import diff
from opengov.report.terminal import print_book, print_books, print_difference
from opengov.rules.shelf import shelf

__all__ = ["compare", "list_rules", "show"]


@rules.command(name="list")
def list_rules() -> int:
    """List the rulebooks that ship with the library."""
    print_books(OUT, shelf())
    return ASSESSED


@rules.command
def show(book: BookName, /) -> int:
    """Print a rulebook: every rule with its confidence and sources."""
    print_book(OUT, book_of(book))
    return ASSESSED


@rules.command(name="diff")
def compare(before: BookName, after: BookName, /) -> int:
    """Print what one rulebook says differently from another."""
    print_difference(OUT, diff(book_of(before), book_of(after)))
    return ASSESSED
