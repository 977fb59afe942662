"""The codecs next to botocore's own serializer and parser, on values drawn from real models."""

import base64
import json
from datetime import UTC
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel
from botocore.parsers import PROTOCOL_PARSERS
from botocore.serialize import SERIALIZERS
from botocore.utils import percent_encode_sequence
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import HttpRequest
from shapeproof.wire import Codec, codec_for
from shapeproof.wire.timestamps import to_rfc3339

from .schema_values import messages

# Between them: labels, greedy labels, query lists and maps, literal queries, header lists, JSON
# values, prefixes and timestamps in headers, structures, blobs and texts as payloads, recursion.
REST = ("amplifybackend", "apigateway", "lex-runtime", "dataexchange", "amplifyuibuilder")
# Both versions of json: recursion, unions, sets, blobs, timestamps, codes of the query protocol.
RPC = ("dynamodb", "sqs", "ssm", "secretsmanager", "wafv2")
MEDIA_TYPES_OF_PAYLOADS = {"application/octet-stream", "text/plain"}

each_service = pytest.mark.parametrize("service", [*REST, *RPC])
drawn = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def contract(service: str) -> Contract:
    return compile_service(service)


@cache
def model(service: str, operation: str) -> OperationModel:
    models = botocore.session.get_session().get_service_model(service)
    return models.operation_model(operation)


def codec(service: str) -> Codec:
    return codec_for(contract(service).protocol)


def operations(service: str) -> st.SearchStrategy[Operation]:
    return st.sampled_from(list(contract(service).operations.values()))


@each_service
@drawn
@given(data=st.data())
def test_requests_are_those_of_botocore(service: str, data: st.DataObject) -> None:
    operation = data.draw(operations(service))
    params = data.draw(messages(operation.request))
    ours = codec(service).encode_request(contract(service), operation, params)
    wanted = with_bytes(operation.request, operation.request, params)
    serializer = SERIALIZERS[contract(service).protocol]()
    theirs = serializer.serialize_to_request(wanted, model(service, operation.name))
    assert ours.method == theirs["method"]
    assert in_any_order(ours.target) == in_any_order(target(theirs))
    assert without_media_type(ours) == {
        key.lower(): str(value).replace(", ", ",") for key, value in theirs["headers"].items()
    }
    assert parsed(ours.body) == parsed(theirs["body"])


@each_service
@drawn
@given(data=st.data())
def test_responses_are_read_as_by_botocore(service: str, data: st.DataObject) -> None:
    operation = data.draw(operations(service))
    output = data.draw(messages(operation.response))
    response = codec(service).encode_response(contract(service), operation, output)
    ours = codec(service).decode_response(operation, response)
    sent = {
        "status_code": 200,
        "headers": HeadersDict(dict(response.headers)),
        "body": response.body,
    }
    try:
        parser = PROTOCOL_PARSERS[contract(service).protocol]()
        theirs = parser.parse(sent, model(service, operation.name).output_shape)
    except UnicodeDecodeError:
        return  # botocore reads a payload as text
    theirs.pop("ResponseMetadata")
    theirs = in_api_view(operation.response, operation.response, theirs)
    empty = {key: value for key, value in theirs.items() if key not in ours}
    assert {key: value for key, value in theirs.items() if key in ours} == ours
    assert not any(empty.values())


@each_service
@drawn
@given(data=st.data())
def test_a_server_reads_what_a_client_writes(service: str, data: st.DataObject) -> None:
    operation = data.draw(operations(service))
    params = data.draw(messages(operation.request))
    request = codec(service).encode_request(contract(service), operation, params)
    found = codec(service).decode_request(operation, request)
    assert {key: found.get(key) for key in params} == params
    assert not any(found[key] for key in found.keys() - params.keys() if key != "contentType")


def in_any_order(text: str) -> tuple[str, list[str]]:
    """The path, and the query's fields sorted: only those of one name have an order."""
    path, _, query = text.partition("?")
    return path, sorted(query.split("&"), key=lambda field: field.partition("=")[0])


def target(theirs: dict[str, Any]) -> str:
    query = percent_encode_sequence(theirs["query_string"] or {})
    path: str = theirs["url_path"]
    return path + ("&" if "?" in path else "?") + query if query else path


def without_media_type(request: HttpRequest) -> dict[str, str]:
    """Header fields; botocore does not name the media type of a raw payload."""
    return {
        name.lower(): value.replace(", ", ",")
        for name, value in request.headers
        if value not in MEDIA_TYPES_OF_PAYLOADS
    }


def parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def with_bytes(root: Schema, schema: Schema, value: Any) -> Any:
    """A value as botocore takes it: blobs are bytes."""
    return converted(root, schema, value, lambda scalar, _: base64.b64decode(scalar))


def in_api_view(root: Schema, schema: Schema, value: Any) -> Any:
    """A value as botocore gives it, with blobs and timestamps as strings."""

    def convert(scalar: Any, kind: str) -> Any:
        if kind == "timestamp":
            return to_rfc3339(scalar.astimezone(UTC))
        raw = scalar if isinstance(scalar, bytes) else scalar.encode()
        return base64.b64encode(raw).decode()

    return converted(root, schema, value, convert, timestamps=True)


def converted(
    root: Schema, schema: Schema, value: Any, convert: Any, *, timestamps: bool = False
) -> Any:
    schema = resolve(root, schema)
    if schema.get("x-blob"):
        return convert(value, "blob")
    if schema.get("x-timestamp") and timestamps:
        return convert(value, "timestamp")
    if isinstance(value, dict) and schema.get("type") == "object":
        entry = schema.get("additionalProperties")
        return {
            key: converted(
                root,
                entry if schema.get("x-map") else schema["properties"][key],
                each,
                convert,
                timestamps=timestamps,
            )
            for key, each in value.items()
        }
    if isinstance(value, list) and "items" in schema:
        return [
            converted(root, schema["items"], each, convert, timestamps=timestamps) for each in value
        ]
    return value
