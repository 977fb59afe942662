"""A seed: a request, and the calls that must come before it.

::

    for seed in plan.seeds.of("TagResource"):
        found = replayed(seed, send)    # sends CreateQueue first: found.params have its ARN
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from shapeproof.contract.pointer import Tokens, lookup


@dataclass(frozen=True)
class Reference:
    """Stands in parameters for a value of an earlier call.

    ``step`` is the index of that call among those of the seed; ``tokens`` the place of the value in
    its output, or in the parameters that were really sent where ``of_input``.
    """

    step: int
    tokens: Tokens
    of_input: bool = False


@dataclass(frozen=True)
class SeedCall:
    """One call of a seed; its parameters (API view) may hold references to those before it."""

    operation: str
    params: Mapping[str, Any]

    def params_after(self, done: Sequence[DoneCall]) -> dict[str, Any]:
        """The parameters after the calls before it.

        Raises KeyError where an output has no value at the place of a reference.
        """
        return {name: _resolved(each, done) for name, each in self.params.items()}


class DoneCall(Protocol):
    """What has become of a call: an ``Exchange`` is one."""

    @property
    def params(self) -> Mapping[str, Any]:
        """The parameters as sent (API view)."""

    @property
    def output(self) -> Any:
        """The output (API view)."""

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success."""


@dataclass(frozen=True)
class Seed:
    """A request that a server is known to accept: the last of its ``calls``.

    The others make what it refers to; most seeds have none. ``source`` says where it was read, for
    messages.
    """

    calls: tuple[SeedCall, ...]
    source: str = ""

    @property
    def operation(self) -> str:
        """The operation that the request is of."""
        return self.calls[-1].operation

    @property
    def before(self) -> tuple[SeedCall, ...]:
        """The calls that must be made first, in order."""
        return self.calls[:-1]


@dataclass(frozen=True)
class Seeds:
    """The seeds of one service, by operation.

    ``problems`` are what was left out while they were read, a line for each.
    """

    by_operation: Mapping[str, tuple[Seed, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, operation: str) -> tuple[Seed, ...]:
        """The seeds of an operation, those without references first."""
        return self.by_operation.get(operation, ())


Done = TypeVar("Done", bound=DoneCall)


@dataclass(frozen=True)
class Replayed(Generic[Done]):
    """The parameters of a seed's own request, and the calls before it that were made."""

    params: dict[str, Any]
    before: tuple[Done, ...]


def replayed(seed: Seed, send: Callable[[str, Mapping[str, Any]], Done]) -> Replayed[Done] | None:
    """A seed after the calls before its own request, which is not sent.

    ``send`` calls an operation; it may change names in the parameters, so that they are not taken.
    None where a call was refused, or where its output lacks what the seed refers to.
    """
    done: list[Done] = []
    try:
        for call in seed.before:
            done.append(send(call.operation, call.params_after(done)))
            if not done[-1].accepted:
                return None
        return Replayed(seed.calls[-1].params_after(done), tuple(done))
    except KeyError:
        return None


def _resolved(value: Any, done: Sequence[DoneCall]) -> Any:
    if isinstance(value, Reference):
        call = done[value.step]
        return lookup(call.params if value.of_input else call.output, value.tokens)
    if isinstance(value, Mapping):
        return {key: _resolved(each, done) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, done) for each in value]
    return value
