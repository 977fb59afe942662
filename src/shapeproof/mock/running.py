"""Mocks for a user's tests: ``start`` serves them on this machine until they are stopped."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.mock.app import mock_hub
from shapeproof.mock.faults import FaultPlan, OrderedFailure
from shapeproof.mock.hub import MockHub
from shapeproof.mock.server import MockServer


class RunningMock:
    """Mocks of one or more services, served at ``endpoint_url`` until ``stop``.

    It is a context manager as well: it stops at the end of its block.
    """

    def __init__(self, hub: MockHub, port: int = 0) -> None:
        """Serve the mocks of a hub; port 0 takes a free one. Raises BadUsage for a taken one."""
        self._hub = hub
        self._server = MockServer(hub, port)
        self._server.start()

    @property
    def endpoint_url(self) -> str:
        """The URL for ``boto3.client(..., endpoint_url=...)``."""
        return self._server.url

    @property
    def services(self) -> tuple[str, ...]:
        """The services, by botocore's names."""
        return tuple(each.service for each in self._hub.mocks)

    @property
    def state(self) -> dict[str, Any]:
        """What is kept, by service: ``{"sns": {"resources": {"Topic": [...]}}}``."""
        return self._hub.document()

    def reset(self) -> None:
        """Forget all that is kept, and all errors that were asked for."""
        self._hub.reset()

    def fail(
        self,
        service: str,
        operation: str | None,
        error: str,
        *,
        message: str = "An error that was asked for",
        times: int = 1,
    ) -> None:
        """Answer the next calls of an operation (None: of any) with an error.

        ``error`` is its name or code in the model. Raises BadUsage for a service or operation that
        is not there.
        """
        try:
            self._hub.order(OrderedFailure(service, error, operation, message, times))
        except ValueError as unknown:
            raise BadUsage("fail", str(unknown)) from None

    def stop(self) -> None:
        """Stop serving. A stopped mock cannot be started again."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def start(
    *services: str,
    seed: int = 0,
    port: int = 0,
    protocol: str | None = None,
    latency: float = 0.0,
    error_rate: float = 0.0,
    throttle: float | None = None,
    contracts: Sequence[Contract] = (),
) -> RunningMock:
    """Serve mocks of some services on 127.0.0.1, in threads of this process.

    >>> with shapeproof.mock.start("sns", "s3", seed=1) as mock:
    ...     sns = boto3.client("sns", endpoint_url=mock.endpoint_url)

    The options are those of ``shapeproof mock`` (docs/reference/mock.md); ``contracts`` are
    other contracts than those that are found, as ``shapeproof.load_contract`` reads them. Raises
    UnknownService,
    UnsupportedProtocol, and BadUsage.
    """
    if latency < 0 or not 0 <= error_rate <= 1 or (throttle is not None and throttle <= 0):
        reason = "latency is 0 or more, error_rate 0 to 1, throttle above 0"
        raise BadUsage("mock", reason)
    faults = FaultPlan(latency, error_rate, throttle, seed)
    _refuse_unused(services, protocol, contracts)
    hub = mock_hub(services, protocol, seed=seed, faults=faults, contracts=contracts)
    return RunningMock(hub, port)


def _refuse_unused(
    services: Sequence[str], protocol: str | None, contracts: Sequence[Contract]
) -> None:
    """Raise BadUsage for a contract that no mock would keep to."""
    for each in contracts:
        if each.service not in services:
            raise BadUsage("contracts", f"{each.service} is not among the services", "name it")
        if protocol is not None and each.protocol != protocol:
            reason = f"the contract of {each.service} is of the protocol {each.protocol}"
            raise BadUsage("contracts", reason, f"give one of {protocol}, or omit protocol")
