"""What every mock does by the contract alone: it reads requests, refuses bad ones, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import uuid4

from moto.core.exceptions import ServiceException

from shapeproof.contract.model import Contract, ErrorContract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock.backends import ContractError, ModeledError, UnknownOperationError
from shapeproof.mock.problems import RequestValidator, summary
from shapeproof.wire import Codec

Params = Mapping[str, Any]
"""The parameters of a call (API view)."""

Output = Mapping[str, Any]
"""The members of an output (API view)."""

InvalidCode = Callable[[Operation | None, bool], str]
"""Chooses the error that refuses a request which breaks the contract."""


@dataclass(frozen=True)
class ServiceApi:
    """Reads requests to a service and writes its answers.

    ``invalid`` is the code of the error that refuses a request which breaks the contract, or what
    chooses it: for an operation, None for no one in particular, and whether a member is missing.
    """

    contract: Contract
    codec: Codec
    invalid: str | InvalidCode
    _validators: dict[str, RequestValidator] = field(default_factory=dict, init=False)

    def answer(
        self, request: HttpRequest, perform: Callable[[Operation, Params], Output]
    ) -> HttpResponse:
        """The answer to a request; ``perform`` does one call that keeps to the contract.

        It raises ServiceException to refuse the call. Members that the output does not have are
        left out.
        """
        try:
            request = self.codec.addressed(self.contract, request)
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
        return self.refusal(ModeledError(self._invalid(None), reason))

    def _invalid(self, operation: Operation | None, *, missing: bool = False) -> str:
        if isinstance(self.invalid, str):
            return self.invalid
        return self.invalid(operation, missing)

    @cached_property
    def _errors(self) -> Mapping[str, ErrorContract]:
        return {each.code: each for each in self.contract.errors.values()}

    def _error_of(self, error: ServiceException) -> ErrorContract:
        if isinstance(error, ContractError):
            return error.error
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
            raise ModeledError(
                self._invalid(operation), "a label of the path is not UTF-8"
            ) from None
        return operation

    def _params(self, operation: Operation, request: HttpRequest) -> Params:
        try:
            params: Params = self.codec.decode_request(operation, request)
        except ValueError as error:
            raise ModeledError(self._invalid(operation), str(error)) from None
        if operation.name not in self._validators:
            self._validators[operation.name] = RequestValidator(operation.request)
        problems = [*self._validators[operation.name].problems(params)]
        if problems:
            missing = all(each.is_missing for each in problems)
            raise ModeledError(self._invalid(operation, missing=missing), summary(problems))
        return params


def _with_request_id(response: HttpResponse) -> HttpResponse:
    return replace(response, headers=(*response.headers, ("x-amzn-RequestId", str(uuid4()))))
