import copy
from typing import Any

import pytest

from shapeproof.contract.diff import ContractChange

from .contract_diff_samples import STRING, Schema, changes, kinds, message, operation, structure


def places(old: Schema, new: Schema, way: str = "request") -> list[tuple[str, str]]:
    found = changes(message(way, old), message(way, new))
    return [(change.kind, change.place) for change in found]


def facts(change: ContractChange) -> tuple[Any, ...]:
    return (change.kind, change.place, change.subject, change.message, change.old, change.new)


LEAF = structure({"Name": STRING}, **{"x-shape": "Leaf"})
LONGER = structure({"Name": STRING, "More": STRING}, **{"x-shape": "Leaf"})


def holder(leaf: Schema, definitions: dict[str, Schema] | None = None) -> Schema:
    """A structure that has the leaf in all sorts of places."""
    schema = structure({
        "One": leaf,
        "Many": {"type": "array", "items": leaf},
        "Map": {
            "type": "object",
            "x-map": True,
            "propertyNames": STRING,
            "additionalProperties": leaf,
        },
        "Deep": structure({"Inner": leaf}, **{"x-shape": "Deep"}),
    })  # fmt: skip
    return {**schema, "$defs": definitions} if definitions else schema


def test_a_change_in_a_shape_is_told_once_in_a_document_where_it_is_nearest_to_the_root() -> None:
    assert places(holder(LEAF), holder(LONGER)) == [("request-member-added", "request /One/More")]


def test_a_shape_stands_in_place_or_in_the_definitions() -> None:
    reference = {"$ref": "#/$defs/Leaf"}
    forms = [
        (holder(LEAF), holder(LONGER)),
        (holder(reference, {"Leaf": LEAF}), holder(LONGER)),
        (holder(LEAF), holder(reference, {"Leaf": LONGER})),
        (holder(reference, {"Leaf": LEAF}), holder(reference, {"Leaf": LONGER})),
        (holder(reference, {"Leaf": LEAF}), holder({"$ref": "#/$defs/L"}, {"L": LONGER})),
    ]
    told = [
        [facts(change) for change in changes(message("request", old), message("request", new))]
        for old, new in forms
    ]
    assert all(each == told[0] for each in told)
    assert told[0]


def test_the_same_in_place_and_in_the_definitions_is_no_change() -> None:
    reference = holder({"$ref": "#/$defs/Leaf"}, {"Leaf": LEAF})
    assert places(holder(LEAF), reference) == []
    assert places(reference, holder(LEAF)) == []


def test_annotations_beside_a_reference_are_those_of_the_member() -> None:
    moved = {"$ref": "#/$defs/Leaf", "x-location-name": "one"}
    old = structure({"A": {"$ref": "#/$defs/Leaf"}}) | {"$defs": {"Leaf": LEAF}}
    new = structure({"A": moved}) | {"$defs": {"Leaf": LEAF}}
    assert places(old, new) == [("request-member-moved", "request /A")]


def tree(leaf: Schema, name: str = "Node") -> Schema:
    """A structure that contains itself in a list and in a map, and a leaf."""
    reference = {"$ref": f"#/$defs/{name}"}
    node = structure({
        "Value": leaf,
        "Children": {"type": "array", "items": reference},
        "ByName": {
            "type": "object",
            "x-map": True,
            "propertyNames": STRING,
            "additionalProperties": reference,
        },
    }, **{"x-shape": name})  # fmt: skip
    return structure({"Root": reference}) | {"$defs": {name: node}}


def test_what_contains_itself_is_walked_once() -> None:
    assert places(tree(STRING), tree({"type": "integer"})) == [
        ("request-type-changed", "request /Root/Value")
    ]


def test_a_renamed_structure_that_contains_itself_is_only_renamed() -> None:
    assert places(tree(STRING), tree(STRING, "Branch")) == [("shape-renamed", "shape Branch")]


