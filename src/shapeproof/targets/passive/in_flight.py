"""The call that is being made, followed through the steps of its client.

A step is a context manager around one method of the client. It is entered with the arguments of
that method, and its ``output`` is set before it is left. So the same steps follow the coroutines of
aiobotocore and the functions of botocore.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import partial
from time import time
from types import TracebackType
from typing import Any, Protocol, Self

from botocore.exceptions import ClientError

from shapeproof.exceptions import said
from shapeproof.targets.passive.calls import AnsweredBy, SeenCall
from shapeproof.targets.passive.mock_failures import MockFailure, mock_failure

Reporter = Callable[[Callable[[], SeenCall | None]], None]
"""Takes a function that makes the seen call, so that an error in making it does no harm either.

It gives None for what is no answer.
"""


@dataclass(slots=True)
class CallInFlight:
    """What is known so far of a call. ``reported`` says that its listeners know its answer."""

    client: Any
    operation: str
    params: Any
    begun: bool = False
    reported: bool = False
    sent: Mapping[str, Any] | None = None
    sent_at: float = 0.0
    answer: Mapping[str, Any] | None = None

    def seen(
        self,
        how: AnsweredBy,
        parsed: Any,
        status: int | None,
        *,
        refused: bool = False,
        unread: str = "",
        failure: MockFailure | None = None,
    ) -> SeenCall:
        """The call, now that its answer is there."""
        self.reported = True
        model = self.client.meta.service_model
        return SeenCall(
            service=model.service_name,
            api_version=model.api_version,
            protocol=_protocol_of(model),
            operation=self.operation,
            params=self.params if isinstance(self.params, Mapping) else {},
            parsed=parsed,
            status=status,
            how=how,
            sent=self.sent,
            sent_at=self.sent_at,
            answer=self.answer,
            description=model._service_description,
            refused=refused,
            unread=unread,
            failure=failure,
        )

    def answered(
        self, report: Reporter, response: Any, how: AnsweredBy, *, refused: bool = False
    ) -> None:
        """Report an output or an error's response, unless the call is reported already."""

        def call() -> SeenCall | None:
            if not isinstance(response, Mapping):
                return None
            return self.seen(how, response, _status_of(response), refused=refused)

        if not self.reported:
            report(call)


_IN_FLIGHT: ContextVar[CallInFlight | None] = ContextVar("shapeproof_in_flight", default=None)


class ClientStep(Protocol):
    """Follows a call through one method. ``output`` is what the method gave."""

    output: Any

    def __enter__(self) -> Self:
        """The method begins."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """The method has ended; its exception goes on."""


class CallStep:
    """Around a call: from its start to its output or its error.

    It reports a call that nothing was sent for. ``how`` says who has answered such a call. A method
    only announces its call; where the client's own ``_make_api_call`` takes it over, that reports.
    """

    output: Any = None

    def __init__(self, report: Reporter, call: CallInFlight, how: AnsweredBy) -> None:
        self._report = report
        self._call = call
        self._how = how
        self._token: Token[CallInFlight | None] | None = None

    def __enter__(self) -> Self:
        self._token = _IN_FLIGHT.set(self._call)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._token is not None:
            # A coroutine may be closed in another context than the one it began in.
            with suppress(ValueError):
                _IN_FLIGHT.reset(self._token)
        if self._how == "replaced" and self._call.begun:
            return
        if isinstance(error, ClientError):
            self._call.answered(self._report, error.response, self._how, refused=True)
        elif error is None:
            self._call.answered(self._report, self.output, self._how)
        elif not self._call.reported:
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        """Report a call that ended with an exception of whatever answers it."""
        failure = mock_failure(error)
        if failure is not None:
            call = self._call
            how: AnsweredBy = self._how if call.sent is None else "sent"
            self._report(lambda: call.seen(how, None, None, failure=failure))


class SerializingStep:
    """Around the making of a request: notes the parameters as they are sent."""

    output: Any = None

    def __init__(self, client: Any, params: Any) -> None:
        call = _current(client)
        if call is not None:
            call.params = params

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to note."""


class SendingStep:
    """Around the exchange of both messages: reports what was read of the answer."""

    output: Any = None

    def __init__(self, report: Reporter, client: Any, request: Mapping[str, Any]) -> None:
        self._report = report
        self._call = _current(client)
        if self._call is not None:
            self._call.sent = request
            self._call.sent_at = time()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        call = self._call
        if call is None:
            return
        if error is None:
            self._report(lambda: self._sent(call))
        elif isinstance(error, Exception) and _is_of_parser(error):
            self._unreadable(call, error)

    def _sent(self, call: CallInFlight) -> SeenCall:
        http, parsed = self.output
        return call.seen("sent", parsed, http.status_code)

    def _unreadable(self, call: CallInFlight, error: Exception) -> None:
        """Report an answer that the client could not read."""
        answer = call.answer
        if answer is not None:
            status, why = answer["status_code"], f"{type(error).__name__}: {said(error)}"
            self._report(lambda: call.seen("sent", None, status, unread=why))


_PARSERS = frozenset({"botocore.parsers", "aiobotocore.parsers"})


def _is_of_parser(error: Exception) -> bool:
    """Whether an exception came out of the parser of answers, of whatever type it is.

    botocore expects the elements that its model has: without them it raises KeyError, TypeError or
    ValueError as well as its own ResponseParserError.
    """
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_globals.get("__name__") in _PARSERS:
            return True
        step = step.tb_next
    return False


class ReceivingStep:
    """Around the reading of an answer: keeps the bytes of the latest attempt."""

    output: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        call = _IN_FLIGHT.get()
        if call is not None and error is None:
            call.answer = self.output


def begun(client: Any, operation: str, params: Any) -> CallInFlight:
    """The call that a client begins: the one that its method has announced, or a new one."""
    announced = _current(client)
    if announced is not None and not announced.begun and announced.operation == operation:
        announced.begun = True
        return announced
    return CallInFlight(client, operation, params, begun=True)


def report_hook_answer(report: Reporter, found: Any) -> None:
    """Report what a hook has answered, if it has: an HTTP response and what was read of it."""
    call = _IN_FLIGHT.get()
    answer = found[1] if isinstance(found, tuple) and len(found) > 1 else None
    if call is None or call.reported or answer is None:
        return
    seen: Callable[[], SeenCall | None] | None = None
    with suppress(TypeError, ValueError, AttributeError):
        http, parsed = answer
        seen = partial(_hook_answer, call, http, parsed)
    if seen is not None:  # outside of what is suppressed: an interrupt may come here
        report(seen)


def _hook_answer(call: CallInFlight, http: Any, parsed: Any) -> SeenCall | None:
    return call.seen("stubbed", parsed, http.status_code) if isinstance(parsed, Mapping) else None


def _protocol_of(model: Any) -> str:
    """The protocol that the client speaks; an older botocore does not choose one of several."""
    chosen: str = getattr(model, "resolved_protocol", None) or model.metadata["protocol"]
    return chosen


def _current(client: Any) -> CallInFlight | None:
    """The call in flight, if this client makes it."""
    call = _IN_FLIGHT.get()
    return call if call is not None and call.client is client else None


def _status_of(response: Mapping[str, Any]) -> int | None:
    """The HTTP status in an output or an error's response."""
    metadata = response.get("ResponseMetadata")
    status = metadata.get("HTTPStatusCode") if isinstance(metadata, Mapping) else None
    return status if isinstance(status, int) else None
