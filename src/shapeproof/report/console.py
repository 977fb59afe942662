"""The streams of a terminal, with what they can show."""

from __future__ import annotations

import os
from typing import IO, cast

from rich.console import Console

from shapeproof.report.interface import ReportContext


class EncodableStream:
    """A text stream that escapes what its encoding cannot hold, rather than fail."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        """Write the text."""
        data = text.encode(self.encoding, "backslashreplace")
        return self._stream.write(data.decode(self.encoding, "replace"))

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The file descriptor, where it has one."""
        return self._stream.fileno()


def console_for(stream: IO[str], context: ReportContext) -> Console:
    """A console that interprets no markup in values, and colors only where that is wanted."""
    color = context.color
    if color is None:
        color = stream.isatty() and not os.environ.get("NO_COLOR")
    return Console(
        file=cast("IO[str]", EncodableStream(stream)),
        color_system="auto" if color else None,
        force_terminal=None if color is not True else True,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
