"""One fault in a legal value, at any place of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import join, without
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Fault
from shapeproof.generate.faults import ABSENT, Breach, breaches
from shapeproof.generate.places import Place, places, planted
from shapeproof.generate.plain import Plain
from shapeproof.generate.strategies.apart import Apart
from shapeproof.generate.strategies.bad_values import varied
from shapeproof.generate.strategies.forge import forge_of
from shapeproof.generate.strategies.identity import ByIdentity
from shapeproof.generate.strategies.maker import ROOM, Maker, block_of

_MOST_LISTED = 2000
"""Documents with more places are not looked through for all of their faults beforehand."""
_DECIDING = 9
"""Bytes that decide on the fault; those of the value follow."""
Breaches = tuple[tuple[Breach, ...], ...]


@dataclass(frozen=True)
class Faulty:
    """Values of one document with one fault each."""

    root: Schema

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return places(self.root)

    @cached_property
    def _maker(self) -> Maker:
        return forge_of(self.root).maker(self.root, at_root=True)

    @cached_property
    def _known(self) -> dict[int, Breaches]:
        return {}

    def _breaches(self, index: int) -> Breaches:
        """Those of a place, by constraint."""
        if index not in self._known:
            found: dict[str, list[Breach]] = {}
            for breach in breaches(self.root, self._places[index]):
                found.setdefault(breach.fault.constraint, []).append(breach)
            self._known[index] = tuple(tuple(each) for each in found.values())
        return self._known[index]

    @property
    def is_possible(self) -> bool:
        """Whether there is a place where a fault can be planted."""
        return self._from(0) is not None

    def _from(self, start: int) -> int | None:
        """The first place that can be broken, from one on and round."""
        count = len(self._places)
        indices = ((start + each) % count for each in range(count))
        return next((index for index in indices if self._breaches(index)), None)

    @cached_property
    def _pairs(self) -> tuple[tuple[int, int], ...]:
        """Each place with each of its constraints, as numbers."""
        indices = range(len(self._places))
        return tuple((index, one) for index in indices for one in range(len(self._breaches(index))))

    def _chosen(self, number: int, which: int) -> tuple[Place, tuple[Breach, ...]]:
        """A place and the breaches of one constraint; each constraint is as likely as any other.

        In a large document each place is as likely as any other.
        """
        if len(self._places) <= _MOST_LISTED:
            index, one = self._pairs[number % len(self._pairs)]
            return self._places[index], self._breaches(index)[one]
        found = self._from(number % len(self._places))
        assert found is not None, "asked for where no fault is possible"
        known = self._breaches(found)
        return self._places[found], known[which % len(known)]

    def draw(self, draw: DrawFn) -> tuple[Any, Fault]:
        """A legal value with a fault, and the fault."""
        block = block_of(draw, _DECIDING + self._maker.width)
        which, one, manner, *steps = block[3:_DECIDING]
        place, alike = self._chosen(int.from_bytes(block[:3]), which)
        breach = alike[one % len(alike)]
        if manner & 1:
            breach = varied(draw, place, breach)
        if manner & 2:
            # Low bytes stand for listed values and bounds, which cost no draws: around half of the
            # faults they do, as it is the fault that counts.
            block = bytes([each >> 1 for each in block])
        value = self._maker.make(draw, block, _DECIDING, ROOM)
        tokens = _walked(self.root, value, place.tokens, steps)
        fault = replace(breach.fault, pointer=join(tokens))
        return self._planted(value, place, tokens, breach), fault

    def _planted(self, value: Any, place: Place, tokens: Sequence[str], breach: Breach) -> Any:
        if breach.value is not ABSENT:
            return planted(self.root, value, tokens, breach.value)
        # The plain value stands around it first, so that only this member is missing.
        grown = planted(self.root, value, tokens, Plain(self.root).value(place.schema))
        return without(grown, tokens)


def _walked(
    root: Schema, value: Any, tokens: Sequence[str], steps: Sequence[int]
) -> tuple[str, ...]:
    """The way to a place of this value: its own elements and keys instead of the first ones."""
    walked: list[str] = []
    schema: Schema = root
    for depth, token in enumerate(tokens):
        step, here = steps[depth % len(steps)], token
        if schema.get("type") == "array":
            if isinstance(value, list) and value:
                here = str(step % len(value))
            inner = schema["items"]
        elif schema.get("x-map"):
            if isinstance(value, dict) and value:
                here = list(value)[step % len(value)]
            inner = schema["additionalProperties"]
        else:
            inner = schema["properties"][token]
        value = _inside(value, here)
        schema = resolve(root, inner)
        walked.append(here)
    return tuple(walked)


def _inside(value: Any, token: str) -> Any:
    if isinstance(value, list):
        return value[int(token)] if int(token) < len(value) else None
    return value.get(token) if isinstance(value, dict) else None


@st.composite
def _faulted(draw: DrawFn, faulty: Faulty) -> tuple[Any, Fault]:
    return faulty.draw(Apart(draw))


def _new_strategy(document: Schema) -> SearchStrategy[tuple[Any, Fault]]:
    faulty = Faulty(document)
    return _faulted(faulty) if faulty.is_possible else st.nothing()


_of_document: ByIdentity[Schema, SearchStrategy[tuple[Any, Fault]]] = ByIdentity(_new_strategy, 64)


def invalid_values(document: Schema) -> SearchStrategy[tuple[Any, Fault]]:
    """Values of a document with exactly one fault, and the fault; its pointer leads to it.

    Nothing at all where no fault can be planted (no members but labels of the path). A missing
    member's pointer is that of the member; mending the place makes the value legal.
    """
    return _of_document(document)


def invalid_requests(
    contract: Contract, operation: Operation
) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Parameters of an operation (API view) with one fault, and the fault."""
    return invalid_values(operation.request)


def invalid_responses(
    contract: Contract, operation: Operation
) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Outputs of an operation (API view) with one fault, and the fault."""
    return invalid_values(operation.response)
