"""The places of a request whose values must be new in each call: names, and client tokens.

A server that chooses the id of what it makes may still refuse a second one of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shapeproof.compile.lifecycle.names import ACTING, COPYING, singulars, split, stem, suffix
from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup, replaced
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.values.plain import fits_text
from shapeproof.run.server.names import Namer

_CLIENT_TOKEN = re.compile(r"(client|creator|caller|idempoten).*(token|id|reference)$", re.I)
_COPY = re.compile(r"^[Tt]arget(?=[A-Z])")
"""What stands before the name of a copy."""
_GENERIC = frozenset({"", "display", "friendly", "unique"})
_DEEPEST = 3


def fresh_places(operation: Operation) -> tuple[Tokens, ...]:
    """The places of client tokens, and of the names that a maker gives to what it makes."""
    return _places(operation)


def _all_places(operation: Operation) -> tuple[Tokens, ...]:
    return tuple(_found(operation, operation.request_shape, ()))


_places: IdentityCache[Operation, tuple[Tokens, ...]] = IdentityCache(_all_places, 1024)


def _found(operation: Operation, shape: Shape, tokens: Tokens) -> Iterator[Tokens]:
    """Through structures only: elements of lists and entries of maps name parts."""
    if len(tokens) >= _DEEPEST or shape.is_union:
        return
    for name, member in shape.members.items():
        if member.is_structure:
            yield from _found(operation, member, (*tokens, name))
        elif is_fresh(operation, name, member, required=name in shape.required):
            yield (*tokens, name)


def is_fresh(operation: Operation, name: str, member: Shape, *, required: bool) -> bool:
    """Whether a member takes a new value in each call."""
    if member.kind is not Kind.STRING or member.enum:
        return False
    if member.is_idempotency_token:
        return True
    verb, kind, noun = split(operation.name)
    if kind != "make":
        return False
    if _CLIENT_TOKEN.search(name):
        return True
    if verb in ACTING and required:
        return False
    if verb in COPYING:
        name = _COPY.sub("", name)
    return _names_what_is_made(name, noun, required=required)


def _names_what_is_made(member: str, noun: str, *, required: bool) -> bool:
    kind, mine = suffix(member), stem(member)
    nouns = {noun.lower(), *(each.lower() for each in singulars(noun))}
    own = any(mine == each or (mine and each.endswith(mine)) for each in nouns)
    if kind == "name":
        return own or mine in _GENERIC
    return kind == "id" and required and own


def with_fresh(
    operation: Operation,
    params: Mapping[str, Any],
    namer: Namer,
    kept: frozenset[Tokens],
    told: Iterable[Tokens] = (),
) -> dict[str, Any]:
    """Parameters with new values at these places and those ``told`` of, except what is kept.

    A name that stands twice, also within a structure, is the same in both places.
    """
    changed: Any = params
    for tokens in sorted({*fresh_places(operation), *told}, key=len):
        if any(_overlap(tokens, each) for each in kept):
            continue
        try:
            value = lookup(params, tokens)
        except KeyError:
            continue
        if isinstance(value, str):
            shape = operation.request_shape.at(tokens)
            outer = changed.get(tokens[-1]) if len(tokens) > 1 else None
            same = isinstance(outer, str) and fits_text(shape.schema, outer)
            changed = replaced(changed, tokens, outer if same else namer.another(shape, value))
    return dict(changed)


def _overlap(one: Tokens, other: Tokens) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
