"""The contracts of the services that clients were seen to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shapeproof.compile.scalars import writes_alike
from shapeproof.compile.service import compile_model, compile_service
from shapeproof.compile.source import load_paginators
from shapeproof.contract.model import Contract
from shapeproof.exceptions import (
    BadUsage,
    BrokenContract,
    UnknownService,
    UnsupportedProtocol,
    said,
)
from shapeproof.run.contracts import OWN_FOLDER, ContractSources, StoredContract, contract_at
from shapeproof.targets.passive import SeenCall


@dataclass
class SeenContracts:
    """Finds the contract of a call, and remembers it.

    It is the pinned contract of the service if that has the client's API version and operations,
    and describes bodies as the client's protocol has them. Otherwise the client's model is
    compiled, which is in memory; only its paginators are read from a file. ``own`` is the folder of
    the user's pinned contracts. Services that lie at ``path`` are judged by what lies there,
    whatever the client's model says. Broken documents are listed in ``problems`` and not used.
    """

    own: Path = Path(OWN_FOLDER)
    path: Path | None = None
    problems: list[str] = field(default_factory=list)
    _found: dict[tuple[str, str, str], Contract | None] = field(default_factory=dict)

    def of(self, call: SeenCall) -> Contract | None:
        """The contract of a call, or None without a model."""
        key = call.service, call.api_version, call.protocol
        if key not in self._found:
            found = self._resolved(call)
            self._found[key] = None if found is None else _unreviewed(found)
        return self._found[key]

    def by_service(self) -> Mapping[str, Contract]:
        """All contracts so far, by the name of the service."""
        return {name: each for (name, *_), each in self._found.items() if each is not None}

    def _resolved(self, call: SeenCall) -> Contract | None:
        if self.path is not None and (named := self._named(call, self.path)) is not None:
            return named
        description = call.description
        stored, pinned = StoredContract(), None
        try:
            stored = ContractSources(own=self.own).stored(call.service)
            pinned = stored.pinned()
        except (BrokenContract, OSError) as error:  # OSError: tests may fake the files of all code
            self.problems.append(_problem(call, error))
        if pinned is not None and _fits(pinned, call, description):
            return replace(pinned, protocol=call.protocol)
        if description is not None:
            return self._compiled(call, description, stored)
        try:
            return stored.corrected(compile_service(call.service, call.protocol))
        except UnknownService:
            return None

    def _named(self, call: SeenCall, path: Path) -> Contract | None:
        """The contract at the user's path, in the client's protocol; None where it has none."""
        try:
            return contract_at(call.service, path, call.protocol, self.own)
        except (BadUsage, BrokenContract, UnsupportedProtocol) as error:
            self.problems.append(str(error))
            return None

    def _compiled(
        self, call: SeenCall, description: Mapping[str, Any], stored: StoredContract
    ) -> Contract:
        paginators = load_paginators(call.service, call.api_version)
        contract = compile_model(
            call.service, call.api_version, description, paginators, protocol=call.protocol
        )
        try:
            return stored.corrected(contract)
        except (BrokenContract, OSError) as error:
            self.problems.append(_problem(call, error))
            return contract


def _problem(call: SeenCall, error: Exception) -> str:
    if isinstance(error, BrokenContract):
        return str(error)
    return f"the stored contract of {call.service}: {type(error).__name__}: {said(error)}"


def _fits(contract: Contract, call: SeenCall, description: Mapping[str, Any] | None) -> bool:
    if contract.api_version != call.api_version:
        return False
    if not writes_alike(contract.protocol, call.protocol):
        return False
    return description is None or set(contract.operations) == set(description["operations"])


def _unreviewed(contract: Contract) -> Contract:
    """The contract as unreviewed: in a user's tests a gateway or IAM may answer as well."""
    return replace(contract, lifecycle=replace(contract.lifecycle, reviewed=False))
