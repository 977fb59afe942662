"""A quick look at a call, to pass by those that nothing is wrong with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from shapeproof.checks.parsed_calls import own_members
from shapeproof.checks.schemas import closed_schema
from shapeproof.checks.severities import of_accepted_fault, of_response
from shapeproof.checks.texts import without_nulls
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.exchange import Severity
from shapeproof.run.checking import api_value
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.interface import Codec

Weigh = Callable[[Contract, str, Mapping[str, Any]], Severity]


@dataclass(frozen=True)
class QuickLook:
    """Says yes where nothing of weight is wrong with a call; no where it has to be looked into."""

    contract: Contract
    operation: Operation
    codec: Codec | None
    least: Severity

    def is_fine(self, call: SeenCall) -> bool:
        """Whether parameters and answer of a success are as they should be."""
        return _takes(self._request, api_value(call.params)) and self._is_fine_answer(call)

    def _is_fine_answer(self, call: SeenCall) -> bool:
        body = call.body
        if self.codec is None or body is None:
            output = api_value(call.parsed)
            if not isinstance(output, dict):
                return False
            return _takes(self._output, own_members(self.operation.response, output))
        if call.status != self.operation.http.status:
            return False
        if self._body is None:
            return True
        try:
            value = json.loads(body) if body else {}
        except ValueError:
            return False
        return _takes(self._body, value)

    @cached_property
    def _request(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._validator(self.operation.request, of_accepted_fault)

    @cached_property
    def _output(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._validator(self.operation.response, of_response)

    @cached_property
    def _body(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where the body is not described: then nothing can be wrong with it."""
        schema = self.codec.body_schema(self.operation.response) if self.codec else None
        return None if schema is None else self._validator(schema, of_response)

    def _validator(self, schema: Schema, weigh: Weigh) -> jsonschema_rs.Draft202012Validator | None:
        def matters(constraint: str, place: Mapping[str, Any]) -> bool:
            return weigh(self.contract, constraint, place) >= self.least

        try:
            return jsonschema_rs.Draft202012Validator(closed_schema(schema, matters))
        except (ValueError, jsonschema_rs.ValidationError):
            # There are patterns whose automata it finds too large.
            return jsonschema_rs.Draft202012Validator(False)


def _takes(validator: jsonschema_rs.Draft202012Validator | None, value: Any) -> bool:
    if validator is None:
        return True
    try:
        return validator.is_valid(value) or validator.is_valid(without_nulls(value))
    except ValueError:
        # Numbers or texts that it cannot take over from Python.
        return False
