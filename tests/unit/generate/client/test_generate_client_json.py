"""Cases of clients of services that speak json: how errors are named, what replies say."""

from __future__ import annotations

import json

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import ClientCase, HttpResponse, Outcome
from shapeproof.generate.client import client_cases
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.error_replies import ErrorReplyBuilder
from shapeproof.wire.registry import codec_for
from tests.unit.generate.schema_samples import COLOUR, TEXT, TIMESTAMP, list_of, map_of, structure

from .client_samples import ERRORS, error, operation, service
from .reply_reader import read_reply

CODEC = codec_for("json")
REQUEST = structure("Name", Name=TEXT, Mode=COLOUR)
OUTPUT = structure(Name=TEXT, Made=TIMESTAMP, Items=list_of(TEXT), Tags=map_of(TEXT))
METADATA = {"jsonVersion": "1.0", "targetPrefix": "Sample_2020"}
SERVICE = service(
    operation("AskThing", REQUEST, OUTPUT),
    operation("DoThing", REQUEST, structure()),
    protocol="json",
    metadata=METADATA,
)
LONG = "com.amazonaws.sample#Gone"


def cases_of(made: Contract, name: str) -> dict[str, ClientCase]:
    listed = list(client_cases(made, made.operations[name], CODEC))
    found = {each.id.removeprefix(f"{name}:"): each for each in listed}
    assert len(found) == len(listed)
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, ClientCase]:
    return cases_of(SERVICE, "AskThing")


@pytest.mark.parametrize(
    ("way", "name"),
    [
        ("type", "Gone"),
        ("type-namespace", LONG),
        ("type-suffix", f"{LONG}:http://internal.amazon.com/coral/com.amazonaws.sample/"),
    ],
)
def test_an_error_is_named_by_its_type(found: dict[str, ClientCase], way: str, name: str) -> None:
    case = found[f"error:Gone-{way}"]
    response: HttpResponse = read_reply(case.replies[0])
    assert response.header("x-amzn-errortype") is None
    assert response.header("content-type") == "application/x-amz-json-1.0"
    assert json.loads(response.body) == {"__type": name, "message": "sample", "Kind": "sample"}
    assert case.error is not None
    assert case.error.code == "Gone"


def test_no_error_is_named_where_no_server_names_it(found: dict[str, ClientCase]) -> None:
    gone = {each.removeprefix("error:Gone-") for each in found if each.startswith("error:Gone-")}
    assert gone == {
        "type", "type-namespace", "type-suffix", "only-message", "no-message", "null-message",
        "message-recased", "unknown-member",
    }  # fmt: skip


def test_a_member_called_code_stands_in_the_way_of_nothing() -> None:
    named = error("Gone", 410)
    coded = {**named.schema["properties"], "code": TEXT}
    failing = ErrorReplyBuilder(
        ClientCaseBuilder(SERVICE, SERVICE.operations["AskThing"], CODEC),
        type(named)("Gone", "Gone", 410, "client", {**named.schema, "properties": coded}),
    )
    assert [each.label for each in failing.namings] == ["type", "type-namespace", "type-suffix"]


def test_an_error_without_a_name_has_none(found: dict[str, ClientCase]) -> None:
    response: HttpResponse = read_reply(found["retry:429-unnamed"].replies[0])
    assert json.loads(response.body) == {"message": "try again later"}


@pytest.mark.parametrize("name", ["AskThing", "DoThing"])
def test_replies_say_what_the_cases_expect(name: str) -> None:
    operation_, judged = SERVICE.operations[name], {Outcome.OUTPUT: 0, Outcome.ERROR: 0}
    for case in cases_of(SERVICE, name).values():
        if case.outcome not in judged or case.replies[-1].response is None:
            continue
        judged[case.outcome] += 1
        if case.outcome is Outcome.OUTPUT:
            response = read_reply(case.replies[-1])
            assert CODEC.decode_response(operation_, response) == case.output, case.id
            continue
        told = CODEC.decode_error(read_reply(case.replies[0]))
        assert case.error is not None
        if case.error.code is not None:
            assert told.code == case.error.code, case.id
        if case.error.code in ERRORS:
            assert told.message == case.error.message, case.id
    assert min(judged.values()) > 5, judged
