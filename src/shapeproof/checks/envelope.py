"""An output of which clients read nothing: its members stand one level deeper, higher, or nowhere.

It is one defect, however many members the output has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.schema_findings import folded
from shapeproof.checks.severities import of_response
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding

_NO_MEMBERS = frozenset({"__type", "responsemetadata", "$metadata"})
"""What stands beside members in many answers, folded."""
_WRAPPERS = ("", "response", "result", "output")


def envelope_findings(
    check: str, seen: ObservedCall, shape: Shape | None, raw: Any, place: str = "response body"
) -> Iterator[Finding]:
    """One finding for an output that has members, none of which the model knows.

    ``shape`` is that of the body, None for an output without members: there only what looks like a
    wrapper counts, as no client reads the body. An ``output`` of a stub, which no one has read from
    bytes, may be a placeholder: it weighs as unknown members do, unless it is known where the
    members stand.
    """
    if not isinstance(raw, dict):
        return
    given = {key: value for key, value in raw.items() if folded(key) not in _NO_MEMBERS}
    if not given:
        return
    if shape is None:
        wrapper = _wrapper(seen.operation.name, given)
        if wrapper is not None:
            where = f"in {wrapper}, which the output does not have"
            yield _finding(check, seen, given, where, place)
        return
    # A body that is a map or has no described members may hold anything.
    if "properties" not in shape.schema or not shape.members or shape.is_map:
        return
    names = {folded(name) for name in shape.members}
    if names.isdisjoint(folded(key) for key in given):
        wrapper = _wrapper(seen.operation.name, given)
        inside = f"in {wrapper}, which the output does not have" if wrapper else ""
        yield _finding(check, seen, given, _where(shape, given) or inside, place)


def _wrapper(operation: str, given: Mapping[str, Any]) -> str | None:
    """The only member, where it is called like the operation's answer and holds one."""
    (name, value), *others = given.items()
    is_named = folded(name) in {folded(operation + each) for each in _WRAPPERS}
    return name if is_named and not others and isinstance(value, dict | None) else None


def _where(shape: Shape, given: Mapping[str, Any]) -> str:
    """Where the members are, in words; empty where none is found."""
    for key, value in given.items():
        if isinstance(value, dict) and any(name in shape.members for name in value):
            return f"one level deeper, in {key}"
    for name, member in shape.members.items():
        if member.is_structure and any(key in member.members for key in given):
            return f"one level too high, without {name}"
    return ""


def _finding(
    check: str, seen: ObservedCall, given: Mapping[str, Any], where: str, place: str
) -> Finding:
    members = tuple(Shape.of(seen.operation.response).members)
    weighed_as = "name" if where or place == "response body" else "unknown"
    return seen.finding(
        check, of_response(seen.contract, weighed_as), place, "envelope",
        texts.wrong_envelope(members, tuple(given), where),
    )  # fmt: skip
