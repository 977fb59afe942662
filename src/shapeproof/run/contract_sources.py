"""What two contracts of a comparison may be read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from shapeproof.compile.service import compile_folder
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract
from shapeproof.contract.store import read_pinned
from shapeproof.exceptions import BadUsage
from shapeproof.run.resolve import compile_installed

_REMEDY = (
    "give a folder of pinned contracts, a folder of a botocore's data, "
    "or the name of a service of the installed botocore"
)


def open_side(name: str, service: str | None = None) -> Mapping[str, Contract]:
    """The contracts that a name stands for, by service.

    ``name`` is a folder that ``shapeproof contract pin`` has written (of one contract or of many),
    a folder of any botocore's data (``data``, ``data/SERVICE`` or ``data/SERVICE/VERSION``), or a
    service of the installed botocore. Overlays are left out: what the vendor has published is
    compared, not what was corrected in it. With ``service``, only that one of a folder of many.
    Raises BadUsage, UnknownService and BrokenContract.
    """
    folder = Path(name)
    if not folder.is_dir():
        return {name: compile_installed(name)} if _is_service(name) else _nothing(name)
    pinned = pinned_folders(folder)
    read = (
        (read_pinned(each, overlaid=False) for each in pinned) if pinned else compile_folder(folder)
    )
    found = {contract.service: contract for contract in _only(service, read)}
    if not found:
        raise BadUsage(
            name, f"no contract{' of ' + service if service else ''} lies in it", _REMEDY
        )
    return found


def pinned_folders(folder: Path) -> tuple[Path, ...]:
    """The folders of pinned contracts at or below a folder: the newest version of each service."""
    if (folder / SERVICE_FILE).is_file():
        return (folder,)
    for pattern in ("*", "*/*"):
        newest = {path.parent: path for path in sorted(folder.glob(pattern)) if _is_pinned(path)}
        if newest:
            return tuple(newest[parent] for parent in sorted(newest))
    return ()


def _is_pinned(folder: Path) -> bool:
    return (folder / SERVICE_FILE).is_file()


def _only(service: str | None, contracts: Iterable[Contract]) -> list[Contract]:
    return [each for each in contracts if service is None or each.service == service]


def _is_service(name: str) -> bool:
    return "/" not in name and "\\" not in name


def _nothing(name: str) -> Mapping[str, Contract]:
    raise BadUsage(name, "there is no such folder", _REMEDY)
