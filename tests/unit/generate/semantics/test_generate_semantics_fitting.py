from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import Operation
from shapeproof.generate.semantics import STAND_IN, STAND_IN_ORIGIN, Fitting
from tests.unit.generate.schema_samples import TEXT, list_of, operation, structure

ENTRIES = list_of(structure("Id", Id=TEXT, Text=TEXT))
OF_TEXT = {**TEXT, "x-digest": {"algorithm": "md5", "request": "/Text"}}
OF_ENTRY = {**TEXT, "x-digest": {"algorithm": "md5", "request": "/Entries/*/Text", "by": "Id"}}
OF_SIBLING = {**TEXT, "x-digest": {"algorithm": "md5", "sibling": "Body"}}


def address(form: str, **more: Any) -> dict[str, Any]:
    return {**TEXT, "x-address": form, **more}


def put(**answered: Any) -> Operation:
    url = address("url")
    request = structure(Text=TEXT, Entries=ENTRIES, Url=url)
    return replace(operation("Put", "POST", "/", request), response=structure(**answered))


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize("given", [{}, {"Digest": "drawn"}, {"Digest": None}])
def test_a_digest_fits_the_request_whatever_was_there(given) -> None:
    fitting = Fitting(put(Digest=OF_TEXT))

    assert fitting.depends_on_request
    assert fitting.output(given, {"Text": "é"}) == {"Digest": md5("é")}
    assert fitting.output(given, {}) == {}


def test_a_digest_of_a_wrong_type_stays() -> None:
    assert Fitting(put(Digest=OF_TEXT)).output({"Digest": 1}, {"Text": "a"}) == {"Digest": 1}


def test_a_digest_of_an_element_is_that_of_the_one_that_is_tied_to_it() -> None:
    fitting = Fitting(put(Done=list_of(structure(Id=TEXT, Digest=OF_ENTRY))))
    params = {"Entries": [{"Id": "1", "Text": "one"}, {"Id": "2", "Text": "two"}]}
    done = [{"Id": "2"}, {"Id": "1", "Digest": "x"}, {"Id": "3", "Digest": "as it is"}]

    assert fitting.output({"Done": done}, params) == {
        "Done": [
            {"Id": "2", "Digest": md5("two")},
            {"Id": "1", "Digest": md5("one")},
            {"Id": "3", "Digest": "as it is"},
        ]
    }


def test_a_digest_fits_the_member_beside_it() -> None:
    fitting = Fitting(put(Messages=list_of(structure(Body=TEXT, Digest=OF_SIBLING))))

    assert not fitting.depends_on_request
    assert fitting.output({"Messages": [{"Body": ""}, {"Digest": "x"}]}, {}) == {
        "Messages": [{"Body": "", "Digest": md5("")}, {}]
    }


def test_attributes_that_are_empty_have_no_digest() -> None:
    digest = {**TEXT, "x-digest": {"algorithm": "message-attributes-md5", "request": "/Entries"}}

    assert Fitting(put(Digest=digest)).output({"Digest": "x"}, {"Entries": {}}) == {}


def test_a_place_that_the_request_does_not_have_changes_nothing() -> None:
    digest = {**TEXT, "x-digest": {"algorithm": "md5", "request": "/Gone/*/Text", "by": "Id"}}

    assert Fitting(put(Digest=digest)).output({"Digest": "x"}, {}) == {"Digest": "x"}


@pytest.mark.parametrize(
    ("schema", "value", "made"),
    [
        (address("url"), "sample", f"{STAND_IN_ORIGIN}/sample"),
        (address("url"), "", f"{STAND_IN_ORIGIN}/"),
        (address("url"), "a/b é", f"{STAND_IN_ORIGIN}/a%2Fb%20%C3%A9"),
        (address("url"), "https://sqs.example.com/1/q", f"{STAND_IN_ORIGIN}/1/q"),
        (address("url"), f"{STAND_IN_ORIGIN}/q", f"{STAND_IN_ORIGIN}/q"),
        (address("origin"), "https://example.com/1/q", STAND_IN_ORIGIN),
        (address("host"), "example.com", STAND_IN),
        (address("url", maxLength=30), "sample" * 5, f"{STAND_IN_ORIGIN}/sample"[:30] + "s"),
        (address("url", maxLength=10), "sample", "sample"),
        (address("url", pattern="^arn:"), "sample", "sample"),
        (address("origin", pattern="^https:.*com$"), "https://.aws.com", STAND_IN_ORIGIN),
        (address("origin", pattern="^https:.*com$"), "https://a.aws.org", STAND_IN_ORIGIN),
        (address("url", maxLength=5), "too long", "too long"),
        (address("url"), 7, 7),
        (address("url"), None, None),
    ],
)
def test_an_address_leads_to_the_server(schema, value, made) -> None:
    fitting = Fitting(put(Url=schema))
    output = fitting.output({"Url": value}, {})

    expected = made[:30] if schema.get("maxLength") == 30 else made
    assert output == {"Url": expected}
    assert fitting.output(output, {}) == output


def test_an_address_that_is_too_long_stays_so() -> None:
    fitting = Fitting(put(Url=address("origin", maxLength=40)))

    found = fitting.output({"Url": "https://" + "a" * 33}, {})["Url"]
    assert found.startswith(f"{STAND_IN_ORIGIN}/")
    assert len(found) == 41


def test_an_address_of_a_request_leads_to_the_server() -> None:
    fitting = Fitting(put(), "http://127.0.0.1:5000")

    assert fitting.params({"Url": "q", "Text": "q"}) == {
        "Url": "http://127.0.0.1:5000/q",
        "Text": "q",
    }


def test_endpoints_that_sdks_discover_are_inferred_from_the_model() -> None:
    discovering = replace(
        put(Endpoints=list_of(structure(Address=TEXT))), traits={"endpointoperation": True}
    )

    told = {"Endpoints": [{"Address": "dynamodb.us-east-1.amazonaws.com"}, {}, {"Address": 1}]}
    assert Fitting(discovering).output(told, {}) == {
        "Endpoints": [{"Address": STAND_IN}, {}, {"Address": 1}]
    }
    assert Fitting(discovering).output({"Endpoints": "none"}, {}) == {"Endpoints": "none"}


def test_values_without_meaning_are_the_same_objects() -> None:
    fitting = Fitting(put(Text=TEXT))
    output = {"Text": "a"}

    assert fitting.output(output, {}) is output
