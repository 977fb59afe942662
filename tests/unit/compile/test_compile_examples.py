"""The examples of botocore: read as the contract has them, or left out."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.compile import available_services, compile_service
from shapeproof.compile import examples as reading
from shapeproof.compile.examples import as_value, examples_of
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.contract.shape import Shape
from tests.support.selection import one_in
from tests.unit.generate.values.test_generate_plain_services import complaint

STAMP = {"type": "string", "format": "date-time", "x-timestamp": True}
BLOB = {"type": "string", "x-blob": True}


@pytest.mark.parametrize(
    ("schema", "given", "value"),
    [
        (STAMP, "2016-10-27T12:00:00Z", "2016-10-27T12:00:00Z"),
        (STAMP, "2016-10-27T12:00:00+02:00", "2016-10-27T10:00:00Z"),
        (STAMP, 1477569600, "2016-10-27T12:00:00Z"),
        (STAMP, "Thu, 27 Oct 2016 12:00:00 GMT", "2016-10-27T12:00:00Z"),
        (BLOB, "<Binary Data>", "PEJpbmFyeSBEYXRhPg=="),
        ({"type": "integer"}, "300", 300),
        ({"type": "number"}, "0.5", 0.5),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, False, False),
        ({"type": "string"}, 12, "12"),
        ({"type": "array", "items": {"type": "integer"}}, ["1", 2], [1, 2]),
        (
            {"type": "object", "properties": {"Name": {"type": "string"}}},
            {"name": "a"},
            {"Name": "a"},
        ),
    ],
)
def test_an_example_is_read_as_the_contract_has_it(schema: Any, given: Any, value: Any) -> None:
    assert as_value(Shape.of(schema), given) == value


@pytest.mark.parametrize(
    ("schema", "given"),
    [
        (STAMP, "yesterday"),
        ({"type": "integer"}, "many"),
        ({"type": "string"}, {"a": "b"}),
        ({"type": "object", "properties": {}}, {"Name": "a"}),
    ],
)
def test_what_cannot_be_read_is_none(schema: Any, given: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        as_value(Shape.of(schema), given)


def test_only_what_the_contract_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    request = {
        "type": "object",
        "properties": {"Name": {"type": "string", "maxLength": 3}},
        "required": ["Name"],
    }
    operation = Operation("Put", "put", HttpBinding("POST", "/"), request, {})
    contract = Contract("things", "2026", "json", "", "", {"Put": operation})
    inputs = [{"Name": "abc"}, {"Name": "abcd"}, {"Other": 1}, {}, {"Name": "abc"}, {"Name": "b"}]
    raw = {"Put": [*({"input": each} for each in inputs), None, {}], "Gone": [{"input": {}}]}
    monkeypatch.setattr(reading, "load_examples", lambda service: raw)
    assert dict(examples_of(contract)) == {"Put": ({"Name": "abc"}, {"Name": "b"})}
    assert examples_of(contract).get("Gone", ()) == ()


def test_a_service_without_examples_has_none() -> None:
    assert dict(examples_of(compile_service("scheduler"))) == {}
    assert dict(examples_of(Contract("no/such service", "", "json", "", "", {}))) == {}


def test_examples_are_found() -> None:
    found = examples_of(compile_service("ecr"))["CreateRepository"]
    assert found[0]["repositoryName"] == "project-a/nginx-web-app"


@pytest.mark.sampled(
    "service", one_in(4, ("ecr", "kms", "dynamodb", "appconfig")), available_services()
)
def test_examples_of_all_services_are_legal(service: str) -> None:
    contract = compile_service(service)
    for name, found in examples_of(contract).items():
        for params in found:
            assert complaint(contract.operations[name].request, params) == "", name
