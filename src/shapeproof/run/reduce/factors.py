"""The fewest factors of a failing request that make a request that works fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.generate.places import planted, schema_at
from shapeproof.generate.plain import Plain
from shapeproof.run.refusals import PRESENT, Factors, leaves

Leaf = tuple[Tokens, Any]
Fails = Callable[[list[Leaf]], bool]


def fewest_factors(
    root: Schema,
    base: Mapping[str, Any],
    failing: Mapping[str, Any],
    shows: Callable[[Mapping[str, Any]], bool],
) -> tuple[Factors, Mapping[str, Any]]:
    """The factors, and the base with them.

    They are searched for among the leaves that the base does not have.
    """
    known = dict(leaves(base))
    deltas = [leaf for leaf in leaves(failing) if leaf[0] not in known or known[leaf[0]] != leaf[1]]

    def fails(chosen: list[Leaf]) -> bool:
        return shows(_grown(root, base, chosen))

    deltas = _fewest(deltas, fails)
    deltas = _lifted(root, base, deltas, fails)
    factors = tuple((tokens, _told(root, tokens, value)) for tokens, value in deltas)
    return factors, _grown(root, base, deltas)


def _fewest(deltas: list[Leaf], fails: Fails) -> list[Leaf]:
    """Factors none of which can be missing.

    By halving, the shortest beginning of the list is found that is refused, together with what is
    known to be needed. Its last factor is needed, too; and so on with those before it.
    """
    needed: list[Leaf] = []
    while deltas and not (needed and fails(needed)):
        too_few, enough = 0, len(deltas)
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if fails(deltas[:middle] + needed):
                enough = middle
            else:
                too_few = middle
        needed = [deltas[enough - 1], *needed]
        deltas = deltas[: enough - 1]
    return needed


def _lifted(root: Schema, base: Mapping[str, Any], deltas: list[Leaf], fails: Fails) -> list[Leaf]:
    """The factors with each place exchanged for the outermost around it that is refused as well."""
    for index, (tokens, _) in enumerate(deltas):
        for length in range(1, len(tokens)):
            outer = tokens[:length]
            if _has(base, outer):
                continue
            coarser = [*deltas[:index], (outer, _plain_at(root, outer)), *deltas[index + 1 :]]
            if fails(coarser):
                deltas = coarser
                break
    return deltas


def _plain_at(root: Schema, tokens: Tokens) -> Any:
    return Plain(root).value(schema_at(root, tokens))


def _has(params: Mapping[str, Any], tokens: Tokens) -> bool:
    try:
        lookup(params, tokens)
    except KeyError:
        return False
    return True


def _told(root: Schema, tokens: Tokens, value: Any) -> Any:
    """The value where it is one of an enum; else it is its presence that matters."""
    return value if "enum" in schema_at(root, tokens) else PRESENT


def _grown(root: Schema, base: Mapping[str, Any], chosen: list[Leaf]) -> dict[str, Any]:
    params: Any = base
    for tokens, value in chosen:
        params = planted(root, params, tokens, value)
    return dict(params)
