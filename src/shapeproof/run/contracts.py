"""Contracts by name: the one that a run uses, and the two of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.scalars import writes_alike
from shapeproof.compile.service import compile_folder, preferred_protocol
from shapeproof.compile.source import nearest_services
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.overlay import OVERLAY_FILE
from shapeproof.contract.store import find_pinned, overlaid, read_pinned, shipped_contracts
from shapeproof.exceptions import BadUsage, UnknownOperation, UnknownService
from shapeproof.wire.registry import chosen_protocol, supported_protocols

OWN_FOLDER = "contracts"
"""Where a user's own pinned contracts are looked for, below the working directory."""
_LONGEST_NAME = 255


@dataclass(frozen=True)
class ContractSources:
    """Where contracts are looked for.

    In ``folder`` alone where one is given; else in ``own``, in what comes with shapeproof, and in
    the installed botocore's models.
    """

    folder: Path | None = None
    own: Path = Path(OWN_FOLDER)

    def stored(self, service: str) -> StoredContract:
        """What the folders have of a service: the first pinned contract, the first overlay."""
        if not _is_name(service):
            return StoredContract()
        shipped = shipped_contracts()
        folders = (self.own,) if shipped is None else (self.own, shipped)
        pinned = (find_pinned(service, each) for each in folders)
        overlays = (each / service / OVERLAY_FILE for each in folders)
        return StoredContract(
            next((each for each in pinned if each is not None), None),
            next((each for each in overlays if each.is_file()), None),
        )


@dataclass(frozen=True)
class StoredContract:
    """A service in the folders of contracts: its pinned contract, and its overlay for any version.

    Either is None where no folder has it.
    """

    folder: Path | None = None
    overlay: Path | None = None

    def pinned(self) -> Contract | None:
        """The pinned contract, corrected. Raises BrokenContract."""
        return None if self.folder is None else self.corrected(read_pinned(self.folder))

    def corrected(self, contract: Contract) -> Contract:
        """A contract of the service with the overlay applied. Raises BrokenContract."""
        if self.overlay is None:
            return contract
        shipped = shipped_contracts()
        is_own = shipped is None or not self.overlay.is_relative_to(shipped)
        return overlaid(contract, self.overlay, is_own=is_own)


def load(
    service: str, sources: ContractSources | None = None, protocol: str | None = None
) -> Contract:
    """The contract of a service, in a protocol of it that is supported: the named one, if any.

    Raises UnknownService, BadUsage, BrokenContract and, for a named one, UnsupportedProtocol.
    """
    sources = sources or ContractSources()
    if sources.folder is not None:
        return in_protocol(_from_folder(service, sources.folder), protocol)
    stored = sources.stored(service)
    pinned = stored.pinned()
    if pinned is not None:
        return in_protocol(pinned, protocol)
    return stored.corrected(compile_installed(service, protocol))


def compile_installed(service: str, protocol: str | None = None) -> Contract:
    """The contract of a service of the installed botocore, in a protocol of it.

    Raises UnknownService and, for a protocol that is named, BadUsage and UnsupportedProtocol.
    """
    if service not in available_services():
        raise UnknownService(service, nearest_services(service, available_services()))
    contract = compile_service(service)
    if protocol is not None and protocol != contract.protocol:
        return compile_service(service, chosen_protocol(contract, protocol))
    return contract


def in_protocol(contract: Contract, protocol: str | None) -> Contract:
    """A pinned contract in another protocol that the service speaks.

    Its documents say how values travel in the protocol that it was pinned in, so that only
    protocols which write them in the same way will do. Raises BadUsage and UnsupportedProtocol.
    """
    if protocol is None:
        usable = contract.protocol in supported_protocols()
        wanted = contract.protocol if usable else preferred_protocol(contract.protocols)
    else:
        wanted = chosen_protocol(contract, protocol)
    if wanted == contract.protocol:
        return contract
    if protocol is not None and not writes_alike(contract.protocol, wanted):
        reason = f"the contract is pinned in the protocol {contract.protocol}"
        raise BadUsage(f"--protocol {protocol}", reason, "omit --contract, or pin it again")
    return replace(contract, protocol=wanted)


def _is_name(service: str) -> bool:
    """Whether a service's name is one path segment without wildcards, short enough for a file."""
    is_plain = all(char.isalnum() or char in "-_" for char in service)
    return is_plain and 0 < len(service.encode()) <= _LONGEST_NAME


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


def named_operation(service: str, operation: str) -> tuple[Contract, Operation]:
    """The contract of a service, and an operation by its name in the API or in Python.

    Raises UnknownService and UnknownOperation, with the nearest names, and BrokenContract.
    """
    contract = named_contract(service)
    if operation in contract.operations:
        return contract, contract.operations[operation]
    named = {each.python_name: each for each in contract.operations.values()}
    if operation in named:
        return contract, named[operation]
    nearest = get_close_matches(operation, (*contract.operations, *named), n=3, cutoff=0.6)
    raise UnknownOperation(service, operation, tuple(nearest))


def named_contract(service: str) -> Contract:
    """The contract of a service, read once. Raises UnknownService and BrokenContract."""
    return _resolved(service, Path.cwd())


@lru_cache(maxsize=16)
def _resolved(service: str, _where: Path) -> Contract:
    """Read once, so that strategies of the same schemas are built once; the folder may matter."""
    return load(service)


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
