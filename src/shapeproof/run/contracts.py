"""Contracts by name: the one that a run uses, from wherever its model lies."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shapeproof.compile import available_services, compile_service
from shapeproof.compile.scalars import writes_alike
from shapeproof.compile.service import preferred_protocol, spoken_protocols
from shapeproof.compile.source import installed_source, load_raw_model, nearest_services
from shapeproof.contract.document import SERVICE_FILE
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.overlay import OVERLAY_FILE
from shapeproof.contract.store import (
    find_pinned,
    overlaid,
    overlaid_loosely,
    read_pinned,
    shipped_contracts,
)
from shapeproof.contract.user_files import real_path
from shapeproof.exceptions import BadUsage, UnknownOperation, UnknownService
from shapeproof.wire.registry import chosen_protocol, supported_protocols

if TYPE_CHECKING:
    from shapeproof.compile.opening import FoundService

OWN_FOLDER = "contracts"
"""Where a user's own pinned contracts are looked for, below the working directory."""
_LONGEST_NAME = 255


@dataclass(frozen=True)
class ContractSources:
    """Where contracts are looked for.

    At ``path`` alone where one is given: a folder of pinned contracts, or any model that
    ``compile.opening`` reads. Else in ``own``, in what comes with shapeproof, and in the installed
    botocore's models.
    """

    path: Path | None = None
    own: Path = Path(OWN_FOLDER)

    def stored(self, service: str) -> StoredContract:
        """What the folders have of a service: the first pinned contract, and all overlays."""
        if not _is_name(service):
            return StoredContract()
        shipped = shipped_contracts()
        is_same = shipped is None or real_path(self.own) == real_path(shipped)
        folders = (self.own,) if shipped is None or is_same else (self.own, shipped)
        pinned = (find_pinned(service, each) for each in folders)
        # A user's own is applied last: it corrects what is shipped, and needs not repeat it.
        overlays = (each / service / OVERLAY_FILE for each in reversed(folders))
        return StoredContract(
            next((each for each in pinned if each is not None), None),
            tuple(each for each in overlays if os.path.lexists(each)),
        )


@dataclass(frozen=True)
class StoredContract:
    """A service in the folders of contracts: its pinned contract, and its overlays for any version.

    ``folder`` is None where no folder has one.
    """

    folder: Path | None = None
    overlays: tuple[Path, ...] = ()

    def pinned(self) -> Contract | None:
        """The pinned contract, corrected. Raises BrokenContract."""
        return None if self.folder is None else self.corrected(read_pinned(self.folder))

    def corrected(self, contract: Contract) -> Contract:
        """A contract of the service with the overlays applied. Raises BrokenContract."""
        shipped = shipped_contracts()
        for each in self.overlays:
            is_own = shipped is None or not each.is_relative_to(shipped)
            contract = overlaid(contract, each, is_own=is_own)
        return contract

    def corrected_loosely(self, contract: Contract, *, is_pinned: bool) -> Contract:
        """A contract from elsewhere, with all corrections whose places it has.

        A pinned contract has the overlay of its own version; another gets that of the same version.
        What is left out is in the ``notes``.
        """
        paths = [*self.overlays]
        if not is_pinned and self.folder is not None and self.folder.name == contract.api_version:
            paths.append(self.folder / OVERLAY_FILE)
        for each in paths:
            if os.path.lexists(each):
                contract = overlaid_loosely(contract, each)
        return contract


def load(
    service: str, sources: ContractSources | None = None, protocol: str | None = None
) -> Contract:
    """The contract of a service, in a protocol of it that is supported: the named one, if any.

    Raises UnknownService, BadUsage, BrokenContract and, for a named one, UnsupportedProtocol.
    """
    sources = sources or ContractSources()
    if sources.path is not None:
        return _at_path(service, sources, sources.path, protocol)
    stored = sources.stored(service)
    pinned = stored.pinned()
    if pinned is not None:
        return in_protocol(pinned, protocol)
    return stored.corrected(compile_installed(service, protocol))


def contract_at(
    service: str, path: Path | None, protocol: str | None = None, own: Path = Path(OWN_FOLDER)
) -> Contract | None:
    """The contract of a service at a path; None where no path is given, or it lacks the service.

    Raises BadUsage, BrokenContract and, for a named protocol, UnsupportedProtocol.
    """
    if path is None:
        return None
    try:
        return load(service, ContractSources(path, own), protocol)
    except UnknownService:
        return None


def compile_installed(service: str, protocol: str | None = None) -> Contract:
    """The contract of a service of the installed botocore, in a protocol of it.

    Raises UnknownService and, for a protocol that is named, BadUsage and UnsupportedProtocol.
    """
    if service not in available_services():
        raise UnknownService(service, nearest_services(service, available_services()))
    contract = compile_service(service)
    if protocol is not None and protocol != contract.protocol:
        contract = compile_service(service, chosen_protocol(contract, protocol))
    return replace(contract, source=installed_source())


def protocols_of_boto3(service: str) -> tuple[str, ...]:
    """The protocols that the installed botocore's model of a service has; none without a model."""
    if service not in available_services():
        return ()
    return spoken_protocols(load_raw_model(service)[1]["metadata"])


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


def uncorrected(service: str, path: Path | None, protocol: str | None = None) -> Contract:
    """The contract of a service as the model at a path, or the installed one, states it.

    Raises UnknownService, BadUsage, BrokenContract and, for a named protocol, UnsupportedProtocol.
    """
    if path is None:
        return compile_installed(service, protocol)
    pinned = _pinned_at(service, path)
    if pinned is not None:
        return in_protocol(read_pinned(pinned, overlaid=False), protocol)
    return found_service(service, path).compiled(protocol)


def _at_path(service: str, sources: ContractSources, path: Path, protocol: str | None) -> Contract:
    pinned = _pinned_at(service, path)
    if pinned is not None:
        contract = in_protocol(read_pinned(pinned), protocol)
    else:
        contract = found_service(service, path).compiled(protocol)
    contract = replace(contract, is_named=True)
    stored = sources.stored(contract.service)
    return stored.corrected_loosely(contract, is_pinned=pinned is not None)


def _pinned_at(service: str, path: Path) -> Path | None:
    """The pinned contract of a service at a path; None where no contracts are pinned there.

    Raises UnknownService where contracts of other services are.
    """
    if path.name == SERVICE_FILE and path.is_file():
        path = path.parent
    if not path.is_dir():
        return None
    pinned = find_pinned(service, path) if _is_name(service) else None
    if pinned is None:
        names = tuple(sorted({each.parent.parent.name for each in path.glob("*/*/service.json")}))
        if names or (path / SERVICE_FILE).is_file():
            known = names or (real_path(path).parent.name,)
            raise UnknownService(service, nearest_services(service, known), str(path), known)
    return pinned


def found_service(service: str, path: Path) -> FoundService:
    """The service of a name whose model lies at a path. Raises BadUsage and UnknownService."""
    from shapeproof.compile.opening import services_at  # only users of other models need it

    found = services_at(path)
    for each in (*(x for x in found if x.service == service), *found):
        if each.is_called(service):
            return each
    names = tuple(sorted({each.service for each in found}))
    raise UnknownService(service, nearest_services(service, names), str(path), names)


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
