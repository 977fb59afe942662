"""Structures in which the text of one member says which other one is present (``x-chosen-by``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.semantics import ChosenBy
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import distinct
from shapeproof.generate.values.plain import PlainValues


def with_choices(root: Schema, value: Any, *, nulls: bool = False) -> Any:
    """A value of a document whose choices are consistent; itself where the document has none.

    What is of a wrong type, or chosen by a text that the contract does not know, stays as it is,
    and so does null, except with ``nulls``, where it counts as absent.
    """
    return _chosen(Shape.of(root), value, nulls) if has_choices(root) else value


def _chosen(shape: Shape, value: Any, nulls: bool) -> Any:
    if isinstance(value, list | tuple):
        return [_chosen(shape.item, each, nulls) for each in value]
    if not isinstance(value, Mapping):
        return value
    made = {name: _chosen(shape.member(name), each, nulls) for name, each in value.items()}
    stated = shape.chosen_by
    if stated is None:
        return made
    has_null = any(made.get(each, "") is None for each in stated.choices.values())
    return made if has_null and not nulls else _consistent(shape, made, stated)


def _consistent(shape: Shape, value: dict[str, Any], stated: ChosenBy) -> dict[str, Any]:
    told = value.get(stated.member)
    wanted = stated.chosen(told)
    if wanted is None:
        return value
    given = [each for each in stated.choices.values() if value.get(each) is not None]
    if given and wanted not in given:
        wanted = given[0]
        told = next(kind for kind, each in stated.choices.items() if each == wanted)
    others = {*stated.choices.values()} - {wanted}
    made = {name: each for name, each in value.items() if name not in others}
    if made.get(wanted) is None:
        made[wanted] = PlainValues(shape.root).value(shape.member(wanted))
    return {**made, stated.member: told}


def _states_choices(root: Schema) -> bool:
    return any(each.chosen_by is not None for each in distinct(Shape.of(root)))


has_choices: IdentityCache[Schema, bool] = IdentityCache(_states_choices)
"""Whether a document has such structures."""
