"""Whether what a user names is a file that can be read to its end: no pipe, device or folder."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

_DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
"""Where shells put what they have opened themselves, as for ``<(COMMAND)``."""
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def require_regular(path: Path) -> None:
    """Raise OSError, which says what the path is, where it cannot be read to an end.

    A pipe that nobody writes to would block, and a device has no end.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return
    if stat.S_ISFIFO(mode) and str(path).startswith(_DESCRIPTORS):
        return
    kind = next((name for is_one, name in _KINDS if is_one(mode)), "no file")
    raise OSError(errno.EINVAL, f"it is {kind}; give a regular file", str(path))
