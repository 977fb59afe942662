"""The contracts of recorded traffic: by service, in the protocol that a request speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.overlay import Overlay
from shapeproof.exceptions import BrokenContract, UnknownService, UnsupportedProtocol
from shapeproof.exchange import HttpRequest
from shapeproof.run.contracts import ContractSources, load
from shapeproof.run.passive.contracts import SeenContracts
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.registry import codec_for, spoken_protocol


@dataclass
class TrafficContracts(SeenContracts):
    """Contracts as ``server`` and ``client`` find them, with the overlays of this run on top.

    Those of ``base``, where it is given, are not read again.
    """

    sources: ContractSources = field(default_factory=ContractSources)
    overlays: Sequence[Mapping[str, Overlay]] = ()
    base: TrafficContracts | None = None
    _spoken: dict[tuple[str, str], Contract | None] = field(default_factory=dict)
    _first: dict[str, Contract | None] = field(default_factory=dict)

    def routed(
        self, service: str, request: HttpRequest
    ) -> tuple[Contract, Operation, HttpRequest] | None:
        """The contract in the protocol of a request, its operation, and the request as its codec
        takes it; None where no operation is bound to it."""
        first = self.contract(service)
        protocol = spoken_protocol(first, request) if first is not None else None
        contract = self.contract(service, protocol) if protocol is not None else None
        if contract is None:
            return None
        codec = codec_for(contract.protocol, service)
        operation = codec.route(contract, request)
        if operation is None:
            return None
        return contract, operation, codec.addressed(contract, request)

    def contract(self, service: str, protocol: str | None = None) -> Contract | None:
        """The contract of a service; None for an unknown one, or another protocol than it has."""
        if service not in self._first:
            self._first[service] = self._loaded(service, None)
        first = self._first[service]
        if first is None or protocol in (None, first.protocol):
            return first
        key = service, str(protocol)
        if key not in self._spoken:
            self._spoken[key] = self._loaded(service, protocol)
        return self._spoken[key]

    def overlaid(self, overlays: Mapping[str, Overlay]) -> TrafficContracts:
        """These contracts with more overlays on top."""
        return TrafficContracts(sources=self.sources, overlays=(overlays,), base=self)

    def require(self, service: str) -> None:
        """Raise UnknownService, BadUsage or BrokenContract for a service that a user names."""
        load(service, self.sources)

    def of(self, call: SeenCall) -> Contract | None:
        """The contract of a call that was attributed."""
        return self.contract(call.service, call.protocol or None)

    def by_service(self) -> Mapping[str, Contract]:
        """All contracts so far, by the name of the service."""
        return {name: each for name, each in self._first.items() if each is not None}

    def _loaded(self, service: str, protocol: str | None) -> Contract | None:
        contract: Contract | None
        try:
            if self.base is not None:
                contract = self.base.contract(service, protocol)
            else:
                contract = load(service, self.sources, protocol)
        except (UnknownService, UnsupportedProtocol):
            return None
        except BrokenContract as error:
            self.problems.append(str(error))
            return None
        if contract is None:
            return None
        for overlay in (each[service] for each in self.overlays if service in each):
            overlay.check_places(contract)
            contract = overlay.apply(contract)
        # A gateway may answer as well, so that nothing of the service's own state is certain.
        return replace(contract, lifecycle=replace(contract.lifecycle, reviewed=False))