def test_a_recursion_that_is_unrolled_once_is_no_change() -> None:
    old = tree(STRING)
    new = copy.deepcopy(old)
    new["properties"]["Root"] = new["$defs"]["Node"]
    assert places(old, new) == []


@pytest.mark.parametrize("name", ["x-shape", "title"])
def test_structures_without_names_that_contain_themselves_end(name: str) -> None:
    def unnamed(leaf: Schema) -> Schema:
        node: Schema = {
            "type": "object",
            name: "Node",
            "properties": {
                "A": {"$ref": "#/$defs/Node"},
                "B": {"$ref": "#/$defs/Node"},
                "Leaf": leaf,
            },
        }
        return structure({"Root": {"$ref": "#/$defs/Node"}}) | {"$defs": {"Node": node}}

    found = places(unnamed(STRING), unnamed({"type": "integer"}))
    assert found[0] == ("request-type-changed", "request /Root/Leaf")


def test_lists_that_contain_themselves_end() -> None:
    def nested(**bound: int) -> Schema:
        definition = {"type": "array", "items": {"$ref": "#/$defs/L"}, **bound}
        return structure({"A": {"$ref": "#/$defs/L"}}) | {"$defs": {"L": definition}}

    found = places(nested(), nested(maxItems=3))
    assert found[0] == ("request-bound-stated", "request /A")
    assert {kind for kind, _ in found} == {"request-bound-stated"}


def test_unnamed_structures_are_told_in_each_place() -> None:
    def two(leaf: Schema) -> Schema:
        unnamed = {"type": "object", "properties": {"Name": leaf}}
        return structure({"A": unnamed, "B": unnamed})

    assert [place for _, place in places(two(STRING), two({"type": "boolean"}))] == [
        "request /A/Name",
        "request /B/Name",
    ]


def test_two_structures_of_one_name_are_both_looked_at() -> None:
    other = structure({"Name": {"type": "integer"}}, **{"x-shape": "Leaf"})
    assert [place for _, place in places(
        structure({"A": LEAF, "B": LEAF}), structure({"A": LEAF, "B": other})
    )] == ["request /B/Name"]  # fmt: skip


def test_keys_and_values_of_maps_have_places() -> None:
    def mapping(key: Schema, value: Schema) -> Schema:
        return structure({"M": {
            "type": "object", "x-map": True, "propertyNames": key, "additionalProperties": value,
        }})  # fmt: skip

    assert places(mapping(STRING, STRING), mapping({**STRING, "maxLength": 3}, STRING)) == [
        ("request-bound-stated", "request /M/{key}")
    ]
    assert places(mapping(STRING, STRING), mapping(STRING, {"type": "boolean"})) == [
        ("request-type-changed", "request /M/*")
    ]


def test_names_of_members_are_escaped_as_in_json_pointers() -> None:
    assert places(structure({}), structure({"a/b": STRING})) == [
        ("request-member-added", "request /a~1b")
    ]


def test_the_subject_is_the_place_seen_from_the_nearest_named_structure() -> None:
    old, new = message("response", holder(LEAF)), message("response", holder(LONGER))
    (change,) = changes(old, new)
    assert change.subject == "Leaf/More"


def test_nothing_below_a_value_of_another_type_is_compared() -> None:
    old = structure({"A": LEAF})
    new = structure({"A": {"type": "array", "items": LONGER}})
    assert places(old, new) == [("request-type-changed", "request /A")]


def test_operations_without_a_schema_of_their_own_get_one() -> None:
    empty: Schema = {"type": "object", "properties": {}}
    full = structure({"A": STRING}, **{"x-shape": "PutThingRequest"})
    assert places(empty, full) == [("request-member-added", "request /A")]


def test_a_renaming_is_told_once_for_all_operations() -> None:
    named = structure({"A": LEAF})
    other = structure({"A": {**LEAF, "x-shape": "Twig"}})
    old, new = operation(request=named, response=named), operation(request=other, response=other)
    assert kinds(old, new) == ["shape-renamed"]
