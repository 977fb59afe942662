"""Member names of a body that are not the model's, and which member was probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.resolve import resolve


@dataclass(frozen=True)
class Misnomer:
    """A member that the shape does not have.

    ``holder`` is the place of the object that has it, ``anywhere`` the same with ``*`` for each
    index of a list and key of a map; ``wire_name`` the member that was meant: it has this API
    name, or differs only in casing or underscores. None where nothing is close.
    """

    holder: Tokens
    name: str
    wire_name: str | None
    anywhere: Tokens = field(default=(), compare=False)


def misnomers(root: Schema, body: Any) -> Iterator[Misnomer]:
    """Every misnomer of a body (wire view), at any depth."""
    yield from _below(root, root, body, (), ())


def _below(
    root: Schema, schema: Schema, value: Any, tokens: Tokens, anywhere: Tokens
) -> Iterator[Misnomer]:
    schema = resolve(root, schema)
    if isinstance(value, list) and "items" in schema:
        for index, each in enumerate(value):
            place = (*tokens, str(index))
            yield from _below(root, schema["items"], each, place, (*anywhere, "*"))
    elif isinstance(value, dict) and schema.get("x-map"):
        for key, each in value.items():
            inner = schema["additionalProperties"]
            yield from _below(root, inner, each, (*tokens, key), (*anywhere, "*"))
    elif isinstance(value, dict) and "properties" in schema:
        members: Mapping[str, Schema] = schema["properties"]
        for key, each in value.items():
            if key in members:
                yield from _below(root, members[key], each, (*tokens, key), (*anywhere, key))
            elif key != "__type":
                yield Misnomer(tokens, key, _meant(members, key, value), anywhere)


def _meant(members: Mapping[str, Schema], key: str, value: Mapping[str, Any]) -> str | None:
    for wire_name, member in members.items():
        names = (wire_name, str(member.get("x-member", wire_name)))
        if wire_name not in value and folded(key) in {folded(name) for name in names}:
            return wire_name
    return None


def folded(name: str) -> str:
    """A name without what is often mistaken in it: case, underscores, hyphens."""
    return name.replace("_", "").replace("-", "").lower()
