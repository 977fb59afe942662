"""Lines of source code that findings point to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

INSTALLED = ("/site-packages/", "/dist-packages/", "\\site-packages\\")
"""The folders of installed packages, as a part of a path."""


@dataclass(frozen=True)
class Site:
    """A line of someone's code: its file as Python imports it, and its number from 1."""

    file: str
    line: int

    @property
    def is_installed(self) -> bool:
        """Whether it belongs to an installed package."""
        return any(each in self.file for each in INSTALLED)


def is_file(text: str) -> bool:
    """Whether a text names a file. A program in one line does not: it may be longer than paths."""
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def raising_site(trace: TracebackType | None, passed_over: tuple[str, ...] = ()) -> Site | None:
    """The line that has raised an exception: the innermost one of no installed package.

    Without such a line it is the innermost of all. Files in the folders ``passed_over`` do not
    count, nor does code without a file.
    """
    found: Site | None = None
    while trace is not None:
        site = Site(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
        if site.file.startswith(("<", *passed_over)) and not site.is_installed:
            continue
        if found is None or found.is_installed or not site.is_installed:
            found = site
    return found
