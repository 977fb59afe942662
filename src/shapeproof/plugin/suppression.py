"""While the suite runs, the calls of a client under test are not the user's own.

They are wrong on purpose, and so are the replies: whoever listens to the calls of this process has
to leave them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_suppressions: list[None] = []


@contextmanager
def suppressed() -> Iterator[None]:
    """Within, calls made by any thread of this process belong to the suite."""
    _suppressions.append(None)
    try:
        yield
    finally:
        _suppressions.pop()


def is_suppressed() -> bool:
    """Whether the suite is at work."""
    return bool(_suppressions)
