"""What a fake client does: its methods, made when they are first asked for, and its calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, NamedTuple

from shapeproof.contract.model import Contract
from shapeproof.run.fake.judge import Judge
from shapeproof.run.fake.method import FakeMethod, Wiring
from shapeproof.targets.fake import Answer, as_read


class Call(NamedTuple):
    """One call of a fake client: the name of its method, and the parameters given."""

    method: str
    params: dict[str, Any]


class FakeService:
    """The behaviour of one client. ``client`` is set once that is made."""

    client: Any

    def __init__(self, contract: Contract, strict: bool) -> None:
        self._contract = contract
        self._strict = strict
        self._lock = Lock()
        self._calls: list[Call] = []
        self._methods: dict[str, FakeMethod] = {}

    @property
    def calls(self) -> list[Call]:
        """The legal calls so far, in their order."""
        with self._lock:
            return [*self._calls]

    def method(self, name: str, operation: str, call: Callable[..., Any]) -> FakeMethod | None:
        """The method of an operation, None where the contract has none."""
        if operation not in self._contract.operations:
            return None
        with self._lock:
            if operation not in self._methods:
                self._methods[operation] = self._made(name, operation, call)
            return self._methods[operation]

    def answer(self, operation: str, given: Mapping[str, Any], sent: Mapping[str, Any]) -> Answer:
        """The answer of the operation's method. Raises ContractViolation, and what it was told."""
        method = self._methods[operation]
        method.judge(sent)
        with self._lock:
            self._calls.append(Call(method.__name__, {**given}))
        return method.answer(given)

    def _made(self, name: str, operation: str, call: Callable[..., Any]) -> FakeMethod:
        wiring = Wiring(
            call=call,
            seen=lambda: [each.params for each in self.calls if each.method == name],
            read=lambda output: as_read(self.client, operation, output),
            strict=self._strict,
        )
        return FakeMethod(Judge(self._contract, self._contract.operations[operation]), wiring)
