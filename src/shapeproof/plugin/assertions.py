"""Findings in the assertions of users' tests: one line each, not their whole exchange."""

from __future__ import annotations

from shapeproof.exchange.finding_lists import are_findings, counted, finding_lines, last_shown

_PYTESTS_LINES, _PYTESTS_CHARACTERS = 7, 560
"""pytest cuts a comparison that is longer."""
_long: list[tuple[str, list[str]]] = []
"""The title and the lines of the last comparison that was too long."""


def compared(left: object, right: object) -> list[str] | None:
    """What pytest says of ``left == right`` if one of them holds findings, or None."""
    if not (isinstance(left, (list, tuple)) and isinstance(right, (list, tuple))):
        return None
    if not (are_findings(left) or are_findings(right)):
        return None
    found, other = (left, right) if are_findings(left) else (right, left)
    expected = f"{len(other):,} expected" if other else "none expected"
    title, lines = f"{counted(found)}, {expected}", [*finding_lines(found)]
    if are_findings(other):
        lines += ["expected:", *finding_lines(other)]
    if len(lines) < _PYTESTS_LINES and sum(map(len, lines)) < _PYTESTS_CHARACTERS:
        return [title, *lines]
    _long[:] = [(title, lines)]
    return [title]


def explain(error: AssertionError) -> None:
    """Add lines to the message of an assertion that fails as there are findings."""
    message = str(error.args[0]) if error.args else ""
    lines = _missing_lines(message)
    if lines:
        error.args = ("\n".join((message, *lines)), *error.args[1:])


def _missing_lines(message: str) -> list[str]:
    kept, _long[:] = [*_long], []
    for title, lines in kept:
        if title in message:
            return lines
    found = last_shown()
    is_shown = found is not None and f"[{counted(found)}: " in message
    return [*finding_lines(found)] if found and is_shown else []
