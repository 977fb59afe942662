"""Hypothesis strategies of what a contract describes: legal values, and values with one fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.pointer import join, without
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Fault, How
from shapeproof.generate.cases.faults import ABSENT, IllegalValue, illegal_values
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.generate.semantics import has_choices, with_choices
from shapeproof.generate.values.builder import builder_of
from shapeproof.generate.values.interface import (
    SIZE_BUDGET,
    DistinctDraws,
    ValueGenerator,
    block_of,
    drawn_value,
)
from shapeproof.generate.values.plain import PlainValues, fits_text
from shapeproof.generate.values.text_constraints import holds_json, json_of_length, travels
from shapeproof.generate.values.written import as_written, faulty_as_written
from shapeproof.wire import find_codec
from shapeproof.wire.interface import MessageKind

_FURTHER = st.integers(0, 1000)
_NUMBERS = st.integers(-(1 << 31), (1 << 31) - 1)
_TEXTS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)

_Drawn = tuple[Any, Fault]
_Another = Callable[[DrawFn, CasePlace, IllegalValue], _Drawn | None]
"""Draws another illegal value, with its fault; None where the fixed one is as good."""


def varied(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> IllegalValue:
    """An illegal value that is drawn; the fixed one where no other is known or fits."""
    another = _BY_CONSTRAINT.get(illegal.fault.constraint)
    found = another(draw, place, illegal) if another is not None else None
    if found is None:
        return illegal
    value, fault = found
    return replace(illegal, value=value, fault=fault)


def _beyond(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> _Drawn | None:
    further = draw(_FURTHER)
    is_low = illegal.fault.how is How.TOO_SMALL
    value = illegal.value - further if is_low else illegal.value + further
    return value, replace(illegal.fault, sent=value)


def _too_long(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> _Drawn | None:
    further = draw(_FURTHER)
    if holds_json(place.schema):
        text = json_of_length(len(illegal.value) + further)
    else:
        text = illegal.value + illegal.value[:1] * further
    if not fits_text(_without(place.schema, "minLength", "maxLength"), text):
        return None
    if not travels(text, place.location):
        return None
    return text, replace(illegal.fault, sent=len(text))


def _unknown(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> _Drawn | None:
    text = draw(_TEXTS)
    if text in place.shape.enum or not fits_text(_without(place.schema, "enum"), text):
        return None
    return text, replace(illegal.fault, how=How.UNKNOWN_VALUE)


def _unlike(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> _Drawn | None:
    text = draw(_TEXTS)
    lengths = _without(place.schema, "pattern")
    if not fits_text(lengths, text) or fits_text(place.schema, text):
        return None
    return text, illegal.fault


def _confused(draw: DrawFn, place: CasePlace, illegal: IllegalValue) -> _Drawn | None:
    """Another number, boolean or word; lists and objects stay empty."""
    if illegal.fault.how is not How.WRONG_TYPE:
        return None
    match illegal.value:
        case bool():
            value: Any = draw(st.booleans())
        case int():
            value = draw(_NUMBERS)
        case str() if place.shape.type in ("array", "object"):
            value = draw(_TEXTS)
        case _:
            return None
    return value, illegal.fault


def _without(schema: Schema, *keywords: str) -> Schema:
    return {key: value for key, value in schema.items() if key not in keywords}


_BY_CONSTRAINT: dict[str, _Another] = {
    "minimum": _beyond,
    "maximum": _beyond,
    "maxLength": _too_long,
    "enum": _unknown,
    "pattern": _unlike,
    "type": _confused,
}


_MOST_LISTED = 2000
"""Of documents with more places, the faults are not listed beforehand."""
_DECIDING = 9
"""Bytes that decide on the fault; those of the value follow."""
IllegalValues = tuple[tuple[IllegalValue, ...], ...]


@dataclass(frozen=True)
class FaultyValues:
    """Values of one document with one fault each."""

    root: Schema

    @cached_property
    def _places(self) -> tuple[CasePlace, ...]:
        return places(self.root)

    @cached_property
    def _generator(self) -> ValueGenerator:
        return builder_of(self.root).generator(self.root, at_root=True)

    @cached_property
    def _known(self) -> dict[int, IllegalValues]:
        return {}

    def _illegal_values(self, index: int) -> IllegalValues:
        """The illegal values of a place, by constraint."""
        if index not in self._known:
            found: dict[str, list[IllegalValue]] = {}
            for illegal in illegal_values(self.root, self._places[index]):
                found.setdefault(illegal.fault.constraint, []).append(illegal)
            self._known[index] = tuple(tuple(each) for each in found.values())
        return self._known[index]

    @property
    def is_possible(self) -> bool:
        """Whether there is a place where a fault can be planted."""
        return self._from(0) is not None

    def _from(self, start: int) -> int | None:
        """The first place with illegal values, from one on, wrapping around."""
        count = len(self._places)
        indices = ((start + each) % count for each in range(count))
        return next((index for index in indices if self._illegal_values(index)), None)

    @cached_property
    def _pairs(self) -> tuple[tuple[int, int], ...]:
        """Each place with each of its constraints, as numbers."""
        indices = range(len(self._places))
        return tuple(
            (index, one) for index in indices for one in range(len(self._illegal_values(index)))
        )

    def _chosen(self, number: int, which: int) -> tuple[CasePlace, tuple[IllegalValue, ...]]:
        """A place and its illegal values for one constraint; all constraints are equally likely.

        In a large document each place is as likely as any other.
        """
        if len(self._places) <= _MOST_LISTED:
            index, one = self._pairs[number % len(self._pairs)]
            return self._places[index], self._illegal_values(index)[one]
        found = self._from(number % len(self._places))
        assert found is not None, "no fault is possible here"
        known = self._illegal_values(found)
        return self._places[found], known[which % len(known)]

    def draw(self, draw: DrawFn) -> tuple[Any, Fault]:
        """A legal value with a fault, and the fault."""
        block = block_of(draw, _DECIDING + self._generator.width)
        which, one, manner, *steps = block[3:_DECIDING]
        place, alike = self._chosen(int.from_bytes(block[:3]), which)
        illegal = alike[one % len(alike)]
        if manner & 1:
            illegal = varied(draw, place, illegal)
        if manner & 2:
            # Low bytes choose listed values and bounds, which cost no draws. They are enough around
            # half of the faults, as the fault is what matters.
            block = bytes([each >> 1 for each in block])
        value = self._generator.make(draw, block, _DECIDING, SIZE_BUDGET)
        tokens = _walked(self.root, value, place.tokens, steps)
        fault = replace(illegal.fault, pointer=join(tokens))
        return self._planted(value, place, tokens, illegal), fault

    def _planted(
        self, value: Any, place: CasePlace, tokens: Sequence[str], illegal: IllegalValue
    ) -> Any:
        if illegal.value is not ABSENT:
            return planted(self.root, value, tokens, illegal.value)
        # The plain value is put there first, so that only this member is missing.
        grown = planted(self.root, value, tokens, PlainValues(self.root).value(place.schema))
        return without(grown, tokens)


def _walked(
    root: Schema, value: Any, tokens: Sequence[str], steps: Sequence[int]
) -> tuple[str, ...]:
    """The way to a place of this value: its own elements and keys instead of the first ones."""
    walked: list[str] = []
    shape = Shape.of(root)
    for depth, token in enumerate(tokens):
        step, here = steps[depth % len(steps)], token
        if shape.is_list and isinstance(value, list) and value:
            here = str(step % len(value))
        elif shape.is_map and isinstance(value, dict) and value:
            here = list(value)[step % len(value)]
        value = _inside(value, here)
        shape = shape.child(token)
        walked.append(here)
    return tuple(walked)


def _inside(value: Any, token: str) -> Any:
    if isinstance(value, list):
        return value[int(token)] if int(token) < len(value) else None
    return value.get(token) if isinstance(value, dict) else None


@st.composite
def _faulted(draw: DrawFn, faulty: FaultyValues) -> tuple[Any, Fault]:
    return faulty.draw(DistinctDraws(draw))


def _faulty_strategy(document: Schema) -> SearchStrategy[tuple[Any, Fault]]:
    faulty = FaultyValues(document)
    return _faulted(faulty) if faulty.is_possible else st.nothing()


_faulty_values_of: IdentityCache[Schema, SearchStrategy[tuple[Any, Fault]]] = IdentityCache(
    _faulty_strategy, 64
)


def invalid_values(document: Schema) -> SearchStrategy[tuple[Any, Fault]]:
    """Values of a document with exactly one fault, and the fault; its pointer leads to it.

    Nothing where no fault can be planted (no members but labels of the path). A missing
    member's pointer is that of the member; correcting the place makes the value legal.
    """
    return _faulty_values_of(document)


def invalid_requests(
    contract: Contract, operation: Operation
) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Parameters of an operation (API view) with one fault, and the fault."""
    return _faulty_as_written(contract, MessageKind.REQUEST, operation.request)


