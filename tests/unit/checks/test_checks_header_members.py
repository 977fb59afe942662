"""Members of an output that travel in header fields."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.checks.interface import Observation
from shapeproof.checks.responses import ResponseSchema
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.wire.registry import codec_for

from .check_samples import lines

OUTPUT: dict[str, Any] = {
    "type": "object",
    "required": ["Place"],
    "properties": {
        "Place": {"type": "string", "x-location": "header", "x-location-name": "Location"},
        "Count": {"type": "integer", "x-location": "header", "x-location-name": "X-Count"},
        "Since": {
            "type": "string",
            "x-timestamp": True,
            "x-location": "header",
            "x-location-name": "X-Since",
        },
        "Note": {"type": "string"},
    },
}
PLACE = ("Location", "/things/1")


@pytest.mark.parametrize(
    "headers, expected",
    [
        ((PLACE,), []),
        ((("location", "x"), ("X-Count", "7")), []),
        ((PLACE, ("X-Since", "Tue, 11 Aug 2020 00:00:00 GMT")), []),
        ((PLACE, ("X-Count", "")), []),
        ((), [("response header Location", "required")]),
        ((PLACE, ("X-Count", "many")), [("response header X-Count /Count", "type")]),
        ((PLACE, ("X-Since", "soon")), [("response header X-Since", "type")]),
    ],
)
@pytest.mark.parametrize("protocol, body", [("rest-json", b"{}"), ("rest-xml", b"<GetOutput/>")])
def test_header_fields(headers: Any, expected: Any, protocol: str, body: bytes) -> None:
    operation = Operation("Get", "get", HttpBinding("GET", "/"), {"type": "object"}, OUTPUT)
    contract = Contract("small", "2020-01-01", protocol, "Small", "Small", {"Get": operation})
    codec = codec_for(protocol)
    answer = HttpResponse(200, headers, body)
    seen = Observation(
        contract=contract,
        operation=operation,
        exchange=Exchange("Get", {}, HttpRequest("GET", "/"), answer),
        codec=codec,
        schemas=OperationSchemas(contract, operation, codec),
    )
    found = lines(list(ResponseSchema().check(seen)))
    assert [(each[2], each[3]) for each in found] == expected
