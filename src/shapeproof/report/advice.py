"""What to try where operations could not be reached, by the reasons that reports give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_URL = "the right URL: its host, port and path are those of this service's API"
_ANYTHING = (
    _URL,
    "--seeds FILE with requests that the target is known to accept",
    "--strategies DIR with realistic values",
)
_ADVICE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), advice)
    for pattern, advice in (
        (
            r"signature|credential|authenticat|clienttoken|accessdenied|forbidden|\b40[13]\b",
            ("--credentials KEY:SECRET, if the target verifies signatures",),
        ),
        (
            r"not answered|timeout|timed out",
            ("look whether the target answers at all: requests timed out",),
        ),
        (r"\b5(?!01)\d\d\b", ("the log of the target: it fails on every request", _URL)),
        (
            r"unknownoperation|invalidaction|unknown action|does not have|notimplemented|\b501\b",
            (_URL, "--protocol NAME, if the service speaks several"),
        ),
        (r"\b40[45]\b|html", (_URL, "--protocol NAME, if the service speaks several")),
        (r"\b4\d\d\b|set-up|nothing makes", _ANYTHING[1:]),
    )
)
"""Patterns of reasons, and what helps; the first that fits counts."""


def advice(reasons: Iterable[str]) -> tuple[str, ...]:
    """What to try, by the most frequent reason."""
    counted = Counter(filter(None, reasons)).most_common(1)
    if not counted:
        return _ANYTHING
    fitting = (each for pattern, each in _ADVICE if pattern.search(counted[0][0]))
    return next(fitting, _ANYTHING)
