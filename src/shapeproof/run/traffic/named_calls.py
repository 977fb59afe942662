"""The operation of a call that a recording names: recorders call a service by one of its names.

placebo takes the prefix of the endpoint, which several services may share: then the members of the
output decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shapeproof.checks.schema_findings import misnomers
from shapeproof.compile.service_names import service_names
from shapeproof.contract.model import Contract, Operation
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.targets.recordings import ParsedEntry


@dataclass
class NamedCalls:
    """Finds operations by names. ``services`` are those that a user names: no other is tried."""

    contracts: TrafficContracts
    services: Sequence[str] = ()
    _candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, entry: ParsedEntry) -> tuple[Contract, Operation] | str:
        """The contract and operation of a call, or why there is none."""
        found = [*self._found(entry)]
        if found:
            return max(found, key=lambda each: _fit(each[1], entry))
        candidates = self._services(entry.service)
        if not candidates:
            return f"unknown service {entry.service!r}"
        return f"no operation of {' or '.join(candidates[:3])} has this name"

    def _found(self, entry: ParsedEntry) -> Iterator[tuple[Contract, Operation]]:
        for service in self._services(entry.service):
            contract = self.contracts.contract(service)
            operation = None if contract is None else _named(contract, entry.operation)
            if contract is not None and operation is not None:
                yield contract, operation

    def _services(self, name: str) -> tuple[str, ...]:
        """The services that a name may mean, one that is called so first."""
        if self.services:
            return tuple(self.services)
        if name not in self._candidates:
            self._candidates[name] = self._all_named(name)
        return self._candidates[name]

    def _all_named(self, name: str) -> tuple[str, ...]:
        known = [each for each in service_names() if name in (each.service, each.prefix)]
        known = known or [each for each in service_names() if name == each.signing]
        ordered = sorted(known, key=lambda each: (each.service != name, each.service))
        if ordered:
            return tuple(each.service for each in ordered)
        return (name,) if self.contracts.contract(name) is not None else ()


def _named(contract: Contract, name: str) -> Operation | None:
    """An operation by its name in the API or in Python."""
    found = contract.operations.get(name)
    if found is not None or not name.islower():
        return found
    listed = contract.operations.values()
    return next((each for each in listed if each.python_name == name), None)


def _fit(operation: Operation, entry: ParsedEntry) -> int:
    """0 where an operation has all members of the output, less for each that it does not have."""
    own = {
        name: each
        for name, each in entry.output.items()
        if name not in ("ResponseMetadata", "Error")
    }
    return -sum(1 for _ in misnomers(operation.response_shape, own))
