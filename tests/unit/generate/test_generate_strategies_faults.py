"""One fault in a legal value: it is the only one, it lies where it says, and it can be mended."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import lookup, parse, without
from shapeproof.exchange import Fault
from shapeproof.generate.cases.faults import illegal_values
from shapeproof.generate.cases.places import places, planted
from shapeproof.generate.strategies import invalid_requests, invalid_responses, invalid_values
from shapeproof.generate.values.plain import PlainValues

from .schema_samples import (
    BLOB,
    CHOICE,
    COLOUR,
    NODE,
    TEXT,
    TIMESTAMP,
    list_of,
    map_of,
)
from .strategy_judges import QUIET, Judge, drawn, simplest

INNER: Schema = {
    "type": "object",
    "properties": {
        "Name": {**TEXT, "minLength": 2, "maxLength": 9, "pattern": "^[a-z]+$"},
        "Colour": COLOUR,
        "Count": {"type": "integer", "minimum": 1, "maximum": 9},
        "Share": {"type": "number", "maximum": 1},
        "When": TIMESTAMP,
        "Bytes": BLOB,
        "Choice": CHOICE,
    },
    "required": ["Name", "Colour"],
}
DOCUMENT: Schema = {
    "type": "object",
    "properties": {
        "List": list_of(INNER, minItems=1, maxItems=4),
        "Map": map_of(INNER, maxProperties=3),
        "Many": map_of(list_of(map_of(COLOUR))),
        "Label": {**TEXT, "x-location": "uri"},
        "Query": {"type": "integer", "minimum": 0, "x-location": "querystring"},
        "Free": {"x-document": True},
        "Node": {"$ref": "#/$defs/Node"},
    },
    "required": ["Label"],
    "$defs": {"Node": NODE},
}


@pytest.mark.long
@pytest.mark.slow
def test_faults_are_alone_where_they_say_and_can_be_mended() -> None:
    judge = Judge(DOCUMENT)
    constraints, depths = Counter[str](), Counter[int]()
    for value, fault in drawn(invalid_values(DOCUMENT), 400):
        assert judge.fault_complaint(value, fault) == ""
        constraints[fault.constraint] += 1
        depths[len(parse(fault.pointer))] += 1
    assert set(constraints) >= {"required", "type", "enum", "minimum", "maximum"}
    assert set(constraints) >= {"minItems", "maxItems"}
    assert max(depths) >= 4


def test_a_text_is_broken_in_every_way() -> None:
    schema: Schema = {"type": "object", "properties": {"Name": INNER["properties"]["Name"]}}
    judge, found = Judge(schema), drawn(invalid_values(schema), 100)
    assert all(judge.fault_complaint(value, fault) == "" for value, fault in found)
    constraints = {fault.constraint for _, fault in found}
    assert constraints == {"type", "minLength", "maxLength", "pattern"}


@pytest.mark.long
@pytest.mark.slow
def test_faults_are_in_later_elements_and_other_entries_as_well() -> None:
    tokens = {parse(fault.pointer) for _, fault in drawn(invalid_values(DOCUMENT), 400)}
    assert {each[1] for each in tokens if each[0] == "List" and len(each) > 1} > {"0"}
    assert {each[1] for each in tokens if each[0] == "Map" and len(each) > 1} > {"sample"}


def pairs_of(root: Schema) -> set[tuple[str, str]]:
    """Each place with each constraint that can be broken there."""
    return {
        (breach.fault.pointer, breach.fault.constraint)
        for place in places(root)
        for breach in illegal_values(root, place)
    }


@pytest.mark.slow
@pytest.mark.sampled(
    "name", ["CreateBackendAuth"], ["CreateBackendAuth", "UpdateBackendAuth", "CreateBackendAPI"]
)
@settings(**{**QUIET, "max_examples": 4})
@given(number=st.integers(0, 1 << 32))
def test_faults_are_spread(amplifybackend: Contract, name: str, number: int) -> None:
    """A hundred draws have 60 faults, or of the possible ones half at the very least."""
    operation = amplifybackend.operations[name]
    found = set[tuple[str, str]]()

    @seed(number)
    @settings(**{**QUIET, "derandomize": False}, max_examples=100, phases=[Phase.generate])
    @given(invalid_requests(amplifybackend, operation))
    def keep(drawn: tuple[object, Fault]) -> None:
        found.add((drawn[1].pointer, drawn[1].constraint))

    keep()
    possible = pairs_of(operation.request)
    assert len(found) >= min(0.5 * len(possible), 60)


@pytest.mark.slow
def test_every_fault_comes(amplifybackend: Contract) -> None:
    operation = amplifybackend.operations["CreateBackendAuth"]
    strategy = invalid_requests(amplifybackend, operation)
    found = {(fault.pointer, fault.constraint) for _, fault in drawn(strategy, 1000)}
    assert pairs_of(operation.request) <= found
    first_hundred = {(fault.pointer, fault.constraint) for _, fault in drawn(strategy, 100)}
    assert len(first_hundred) >= 0.6 * len(pairs_of(operation.request))


@pytest.mark.slow
def test_a_fault_shrinks_to_the_first_and_all_around_it_to_the_plainest(
    amplifybackend: Contract,
) -> None:
    root = amplifybackend.operations["CreateBackendAuth"].request
    strategy = invalid_requests(amplifybackend, amplifybackend.operations["CreateBackendAuth"])
    value, fault = simplest(strategy)
    assert (fault.pointer, fault.constraint) == ("/BackendEnvironmentName", "required")
    assert value == without(PlainValues(root).value(), ("BackendEnvironmentName",))
    value, fault = simplest(strategy, lambda drawn: drawn[1].constraint == "enum")
    tokens = parse(fault.pointer)
    bad = lookup(value, tokens)
    assert bad == "SHAPEPROOF_NO_SUCH_VALUE"
    assert value == planted(root, PlainValues(root).value(), tokens, bad)


def test_faults_of_a_string_of_json_are_json_but_for_an_empty_one() -> None:
    bounded = {**TEXT, "contentMediaType": "application/json", "minLength": 1, "maxLength": 40}
    root: Schema = {"type": "object", "properties": {"Json": bounded}}
    judge, found = Judge(root), drawn(invalid_values(root), 60)
    assert all(judge.fault_complaint(value, fault) == "" for value, fault in found)
    texts = {value["Json"] for value, fault in found if fault.constraint == "maxLength"}
    assert {type(json.loads(each)) for each in texts} == {dict}
    assert len(texts) > 1


@pytest.mark.slow
def test_bad_values_are_drawn() -> None:
    schema: Schema = {
        "type": "object",
        "properties": {"Count": {"type": "integer", "maximum": 9}, "Colour": COLOUR},
    }
    bad = {
        (fault.constraint, value[fault.pointer[1:]])
        for value, fault in drawn(invalid_values(schema), 400)
        if fault.constraint in ("maximum", "enum")
    }
    assert len({value for constraint, value in bad if constraint == "maximum"}) > 5
    assert len({value for constraint, value in bad if constraint == "enum"}) > 5


def test_a_fault_shrinks_to_the_plainest_value_around_it() -> None:
    schema: Schema = {"type": "object", "properties": {"A": COLOUR, "B": TEXT}, "required": ["A"]}
    value, fault = simplest(invalid_values(schema), lambda found: found[1].constraint == "enum")
    assert value == {"A": "SHAPEPROOF_NO_SUCH_VALUE"}
    assert fault.pointer == "/A"


def test_nothing_is_drawn_where_no_fault_is_possible() -> None:
    assert invalid_values({"type": "object", "properties": {}}).is_empty
    label = {"type": "object", "properties": {"Id": {**TEXT, "x-location": "uri"}}}
    assert invalid_values({**label, "required": ["Id"]}).is_empty


@pytest.mark.slow
@pytest.mark.parametrize("name", ["CreateBackend", "CreateBackendAuth", "ListBackendJobs"])
def test_operations_of_amplifybackend(amplifybackend: Contract, name: str) -> None:
    operation = amplifybackend.operations[name]
    for strategy, root in (
        (invalid_requests(amplifybackend, operation), operation.request),
        (invalid_responses(amplifybackend, operation), operation.response),
    ):
        judge = Judge(root)
        for value, fault in drawn(strategy, 60):
            assert judge.fault_complaint(value, fault) == ""
