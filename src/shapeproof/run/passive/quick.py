"""A quick check of a call, which most calls pass: then nothing has to be explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from shapeproof.checks.conventions import departures
from shapeproof.checks.documented_rules import Documentation, unstated_rules
from shapeproof.checks.parsed_calls import own_members
from shapeproof.checks.schemas import closed_schema, without_nulls
from shapeproof.checks.severities import of_accepted_fault, of_response
from shapeproof.checks.wire_form import weight_of
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Severity
from shapeproof.run.checking import api_value
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.interface import Codec, MessageKind

Weigh = Callable[[Contract, str, Mapping[str, Any]], Severity]


@dataclass(frozen=True)
class ApiCall:
    """A seen call with its values in the API view, each converted once, when first needed."""

    seen: SeenCall

    @cached_property
    def params(self) -> dict[str, Any]:
        """The parameters as they were sent."""
        params: dict[str, Any] = api_value(self.seen.params)
        return params

    @cached_property
    def output(self) -> Any:
        """What was read of the answer; None where the call failed."""
        return None if self.seen.failed else api_value(self.seen.parsed)


@dataclass(frozen=True)
class QuickCheck:
    """Decides whether a call has to be explained: not where nothing relevant is wrong with it."""

    contract: Contract
    operation: Operation
    codec: Codec | None
    minimum: Severity
    documentation: Documentation

    def passes(self, call: ApiCall) -> bool:
        """Whether parameters and answer of a success conform. False where this is uncertain."""
        is_legal = _accepts(self._request, call.params, even_nulls=False)
        return is_legal and self._answer_passes(call)

    def _answer_passes(self, call: ApiCall) -> bool:
        body = call.seen.body
        if self.codec is None or body is None:
            output = call.output
            if not isinstance(output, dict):
                return False
            return self._output_passes(output, call.seen.parsed)
        if call.seen.status != self.operation.http.status:
            return False
        try:
            return self._body_passes(body) and self._form_passes(call)
        except ValueError:
            return False

    def _output_passes(self, output: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        """Whether an output of which no bytes are known conforms, by value and by Python's type."""
        shape = Shape.of(self.operation.response)
        found = departures(shape, own_members(shape, given))
        if any(each.severity >= self.minimum for each in found):
            return False
        return _accepts(self._output, own_members(shape, output))

    def _body_passes(self, body: bytes) -> bool:
        if self._body is None or self.codec is None:
            return True
        value = self.codec.parse_body(self.operation.response, body, MessageKind.OUTPUT)
        return _accepts(self._body, value)

    def _form_passes(self, call: ApiCall) -> bool:
        """Whether the body is written as the protocol has it; notes do not count."""
        response = call.seen.response()
        if self.codec is None or response is None:
            return True
        found = self.codec.response_deviations(
            self.contract, self.operation, response, self.operation.response, MessageKind.OUTPUT
        )
        least = self.minimum
        return all(weight_of(self.contract, each) < least for each in found)

    @cached_property
    def _unstated(self) -> frozenset[tuple[int, str]]:
        """The rules for texts of the request that are notes, as only the model states them."""
        shape = Shape.of(self.operation.request)
        return unstated_rules(self.documentation, self.operation.name, shape)

    @cached_property
    def _request(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._validator(self.operation.request, of_accepted_fault)

    @cached_property
    def _output(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._validator(self.operation.response, of_response)

    @cached_property
    def _body(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where the body is not described: then every body passes."""
        schema = self.codec.body_schema(self.operation.response) if self.codec else None
        return None if schema is None else self._validator(schema, of_response)

    def _validator(self, schema: Schema, weigh: Weigh) -> jsonschema_rs.Draft202012Validator | None:
        is_request = weigh is of_accepted_fault
        notes = self._unstated if is_request else frozenset()

        def matters(constraint: str, place: Mapping[str, Any]) -> bool:
            severity = weigh(self.contract, constraint, place)
            if severity is Severity.WARNING and (id(place), constraint) in notes:
                severity = Severity.NOTE
            return severity >= self.minimum

        try:
            return jsonschema_rs.Draft202012Validator(
                closed_schema(schema, matters, whole_patterns=is_request),
                validate_formats=not is_request,
            )
        except (ValueError, jsonschema_rs.ValidationError):
            # It refuses patterns whose automata are too large.
            return jsonschema_rs.Draft202012Validator(False)


def _accepts(
    validator: jsonschema_rs.Draft202012Validator | None, value: Any, *, even_nulls: bool = True
) -> bool:
    """Whether a value is valid, ``even_nulls`` without those that clients read as absent."""
    if validator is None:
        return True
    try:
        if validator.is_valid(value):
            return True
        return even_nulls and validator.is_valid(without_nulls(value))
    except ValueError:
        # Numbers or texts that it cannot convert from Python.
        return False
