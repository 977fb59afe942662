"""A target in this process, called in a thread of its own: a call that hangs is abandoned."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from shapeproof.contract.model import Operation
from shapeproof.exceptions import BadUsage, TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.sites import Site
from shapeproof.exchange.user_calls import LOAD_SECONDS
from shapeproof.targets.interface import Place, SourcedTarget, Target
from shapeproof.targets.signing import place_of
from shapeproof.targets.worker import Worker
from shapeproof.targets.wsgi_app import failed_with

CALL_SECONDS = 10.0
_CLOSE_SECONDS = 5.0
_SITE_SECONDS = 2.0
T = TypeVar("T")


class AbandonableTarget:
    """Calls another target within a time limit.

    Each thread that sends has a thread that is called; the target is made in the first of them,
    as databases and the like may belong to the thread that has opened them.
    """

    def __init__(
        self, make: Callable[[], Target], what: str, load_seconds: float = LOAD_SECONDS
    ) -> None:
        self._workers = threading.local()
        self._what = what
        self._tells_sites = True
        try:
            self._target = self._called(make, load_seconds)
        except TimeoutError:
            raise BadUsage(what, f"it was not loaded within {load_seconds:.0f} s") from None
        self.kind = self._target.kind
        self.address = self._target.address
        self.base_url = self._target.base_url
        self.place: Place = place_of(self._target)

    def send(self, request: HttpRequest) -> HttpResponse:
        """The answer of the target. Raises TransportFailure."""
        return self.send_within(request, CALL_SECONDS)

    def send_within(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """The answer of the target within so many seconds at most. Raises TransportFailure."""
        try:
            return self._called(lambda: self._answer(request), min(seconds, CALL_SECONDS))
        except TimeoutError:
            raise TransportFailure("timeout", "no complete answer in time") from None

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """The line that handles an operation, if the target knows it."""
        target = self._target
        if not isinstance(target, SourcedTarget) or not self._tells_sites:
            return None
        try:
            return self._called(lambda: target.site_of(operation, request), _SITE_SECONDS)
        except TimeoutError:
            self._tells_sites = False
        return None

    def close(self) -> None:
        """Close the target. Raises BadUsage where that does not return."""
        try:
            self._called(self._target.close, _CLOSE_SECONDS)
        except TimeoutError:
            reason = f"close did not return within {_CLOSE_SECONDS:.0f} s"
            raise BadUsage(self._what, reason) from None

    def _answer(self, request: HttpRequest) -> HttpResponse:
        depth = sys.getrecursionlimit()
        try:
            return self._target.send(request)
        except KeyboardInterrupt as error:  # no user's, as those come to the main thread
            return failed_with(error)
        finally:
            if sys.getrecursionlimit() != depth:  # the target has changed it for all of us
                sys.setrecursionlimit(depth)

    def _called(self, call: Callable[[], T], seconds: float) -> T:
        """What a call returns or raises. Raises TimeoutError as well."""
        worker: Worker | None = getattr(self._workers, "worker", None)
        if worker is None:
            worker = self._workers.worker = Worker()
        value, error = worker.run(lambda: _result(call), seconds)
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # None only if T is


def _result(call: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    try:
        return call(), None
    except BaseException as error:  # raised again where the call was asked for
        return None, error
