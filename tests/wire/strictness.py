"""What Shapeproof holds against a message: the schema of its body, and what the tree hides."""

from typing import Any

from shapeproof.checks.schema_findings import misnomers
from shapeproof.checks.schemas import BodySchema, without_nulls
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import Codec
from shapeproof.wire.interface import MessageKind


def of_request(
    codec: Codec, contract: Contract, operation: Operation, request: HttpRequest
) -> list[Any]:
    """All that is wrong with a request."""
    found: list[Any] = list(codec.request_deviations(contract, operation, request))
    return found + _schema_errors(codec, operation.request, request.body, MessageKind.REQUEST)


def of_response(
    codec: Codec, contract: Contract, operation: Operation, response: HttpResponse
) -> list[Any]:
    """All that is wrong with a success."""
    return _of_response(
        codec, contract, operation, response, operation.response, MessageKind.OUTPUT
    )


def of_error(
    codec: Codec, contract: Contract, operation: Operation, response: HttpResponse, schema: Schema
) -> list[Any]:
    """All that is wrong with an error of a schema."""
    return _of_response(codec, contract, operation, response, schema, MessageKind.ERROR)


def _of_response(
    codec: Codec,
    contract: Contract,
    operation: Operation,
    response: HttpResponse,
    schema: Schema,
    kind: MessageKind,
) -> list[Any]:
    found = codec.response_deviations(contract, operation, response, schema, kind)
    return [*found, *_schema_errors(codec, schema, response.body, kind)]


def _schema_errors(codec: Codec, schema: Schema, body: bytes, kind: MessageKind) -> list[Any]:
    described = codec.body_schema(schema, kind)
    if described is None:
        return []
    tree, judged = codec.parse_body(schema, body, kind), BodySchema(described)
    unknown = [
        (join((*each.holder, each.name)), "unknown") for each in misnomers(judged.shape, tree)
    ]
    errors = judged.errors(without_nulls(tree))
    return [*unknown, *((join(each.tokens), each.keyword, each.instance) for each in errors)]
