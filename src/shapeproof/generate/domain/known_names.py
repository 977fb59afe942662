"""Whether what a file registers is in the contract: a rule for nothing is misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.resolve import resolve
from shapeproof.generate.domain.interface import Domain, Rule, is_element
from shapeproof.generate.places import places


def check_names(domain: Domain, contract: Contract) -> None:
    """Raise BrokenStrategies for the first rule that speaks of nothing in the contract."""
    names: dict[str, _Names] = {}
    for rule in domain.rules:
        matched = [each for each in contract.operations if fnmatchcase(each, rule.operation)]
        if not matched:
            raise _unknown(rule, "operation", rule.operation, contract.operations)
        operations = [contract.operations[each] for each in matched]
        if rule.kind == "place":
            _check_place(rule, operations)
            continue
        for each in operations:
            if each.name not in names:
                names[each.name] = _Names.of(each)
        _check_name(rule, [names[each.name] for each in operations])


def _check_name(rule: Rule, names: Sequence[_Names]) -> None:
    is_member = rule.kind == "member"
    known = {name for each in names for name in (each.members if is_member else each.shapes)}
    if not any(fnmatchcase(each, rule.name) for each in known):
        raise _unknown(rule, rule.kind, rule.name, known)


def _check_place(rule: Rule, operations: Sequence[Operation]) -> None:
    roots = [root for each in operations for root in (each.request, each.response)]
    if not any(_exists(root, rule.tokens) for root in roots):
        known = {place.pointer for root in roots for place in places(root)}
        raise _unknown(rule, "place", rule.name, known)


def _exists(root: Schema, tokens: Sequence[str]) -> bool:
    """Whether a document has a place; ``*`` stands for elements and entries."""
    schema = root
    for token in tokens:
        if schema.get("type") == "array" and is_element(token):
            inner = schema["items"]
        elif schema.get("x-map"):
            inner = schema["additionalProperties"]
        else:
            inner = schema.get("properties", {}).get(token)
        if inner is None:
            return False
        schema = resolve(root, inner)
    return True


def _unknown(rule: Rule, kind: str, name: str, known: Iterable[str]) -> Exception:
    nearest = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
    within = f" in {rule.operation}" if kind != "operation" and rule.operation != "*" else ""
    return rule.origin.broken(f"the contract has no {kind} {name!r}{within}{hint}")


@dataclass(frozen=True)
class _Names:
    """The names of members and shapes in the request and response of an operation."""

    members: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, operation: Operation) -> _Names:
        names = cls()
        for root in (operation.request, operation.response):
            names._take(root)
        return names

    def _take(self, root: Schema) -> None:
        todo: list[Any] = [root, *root.get("$defs", {}).values()]
        while todo:
            schema = todo.pop()
            if "x-shape" in schema:
                self.shapes.add(schema["x-shape"])
            self.members.update(schema.get("properties", {}))
            todo += _inner(schema)


def _inner(schema: Schema) -> Iterator[Schema]:
    yield from schema.get("properties", {}).values()
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield schema[keyword]
