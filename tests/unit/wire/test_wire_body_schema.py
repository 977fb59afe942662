from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.wire import codec_for

from .wire_samples import BLOB, OPERATION, STRING, TIMESTAMP, bound, structure, with_payload

CODEC = codec_for("rest-json")
NESTED = structure("Name", Name={"type": "string", "x-location-name": "name", "x-sensitive": True})


def body_schema(schema: Schema) -> Any:
    found = CODEC.body_schema(schema)
    if found is not None:
        Draft202012Validator.check_schema(found)
    return found


def test_properties_have_wire_names_and_tell_their_api_names() -> None:
    found = body_schema(OPERATION.request)
    assert {name: each["x-member"] for name, each in found["properties"].items()} == {
        "root": "Root",
        "tags": "Tags",
        "anything": "Anything",
        "policy": "Policy",
        "kind": "Kind",
        "day": "Day",
        "stamp": "Stamp",
        "Plain": "Plain",
    }
    assert found["required"] == ["root", "kind"]


def test_constraints_and_annotations_are_kept() -> None:
    found = body_schema(OPERATION.request)
    assert found["properties"]["kind"]["enum"] == ["A", "B"]
    assert found["x-shape"] == "PutRequest"
    assert found["$defs"]["Node"]["properties"]["label"]["minLength"] == 1
    nested = body_schema(structure(In=NESTED))["properties"]["In"]
    assert nested["required"] == ["name"]
    assert nested["properties"]["name"]["x-sensitive"]


def test_definitions_are_mapped_and_references_stay() -> None:
    found = body_schema(OPERATION.response)
    node = found["$defs"]["Node"]["properties"]
    assert found["properties"]["root"]["$ref"] == "#/$defs/Node"
    assert node["children"]["items"] == {"$ref": "#/$defs/Node"}
    assert node["byName"]["additionalProperties"] == {"$ref": "#/$defs/Node"}
    assert node["byName"]["propertyNames"] == {"type": "string"}


def test_encodings_are_mapped() -> None:
    found = body_schema(OPERATION.request)
    node, members = found["$defs"]["Node"]["properties"], found["properties"]
    assert node["made"]["type"] == "number"
    assert "format" not in node["made"]
    assert node["raw"]["contentEncoding"] == "base64"
    assert members["day"]["format"] == "date-time"
    assert members["policy"]["type"] == "string"
    assert members["anything"].keys() == {"x-document", "x-location-name", "x-member"}


@pytest.mark.parametrize(
    ("body", "valid"),
    [
        ({"root": {"label": "x"}, "kind": "A"}, True),
        ({"root": {"label": "x", "weight": 1.5}, "kind": "A"}, True),
        ({"root": {"label": "x", "weight": "NaN"}, "kind": "A"}, True),
        ({"root": {"label": "x", "weight": "1.5"}, "kind": "A"}, False),
        ({"root": {"label": "x", "weight": -1}, "kind": "A"}, False),
        ({"root": {"label": "x", "made": 1.5}, "kind": "A"}, True),
        ({"root": {"label": "x", "made": "2020-01-01T00:00:00Z"}, "kind": "A"}, False),
        ({"root": {"label": "x", "children": [{"label": ""}]}, "kind": "A"}, False),
        ({"root": {"Label": "x"}, "kind": "A"}, False),
        ({"root": {"label": "x"}, "kind": "A", "stamp": "Wed, 01 Jan 2020 00:00:00 GMT"}, True),
        ({"root": {"label": "x"}, "kind": "A", "stamp": "Wed, 1 Jan 2020 00:00:00 GMT"}, False),
        ({"root": {"label": "x"}, "kind": "A", "stamp": 0}, False),
        ({"root": {"label": "x"}}, False),
    ],
)
def test_the_schema_judges_bodies(body: Any, valid: bool) -> None:
    assert Draft202012Validator(body_schema(OPERATION.request)).is_valid(body) is valid


def test_payload_structures_are_unwrapped() -> None:
    schema = with_payload("P", P=NESTED, H=bound(STRING, "header", "h"))
    found = body_schema({**schema, "$schema": "s", "required": ["P", "H"]})
    assert found["properties"].keys() == {"name"}
    assert found["required"] == ["name"]
    assert found["$schema"] == "s"


def test_payloads_by_reference_are_unwrapped() -> None:
    schema = with_payload("P", P={"$ref": "#/$defs/Node"})
    found = body_schema({**schema, "$defs": OPERATION.request["$defs"]})
    assert Draft202012Validator(found).is_valid({"label": "x"})
    assert not Draft202012Validator(found).is_valid({"label": 1})


@pytest.mark.parametrize(
    "schema",
    [
        structure(),
        structure(H=bound(STRING, "header", "h")),
        with_payload("P", P=BLOB),
        with_payload("P", P={**BLOB, "x-streaming": True}),
        with_payload("P", P=STRING),
    ],
)
def test_bodies_that_are_not_described(schema: Schema) -> None:
    assert body_schema(schema) is None


def test_list_payloads_are_described() -> None:
    found = body_schema(with_payload("P", P={"type": "array", "items": TIMESTAMP}))
    assert found["items"]["type"] == "number"


@pytest.mark.parametrize(
    ("element", "good", "bad"),
    [
        ({"type": "string", "enum": ["A"]}, "A", "B"),
        ({"type": "number"}, "NaN", "x"),
        (NESTED, {"name": "x"}, {}),
        ({"$ref": "#/$defs/Node"}, {"label": "x"}, {"label": 1}),
        ({"x-document": True}, [1], ...),
    ],
)
def test_elements_of_sparse_lists_and_maps_may_be_null(element: Any, good: Any, bad: Any) -> None:
    a_list = {"type": "array", "items": element}
    a_map = {
        "type": "object",
        "x-map": True,
        "propertyNames": {"type": "string"},
        "additionalProperties": element,
    }
    for container, values in ((a_list, lambda x: [good, x]), (a_map, lambda x: {"k": x})):
        for sparse in (True, False):
            schema = structure(C={**container, **({"x-sparse": True} if sparse else {})})
            found = body_schema({**schema, "$defs": OPERATION.request["$defs"]})
            validator = Draft202012Validator(found)
            assert validator.is_valid({"C": values(good)})
            assert validator.is_valid({"C": values(None)}) is (sparse or "x-document" in element)
            assert bad is ... or not validator.is_valid({"C": values(bad)})


def test_a_schema_is_made_once() -> None:
    assert CODEC.body_schema(OPERATION.request) is CODEC.body_schema(OPERATION.request)