def invalid_responses(
    contract: Contract, operation: Operation
) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    """Outputs of an operation (API view) with one fault, and the fault."""
    return _faulty_as_written(contract, MessageKind.OUTPUT, operation.response)


def values(schema: Schema, root: Schema | None = None) -> SearchStrategy[Any]:
    """Values of a schema of a contract document; ``root`` is the document, if that is another.

    All constraints are kept by construction, but for a pattern that nothing was found for (then a
    plain word is used). Values shrink to the plainest, which is that of
    ``shapeproof.generate.values.plain`` wherever that is legal. Neither schema may be changed
    afterwards.
    Raises ValueError for a schema that has no finite values.
    """
    if root is None or root is schema:
        return _legal_values_of(schema)
    return _of_generator(builder_of(root).generator(schema))


def requests(contract: Contract, operation: Operation) -> SearchStrategy[dict[str, Any]]:
    """Legal parameters of an operation (API view)."""
    return _as_written(contract, MessageKind.REQUEST, operation.request)


def responses(contract: Contract, operation: Operation) -> SearchStrategy[dict[str, Any]]:
    """Legal outputs of an operation (API view)."""
    return _as_written(contract, MessageKind.OUTPUT, operation.response)


def errors(contract: Contract, operation: Operation) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """Modeled errors of an operation: name and members (API view); nothing where it has none."""
    return st.one_of([_named(contract, each) for each in contract.errors_of(operation)])


