"""What went wrong in a user's file, in one line: the message, and the line that it happened in."""

from __future__ import annotations

import traceback

from shapeproof.generate.domain.interface import Origin

_LONGEST_MESSAGE = 300


def origin_of(error: BaseException, default: Origin) -> Origin:
    """The last line of the default's file that ran before an error; the default where none did."""
    path = default.path
    if isinstance(error, SyntaxError) and error.filename == path:
        return Origin(path, error.lineno or default.line)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    return Origin(path, (lines[-1] if lines else None) or default.line)


def said(error: BaseException) -> str:
    """What an error says: its kind, and the first line of its message."""
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    first = message.strip().partition("\n")[0][:_LONGEST_MESSAGE]
    kind = type(error).__name__
    return f"{kind}: {first}" if first else kind
