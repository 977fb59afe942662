"""The call that is being made, followed on its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from shapeproof.targets.passive.calls import AnsweredBy, SeenCall

Reporter = Callable[[Callable[[], SeenCall]], None]
"""Takes what makes the seen call, so that a slip in making it harms nobody either."""


@dataclass(slots=True)
class CallInFlight:
    """What is known so far of a call."""

    client: Any
    operation: str
    params: Any
    begun: bool = False
    told: bool = False
    sent: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None

    def seen(
        self, how: AnsweredBy, parsed: Any, status: int | None, *, refused: bool = False
    ) -> SeenCall:
        """The call, now that its answer is there."""
        self.told = True
        model = self.client.meta.service_model
        return SeenCall(
            service=model.service_name,
            api_version=model.api_version,
            protocol=model.resolved_protocol,
            operation=self.operation,
            params=self.params if isinstance(self.params, Mapping) else {},
            parsed=parsed,
            status=status,
            how=how,
            sent=self.sent,
            answer=self.answer,
            description=model._service_description,
            refused=refused,
        )


IN_FLIGHT: ContextVar[CallInFlight | None] = ContextVar("shapeproof_passing", default=None)


def begin(client: Any, operation: str, params: Any) -> CallInFlight:
    """The call that a client begins: the one that its method has announced, or a new one."""
    announced = IN_FLIGHT.get()
    if (
        announced is not None
        and not announced.begun
        and announced.client is client
        and announced.operation == operation
    ):
        announced.begun = True
        return announced
    return CallInFlight(client, operation, params, begun=True)


def status_of(response: Any) -> int | None:
    """The HTTP status in an output or an error's response, None where there is none."""
    metadata = response.get("ResponseMetadata") if isinstance(response, Mapping) else None
    status = metadata.get("HTTPStatusCode") if isinstance(metadata, Mapping) else None
    return status if isinstance(status, int) else None


def finished(passing: CallInFlight, told: Reporter, output: Any, how: AnsweredBy) -> None:
    """Tell of a call that nothing was sent for."""
    if not passing.told and isinstance(output, Mapping):
        told(lambda: passing.seen(how, output, status_of(output)))


def failed(passing: CallInFlight, told: Reporter, response: Any, how: AnsweredBy) -> None:
    """Tell of an error that nothing was sent for."""
    if not passing.told and isinstance(response, Mapping):
        told(lambda: passing.seen(how, response, status_of(response), refused=True))


def stubbed(found: Any, told: Reporter) -> None:
    """Tell of what a hook has answered, if one has: an HTTP response and what was read of it."""
    passing = IN_FLIGHT.get()
    answer = found[1] if isinstance(found, tuple) and len(found) > 1 else None
    if passing is None or passing.told or answer is None:
        return
    with suppress(TypeError, ValueError, AttributeError):
        http, parsed = answer
        if isinstance(parsed, Mapping):
            told(lambda: passing.seen("stubbed", parsed, http.status_code))
