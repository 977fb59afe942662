"""The codecs, judged by the protocol tests that botocore ships (they are Smithy's)."""

import json
from typing import Any

import pytest

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import codec_for

from .protocol_cases import ProtocolCase, comparable, to_api_view
from .protocol_exceptions import EXCEPTIONS


def test_input(input_case: ProtocolCase) -> None:
    judge(input_case, check_input)


def test_output(output_case: ProtocolCase) -> None:
    judge(output_case, check_output)


def test_no_exception_is_without_a_case(all_case_ids: frozenset[str]) -> None:
    assert EXCEPTIONS.keys() <= all_case_ids


def judge(case: ProtocolCase, check: Any) -> None:
    if case.id not in EXCEPTIONS:
        check(case)
        return
    with pytest.raises(AssertionError):
        check(case)


def check_input(case: ProtocolCase) -> None:
    operation, expected = case.operation, case.case["serialized"]
    params = to_api_view(operation.request, operation.request, case.case.get("params", {}))
    request = codec_for(case.protocol).encode_request(case.contract, operation, params)
    assert "endpoint" not in case.given, "no host prefix"
    assert request.target == expected["uri"]
    assert request.method == expected.get("method", request.method)
    check_headers(request, expected)
    if "body" in expected:
        check_body(request.body, expected["body"])


def check_headers(request: HttpRequest, expected: dict[str, Any]) -> None:
    """List values differ in blanks between SDKs; a media type is moot where there is no body."""
    actual = {name.lower(): value for name, value in request.headers}
    for name, value in expected.get("headers", {}).items():
        if name == "Content-Type" and expected.get("body") == "":
            continue
        assert actual.get(name.lower(), "absent").replace(", ", ",") == value.replace(", ", ",")
    for name in expected.get("forbidHeaders", ()):
        assert name.lower() not in actual


def check_body(actual: bytes, expected: str) -> None:
    try:
        due = json.loads(expected)
    except ValueError:
        assert actual == expected.encode()
    else:
        assert actual == expected.encode() or comparable(json.loads(actual)) == comparable(due)


def check_output(case: ProtocolCase) -> None:
    stated = case.case["response"]
    response = HttpResponse(
        status=stated["status_code"],
        headers=tuple(stated.get("headers", {}).items()),
        body=stated.get("body", "").encode(),
    )
    if "error" in case.case:
        check_error(case, response)
        return
    operation = case.operation
    due = to_api_view(operation.response, operation.response, case.case["result"])
    assert comparable(codec_for(case.protocol).decode_response(operation, response)) == comparable(
        due
    )


def check_error(case: ProtocolCase, response: HttpResponse) -> None:
    found = codec_for(case.protocol).decode_error(response)
    assert found.reported_code == case.case["errorCode"]
    assert (found.message or "") == (case.case.get("errorMessage") or "")
    modeled = case.error(found.code)
    if modeled is not None:
        due = to_api_view(modeled.schema, modeled.schema, case.case["error"])
        assert comparable(
            codec_for(case.protocol).decode_output(modeled.schema, response)
        ) == comparable(due)