def _named(contract: Contract, error: ErrorContract) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    members = _as_written(contract, MessageKind.ERROR, error.schema)
    return st.tuples(st.just(error.name), members)


def _as_written(
    contract: Contract, kind: MessageKind, document: Schema
) -> SearchStrategy[dict[str, Any]]:
    """Values of a document that the protocol can write."""
    codec, drawn = find_codec(contract.protocol), values(document)
    if has_choices(document):
        drawn = drawn.map(lambda value: with_choices(document, value))
    if codec is None or codec.unwritable(kind) is None:
        return drawn
    return drawn.map(lambda value: as_written(codec, kind, document, value))


def _faulty_as_written(
    contract: Contract, kind: MessageKind, document: Schema
) -> SearchStrategy[tuple[dict[str, Any], Fault]]:
    codec = find_codec(contract.protocol)
    if codec is None or codec.unwritable(kind) is None:
        return invalid_values(document)
    written = invalid_values(document).map(
        lambda drawn: faulty_as_written(codec, kind, document, *drawn)
    )
    return cast("SearchStrategy[tuple[dict[str, Any], Fault]]", written.filter(bool))


@st.composite
def _made(draw: DrawFn, generator: ValueGenerator) -> Any:
    return drawn_value(generator, DistinctDraws(draw), SIZE_BUDGET)


def _of_generator(generator: ValueGenerator) -> SearchStrategy[Any]:
    return _made(generator)


def _legal_strategy(document: Schema) -> SearchStrategy[Any]:
    return _of_generator(builder_of(document).generator(document, at_root=True))


_legal_values_of: IdentityCache[Schema, SearchStrategy[Any]] = IdentityCache(_legal_strategy, 512)
