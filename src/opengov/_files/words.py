"""Words that may quote an input, made safe to print."""

from __future__ import annotations

__all__ = ["clean", "spelled_out"]

_LONGEST = 500


def clean(message: str) -> str:
    """Return a message that may quote its input, cut and safe to print."""
    return spelled_out(message[:_LONGEST])


def spelled_out(text: str) -> str:
    """Return text with its control characters spelled out."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
