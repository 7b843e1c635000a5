"""What could reach a person is left out of whatever is read."""

from __future__ import annotations

import re

__all__ = ["LEFT_OUT", "has_contacts", "without_contacts"]

LEFT_OUT = "[left out]"
"""What stands in the place of an address or number."""

_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_TELEPHONE = re.compile(
    r"\+\d[\d ().-]{7,20}\d"
    r"|(?<![\w.,/-])00 ?[1-9][\d ().-]{6,20}\d"
    r"|\b(?:tel|telephone|phone|mobile|fax|call)\b[.:]?[ :]{0,3}\(?\d[\d ().-]{4,20}\d",
    re.ASCII | re.IGNORECASE,
)


def has_contacts(text: str) -> bool:
    """Tell whether an e-mail address or a telephone number stands in a text.

    Examples
    --------
    >>> has_contacts("someone@example.org"), has_contacts("C++ and @ home")
    (True, False)
    """
    return ("@" in text and _E_MAIL.search(text) is not None) or _TELEPHONE.search(text) is not None


def without_contacts(text: str) -> str:
    """Return a text without e-mail addresses and telephone numbers.

    Examples
    --------
    >>> without_contacts("write to someone@example.org or call +1 (555) 010-0000")
    'write to [left out] or call [left out]'
    >>> without_contacts("0041 44 000 00 00; Tel.: 044 000 00 00; in 2008-2010 for 1 000 000 people, call 2016")
    '[left out]; [left out]; in 2008-2010 for 1 000 000 people, call 2016'
    """
    return _TELEPHONE.sub(LEFT_OUT, _E_MAIL.sub(LEFT_OUT, text))
