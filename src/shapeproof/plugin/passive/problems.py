"""What passive mode could not judge or read, in lines for the end of a session.

Texts are kept, not exceptions: those would keep all values of their calls alive. A text that comes
with thousands of calls is one line.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping

from shapeproof.exceptions import said
from shapeproof.exchange.users_code import place_at_fault

_MOST = 10
"""How many different problems are shown."""


class Problems:
    """The problems of a session, each with how often it came."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def failed(self, error: BaseException) -> None:
        """Something was not judged because of this exception."""
        self.add(_not_judged(error))

    def add(self, text: str, times: int = 1) -> None:
        """Note a problem."""
        self._times[text] = self._times.get(text, 0) + times

    def add_all(self, times: Mapping[str, int]) -> None:
        """Note the problems of another process."""
        for text, number in times.items():
            self.add(text, number)

    def plain(self) -> dict[str, int]:
        """As a dict that goes to another process."""
        return dict(self._times)

    def lines(self, more: Iterable[str] = ()) -> Iterator[str]:
        """A line for each problem, the first ones if there are many, and then ``more``."""
        for text, number in list(self._times.items())[:_MOST]:
            yield f"{text} ({number:,} times)" if number > 1 else text
        left = len(self._times) - _MOST
        if left > 0:
            yield f"and {left:,} more of this kind"
        yield from more


def _not_judged(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "not judged: a call whose values hold themselves, or are nested too deeply"
    shown = f"{type(error).__name__}: {said(error)}"
    place = place_at_fault(error)
    if place is not None:  # such as a fake whose answer cannot be read
        return f"not judged: {place} raised {shown}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.filename}:{last.lineno}"
    return f"not judged because of a defect in shapeproof: {shown} ({where})"
