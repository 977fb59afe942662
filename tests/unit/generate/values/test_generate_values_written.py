"""Values as messages can hold them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.compile import compile_service
from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Schema
from shapeproof.exchange import Expect, Fault, How
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.generate.strategies import invalid_requests, requests, responses
from shapeproof.generate.values.written import (
    as_written,
    faulty_as_written,
    without_empty_flat,
)
from shapeproof.wire import codec_for
from shapeproof.wire.interface import MessageKind

TEXT: Schema = {"type": "string"}


def structure(**members: Schema) -> Schema:
    return {"type": "object", "properties": members}


ROOT = structure(
    Text=TEXT,
    Bound={**TEXT, "pattern": "^(a|\\x00\\x00)$"},
    Texts={"type": "array", "items": TEXT},
    Map={"type": "object", "additionalProperties": TEXT, "x-map": True},
    Header={**TEXT, "x-location": "header"},
)
SENT = {
    "Text": "a\0b\ud800\n\t\r\x85\u2028\U0001f600\ufffe",
    "Texts": ["\x01"],
    "Map": {"\x02": "\x03"},
    "Header": "\x04",
}
WRITTEN = {
    "Text": "axbx\n\t\r\x85\u2028\U0001f600x",
    "Texts": ["x"],
    "Map": {"x": "x"},
    "Header": "\x04",
}
WITHOUT_RETURNS = {**WRITTEN, "Text": "axbx\n\tx\x85\u2028\U0001f600x"}


@pytest.mark.parametrize(
    ("protocol", "kind", "written"),
    [
        ("rest-xml", MessageKind.REQUEST, WITHOUT_RETURNS),
        ("rest-xml", MessageKind.OUTPUT, WRITTEN),
        ("query", MessageKind.REQUEST, WITHOUT_RETURNS),
        ("query", MessageKind.OUTPUT, WRITTEN),
        ("ec2", MessageKind.ERROR, WRITTEN),
        ("rest-json", MessageKind.REQUEST, SENT),
        ("json", MessageKind.OUTPUT, SENT),
        ("smithy-rpc-v2-cbor", MessageKind.OUTPUT, SENT),
    ],
)
def test_characters_that_xml_does_not_have(protocol: str, kind: MessageKind, written: Any) -> None:
    assert as_written(codec_for(protocol), kind, ROOT, SENT) == written


def test_a_text_that_no_longer_fits_becomes_the_plain_one() -> None:
    found = as_written(codec_for("rest-xml"), MessageKind.REQUEST, ROOT, {"Bound": "\0\0"})
    assert found == {"Bound": "a"}


@pytest.mark.parametrize(
    ("protocol", "left"), [("rest-xml", {"List": []}), ("json", {"Flat": [], "List": []})]
)
def test_an_empty_flat_list_is_no_list_in_xml(protocol: str, left: Any) -> None:
    texts: Schema = {"type": "array", "items": TEXT}
    root = structure(Flat={**texts, "x-flattened": True}, List=texts)

    assert without_empty_flat(codec_for(protocol), root, {"Flat": [], "List": []}) == left


ROUTE53 = compile_service("route53")
CREATE = ROUTE53.operations["CreateHostedZone"]


@pytest.mark.slow
@given(st.data())
def test_what_is_drawn_can_be_written(data: st.DataObject) -> None:
    codec = codec_for("rest-xml")
    params = data.draw(requests(ROUTE53, CREATE))
    faulty, _ = data.draw(invalid_requests(ROUTE53, CREATE))
    output = data.draw(responses(ROUTE53, CREATE))

    for each in (params, faulty):
        body = codec.encode_request(ROUTE53, CREATE, each).body
        codec.parse_body(CREATE.request, body, MessageKind.REQUEST)
    codec.decode_response(CREATE, codec.encode_response(ROUTE53, CREATE, output))


@pytest.mark.slow
@pytest.mark.sampled(
    "service,operation",
    [("route53", "ChangeResourceRecordSets"), ("sns", "Publish")],
    [("ec2", "RunInstances")],
)
def test_cases_of_protocols_in_which_all_values_are_text(service: str, operation: str) -> None:
    contract = compile_service(service)
    found = {each.id: each for each in coverage_cases(contract, contract.operations[operation])}
    faults = {each.id.rpartition(":")[2] for each in found.values() if each.expect is Expect.REJECT}

    assert not any(":null:" in each or each.endswith(":null") for each in found)
    assert "left-out" in faults or "type-word" in faults


@pytest.mark.long
def test_a_word_for_a_number_a_boolean_and_a_timestamp() -> None:
    contract = compile_service("ec2")
    ids = {each.id for each in coverage_cases(contract, contract.operations["RunInstances"])}

    assert "RunInstances:invalid:/MinCount:type-word" in ids
    assert "RunInstances:invalid:/DryRun:type-word" in ids
    assert "RunInstances:invalid:/MinCount:left-out" in ids
    assert "RunInstances:invalid:/MinCount:type-string" not in ids
    assert "RunInstances:invalid:/MinCount:null" not in ids
    assert "RunInstances:invalid:/ImageId:type-number" not in ids
    assert "RunInstances:invalid:/SecurityGroupIds:type-string" in ids


@pytest.mark.parametrize(
    ("protocol", "name", "value", "expect"),
    [
        ("ec2", "Names", [], Expect.OPEN),
        ("query", "Names", [], Expect.ACCEPT),
        ("query", "Inner", {}, Expect.OPEN),
        ("json", "Inner", {}, Expect.ACCEPT),
    ],
)
def test_a_required_member_that_nothing_stands_for_may_be_refused(
    protocol: str, name: str, value: Any, expect: Expect
) -> None:
    model = {
        "metadata": {
            "apiVersion": "2020-01-01", "protocol": protocol, "serviceId": "Things",
            "jsonVersion": "1.0", "targetPrefix": "Things",
        },
        "operations": {
            "Do": {
                "name": "Do",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "In"},
            }
        },
        "shapes": {
            "In": {
                "type": "structure",
                "required": ["Names", "Inner"],
                "members": {"Names": {"shape": "Names"}, "Inner": {"shape": "Inner"}},
            },
            "Inner": {"type": "structure", "members": {"A": {"shape": "Text"}}},
            "Names": {"type": "list", "member": {"shape": "Text"}},
            "Text": {"type": "string"},
        },
    }  # fmt: skip
    contract = compile_model("things", "2020-01-01", model, {})
    base = {"Names": ["a"], "Inner": {"A": "a"}}
    cases = coverage_cases(contract, contract.operations["Do"], base)
    [found] = [each for each in cases if each.params == {**base, name: value} and not each.fault]
    assert found.expect is expect


def test_a_fault_of_type_is_one_on_the_wire_as_well() -> None:
    contract = compile_service("sts")
    found = {each.id for each in coverage_cases(contract, contract.operations["AssumeRole"])}
    faults = {each.partition(":invalid:")[2] for each in found}

    assert "/DurationSeconds:type-word" in faults
    assert "/DurationSeconds:type-string" not in faults, "the text 1 is a number, and too small"
    assert "/RoleArn:type-list" not in faults, "an empty list is an empty text, and too short"
    assert "/Tags:type-string" in faults
    assert "/Tags/0/Key:left-out" in faults


LIMITED = structure(
    Map={"type": "object", "additionalProperties": TEXT, "x-map": True},
    Word={**TEXT, "pattern": "^[a-z]+$"},
    Short={**TEXT, "maxLength": 2},
)
IN_MAP = Fault("/Map/a\x14", "type", How.WRONG_TYPE)
OF_WORD = Fault("/Word", "pattern", How.NO_MATCH)
OF_SHORT = Fault("/Short", "maxLength", How.TOO_LONG)


@pytest.mark.parametrize(
    ("value", "fault", "written"),
    [
        ({"Map": {"a\x14": 1}}, IN_MAP, ({"Map": {"ax": 1}}, "/Map/ax")),
        ({"Map": {"a\x14": 1, "b": "\x14"}}, IN_MAP, ({"Map": {"ax": 1, "b": "x"}}, "/Map/ax")),
        # Two keys would be one.
        ({"Map": {"a\x14": 1, "ax": "a"}}, IN_MAP, None),
        # The text would be legal.
        ({"Word": "\x14"}, OF_WORD, None),
        ({"Word": "\x14 "}, OF_WORD, ({"Word": "x "}, "/Word")),
        ({"Short": "abc\x14"}, OF_SHORT, ({"Short": "abcx"}, "/Short")),
        ({"Short": "abcd"}, OF_SHORT, ({"Short": "abcd"}, "/Short")),
    ],
)
def test_a_fault_stays_where_its_value_is_written(
    value: Any, fault: Fault, written: tuple[Any, str] | None
) -> None:
    found = faulty_as_written(codec_for("query"), MessageKind.OUTPUT, LIMITED, value, fault)
    assert (found and (found[0], found[1].pointer)) == written
