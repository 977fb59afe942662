"""Bodies and responses of OpenAPI documents, by media type and status."""

from typing import Any

import pytest

from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.wire.openapi import openapi_document

from .openapi_samples import (
    BLOB,
    EVENTS,
    STRING,
    at,
    contract,
    described,
    document,
    error,
    operation,
    structure,
)

BINARY = {"type": "string", "format": "binary"}
JSON = "application/json"
OCTETS = "application/octet-stream"
TYPED = {"T": at("header", "Content-Type")}
LISTED = {"T": at("header", "Content-Type", {**STRING, "enum": ["text/csv", "image/png"]})}
INNER = structure("Inner", A=STRING)


def payload(schema: Any, **members: Any) -> dict[str, Any]:
    return {**structure("Message", P=schema, **members), "x-payload": "P"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (structure("Message"), None),
        (structure("Message", H=at("header", "h")), None),
        (structure("Message", A=STRING), {JSON: {"$ref": "#/components/schemas/Message"}}),
        (payload(INNER), {JSON: {"$ref": "#/components/schemas/Inner"}}),
        (payload({"x-document": True}), {JSON: {"x-document": True}}),
        (payload(BLOB), {OCTETS: BINARY}),
        (payload({**BLOB, "x-sensitive": True}), {OCTETS: {**BINARY, "x-sensitive": True}}),
        (payload(BLOB, **TYPED), {OCTETS: BINARY, "*/*": BINARY}),
        (payload(BLOB, **LISTED), {"image/png": BINARY, "text/csv": BINARY}),
        (payload(STRING), {"text/plain": STRING}),
        (
            payload(EVENTS),
            {"application/vnd.amazon.eventstream": {**BINARY, "x-eventstream": True}},
        ),
    ],
)
def test_content_of_requests_and_responses(message: Any, expected: Any) -> None:
    found = described(operation(request=message, response=message))
    for holder in (found.get("requestBody", {}), found["responses"]["200"]):
        content = holder.get("content")
        assert (content and {key: each["schema"] for key, each in content.items()}) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (structure("Message", A=STRING), False),
        (structure("Message", "A", A=STRING), True),
        (structure("Message", "H", A=STRING, H=at("header", "h")), False),
        (payload(INNER), False),
        ({**payload(INNER), "required": ["P"]}, True),
        ({**payload(BLOB, H=at("header", "h")), "required": ["H"]}, False),
    ],
)
def test_a_body_is_required_where_one_of_its_members_is(message: Any, expected: bool) -> None:
    found = described(operation(request=message))["requestBody"]
    assert found.get("required", False) is expected


@pytest.mark.parametrize(("http", "status"), [("POST /x", 204), ("POST /x", 205), ("HEAD /x", 200)])
def test_some_successes_have_no_body_whatever_the_model_says(http: str, status: int) -> None:
    message = structure("Message", A=STRING, H=at("header", "h"))
    found = described(operation("Do", http, response=message, status=status))["responses"]
    assert found == {
        str(status): {
            "description": "Success",
            "headers": {"h": {"x-member": "H", "schema": STRING}},
        }
    }


def test_headers_of_a_success() -> None:
    entries = {"type": "object", "x-map": True, "additionalProperties": STRING}
    message = structure(
        "Message", "H", "Type",
        H=at("header", "X-H", {"type": "integer"}), Type=at("header", "Content-Type"),
        Meta=at("headers", "X-Meta-", entries),
    )  # fmt: skip
    found = described(operation(response=message))["responses"]["200"]
    expected = {"required": True, "x-member": "H", "schema": {"type": "integer"}}
    assert found["headers"] == {"X-H": expected}
    assert found["x-prefix-headers"]["X-Meta-"]["additionalProperties"] == STRING


def test_a_member_bound_to_the_status_allows_any_success() -> None:
    message = structure("Message", S=at("statusCode", "S", {"type": "integer"}), A=STRING)
    found = described(operation(response=message, status=202))["responses"]
    assert list(found) == ["202", "2XX"]
    assert found["202"] == found["2XX"]
    assert found["202"]["x-status-member"] == "S"


NO = error("No", 404, M=STRING)
NEVER = error("Never", 404, M=STRING, When=at("header", "Retry-After"))
BARE = error("Bare", 404)
BARER = error("Barer", 404)
LOST = error("Lost", None)
BROKEN = error("Broken", None, "server")
ERRORS = (NO, NEVER, BARE, BARER, LOST, BROKEN)


def errors(*names: str) -> dict[str, Any]:
    """The errors of an operation by status, with references followed."""
    found = document(operation(errors=names), errors=ERRORS)
    responses = found["paths"]["/thing"]["post"]["responses"]
    named = found["components"]["responses"]
    assert responses.pop("200") == {"description": "Success"}
    return {
        status: named[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for status, each in responses.items()
    }


def test_errors_by_status() -> None:
    assert {
        status: each["x-errors"] for status, each in errors("Lost", "No", "Broken").items()
    } == {
        "404": ["No"],
        "400": ["Lost"],
        "500": ["Broken"],
    }


def test_an_error_tells_its_code_in_a_header() -> None:
    found = errors("Never")["404"]
    assert found["description"] == "Never"
    assert found["headers"]["x-amzn-errortype"]["schema"]["examples"] == ["Never"]
    assert found["headers"]["Retry-After"]["x-member"] == "When"
    assert found["content"][JSON]["schema"] == {"$ref": "#/components/schemas/Never"}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("No",), {"$ref": "#/components/schemas/No"}),
        (("Bare",), {"type": "object"}),
        (("Bare", "Barer"), {"type": "object"}),
        (("Never", "No"), {"anyOf": [{"$ref": "#/components/schemas/Never"},
                                     {"$ref": "#/components/schemas/No"}]}),
    ],
)  # fmt: skip
def test_errors_of_one_status_share_a_response(names: tuple[str, ...], expected: Any) -> None:
    found = errors(*names)["404"]
    assert found["content"][JSON]["schema"] == expected
    assert found["x-errors"] == list(names)


def test_errors_that_operations_have_in_common_stand_once() -> None:
    two = [operation(name, f"GET /{name}", errors=("No",)) for name in ("A", "B")]
    found = document(*two, errors=ERRORS)
    assert list(found["components"]["responses"]) == ["No"]
    for path in ("/A", "/B"):
        responses = found["paths"][path]["get"]["responses"]
        assert responses["404"] == {"$ref": "#/components/responses/No"}


def test_the_head_of_a_document() -> None:
    found = document(operation())
    assert found["info"] == {
        "title": "Sample Service",
        "version": "2020-01-01",
        "x-serviceId": "Sample",
    }
    assert found["security"] == [{}, {"hmac": []}]
    assert found["components"]["securitySchemes"]["hmac"]["name"] == "Authorization"
    assert [each["url"] for each in found["servers"]] == ["http://127.0.0.1:5000"]


def test_other_protocols_have_no_document() -> None:
    with pytest.raises(UnsupportedProtocol) as caught:
        openapi_document(contract(operation(), protocol="json"))
    assert caught.value == UnsupportedProtocol("sample", "json", ("rest-json",))
