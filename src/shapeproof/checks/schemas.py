"""Body schemas of an operation, compiled once: a fast yes or no, and an explanation of a no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.wire.interface import Codec


@dataclass(frozen=True)
class SchemaError:
    """One place where a value breaks a schema: the keyword, its limit, and what stands there.

    ``anywhere`` is the place with ``*`` for each index of a list and key of a map.
    """

    tokens: Tokens
    anywhere: Tokens
    keyword: str
    limit: Any
    instance: Any
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class BodySchema:
    """The schema of one kind of body, in the wire view."""

    schema: Schema

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where it refuses a pattern: there are some whose automata it finds too large."""
        try:
            return jsonschema_rs.Draft202012Validator(dict(self.schema))
        except (ValueError, jsonschema_rs.ValidationError):
            return None

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        return Draft202012Validator(dict(self.schema))

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Every error of a value, none if it is valid; one for all that is missing in a place."""
        try:
            if self._fast is not None and self._fast.is_valid(value):
                return
        except ValueError:
            # Numbers or strings that the fast validator cannot take over from Python.
            pass
        told: set[Tokens] = set()
        for error in self._explaining.iter_errors(value):
            tokens = tuple(str(each) for each in error.absolute_path)
            if error.validator == "required":
                if tokens in told:
                    continue
                told.add(tokens)
            yield SchemaError(
                tokens=tokens,
                anywhere=_anywhere(error.absolute_schema_path),
                keyword=str(error.validator),
                limit=error.validator_value,
                instance=error.instance,
                schema=error.schema if isinstance(error.schema, Mapping) else {},
            )


def _anywhere(path: Iterable[str | int]) -> Tokens:
    """The place that a path through a schema leads to."""
    found: list[str] = []
    steps = iter(path)
    for step in steps:
        if step == "properties":
            found += [str(name) for name in islice(steps, 1)]
        elif step in ("items", "additionalProperties"):
            found.append("*")
    return tuple(found)


@dataclass(frozen=True)
class OperationSchemas:
    """The bodies that an operation may answer with."""

    contract: Contract
    operation: Operation
    codec: Codec

    @cached_property
    def response(self) -> BodySchema | None:
        """The body of a success, None where the model does not describe it.

        Nor is one described that has no members: whatever stands there, no client reads it.
        """
        root = self.operation.response
        return self._body(root) if root.get("properties") else None

    @cached_property
    def errors(self) -> Mapping[str, BodySchema]:
        """The bodies of the modeled errors, by code."""
        found = {error.code: self._body(error.schema) for error in self.contract.errors.values()}
        return {code: body for code, body in found.items() if body is not None}

    def _body(self, schema: Schema) -> BodySchema | None:
        body = self.codec.body_schema(schema)
        return None if body is None else BodySchema(body)
