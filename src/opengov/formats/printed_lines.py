"""Lines as IRM reports print them, read into codings: whatever the wording and whichever way round it is put."""

from __future__ import annotations

import re
from typing import Final

from opengov.errors import Problem
from opengov.model.assessments import Coding
from opengov.model.values import Known

__all__ = ["read_printed"]

_LONGEST: Final = 500
_LEVELS: Final = {
    "no consultation": "no_consultation",
    "inform": "inform",
    "information": "inform",
    "consult": "consult",
    "consultation": "consult",
    "involve": "involve",
    "involvement": "involve",
    "collaborate": "collaborate",
    "collaboration": "collaborate",
    "empower": "empower",
    "empowerment": "empower",
}
_OPENED: Final = {
    "worsened": "worsened",
    "worsens": "worsened",
    "did not change": "did_not_change",
    "marginal": "marginal",
    "major": "major",
    "significant": "major",
    "outstanding": "outstanding",
    "exceptional": "outstanding",
}
_DENIED: Final = re.compile(r"\b(?:not|never|didn't)\b.{0,20}\bact(?:ed|ing)?\b", re.IGNORECASE)
_NEVER_CONTRARY: Final = re.compile(r"\bdid not act contrary to\b", re.IGNORECASE)
_CONTRARY: Final = re.compile(r"\bact(?:ed|ing) contrary to\b", re.IGNORECASE)
_ACCORDING: Final = re.compile(r"\bacted (?:according to|in accordance with)\b", re.IGNORECASE)
_COMPLIANCE: Final = re.compile(r"\bcompliance with ogp minimum requirements\b", re.IGNORECASE)
_LEVEL: Final = re.compile(r"\blevel of public (?:influence|participation|input)\b|^level\b", re.IGNORECASE)
_DIOG: Final = re.compile(r"^(.*?)\s+diog\*?\s*$|\bdid it open government\b|^diog\b", re.IGNORECASE)
_YES_OR_NO: Final = re.compile(r"[:?]\s*(yes|no)\s*(\*?)\s*\.?\s*$", re.IGNORECASE)


def read_printed(line: str) -> Coding:
    """Return the coding that a line of an IRM report stands for.

    Reports say that a government acted contrary to process, or that it acted according to it; the polarity is read
    from the line, since no layout implies it. A line that names the minimum requirements and then says one of the
    two is about the process; alone it is about the minimum requirements, which is not the same statement.

    Parameters
    ----------
    line
        The line with its label and its value, such as ``Acted contrary to OGP process: No*``.

    Returns
    -------
    Coding
        Of ``acted_contrary``, ``minimum_requirements_met``, ``level_of_public_influence`` or
        ``did_it_open_government``, with the value as printed beside it; a star that the value carries stays there.

    Raises
    ------
    Problem
        If it is none of these, or has no value that can be read.

    Examples
    --------
    >>> read_printed("Acted according to OGP process: Yes")
    Coding(variable='acted_contrary', value=Known(value=False), text='Yes')
    >>> read_printed("Level of public influence: Collaboration").value
    Known(value='collaborate')
    """
    if len(line) > _LONGEST:
        raise Problem("line", f"has {len(line)} characters, which no line of a report has", "give one line")
    text = " ".join(line.split())
    if _NEVER_CONTRARY.search(text) and _YES_OR_NO.search(text) is None:
        return Coding(variable="acted_contrary", value=Known(False), text=text)  # noqa: FBT003
    if _DENIED.search(text):
        raise Problem("line", f'"{text[:60]}" denies what it asks', "leave out the denial, or the yes or no")
    for pattern, variable, turned in (
        (_ACCORDING, "acted_contrary", True),
        (_CONTRARY, "acted_contrary", False),
        (_COMPLIANCE, "minimum_requirements_met", False),
    ):
        if pattern.search(text):
            return _yes_or_no(text, variable, turned=turned)
    if _LEVEL.search(text):
        return _word(text, "level_of_public_influence", _LEVELS)
    if _DIOG.search(text):
        return _word(re.sub(r"\s+diog\*?\s*$", "", text, flags=re.IGNORECASE), "did_it_open_government", _OPENED)
    raise Problem(
        "line", f'"{text[:60]}" is no line that can be read', "it says whether the process was kept, or a level"
    )


def _yes_or_no(text: str, variable: str, *, turned: bool) -> Coding:
    found = _YES_OR_NO.search(text)
    if found is None:
        raise Problem("line", f'"{text[:60]}" says neither yes nor no', 'end it with ": Yes" or ": No"')
    said = found[1].casefold() == "yes"
    return Coding(variable=variable, value=Known(said is not turned), text=found[1] + found[2])


def _word(text: str, variable: str, words: dict[str, str]) -> Coding:
    said = text.rsplit(":", 1)[-1].strip().rstrip("*.")
    if said.casefold() not in words:
        raise Problem("line", f'"{said[:40]}" is not a value that reports print', f"one of {', '.join(words)}")
    return Coding(variable=variable, value=Known(words[said.casefold()]), text=said)
