"""What could reach a person is left out of whatever is read."""

from __future__ import annotations

import re

__all__ = ["LEFT_OUT", "without_contacts"]

LEFT_OUT = "[left out]"
"""What stands in the place of an address or number."""

_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_TELEPHONE = re.compile(r"\+\d[\d ().-]{7,20}\d", re.ASCII)


def without_contacts(text: str) -> str:
    """Return a text without e-mail addresses and telephone numbers.

    Examples
    --------
    >>> without_contacts("write to someone@example.org or call +1 (555) 010-0000")
    'write to [left out] or call [left out]'
    """
    if "@" not in text and "+" not in text:
        return text
    return _TELEPHONE.sub(LEFT_OUT, _E_MAIL.sub(LEFT_OUT, text))
