import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import ErrorContract
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import codec_for
from shapeproof.wire.interface import UnreadableError
from tests.unit.wire.wire_samples import CONTRACT, OPERATION, RESPONSE, STRING, operation, structure

CODEC = codec_for("rest-json")
PARAMS = {
    "AppId": "a/b",
    "Path": "x/y z",
    "Limit": 0,
    "Names": ["n 1", "n2"],
    "Since": "2020-01-01T00:00:00Z",
    "More": {"k": "v"},
    "Trace": "t",
    "Until": "2020-01-01T00:00:00Z",
    "Flags": ["a,b", "c"],
    "Context": {"deep": [1]},
    "Meta": {"One": "1"},
    "Root": {"Label": "x", "Weight": 1.5, "Made": "2020-01-01T00:00:00.25Z", "Raw": "aGk="},
    "Tags": [],
    "Policy": "text",
    "Kind": "A",
}
ERROR = ErrorContract("Gone", "GoneError", 410, "client", structure(Why={"x-location-name": "why"}))


def test_a_server_reads_what_a_client_writes() -> None:
    request = CODEC.encode_request(CONTRACT, OPERATION, PARAMS)
    assert CODEC.decode_request(OPERATION, request) == PARAMS


def test_nulls_in_requests_count_as_absent() -> None:
    request = CODEC.encode_request(CONTRACT, OPERATION, {**PARAMS, "Kind": None})
    assert "Kind" not in CODEC.decode_request(OPERATION, request)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (HttpRequest("PUT", "/apps/a"), "(in target)"),
        (HttpRequest("PUT", "/apps/a/files/b?mode=x&since=soon"), "(in query since)"),
        (HttpRequest("PUT", "/apps/a/files/b?mode=x", body=b"{"), "(in body)"),
    ],
)
def test_requests_that_cannot_be_read(request_: HttpRequest, text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        CODEC.decode_request(OPERATION, request_)
    assert text in str(caught.value)


def test_a_client_reads_what_a_server_writes() -> None:
    output: dict[str, Any] = {
        "Status": 202,
        "Trace": "t",
        "Dates": ["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"],
        "Ratio": 0.5,
        "Meta": {"One": "1"},
        "Root": {"Label": "x"},
    }
    response = CODEC.encode_response(CONTRACT, OPERATION, output)
    assert response.status == 202
    assert CODEC.decode_response(OPERATION, response) == output


def test_a_success_has_the_status_of_the_binding() -> None:
    made = operation(response=structure(A=STRING))
    created = replace(made, http=replace(made.http, status=201))
    assert CODEC.encode_response(CONTRACT, created, {}) == HttpResponse(
        201, (("Content-Type", "application/json"),), b"{}"
    )


def test_errors_are_written_and_read() -> None:
    response = CODEC.encode_error(CONTRACT, ERROR, {"Why": "x", "message": "m"})
    assert response.status == 410
    assert response.header("x-amzn-errortype") == "GoneError"
    assert json.loads(response.body) == {"why": "x", "message": "m"}
    found = CODEC.decode_error(response)
    assert (found.code, found.message, found.source) == ("GoneError", "m", "header")
    assert found.fields == {"why": "x"}
    assert CODEC.decode_output(ERROR.schema, response) == {"Why": "x"}


@pytest.mark.parametrize(("fault", "status"), [("client", 400), ("server", 500)])
def test_errors_without_a_status_have_that_of_their_fault(fault: Any, status: int) -> None:
    error = ErrorContract("Odd", "Odd", None, fault, RESPONSE)
    assert CODEC.encode_error(CONTRACT, error, {}).status == status
