"""A client that is a Python callable, called in-process.

::

    from shapeproof.targets.client import ServiceFailure

    def call(operation, params, endpoint):
        try:
            return my_client(endpoint).request(operation, params)
        except MyServiceError as error:
            raise ServiceFailure(error.code, error.message, error.status, error.fields) from error

Operations and members have boto3's names. In both directions blobs are bytes and timestamps are
datetimes. ``$paginate:Operation`` requests all pages, joined under the result key.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.exceptions import said
from shapeproof.exchange import ClientError, ClientResult, HttpRequest
from shapeproof.exchange.sites import Site
from shapeproof.exchange.user_calls import TookTooLong, called_within, load_seconds
from shapeproof.targets.client.values import NoValue, output_of, to_python
from shapeproof.targets.handlers import handler_site
from shapeproof.targets.interface import CannotStart
from shapeproof.targets.worker import Worker, crash_detail

ClientFunction = Callable[[str, dict[str, Any], str], Mapping[str, Any]]
"""Takes the operation's name, the parameters and the endpoint; returns the output."""

_DEFECTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    NameError,
    RecursionError,
    TypeError,
)


class ServiceFailure(Exception):
    """Raise this if the server has answered with an error; ``fields`` are its members."""

    def __init__(
        self,
        code: str | None,
        message: str | None = None,
        status: int | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, message, status)
        self.error = ClientError("service", code, message, status, dict(fields or {}))


class ValidationFailure(Exception):
    """Raise this if the client refuses the parameters before it has sent anything."""


class UnsupportedCall(Exception):
    """Raise this for an operation or a member that the client does not have."""


class ReplyFailure(Exception):
    """Raise this if a reply could not be read, or never came.

    The client's own exceptions and those of sockets and values (OSError, HTTPException, ValueError)
    count as this. Python's other exceptions (AttributeError, KeyError, TypeError ...) are defects:
    the client has crashed.
    """


class CallableClient:
    """Calls a function, each time in a thread that may be abandoned.

    The method ``start(endpoint)`` of the callable, if it has one, is called whenever nothing of
    earlier calls may be kept. ``paginates`` says whether it understands ``$paginate:``, ``traits``
    how its language differs.
    """

    kind = "callable"

    def __init__(
        self,
        function: ClientFunction,
        *,
        address: str | None = None,
        paginates: bool = False,
        traits: tuple[str, ...] = (),
    ) -> None:
        self._function = function
        self.address = address or name_of(function)
        self._paginates = paginates
        self.traits = traits
        self._worker = Worker()
        self._endpoint = ""

    @property
    def paginates(self) -> bool:
        """Whether it can fetch all pages of an operation."""
        return self._paginates

    def start(self, endpoint: str) -> None:
        """Set its endpoint and restart it. Raises CannotStart if that fails."""
        self._endpoint = endpoint
        begin = getattr(self._function, "start", None)
        if not callable(begin):
            return
        try:
            called_within(load_seconds(), lambda: begin(endpoint), f"start of {self.address}")
        except KeyboardInterrupt:
            raise
        except TookTooLong:
            reason = f"start did not return within {load_seconds():.0f} s"
            raise CannotStart(self.address, reason) from None
        except BaseException as error:  # the function may raise anything
            raise CannotStart(self.address, f"{type(error).__name__}: {said(error)}") from None

    def call(
        self, operation: Operation, params: Mapping[str, Any], *, paginate: bool, timeout: float
    ) -> ClientResult:
        """Make one call within ``timeout`` seconds."""
        endpoint = self._endpoint
        name = f"$paginate:{operation.name}" if paginate else operation.name
        try:
            given = to_python(operation.request, params)
            return self._worker.run(
                lambda: _called(lambda: self._function(name, given, endpoint)), timeout
            )
        except TimeoutError:
            return ClientResult(breakdown="hung", detail="no answer in time")

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """The line of the function, or of the method of its class with the operation's name."""
        return handler_site(self._function, operation.python_name, request)

    def close(self) -> None:
        """End its thread."""
        self._worker.close()


def _called(call: Callable[[], Any]) -> ClientResult:
    try:
        output = call()
        if not isinstance(output, Mapping):
            return ClientResult(breakdown="garbage", detail=_no_output(output))
        try:
            return ClientResult(output=output_of(output))
        except NoValue as error:
            return ClientResult(breakdown="garbage", detail=str(error))
    except ServiceFailure as failure:
        return ClientResult(error=failure.error)
    except UnsupportedCall:
        return ClientResult(unsupported=True)
    except ValidationFailure as failure:
        return ClientResult(error=ClientError("validation", message=str(failure)))
    except BaseException as error:  # the client may raise anything
        if _is_crash(error):
            return ClientResult(breakdown="crashed", detail=crash_detail(error))
        return ClientResult(error=ClientError("transport", type(error).__name__, said(error)))


def _no_output(returned: Any) -> str:
    """What a call has returned in place of a dict; a coroutine is ended, so that it is silent."""
    if inspect.iscoroutine(returned):
        returned.close()
        return "it returned a coroutine: call an async function by asyncio.run"
    return f"it returned {type(returned).__name__}, not a dict"


def _is_crash(error: BaseException) -> bool:
    if not isinstance(error, Exception):
        return True
    return type(error).__module__ == "builtins" and isinstance(error, _DEFECTS)


def name_of(function: Any) -> str:
    """The name of a callable as MODULE:NAME; an object's is that of its class."""
    owner = function if hasattr(function, "__qualname__") else type(function)
    return f"{owner.__module__}:{owner.__qualname__}"
