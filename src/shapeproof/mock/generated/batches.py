"""Answers to batches: an element of the output for each entry of the request, by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Kind, Shape
from shapeproof.mock.generated.names import plain_name

_ID = "id"
_FAILED = ("fail", "error", "unprocessed", "unsuccessful", "rejected")
"""How the names of lists begin that tell which entries were not taken."""


def answered_entries(
    operation: Operation, output: Mapping[str, Any], params: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The output of a batch that has taken all its entries; any other output as it is.

    A batch has one list of structures that require an id of their own (``Entries``); the lists of
    its output have the same member.
    """
    entries = [each for each in _entries(operation.request_shape) if each[0] in params]
    if len(entries) != 1:
        return output
    (name, own), made = entries[0], dict(output)
    for told, member in operation.response_shape.members.items():
        if member.item.member(own).kind is not Kind.STRING or not isinstance(made.get(told), list):
            continue
        is_failed = plain_name(told).startswith(_FAILED)
        taken = () if is_failed else params[name]
        made[told] = [{**each, own: entry[own]} for entry in taken for each in made[told][:1]]
    return made


def _entries(shape: Shape) -> Iterator[tuple[str, str]]:
    """The lists of structures that require a text ``Id``, each with the name of that member."""
    for name, member in shape.members.items():
        item = member.item
        own = next((each for each in item.required if plain_name(each) == _ID), None)
        if own is not None and item.is_structure and item.member(own).kind is Kind.STRING:
            yield name, own
