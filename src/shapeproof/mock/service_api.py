"""What every mock does by the contract alone: it reads requests, refuses bad ones, and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError
from moto.core.exceptions import ServiceException

from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.pointer import join, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock.backends import ModeledError, UnknownOperationError
from shapeproof.wire import Codec, wire_pointer
from shapeproof.wire.bodies import json_type

Params = Mapping[str, Any]
"""The parameters of a call (API view)."""

Output = Mapping[str, Any]
"""The members of an output (API view)."""

_MAX_PROBLEMS = 10
_MAX_TEXT = 60
_TYPES = {"array": "an array", "integer": "an integer", "object": "an object"}


@dataclass(frozen=True)
class ServiceApi:
    """Reads requests to a service and writes its answers.

    ``invalid`` is the code of the error that refuses a request which breaks the contract.
    """

    contract: Contract
    codec: Codec
    invalid: str
    _validators: dict[str, _Validator] = field(default_factory=dict, init=False)

    def answer(
        self, request: HttpRequest, perform: Callable[[Operation, Params], Output]
    ) -> HttpResponse:
        """The answer to a request; ``perform`` does one call that keeps to the contract.

        It raises ServiceException to refuse the call. Members that the output does not have are
        left out.
        """
        try:
            operation = self._operation_of(request)
            output = perform(operation, self._params(operation, request))
        except ServiceException as error:
            return self.refusal(error)
        members = Shape.of(operation.response).members
        shown = {name: value for name, value in output.items() if name in members}
        return _with_request_id(self.codec.encode_response(self.contract, operation, shown))

    def refusal(self, error: ServiceException) -> HttpResponse:
        """The answer that reports an error; required members that it lacks have plain values."""
        modeled = self._error_of(error)
        fields = error.fields if isinstance(error, ModeledError) else {}
        names = Shape.of(modeled.schema).members
        own = next((each for each in names if each.lower() == "message"), "message")
        members = {**PlainValues(modeled.schema).value(), own: error.message, **fields}
        return _with_request_id(self.codec.encode_error(self.contract, modeled, members))

    def invalid_request(self, reason: str) -> HttpResponse:
        """The answer that refuses a request."""
        return self.refusal(ModeledError(self.invalid, reason))

    @cached_property
    def _errors(self) -> Mapping[str, ErrorContract]:
        return {each.code: each for each in self.contract.errors.values()}

    def _error_of(self, error: ServiceException) -> ErrorContract:
        modeled = self._errors.get(error.code)
        if modeled is not None:
            return modeled
        status = 404 if isinstance(error, UnknownOperationError) else 400
        return ErrorContract(error.code, error.code, status, "client", {"type": "object"})

    def _operation_of(self, request: HttpRequest) -> Operation:
        operation = self.codec.route(self.contract, request)
        if operation is None:
            raise UnknownOperationError
        try:
            unquote_to_bytes(request.target.partition("?")[0]).decode()
        except UnicodeDecodeError:
            raise ModeledError(self.invalid, "a label of the path is not UTF-8") from None
        return operation

    def _params(self, operation: Operation, request: HttpRequest) -> Params:
        try:
            params: Params = self.codec.decode_request(operation, request)
        except ValueError as error:
            raise ModeledError(self.invalid, str(error)) from None
        if operation.name not in self._validators:
            self._validators[operation.name] = _Validator(operation.request)
        problems = [*self._validators[operation.name].problems(params)]
        if problems:
            raise ModeledError(self.invalid, _summary(problems))
        return params


@dataclass(frozen=True)
class _Validator:
    """Finds what is wrong with the parameters of one operation."""

    schema: Schema

    def problems(self, params: Params) -> Iterator[str]:
        """Every place that breaks the schema, in wire names, and how: once for each place."""
        try:
            if self._fast is not None and self._fast.is_valid(params):
                return
        except ValueError:
            pass  # a text that the fast validator cannot read from Python
        found: dict[str, str] = {}
        for error in self._explaining.iter_errors(params):
            found.setdefault(self._path(error), _words(error))
        yield from (f"{path}: {words}" for path, words in found.items())

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        try:
            return jsonschema_rs.Draft202012Validator(dict(self.schema))
        except (ValueError, jsonschema_rs.ValidationError):
            return None  # its automaton for some pattern is too large

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        return Draft202012Validator(dict(self.schema))

    def _path(self, error: ValidationError) -> str:
        place = tuple(str(each) for each in error.absolute_path)
        if error.validator == "required":
            place = (*place, _missing_name(error))
        pointer = join(place)
        found = wire_pointer(self.schema, pointer)
        return ".".join(parse(pointer if found is None else found)) or "request"


def _missing_name(error: ValidationError) -> str:
    required: Any = error.validator_value
    return next((name for name in required if f"{name!r} is a" in error.message), "")


def _words(error: ValidationError) -> str:
    if error.validator == "required":
        return "is required"
    if error.validator == "type":
        wanted, found = str(error.validator_value), error.instance
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        shown = _shown(repr(found)) if is_number else json_type(found)
        return f"must be {_TYPES.get(wanted, f'a {wanted}')}, not {shown}"
    if error.validator == "enum":
        allowed: Any = error.validator_value
        return f"{_shown(repr(error.instance))} is not one of {', '.join(allowed)}"
    return _shown(error.message)


def _shown(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}..."


def _summary(problems: list[str]) -> str:
    count = len(problems)
    more = f"; and {count - _MAX_PROBLEMS} more" if count > _MAX_PROBLEMS else ""
    shown = "; ".join(problems[:_MAX_PROBLEMS])
    return f"{count} validation error{'s' if count > 1 else ''}: {shown}{more}"


def _with_request_id(response: HttpResponse) -> HttpResponse:
    return replace(response, headers=(*response.headers, ("x-amzn-RequestId", str(uuid4()))))
