"""A bundled mock among others behind one address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.mock.backends import BackendLookup, private_backends
from shapeproof.mock.dispatch import ContractResponse, service_api
from shapeproof.mock.faults import FaultPlan
from shapeproof.mock.generated.errors import ErrorChoice
from shapeproof.mock.generated.roles import OperationRoles
from shapeproof.wire import codec_for


@dataclass
class BundledMock:
    """A mock that is written for its service, with state of its own."""

    contract: Contract
    responses: type[ContractResponse[Any]]
    faults: FaultPlan
    _backends: BackendLookup[Any] | None = field(default=None, init=False)

    @property
    def service(self) -> str:
        """The name of the service."""
        return self.contract.service

    @property
    def contracts(self) -> Sequence[Contract]:
        """The contract of the service."""
        return (self.contract,)

    def routed(self, request: HttpRequest) -> Operation | None:
        """The operation that a request is for."""
        return codec_for(self.contract.protocol, self.service).route(self.contract, request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        operation = self.routed(request)
        if operation is not None:
            error = self.faults.due(ErrorChoice(self.contract), operation, request)
            if error is not None:
                return service_api(self.service, self.responses.invalid).refusal(error)
        return self._answering().answer(request)

    def refuse_body(self) -> HttpResponse:
        """The answer to a request whose body did not arrive."""
        return self._answering().refuse_body()

    def document(self) -> dict[str, Any]:
        """Nothing: what it keeps is not written as JSON."""
        return {"resources": {}}

    def clear(self) -> None:
        """Forget what is kept."""
        self._backends = None

    @cached_property
    def roles(self) -> OperationRoles:
        """What each operation does to what is kept."""
        return OperationRoles(self.contract)

    def _answering(self) -> ContractResponse[Any]:
        if self._backends is None:
            self._backends = private_backends(self.responses.backend_class)
        return self.responses(self._backends)
