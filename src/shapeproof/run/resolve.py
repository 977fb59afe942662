"""Which contract a run uses."""

from __future__ import annotations

from pathlib import Path

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.source import nearest_services
from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import OVERLAY_FILE
from shapeproof.contract.store import find_pinned, overlaid, read_pinned, shipped_contracts
from shapeproof.exceptions import BadUsage, UnknownService

OWN_FOLDER = "contracts"
"""Where a user's own pinned contracts are looked for, below the working directory."""


def resolve_contract(service: str, folder: Path | None = None) -> Contract:
    """The contract of a service.

    From ``folder`` where one is given; else the first of the user's own ``./contracts``, those that
    come with shapeproof, and the installed botocore's model, which ``SERVICE/overlay.json`` in one
    of these folders corrects. Raises UnknownService, BadUsage and BrokenContract.
    """
    if folder is not None:
        return _from_folder(service, folder)
    return pinned_contract(service) or corrected(compile_installed(service))


def pinned_contract(service: str, own: Path = Path(OWN_FOLDER)) -> Contract | None:
    """The pinned contract of a service: the user's own, below ``own``, or one that is shipped.

    None where there is none. Raises BrokenContract.
    """
    if not _is_name(service):
        return None
    found = (find_pinned(service, each) for each in _folders(own))
    pinned = next((each for each in found if each is not None), None)
    return None if pinned is None else corrected(read_pinned(pinned), own)


def corrected(contract: Contract, own: Path = Path(OWN_FOLDER)) -> Contract:
    """A contract with the overlay for all versions of its service, where these folders have one.

    Raises BrokenContract.
    """
    if not _is_name(contract.service):
        return contract
    paths = (each / contract.service / OVERLAY_FILE for each in _folders(own))
    overlay = next((each for each in paths if each.is_file()), None)
    return contract if overlay is None else overlaid(contract, overlay)


def _folders(own: Path) -> tuple[Path, ...]:
    shipped = shipped_contracts()
    return (own,) if shipped is None else (own, shipped)


def compile_installed(service: str) -> Contract:
    """The contract of a service of the installed botocore. Raises UnknownService."""
    if service not in available_services():
        raise UnknownService(service, nearest_services(service, available_services()))
    return compile_service(service)


def _is_name(service: str) -> bool:
    """Whether a service's name is one path segment without wildcards."""
    return bool(service) and all(char.isalnum() or char in "-_" for char in service)


def _from_folder(service: str, folder: Path) -> Contract:
    remedy = "give a folder that 'shapeproof contract pin' has written"
    if not folder.is_dir():
        raise BadUsage(f"--contract {folder}", "there is no such folder", remedy)
    pinned = find_pinned(service, folder) if _is_name(service) else None
    if pinned is None:
        names = sorted({path.parent.parent.name for path in folder.glob("*/*/service.json")})
        if names:
            raise UnknownService(service, nearest_services(service, tuple(names)))
        raise BadUsage(f"--contract {folder}", "no pinned contract lies in it", remedy)
    return read_pinned(pinned)
