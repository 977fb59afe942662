"""Named schemas of OpenAPI documents: what is one and what is not, and what becomes of words."""

from typing import Any

import pytest

from .openapi_samples import BLOB, STRING, TIMESTAMP, body_schemas, described, operation, structure

REF = "#/components/schemas/"
NODE = structure(
    "Node", Label=STRING, Children={"type": "array", "items": {"$ref": "#/$defs/Node"}}
)
LEAF = structure("Leaf", A=STRING)


def asking(name: str, **members: Any) -> Any:
    """An operation whose request has members, ``$defs`` among them."""
    definitions = members.pop("defs", {})
    request = structure(f"{name}Request", **members)
    if definitions:
        request["$defs"] = definitions
    return operation(name, f"POST /{name}", request)


def test_structures_become_named_schemas_and_equal_ones_are_one() -> None:
    found = body_schemas(asking("A", X=LEAF), asking("B", Y={"type": "array", "items": LEAF}))
    assert sorted(found) == ["ARequest", "BRequest", "Leaf"]
    assert found["Leaf"] == {"type": "object", "properties": {"A": STRING}}
    assert found["ARequest"]["properties"] == {"X": {"$ref": f"{REF}Leaf"}}
    assert found["BRequest"]["properties"]["Y"]["items"] == {"$ref": f"{REF}Leaf"}


def test_what_a_member_adds_stays_next_to_the_reference() -> None:
    member = {**LEAF, "deprecated": True, "x-sensitive": True, "x-location-name": "x"}
    found = body_schemas(asking("A", X=member), asking("B", Y=LEAF))
    assert sorted(found) == ["ARequest", "BRequest", "Leaf"]
    expected = {"$ref": f"{REF}Leaf", "deprecated": True, "x-sensitive": True, "x-member": "X"}
    assert found["ARequest"]["properties"] == {"x": expected}


def test_definitions_are_the_same_as_what_is_written_out() -> None:
    referring = asking("A", X={"$ref": "#/$defs/Leaf"}, defs={"Leaf": {**LEAF, "deprecated": True}})
    found = body_schemas(referring, asking("B", Y={**LEAF, "deprecated": True}))
    assert sorted(found) == ["ARequest", "BRequest", "Leaf"]
    expected = {"$ref": f"{REF}Leaf", "deprecated": True}
    assert found["ARequest"]["properties"]["X"] == found["BRequest"]["properties"]["Y"] == expected


def test_shapes_that_hold_themselves_are_one_in_all_documents() -> None:
    found = body_schemas(
        asking("A", X={"$ref": "#/$defs/Node"}, defs={"Node": NODE}),
        asking("B", Y={"$ref": "#/$defs/Node"}, defs={"Node": NODE, "Leaf": LEAF}),
    )
    assert sorted(found) == ["ARequest", "BRequest", "Leaf", "Node"]
    assert found["Node"]["properties"]["Children"]["items"] == {"$ref": f"{REF}Node"}


def test_other_shapes_of_the_same_name_get_a_number() -> None:
    other = structure("Leaf", A={"type": "integer"})
    found = body_schemas(
        asking("A", X=structure("Twig", L=LEAF)),
        asking("B", X=structure("Twig", L=other)),
        asking("C", X=structure("Leaf2", B=STRING)),
    )
    assert sorted(found) == [
        "ARequest", "BRequest", "CRequest", "Leaf", "Leaf2", "Leaf3", "Twig", "Twig2",
    ]  # fmt: skip
    assert found["Twig2"]["properties"]["L"] == {"$ref": f"{REF}Leaf3"}


def test_circles_that_differ_somewhere_are_told_apart_all_around() -> None:
    def circle(label: Any) -> dict[str, Any]:
        one = structure("One", Next={"$ref": "#/$defs/Two"})
        two = structure("Two", Next={"$ref": "#/$defs/One"}, Label=label)
        return {"One": one, "Two": two}

    first = {"$ref": "#/$defs/One"}
    found = body_schemas(
        asking("A", X=first, defs=circle(STRING)),
        asking("B", X=first, defs=circle({"type": "integer"})),
        asking("C", X=first, defs=circle(STRING)),
    )
    assert {"One", "One2", "Two", "Two2"} < found.keys()
    assert "One3" not in found
    assert found["One2"]["properties"]["Next"] == {"$ref": f"{REF}Two2"}
    assert found["CRequest"]["properties"]["X"] == {"$ref": f"{REF}One"}


