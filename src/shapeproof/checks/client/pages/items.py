"""The joined items of all pages against those that the pages hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.api_view import ApiView
from shapeproof.checks.client.pages.canonical import canonical
from shapeproof.checks.client.trees import Trees
from shapeproof.checks.client.words import told
from shapeproof.contract.model import Operation, Paginator, Schema
from shapeproof.contract.pointer import Tokens, lookup

MESSAGES = {
    "lost": "an item of a page is not told",
    "repeated": "an item is told more often than the pages hold it",
    "extra": "an item is told that is on none of the pages",
    "value": "an item is told otherwise than its page has it",
    "order": "the items are told in another order than the pages have them",
    "type": "the items are not told as one list",
}


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with the items under one result key."""

    tokens: Tokens
    constraint: str
    expected: str
    actual: str


def item_faults(
    operation: Operation, paginator: Paginator, expected: Any, actual: Any
) -> Iterator[ItemFault]:
    """One fault for each result key whose items differ; keys that hold no list are left out."""
    root = operation.response
    trees = Trees(root, ApiView(root))
    for key in paginator.result_keys:
        tokens = tuple(key.split("."))
        due, there = _at(expected, tokens), _at(actual, tokens)
        if not isinstance(due, list):
            continue
        if there is None:
            there = []
        if not isinstance(there, list):
            yield ItemFault(tokens, "type", "a list", told(there))
            continue
        items = _items_at(trees, tokens)
        keys = [[canonical(trees, items, each) for each in side] for side in (due, there)]
        if keys[0] != keys[1]:
            yield _fault(tokens, *keys)


def _fault(tokens: Tokens, due: Sequence[str], there: Sequence[str]) -> ItemFault:
    wanted, got = Counter(due), Counter(there)
    lost, beyond = wanted - got, got - wanted
    if not lost and not beyond:
        index = next(i for i, pair in enumerate(zip(due, there, strict=True)) if len(set(pair)) > 1)
        return ItemFault(tokens, "order", due[index], there[index])
    strange = [key for key in there if key in beyond and key not in wanted]
    if lost and strange and len(due) == len(there):
        return ItemFault(tokens, "value", _first(due, lost), strange[0])
    if lost:
        count = f"{len(there)} of {len(due)} items"
        return ItemFault(tokens, "lost", _first(due, lost), count)
    constraint = "extra" if strange else "repeated"
    return ItemFault(tokens, constraint, f"{len(due)} items", _first(there, beyond))


def _first(keys: Sequence[str], among: Counter[str]) -> str:
    return next(key for key in keys if key in among)


def _items_at(trees: Trees, tokens: Tokens) -> Schema:
    schema: Schema = trees.root
    for token in tokens:
        schema = trees.inner(schema, token)
    items: Schema = schema.get("items", {})
    return items


def _at(value: Any, tokens: Tokens) -> Any:
    try:
        return lookup(value, tokens)
    except KeyError:
        return None
