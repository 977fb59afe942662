"""The two sides of a comparison of contracts: every service that a name or a path stands for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from shapeproof.compile import available_services
from shapeproof.compile.opening import ACCEPTED, services_at
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract
from shapeproof.contract.store import read_pinned
from shapeproof.exceptions import BadUsage
from shapeproof.run.contracts import compile_installed, protocols_of_boto3

_REMEDY = f"{ACCEPTED}, or the name of a service of the installed botocore"

INSTALLED = "the installed botocore"


def open_side(name: str, service: str | None = None) -> Mapping[str, Contract]:
    """The contracts that a name stands for, by service.

    ``name`` is a path of pinned contracts or of models, or a service of the installed botocore.
    Overlays are left out: what the vendor has published is compared, not what was corrected in it.
    With ``service``, only that one of several. Raises BadUsage, UnknownService and BrokenContract.
    """
    path = Path(os.path.expanduser(name))  # noqa: PTH111 - which fails for an unknown user
    if not path.exists() and _is_service(name):
        return {name: compile_installed(name)}
    folder = path.parent if path.name == SERVICE_FILE and path.is_file() else path
    pinned = pinned_folders(folder) if folder.is_dir() else ()
    try:
        found = _only(service, _read(pinned) if pinned else _compiled(path, service))
    except BadUsage as error:
        if error.what == str(path):
            error.what, error.remedy = name, _REMEDY
        raise
    if not found:
        reason = f"no contract{' of ' + service if service else ''} lies in it"
        raise BadUsage(name, reason, _REMEDY)
    return found


def installed_side(old: Mapping[str, Contract], name: str) -> Mapping[str, Contract]:
    """The installed botocore's contracts of the services of the other side, which ``name`` names.

    Each is in the protocol of its counterpart. A service that botocore does not have is left out.
    Raises BadUsage where it has none of them.
    """
    found = {
        each.service: compile_installed(each.service, _common_protocol(each))
        for each in old.values()
        if each.service in available_services()
    }
    if not found:
        reason = "the installed botocore has none of its services"
        raise BadUsage(name, reason, "give NEW, the contract to compare it with")
    return found


def _common_protocol(contract: Contract) -> str | None:
    spoken = protocols_of_boto3(contract.service)
    return contract.protocol if contract.protocol in spoken else None


def _read(pinned: Iterable[Path]) -> Iterable[Contract]:
    return (read_pinned(each, overlaid=False) for each in pinned)


def _compiled(path: Path, service: str | None) -> Iterable[Contract]:
    found = services_at(path)
    return (each.compiled() for each in found if service is None or each.is_called(service))


def require_contracts(path: Path) -> None:
    """Raise BadUsage or BrokenContract where neither a pinned contract nor a model lies there."""
    if not (path.is_dir() and pinned_folders(path)):
        services_at(path)


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


def _only(service: str | None, contracts: Iterable[Contract]) -> dict[str, Contract]:
    return {each.service: each for each in contracts if service in (None, each.service)}


def _is_service(name: str) -> bool:
    return "/" not in name and "\\" not in name
