"""The contracts of the services that clients were seen to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Contract
from shapeproof.exceptions import UnknownService
from shapeproof.run.resolve import resolve_contract
from shapeproof.targets.passive import SeenCall


@dataclass
class SeenContracts:
    """Finds the contract of a call, and remembers it.

    It is the pinned or installed one of the service, as for every command; where the client speaks
    another API version, or a service of its own, its own model is compiled.
    """

    _found: dict[tuple[str, str], Contract | None] = field(default_factory=dict)

    def of(self, call: SeenCall) -> Contract | None:
        """The contract of a call, None where there is no model of it."""
        key = call.service, call.api_version
        if key not in self._found:
            self._found[key] = self._resolved(call)
        return self._found[key]

    def by_service(self) -> Mapping[str, Contract]:
        """All that were found, by the name of the service."""
        return {name: each for (name, _), each in self._found.items() if each is not None}

    def _resolved(self, call: SeenCall) -> Contract | None:
        try:
            contract = resolve_contract(call.service)
        except UnknownService:
            contract = None
        if contract is not None and contract.api_version == call.api_version:
            return contract
        if call.description is None:
            return None
        return compile_model(call.service, call.api_version, call.description, {}, {})
