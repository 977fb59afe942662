"""The places of AmplifyBackend's requests, counted in botocore's model itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.loaders import Loader

from shapeproof.contract.pointer import join, lookup

RawShape = Mapping[str, Any]
PAGE_TOKENS = frozenset({"NextToken"})


@dataclass(frozen=True)
class RawPlace:
    """A place of a request: a member at any depth, or the first element of a list."""

    tokens: tuple[str, ...]
    kind: str
    """The type in the model: ``structure``, ``list``, ``string``, ``integer``, ``double`` ..."""
    enum: tuple[str, ...]
    bounds: tuple[int | None, int | None]
    required: bool
    location: str
    element: bool

    @property
    def pointer(self) -> str:
        return join(self.tokens)

    @property
    def optional(self) -> bool:
        return not self.required and not self.element

    @property
    def in_body(self) -> bool:
        return self.location == "body"

    @property
    def page_token(self) -> bool:
        return self.tokens[0] in PAGE_TOKENS

    def within(self, other: RawPlace) -> bool:
        """Whether the place stands inside another one."""
        size = len(other.tokens)
        return len(self.tokens) > size and self.tokens[:size] == other.tokens


@cache
def model() -> Mapping[str, Any]:
    """botocore's document."""
    found: Mapping[str, Any] = Loader().load_service_model("amplifybackend", "service-2")
    return found


@cache
def raw_places(operation: str) -> tuple[RawPlace, ...]:
    """All places of an operation's request, the outer before the inner."""
    shapes = model()["shapes"]
    shape = shapes[model()["operations"][operation]["input"]["shape"]]
    return tuple(_members(shapes, shape, (), None))


def _members(
    shapes: Mapping[str, RawShape], shape: RawShape, tokens: tuple[str, ...], location: str | None
) -> Iterator[RawPlace]:
    for name, member in shape.get("members", {}).items():
        inner = shapes[member["shape"]]
        where = location or member.get("location", "body")
        is_required = name in shape.get("required", ())
        yield _place((*tokens, name), inner, is_required, where, element=False)
        yield from _below(shapes, inner, (*tokens, name), where)


def _below(
    shapes: Mapping[str, RawShape], shape: RawShape, tokens: tuple[str, ...], location: str
) -> Iterator[RawPlace]:
    assert shape["type"] != "map", "AmplifyBackend's requests hold no maps"
    if shape["type"] == "list":
        inner = shapes[shape["member"]["shape"]]
        yield _place((*tokens, "0"), inner, True, location, element=True)
        yield from _below(shapes, inner, (*tokens, "0"), location)
    elif shape["type"] == "structure":
        yield from _members(shapes, shape, tokens, location)


def _place(
    tokens: tuple[str, ...], shape: RawShape, required: bool, location: str, *, element: bool
) -> RawPlace:
    enum, bounds = tuple(shape.get("enum", ())), (shape.get("min"), shape.get("max"))
    return RawPlace(tokens, shape["type"], enum, bounds, required, location, element)


def value_at(params: Any, place: RawPlace) -> Any:
    """What stands at a place, None for nothing."""
    try:
        return lookup(params, place.tokens)
    except KeyError:
        return None


def stands(params: Any, place: RawPlace) -> bool:
    """Whether something other than null stands at a place."""
    return value_at(params, place) is not None


def missing_beside_its_parent(params: Any, place: RawPlace) -> bool:
    """Whether a member is absent where the object that should hold it is there."""
    try:
        parent = lookup(params, place.tokens[:-1])
    except KeyError:
        return False
    return isinstance(parent, dict) and place.tokens[-1] not in parent