def test_a_member_may_be_called_like_a_keyword() -> None:
    members = {"$ref": STRING, "properties": LEAF, "items": STRING, "x-shape": STRING}
    found = body_schemas(asking("A", **members))
    assert found["ARequest"]["properties"].keys() == members.keys()


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "x-integer": "long"}, {"type": "integer", "format": "int64"}),
        ({"type": "integer", "x-integer": "short"}, {"type": "integer"}),
        ({"type": "number", "x-number": "float", "minimum": 0},
         {"minimum": 0, "anyOf": [{"type": "number", "format": "float"},
                                  {"type": "string", "enum": ["NaN", "Infinity", "-Infinity"]}]}),
        (BLOB, {"type": "string", "contentEncoding": "base64"}),
        (TIMESTAMP, {"type": "number", "x-timestamp-format": "unixTimestamp"}),
        ({"x-document": True}, {"x-document": True}),
        ({**STRING, "x-idempotency-token": True, "x-sensitive": True},
         {**STRING, "x-idempotency-token": True, "x-sensitive": True}),
        ({**STRING, "pattern": "a", "x-pattern": "b", "x-trust": {"pattern": "sure"}},
         {**STRING, "pattern": "a"}),
        ({"type": "object", "x-map": True, "propertyNames": STRING,
          "additionalProperties": {"type": "boolean"}},
         {"type": "object", "additionalProperties": {"type": "boolean"}}),
        ({"type": "object", "x-map": True, "propertyNames": {**STRING, "enum": ["A"]},
          "additionalProperties": STRING},
         {"type": "object", "propertyNames": {**STRING, "enum": ["A"]},
          "additionalProperties": STRING}),
        ({"type": "array", "items": STRING, "x-sparse": True, "x-flattened": True},
         {"type": "array", "items": {"type": ["string", "null"]}}),
    ],
)  # fmt: skip
def test_annotations_become_words_of_openapi_or_stay(schema: Any, expected: Any) -> None:
    assert body_schemas(asking("A", X=schema))["ARequest"]["properties"]["X"] == expected


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (LEAF, {"anyOf": [{"$ref": f"{REF}Leaf"}, {"type": "null"}]}),
        ({"$ref": "#/$defs/Node"}, {"anyOf": [{"$ref": f"{REF}Node"}, {"type": "null"}]}),
        ({"type": "number", "x-number": "big"},
         {"anyOf": [{"type": "number"},
                    {"type": "string", "enum": ["NaN", "Infinity", "-Infinity"]},
                    {"type": "null"}]}),
    ],
)  # fmt: skip
def test_elements_of_sparse_lists_may_be_null(element: Any, expected: Any) -> None:
    members = {"Plain": LEAF, "Sparse": {"type": "array", "items": element, "x-sparse": True}}
    found = body_schemas(asking("A", **members, defs={"Node": NODE}))
    assert sorted(found) == ["ARequest", "Leaf", "Node"]
    assert found["ARequest"]["properties"]["Sparse"] == {"type": "array", "items": expected}


def test_unions_hold_exactly_one_member() -> None:
    union = {**structure("Either", A=STRING, B=STRING), "x-union": True,
             "minProperties": 1, "maxProperties": 1}  # fmt: skip
    found = body_schemas(asking("A", X=union))["Either"]
    assert (found["minProperties"], found["maxProperties"], found["x-union"]) == (1, 1, True)


def test_a_request_without_a_name_stays_in_place() -> None:
    request = {"type": "object", "properties": {"A": STRING}}
    found = described(operation(request=request))["requestBody"]["content"]
    assert found["application/json"]["schema"] == request
