"""A stateless mock of any service: it keeps to the contract, and remembers nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from werkzeug.wrappers import Request

from shapeproof.contract.model import Contract, Operation
from shapeproof.generate.cases.coverage import page_tokens
from shapeproof.generate.client.reading import readable
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock.http_messages import IncompleteBody, wsgi_request, wsgi_response
from shapeproof.mock.service_api import Output, Params, ServiceApi
from shapeproof.wire import codec_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_INVALID = ("ValidationException", "BadRequestException", "InvalidParameterException")
"""What services call the error for requests that break the contract; the first is common to all."""


@dataclass(frozen=True)
class StatelessMock:
    """A WSGI app that refuses illegal requests and answers legal ones with legal values.

    An output repeats the parameters that it has members for, as far as they are legal there.
    """

    api: ServiceApi
    _outputs: dict[str, Output] = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> StatelessMock:
        """The mock of a service. Raises UnsupportedProtocol."""
        modeled = {each.code for each in contract.errors.values()}
        invalid = next((each for each in _INVALID if each in modeled), _INVALID[0])
        codec = codec_for(contract.protocol, contract.service)
        return cls(ServiceApi(contract, codec, invalid))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self.api.answer(wsgi_request(Request(environ)), self._output)
        except IncompleteBody:
            answer = self.api.invalid_request("the body ended early or is badly framed")
        return wsgi_response(answer)(environ, start_response)

    def _output(self, operation: Operation, params: Params) -> Output:
        if operation.name not in self._outputs:
            self._outputs[operation.name] = _plain_output(self.api.contract, operation)
        output = dict(self._outputs[operation.name])
        shared = {name: params[name] for name in output if name in params}
        for name, value in _legal(operation, output, shared):
            output[name] = value
        return output


def _plain_output(contract: Contract, operation: Operation) -> Output:
    """All members but page tokens, so that every listing has one page."""
    paginator = contract.paginators.get(operation.name)
    paths = paginator.output_tokens if paginator else ()
    tokens = page_tokens(operation.response) | {each.partition(".")[0] for each in paths}
    plain = PlainValues(operation.response, full=True, left_out=tokens).value()
    return readable(operation.response, plain)


def _legal(operation: Operation, output: Output, shared: Params) -> Iterable[tuple[str, Any]]:
    """Those parameters that are legal values of the members of the same name."""
    validator = Draft202012Validator(dict(operation.response))
    for name, value in shared.items():
        if value != output[name] and validator.is_valid({**output, name: value}):
            yield name, value
