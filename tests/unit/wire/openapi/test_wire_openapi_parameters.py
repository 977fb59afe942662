"""Parameters of OpenAPI documents: how members in labels, queries and headers are described."""

from typing import Any

import pytest

from .openapi_samples import BLOB, STRING, TIMESTAMP, at, described, operation, structure

NAMES = {"type": "array", "items": STRING}
MAP = {"type": "object", "x-map": True, "propertyNames": STRING, "additionalProperties": STRING}
LISTS = {**MAP, "additionalProperties": NAMES}
HTTP_DATE = TIMESTAMP | {"x-timestamp-format": "rfc822"}


def parameter(location: str, schema: Any, *required: str) -> dict[str, Any]:
    """The parameter of a member called N, n on the wire."""
    uri = "/x/{n}" if location == "uri" else "/x"
    request = structure("Request", *required, N=at(location, "n", schema))
    (found,) = described(operation("Do", f"GET {uri}", request))["parameters"]
    assert (found.pop("name"), found.pop("x-member")) == ("n", "N")
    return found


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (STRING, {"type": "string", "minLength": 1}),
        ({**STRING, "minLength": 0}, {"type": "string", "minLength": 1}),
        ({**STRING, "minLength": 3, "pattern": "^a"}, {"type": "string", "minLength": 3,
                                                       "pattern": "^a"}),
        ({**STRING, "enum": ["A", "B"]}, {"type": "string", "enum": ["A", "B"]}),
        ({"type": "integer", "x-integer": "long"}, {"type": "integer", "format": "int64"}),
        (TIMESTAMP, {"type": "string", "format": "date-time", "x-timestamp-format": "iso8601"}),
    ],
)  # fmt: skip
def test_labels_are_required_and_never_empty(schema: Any, expected: Any) -> None:
    assert parameter("uri", schema) == {"in": "path", "required": True, "schema": expected}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (STRING, {"schema": {"type": "string"}}),
        ({"type": "boolean"}, {"schema": {"type": "boolean"}}),
        ({**STRING, "deprecated": True}, {"deprecated": True, "schema": {"type": "string"}}),
        (NAMES, {"style": "form", "explode": True,
                 "schema": {"type": "array", "items": {"type": "string"}}}),
        (MAP, {"style": "form", "explode": True,
               "schema": {"type": "object", "additionalProperties": {"type": "string"}}}),
        (LISTS, {"style": "form", "explode": True, "schema": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}}}}),
        (TIMESTAMP | {"x-timestamp-format": "unixTimestamp"},
         {"schema": {"type": "number", "x-timestamp-format": "unixTimestamp"}}),
    ],
)  # fmt: skip
def test_query_members_repeat_for_lists_and_spread_for_maps(schema: Any, expected: Any) -> None:
    assert parameter("querystring", schema) == {"in": "query", **expected}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (NAMES, {"style": "simple", "explode": False,
                 "schema": {"type": "array", "items": {"type": "string"}}}),
        ({"x-jsonvalue": True}, {"schema": {"type": "string", "contentEncoding": "base64",
                                            "contentMediaType": "application/json"}}),
        (BLOB, {"schema": {"type": "string", "contentEncoding": "base64"}}),
    ],
)  # fmt: skip
def test_headers_separate_by_commas_and_hold_json_as_base64(schema: Any, expected: Any) -> None:
    assert parameter("header", schema) == {"in": "header", **expected}


def test_headers_have_http_dates() -> None:
    found = parameter("header", TIMESTAMP, "N")
    assert found["required"]
    assert found["schema"]["pattern"].startswith("^(Mon|")
    assert parameter("header", HTTP_DATE)["schema"] == found["schema"]


def test_members_of_defined_shapes_are_written_out() -> None:
    request = structure("Request", N=at("querystring", "n", {"$ref": "#/$defs/Names"}))
    request["$defs"] = {"Names": {**NAMES, "maxItems": 9}}
    (found,) = described(operation("Do", "GET /x", request))["parameters"]
    assert found["schema"] == {"type": "array", "items": {"type": "string"}, "maxItems": 9}


def test_constants_of_the_query_are_parameters_with_one_value() -> None:
    found = described(operation("Do", "GET /x?list&type=2"))["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in found] == [
        ("list", "query", True),
        ("type", "query", True),
    ]
    assert [each["schema"]["enum"] for each in found] == [[""], ["2"]]
    assert [each.get("allowEmptyValue", False) for each in found] == [True, False]


def test_what_openapi_cannot_say_of_headers_is_added_to_the_parameters() -> None:
    request = structure(
        "Request",
        "Type",
        Accept=at("header", "Accept"),
        Type=at("header", "content-type"),
        Meta=at("headers", "X-Meta-", MAP),
        Trace=at("header", "X-Trace"),
    )
    found = described(operation("Do", "GET /x", request))
    assert [each["name"] for each in found["parameters"]] == ["X-Trace"]
    unsaid = found["x-header-members"]
    assert [(each["name"], each.get("x-prefix", False)) for each in unsaid] == [
        ("Accept", False),
        ("content-type", False),
        ("X-Meta-", True),
    ]
    assert unsaid[1]["required"]


def test_an_operation_without_parameters_lists_none() -> None:
    found = described(operation("Do", "GET /x"))
    assert "parameters" not in found
    assert "x-header-members" not in found
