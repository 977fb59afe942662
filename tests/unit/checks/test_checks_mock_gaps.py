"""Which answers say that a mock lacks an operation, whatever the mock."""

from __future__ import annotations

import json

import pytest

import shapeproof
from shapeproof.checks.interface import Observation
from shapeproof.checks.mock_gaps import crashed, lacks_operation
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.wire import codec_for


def observed(service: str, operation: str, status: int, body: bytes) -> Observation:
    contract = shapeproof.load_contract(service)
    found, codec = contract.operations[operation], codec_for(contract.protocol)
    response = HttpResponse(status, (("Content-Type", "x"),), body)
    exchange = Exchange(operation, {}, HttpRequest(found.http.method, "/path"), response)
    schemas = OperationSchemas(contract, found, codec)
    return Observation(
        contract=contract, operation=found, exchange=exchange, codec=codec, schemas=schemas
    )


def error(code: str, message: str = "m") -> bytes:
    return json.dumps({"__type": code, "message": message}).encode()


def xml(code: str) -> bytes:
    return f"<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>".encode()


@pytest.mark.parametrize(
    "status, body",
    [
        (404, b"Not yet implemented"),
        (404, b"404 page not found\n"),
        (404, b'{"detail":"Not Found"}'),
        (404, b"<!doctype html><title>404 Not Found</title>"),
        (501, error("InternalFailure", "API action 'GetApi' for service 'x' not yet implemented")),
        (400, error("UnknownOperationException")),
        (404, error("UnknownOperationException")),
        (500, error("InternalError", "NotImplementedError: get_api")),
        (405, b""),
        (400, error("BadRequestException", "Unknown path: GET /path")),
    ],
)
def test_the_mock_lacks_it(status: int, body: bytes) -> None:
    assert lacks_operation(observed("apigatewayv2", "GetApi", status, body))


@pytest.mark.parametrize(
    "seen",
    [
        observed("apigatewayv2", "GetApi", 404, error("NotFoundException")),
        observed("apigatewayv2", "GetApi", 404, b"{}"),
        observed("apigatewayv2", "GetApi", 400, error("BadRequestException", "invalid URL x")),
        observed("apigatewayv2", "GetApi", 404, b'{"message": "Not Found"}'),
        observed("apigatewayv2", "GetApi", 404, b"nothing is there"),
        observed("apigatewayv2", "GetApi", 403, error("AccessDeniedException")),
        observed("apigatewayv2", "GetApi", 500, b"<html>crash"),
        observed("apigatewayv2", "GetApi", 200, b"{}"),
        observed("ec2", "StopInstances", 400, xml("UnsupportedOperation")),
    ],
)
def test_other_errors(seen: Observation) -> None:
    assert not lacks_operation(seen)


@pytest.mark.parametrize(
    "status, body, due",
    [
        (500, b"<!doctype html>\n<title>500 Internal Server Error</title>", True),
        (500, b"Traceback (most recent call last):\n  File ...", True),
        (500, error("InternalError", "exception: Traceback (most recent call last):"), True),
        (500, error("InternalServerErrorException", "try again"), False),
        (502, b"<html>bad gateway</html>", False),
        (404, b"<!doctype html>\n<title>404 Not Found</title>", False),
    ],
)
def test_crashes_of_mocks(status: int, body: bytes, due: bool) -> None:
    assert crashed(observed("apigatewayv2", "GetApi", status, body)) is due
