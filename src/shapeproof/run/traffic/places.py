"""Places of findings as places of an overlay: the file of an operation, and a pointer into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.resolve import definition_of
from shapeproof.exchange import Finding
from shapeproof.run.traffic.evidence import is_of_object
from shapeproof.wire.members import api_pointer

_WHERE = re.compile(
    r"(?P<part>request body|request|output|response body|error response body)"
    r"(?: \((?P<code>[^)]*)\))?(?: (?P<pointer>/.*))?",
    re.DOTALL,
)
_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True)
class OverlayPlace:
    """A schema of an operation's document: the tokens that lead to it, and the schema."""

    file: str
    tokens: Tokens
    schema: Schema

    def pointer(self, *more: str) -> str:
        """The pointer to a keyword of the schema."""
        return join((*self.tokens, *more))


def place_of(contract: Contract, finding: Finding) -> OverlayPlace | None:
    """The schema that a finding is about; for a missing member, that of the object around it."""
    operation = contract.operations.get(finding.operation)
    found = _WHERE.fullmatch(finding.place or _INDEX.sub("/*", finding.where))
    if operation is None or found is None:
        return None
    head, root = _document(contract, operation, found["part"], found["code"])
    if root is None:
        return None
    pointer = found["pointer"] or ""
    if found["part"].endswith("body"):
        pointer = api_pointer(root, pointer)
    tokens = parse(pointer)
    if finding.constraint == "required" and not is_of_object(finding):
        tokens = tokens[:-1]
    steps = steps_to(root, tokens)
    if steps is None:
        return None
    return OverlayPlace(f"{operation.name}.json", (*head, *steps), schema_at(root, steps))


def _document(
    contract: Contract, operation: Operation, part: str, code: str | None
) -> tuple[Tokens, Schema | None]:
    """The part of an operation's document, and the schema that stands there."""
    if part.startswith("request"):
        return ("request",), operation.request
    if not part.startswith("error"):
        return ("response",), operation.response
    error = contract.error_of(operation, code)
    return ("errors", error.name if error else ""), error.schema if error else None


def steps_to(root: Schema, tokens: Sequence[str]) -> Tokens | None:
    """The steps from a document to the schema of a place in the API view; None for no such place.

    A reference leads on from the definition, so that the steps need not go through the place.
    """
    steps: tuple[str, ...] = ()
    schema: Any = root
    for token in (*tokens, None):
        name = definition_of(schema)
        if name is not None:
            steps, schema = ("$defs", name), root.get("$defs", {}).get(name)
        if token is None or not isinstance(schema, Mapping):
            break
        step = _step(schema, token)
        if step is None:
            return None
        steps = (*steps, *step)
        schema = schema_at(schema, step)
    return steps if isinstance(schema, Mapping) else None


def _step(schema: Mapping[str, Any], token: str) -> Tokens | None:
    if token in schema.get("properties", {}):
        return ("properties", token)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), Mapping):
            return (keyword,)
    return None


def schema_at(schema: Any, steps: Sequence[str]) -> Any:
    """The schema that steps lead to; an empty one where there is none."""
    for each in steps:
        schema = schema.get(each, {}) if isinstance(schema, Mapping) else {}
    return schema
