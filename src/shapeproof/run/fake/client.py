"""Fake clients for tests: what ``shapeproof.fake_client`` makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, NamedTuple, Protocol, cast

from shapeproof.contract.model import Contract
from shapeproof.run.contracts import named_contract
from shapeproof.run.fake.assertions import asserting, mock_of
from shapeproof.run.fake.hints import client_hint, helper_hint
from shapeproof.run.fake.judge import FakeJudge
from shapeproof.run.fake.method import FakeMethod, Wiring
from shapeproof.targets.fake_client import Answer, as_read, open_fake_client


class FakeCall(NamedTuple):
    """One call of a fake client: the name of its method, and the parameters given."""

    method: str
    params: dict[str, Any]


class FakeService:
    """The behaviour of one client; ``client`` is set when it is made."""

    client: Any

    def __init__(self, contract: Contract, strict: bool) -> None:
        self._contract = contract
        self._strict = strict
        self._lock = Lock()
        self._calls: list[FakeCall] = []
        self._methods: dict[str, FakeMethod] = {}

    @property
    def calls(self) -> list[FakeCall]:
        """The legal calls so far, in their order."""
        with self._lock:
            return [*self._calls]

    def method(self, name: str, operation: str, call: Callable[..., Any]) -> FakeMethod | None:
        """The method of an operation, or None if the contract has no such operation."""
        if operation not in self._contract.operations:
            return None
        with self._lock:
            if operation not in self._methods:
                self._methods[operation] = self._made(name, operation, call)
            return self._methods[operation]

    def answer(self, operation: str, given: Mapping[str, Any], sent: Mapping[str, Any]) -> Answer:
        """The answer of the operation's method. Raises ContractViolation, and scripted errors."""
        method = self._methods[operation]
        method.judge(sent)
        with self._lock:
            self._calls.append(FakeCall(method.__name__, {**given}))
        return method.answer(given)

    def extra(self, name: str) -> Any | None:
        """What a mock has, and a client of boto3 does not."""
        if name in {"mock_calls", "method_calls"}:
            return getattr(mock_of(self._contract.service, self._pairs()), name)
        return getattr(self, name) if name in {"assert_has_calls", "reset_mock"} else None

    def hint(self, name: str, said: str) -> str:
        """What to use in place of an attribute that a client does not have."""
        methods = [each.python_name for each in self._contract.operations.values()]
        return client_hint(said, name, methods, _PUBLIC)

    def helper_hint(self, method: str, name: str) -> str:
        """What to use in place of an attribute of a paginator's or waiter's maker."""
        return helper_hint(method, name)

    def _pairs(self) -> list[tuple[str, dict[str, Any]]]:
        return [(each.method, each.params) for each in self.calls]

    def assert_has_calls(self, calls: Any, any_order: bool = False) -> None:
        """There were these calls, such as ``unittest.mock.call.get_user(UserId="1")``."""
        __tracebackhide__ = True
        mock = mock_of(self._contract.service, self._pairs())
        asserting(mock, "assert_has_calls", calls, any_order=any_order)

    def reset_mock(self, *, return_value: bool = False, side_effect: bool = False) -> None:
        """Forget all calls; with ``return_value`` or ``side_effect`` also the answers set."""
        self._forget(None)
        for each in [*self._methods.values()]:
            each.reset_mock(return_value=return_value, side_effect=side_effect)

    def _forget(self, method: str | None) -> None:
        """Drop the calls of a method, or all."""
        with self._lock:
            kept = [] if method is None else self._calls
            self._calls = [each for each in kept if each.method != method]

    def _made(self, name: str, operation: str, call: Callable[..., Any]) -> FakeMethod:
        wiring = Wiring(
            call=call,
            seen=lambda: [each.params for each in self.calls if each.method == name],
            forget=lambda: self._forget(name),
            read=lambda output: as_read(self.client, operation, output),
            strict=self._strict,
        )
        return FakeMethod(FakeJudge(self._contract, self._contract.operations[operation]), wiring)


class FakeClient(Protocol):
    """A client of boto3 whose methods answer as a test sets them up."""

    exceptions: Any
    meta: Any

    @property
    def calls(self) -> list[FakeCall]:
        """The legal calls so far, in their order."""

    @property
    def mock_calls(self) -> Any:
        """The legal calls so far, as ``unittest.mock.call``."""

    @property
    def method_calls(self) -> Any:
        """The same."""

    def assert_has_calls(self, calls: Any, any_order: bool = False) -> None:
        """There were these calls, such as ``unittest.mock.call.get_user(UserId="1")``."""

    def reset_mock(self, *, return_value: bool = False, side_effect: bool = False) -> None:
        """Forget all calls; with ``return_value`` or ``side_effect`` also the answers set."""

    def can_paginate(self, operation_name: str) -> bool:
        """Whether a method has a paginator."""

    def get_paginator(self, operation_name: str) -> Any:
        """A paginator over the method of this client."""

    def get_waiter(self, waiter_name: str) -> Any:
        """A waiter over the method of this client; by default it does not pause."""

    def close(self) -> None:
        """Nothing is open."""

    def __getattr__(self, name: str) -> FakeMethod:
        """The method of an operation."""


_PUBLIC = (
    "assert_has_calls", "calls", "can_paginate", "close", "exceptions", "generate_presigned_url",
    "get_paginator", "get_waiter", "meta", "method_calls", "mock_calls", "reset_mock",
    "waiter_names",
)  # fmt: skip
"""What a fake client has besides its methods."""


def fake_client(service: str, *, region_name: str = "us-east-1", strict: bool = True) -> FakeClient:
    """A client of boto3 for tests, which sends nothing and conforms to the contract.

    It is a real client: names, parameters, exceptions, paginators and waiters are those of the
    installed boto3. Parameters are also checked for what boto3 does not check (enums, maxima,
    patterns): a call that breaks them raises ContractViolation. By default each method answers with
    a plain output that conforms to the contract. A test can set other answers::

        fake = shapeproof.fake_client("SERVICE")
        fake.get_user.returns(UserId="1")
        fake.delete_user.raises("NotFoundException", message="no such user")
        assert fake.get_user.calls == [{"UserId": "1"}]

    With ``strict=False`` warnings pass: bounds and patterns of requests, missing members and
    unknown enum values of outputs. Raises UnknownService, BadUsage and BrokenContract.
    """
    behaviour = FakeService(named_contract(service), strict)
    behaviour.client = open_fake_client(service, region_name, behaviour)
    return cast("FakeClient", behaviour.client)
