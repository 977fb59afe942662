"""Crashes of clients that are called in-process, in words."""

from __future__ import annotations

import traceback

_LINES = 6


def crash_detail(error: BaseException) -> str:
    """The last lines of a traceback."""
    return "\n".join("".join(traceback.format_exception(error)).splitlines()[-_LINES:])
