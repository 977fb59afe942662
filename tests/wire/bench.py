"""One service as all judges see it: our contract and codec, botocore's model, LocalStack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import BytesIO
from typing import Any

import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.eventstream import EventStream
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import PROTOCOL_PARSERS
from botocore.serialize import SERIALIZERS
from botocore.utils import percent_encode_sequence

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, ErrorContract, Operation, Schema
from shapeproof.contract.overlay import OVERLAY_FILE
from shapeproof.contract.pointer import join
from shapeproof.contract.resolve import resolve
from shapeproof.contract.store import overlaid, shipped_contracts
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire import Codec, codec_for

from .localstack_process import LocalStack, localstack
from .protocol_values import comparable
from .random_values import RandomValues
from .views import for_botocore, of_botocore

MESSAGES = 5
"""How many requests and outputs of each operation are judged."""


@dataclass(frozen=True)
class Place:
    """Where two values of one message differ: a pointer, the schema there, and both.

    ``holder`` is the structure, map or list around the place.
    """

    pointer: str
    schema: Schema
    due: Any
    actual: Any
    holder: Schema = field(default_factory=dict)


ABSENT = "(absent)"


def differing(root: Schema, due: Any, actual: Any) -> list[Place]:
    """All places in which a value is not the one that is due."""
    return list(_differing(root, (root, {}), (), due, actual))


def _differing(
    root: Schema, found: tuple[Schema, Schema], tokens: tuple[str, ...], due: Any, actual: Any
) -> Iterator[Place]:
    schema, holder = resolve(root, found[0]), found[1]
    if isinstance(due, Mapping) and isinstance(actual, Mapping):
        members, entry = schema.get("properties", {}), schema.get("additionalProperties", {})
        for key in dict.fromkeys((*due, *actual)):
            inner = entry if schema.get("x-map") else members.get(key, {})
            both = due.get(key, ABSENT), actual.get(key, ABSENT)
            yield from _differing(root, (inner, schema), (*tokens, key), *both)
    elif isinstance(due, list) and isinstance(actual, list) and len(due) == len(actual):
        for index, (one, other) in enumerate(zip(due, actual, strict=True)):
            place = (*tokens, str(index))
            yield from _differing(root, (schema.get("items", {}), schema), place, one, other)
    elif comparable(due) != comparable(actual):
        yield Place(join(tokens), schema, due, actual, holder)


def without_length(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """A value without the member that is the length of the body: that is no one's choice."""
    members = schema["properties"]
    return {
        key: each
        for key, each in value.items()
        if members[key].get("x-location-name") != "Content-Length"
    }


class RawBody(BytesIO):
    """A body as botocore reads it where it streams."""

    def stream(self) -> Iterator[bytes]:
        """Its bytes, for events."""
        yield self.read()


