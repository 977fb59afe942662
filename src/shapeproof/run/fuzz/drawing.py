"""Draws the examples of the fuzz phase, the same for the same seed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import lookup, parse, without
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Case, Expect, Fault
from shapeproof.generate.places import planted

Params = Mapping[str, Any]
Value = TypeVar("Value")
_LONGEST_LABEL = 256


def drawn(strategy: SearchStrategy[Value], count: int, name: str, run_seed: int) -> list[Value]:
    """So many values of a strategy, or fewer where there are no more.

    ``name`` tells the draws of one run apart. Nothing is shrunk: nothing fails here.
    """
    if count < 1:
        return []
    values: list[Value] = []
    number = int.from_bytes(hashlib.sha256(f"{run_seed}/{name}".encode()).digest()[:8], "big")

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Value) -> None:
        values.append(value)

    with contextlib.suppress(Unsatisfiable):
        collect()
    return values


def legal_case(operation: Operation, base: Params, value: Params, tokens: frozenset[str]) -> Case:
    """A drawn request as a case. ``tokens`` are page tokens, which cannot be made up.

    Members that travel in the path, the query or headers are those of the base where the drawn ones
    may not arrive as they are.
    """
    members = operation.request.get("properties", {})
    kept = {
        name: each
        for name, each in value.items()
        if name not in tokens and _travels(resolve(operation.request, members[name]), each)
    }
    missing = {name: base[name] for name in operation.request.get("required", ()) if name in base}
    params = {**missing, **kept}
    return Case(f"{operation.name}:fuzz", operation.name, "fuzz", "", params, Expect.ACCEPT)


def faulted_case(operation: Operation, base: Params, value: Params, fault: Fault) -> Case | None:
    """The base with the one fault of a drawn request; None where the base cannot hold it."""
    tokens = parse(fault.pointer)
    try:
        if fault.constraint == "required":
            around = lookup(value, tokens[:-1]) if tokens[:-1] else None
            grown = base if around is None else planted(
                operation.request, base, tokens[:-1], around
            )  # fmt: skip
            params = without(grown, tokens)
        else:
            params = planted(operation.request, base, tokens, lookup(value, tokens))
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    name = f"{operation.name}:invalid:{fault.pointer}:{fault.constraint}"
    return Case(name, operation.name, "invalid", fault.pointer, params, Expect.REJECT, fault)


def _travels(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether every HTTP stack carries a value to where its member is bound."""
    if "x-location" not in schema or not isinstance(value, str):
        return "x-location" not in schema or isinstance(value, bool | int | float)
    visible = all(32 < ord(char) < 127 for char in value)
    return visible and 0 < len(value) <= _LONGEST_LABEL and value not in (".", "..")
