"""Finds the lines of the user's code that have made a call."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_INSTALLED = ("/site-packages/", "/dist-packages/", "\\site-packages\\")
_OURS = str(Path(__file__).resolve().parents[2])
_LIBRARY = str(Path(threading.__file__).resolve().parent)


@dataclass(frozen=True)
class Site:
    """The line of someone's code from which a call was made."""

    file: str
    line: int


MOST = 4
"""How many lines of a call's way through the project are told."""


def calling_sites(root: str) -> tuple[Site, ...]:
    """The lines below ``root``, the user's project, that a call has come through, innermost first.

    Where there are none, the innermost one outside of installed packages; nothing where there is
    none either, as in a thread of a library.
    """
    inside: list[Site] = []
    elsewhere: tuple[Site, ...] = ()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(inside) < MOST:
        file = frame.f_code.co_filename
        if _is_theirs(file):
            site = Site(file, frame.f_lineno)
            if file.startswith(root):
                inside.append(site)
            elsewhere = elsewhere or (site,)
        frame = frame.f_back
    return tuple(inside) or elsewhere


def _is_theirs(file: str) -> bool:
    if file.startswith((_OURS, _LIBRARY, "<")):
        return False
    return not any(part in file for part in _INSTALLED)