@dataclass(frozen=True)
class Bench:
    """A service in one protocol."""

    contract: Contract
    model: ServiceModel

    @cached_property
    def codec(self) -> Codec:
        return codec_for(self.contract.protocol)

    @property
    def localstack(self) -> LocalStack | None:
        return localstack()

    def params(self, operation: Operation) -> Iterator[dict[str, Any]]:
        """Five requests' parameters: two of our own generator's, three by chance."""
        yield from self._values(operation.request, f"{operation.name} request")

    def outputs(self, operation: Operation) -> Iterator[dict[str, Any]]:
        """Five outputs; a member that is the status of the response is that of a success.

        A stream of events is always there, and has no errors in it: botocore raises them.
        """
        members = operation.response["properties"]
        status = [key for key in members if members[key].get("x-location") == "statusCode"]
        streams = [key for key in members if members[key].get("x-eventstream")]
        for value in self._values(operation.response, f"{operation.name} response"):
            fixed = dict.fromkeys(status, operation.http.status)
            events = {
                key: self._events(operation, members[key]["items"], value.get(key, ()))
                for key in streams
            }
            yield {**value, **fixed, **events}

    def _events(self, operation: Operation, event: Schema, drawn: Iterable[Any]) -> list[Any]:
        root, kinds = operation.response, event["properties"]
        shapes = {key: resolve(root, each) for key, each in kinds.items()}
        good = [key for key in kinds if shapes[key].get("x-shape") not in self.contract.errors]
        kept = [each for each in drawn if set(each) <= set(good)]
        return kept or [{good[0]: PlainValues(root).value(kinds[good[0]])}]

    def _values(self, schema: Schema, name: str) -> Iterator[dict[str, Any]]:
        seeds = (f"{self.contract.service} {name} {number}" for number in range(MESSAGES - 2))
        found = [PlainValues(schema, full=True, other=each).value() for each in (False, True)]
        found += [RandomValues(schema, seed).message() for seed in seeds]
        return (without_length(schema, each) for each in found)

    def operation_model(self, operation: Operation) -> OperationModel:
        return self.model.operation_model(operation.name)

    def botocore_request(self, operation: Operation, params: Any) -> HttpRequest:
        """The request that botocore writes."""
        serializer = SERIALIZERS[self.contract.protocol]()
        wanted = for_botocore(operation.request, params)
        made = serializer.serialize_to_request(wanted, self.operation_model(operation))
        query = percent_encode_sequence(made["query_string"] or {})
        path = made["url_path"]
        target = path + ("&" if "?" in path else "?") + query if query else path
        headers = tuple((key, str(value)) for key, value in made["headers"].items())
        return HttpRequest(made["method"], target, headers, _body(made["body"]))

    def botocore_output(self, operation: Operation, response: HttpResponse) -> Any:
        """What botocore reads out of a success (API view)."""
        model = self.operation_model(operation)
        streams = model.has_streaming_output or model.has_event_stream_output
        found = self._parsed(response, model.output_shape, operation.name, streams=streams)
        return of_botocore(operation.response, found)

    def botocore_error(self, operation: Operation, response: HttpResponse) -> dict[str, Any]:
        """What botocore reads out of an error of whatever shape, as it gives it."""
        return self._parsed(response, self.operation_model(operation).output_shape, operation.name)

    def botocore_error_members(self, error: ErrorContract, response: HttpResponse) -> Any:
        """What botocore reads out of an error of a shape, as it gives it."""
        found = self._parsed(response, self.model.shape_for(error.name), "")
        return {key: each for key, each in found.items() if key != "Error"}

    def _parsed(
        self, response: HttpResponse, shape: Any, operation: str, *, streams: bool = False
    ) -> dict[str, Any]:
        sent = {
            "status_code": response.status,
            "headers": HeadersDict(dict(response.headers)),
            "body": RawBody(response.body) if streams else response.body,
            "context": {"operation_name": operation},
        }
        found = PROTOCOL_PARSERS[self.contract.protocol]().parse(sent, shape)
        return {
            key: list(each) if isinstance(each, EventStream) else each
            for key, each in found.items()
            if key != "ResponseMetadata"
        }

    def errors(self, operation: Operation) -> Iterator[tuple[ErrorContract, dict[str, Any]]]:
        """The errors of an operation, each with members made by chance."""
        for error in self.contract.errors_of(operation):
            seed = f"{self.contract.service} {operation.name} {error.name}"
            fields = RandomValues(error.schema, seed).message()
            said = [key for key in error.schema["properties"] if key.lower() == "message"]
            yield error, {**fields, **dict.fromkeys(said[:1], "why")}


def _body(body: Any) -> bytes:
    """The bytes of a body; botocore keeps the fields of a form in a dictionary."""
    if isinstance(body, dict):
        return str(percent_encode_sequence(body)).encode()
    return body if isinstance(body, bytes) else str(body).encode()


@cache
def _session() -> Any:
    return botocore.session.Session()


def bench(service: str, protocol: str | None = None) -> Bench:
    """A service in a protocol, by default in the one that botocore prefers.

    Its contract has the corrections that Shapeproof ships: they say what botocore keeps in code.
    """
    contract, folder = compile_service(service, protocol), shipped_contracts()
    overlay = folder / service / OVERLAY_FILE if folder else None
    if overlay is not None and overlay.is_file():
        contract = overlaid(contract, overlay)
    return Bench(contract, _session().get_service_model(service))


@cache
def services() -> tuple[str, ...]:
    """All services of botocore."""
    return tuple(_session().get_available_services())
