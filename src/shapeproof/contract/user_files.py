"""Opens what users name as a file: a regular file, or a pipe that comes to an end.

::

    with open_user_file(Path("/dev/fd/63"), max_bytes=1_000_000) as file:  # as of ``<(COMMAND)``
        data = file.read()

A pipe that nobody writes to would block, and a device has no end: these are refused.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import select
import stat
import tempfile
import time
from pathlib import Path

PIPE_OPENS_SECONDS = 2.0
"""Seconds within which somebody has to write to a pipe."""
PIPE_SILENT_SECONDS = 10.0
"""Seconds within which the next bytes of a pipe have to come."""
PIPE_TOTAL_SECONDS = 60.0
"""Seconds within which a pipe has to end."""
_CHUNK = 1024 * 1024
_PAUSE = 0.02
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def open_user_file(path: Path, max_bytes: int, *, pipes: bool = True) -> io.BufferedReader:
    """A file to read, also more than once from its start, bounded in time and size.

    ``pipes`` says whether a pipe will do. Raises OSError, which says what the path is, where it
    cannot be read to an end.
    """
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode) and pipes:
        return _drained(path, max_bytes)
    require_regular(path)
    if path.stat().st_size > max_bytes:
        raise _unfit(path, larger(max_bytes))
    return path.open("rb")


def read_user_file(path: Path, max_bytes: int, *, pipes: bool = True) -> bytes:
    """All of a file, as ``open_user_file`` opens it. Raises OSError."""
    with open_user_file(path, max_bytes, pipes=pipes) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:  # it has grown since, or says nothing of its size
        raise _unfit(path, larger(max_bytes))
    return data


def unpacked(data: bytes, max_bytes: int) -> bytes:
    """What gzip has compressed, up to a size. Raises OSError, EOFError and zlib.error."""
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        text = file.read(max_bytes + 1)
    if len(text) > max_bytes:
        raise OSError(errno.EFBIG, f"unpacked, it is {larger(max_bytes)}")
    return text


def require_regular(path: Path) -> None:
    """Raise OSError, which says what the path is, where it is no regular file."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    known = ((stat.S_ISFIFO, "a pipe"), *_KINDS)
    kind = next((name for is_one, name in known if is_one(mode)), "no file")
    raise _unfit(path, f"it is {kind}, no regular file; save it to one first")


def real_path(path: Path) -> Path:
    """A path without links. Unlike ``Path.resolve``, it does not raise for a loop of links."""
    return Path(os.path.realpath(path))


def may_be_read(path: Path) -> bool:
    """Whether there is a regular file or a pipe. Raises OSError for a path that cannot be one."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def larger(max_bytes: int) -> str:
    """What is wrong with a file that is too large."""
    return f"larger than {max_bytes:,} bytes"


def _unfit(path: Path, reason: str) -> OSError:
    return OSError(errno.EINVAL, reason, str(path))


def _drained(path: Path, max_bytes: int) -> io.BufferedReader:
    """What comes out of a pipe until it ends, as a file that has no name."""
    spooled = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - the caller closes a copy of it
    with spooled:
        pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            _Pipe(path, pipe).copy_to(spooled, max_bytes)
        finally:
            os.close(pipe)
        spooled.flush()
        spooled.seek(0)
        return os.fdopen(os.dup(spooled.fileno()), "rb")


class _Pipe:
    """A pipe that is open, and never blocks."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._began = time.monotonic()

    def copy_to(self, target: io.BufferedRandom, max_bytes: int) -> None:
        """Raises OSError: nobody writes, nothing comes any more, or too much comes."""
        left = max_bytes
        while data := self._next(started=left < max_bytes):
            left -= len(data)
            if left < 0:
                raise _unfit(self._path, larger(max_bytes))
            target.write(data)

    def _next(self, *, started: bool) -> bytes:
        """The next bytes; none at the end."""
        quiet = time.monotonic()
        while True:
            try:
                data = os.read(self._descriptor, _CHUNK)
            except BlockingIOError:
                self._wait(quiet)
                continue
            if data or started or self._has_ended():
                return data
            self._nobody_yet()

    def _has_ended(self) -> bool:
        """Whether somebody has written to it before, and has closed it."""
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return any(event & select.POLLHUP for _, event in poll.poll(0))

    def _nobody_yet(self) -> None:
        if time.monotonic() - self._began > PIPE_OPENS_SECONDS:
            reason = "it is a pipe that nobody writes to; give a regular file"
            raise _unfit(self._path, reason)
        time.sleep(_PAUSE)

    def _wait(self, quiet: float) -> None:
        now = time.monotonic()
        left = min(PIPE_SILENT_SECONDS - (now - quiet), PIPE_TOTAL_SECONDS - (now - self._began))
        if left <= 0:
            seconds = min(PIPE_SILENT_SECONDS, now - quiet)
            reason = f"it is a pipe from which nothing has come for {seconds:.0f} s"
            if now - quiet < PIPE_SILENT_SECONDS:
                reason = f"it is a pipe that has not ended within {PIPE_TOTAL_SECONDS:.0f} s"
            raise _unfit(self._path, f"{reason}; save it to a regular file first")
        select.select([self._descriptor], [], [], left)
