"""Lines of source code as reports name them: relative to the repository where they can be."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from shapeproof.exchange.sites import INSTALLED, Site
from shapeproof.report.document import LocationRecord

REPOSITORY: Final = "repository"
PACKAGES: Final = "packages"
ELSEWHERE: Final = "elsewhere"


def location_record(site: Site, folder: Path | None = None) -> LocationRecord:
    """A line as it stands in a report; ``folder`` is by default the working directory."""
    for each in INSTALLED:
        _, found, inside = site.file.rpartition(each)
        if found:
            return {"file": _posix(inside), "line": site.line, "within": PACKAGES}
    here = folder or working_folder()
    path = here / site.file  # with links, as the repository has it
    root = repository_root(here)
    for base, file in ((root, path), (root.resolve(), path.resolve())):
        if file.is_relative_to(base):
            inside = file.relative_to(base).as_posix()
            return {"file": inside, "line": site.line, "within": REPOSITORY}
    return {"file": path.as_posix(), "line": site.line, "within": ELSEWHERE}


def working_folder() -> Path:
    """The working directory; the root of the file system where it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path("/")


@cache
def repository_root(folder: Path) -> Path:
    """The nearest folder with a .git, from a folder upwards; the folder itself without any."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def _posix(path: str) -> str:
    return path.replace("\\", "/")
