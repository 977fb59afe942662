"""Outputs none of whose members is known: one finding, however many there are."""

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.responses import ResponseSchema

from .check_samples import CONTRACT, TOKEN, answer, findings_of, lines, observe

PLACE = ("response_schema", "error", "response body", "envelope")


def found(operation: str, body: Any) -> tuple[list[Any], str]:
    findings = findings_of(observe(operation, answer(body)), ResponseSchema())
    return lines(findings), findings[0].message if findings else ""


WRONG = [
    ({"GetTokenResponse": TOKEN}, "one level deeper, in GetTokenResponse"),
    ({"result": TOKEN, "ResponseMetadata": {}}, "one level deeper, in result"),
    ({"GetTokenResponse": {"ResponseMetadata": {}}}, "in GetTokenResponse, which"),
    ({"status": "ok", "data": []}, "none of its members is one of the model"),
    ({"ok": True}, "none of its members is one of the model"),
]


@pytest.mark.parametrize(("body", "said"), WRONG)
def test_one_finding_for_an_output_that_no_client_finds(body: Any, said: str) -> None:
    findings, message = found("GetToken", body)
    assert findings == [PLACE]
    assert said in message


def test_the_members_of_a_structure_without_it() -> None:
    body = {"imported": False, "permissions": {"authenticated": ["READ"]}, "serviceName": "S3"}
    findings, message = found("GetBackendStorage", body)
    assert findings == [PLACE]
    assert "one level too high, without resourceConfig" in message


RIGHT = [
    ("GetToken", TOKEN),
    ("GetToken", {**TOKEN, "more": 1}),
    ("RemoveAllBackends", {}),
    ("GetToken", {"ResponseMetadata": {}, "__type": "x", **TOKEN}),
]


@pytest.mark.parametrize(("operation", "body"), RIGHT)
def test_another_defect_or_none(operation: str, body: Any) -> None:
    assert PLACE not in found(operation, body)[0]


def test_another_spelling_is_told_member_by_member() -> None:
    body = {"AppId": "a1", "SessionId": "s1", "ChallengeCode": "c1", "Ttl": "300"}
    assert {each[3] for each in found("GetToken", body)[0]} == {"name"}


EMPTY = [
    ({"GetTokenResponse": {"ResponseMetadata": {"RequestId": "1"}}}, [PLACE]),
    ({"GetTokenResult": None}, [PLACE]),
    ({"getToken": {}}, [PLACE]),
    ({}, []),
    ({"ok": True}, []),
    ({"ResponseMetadata": {"RequestId": "1"}}, []),
    ({"token": {}}, []),
]


@pytest.mark.parametrize(("body", "expected"), EMPTY)
def test_a_wrapper_where_the_output_has_no_members(body: Any, expected: Any) -> None:
    nothing = {"type": "object", "properties": {}}
    operation = replace(CONTRACT.operations["GetToken"], response=nothing)
    contract = replace(CONTRACT, operations={**CONTRACT.operations, "GetToken": operation})
    seen = observe("GetToken", answer(body), contract=contract)
    assert lines(findings_of(seen, ResponseSchema())) == expected
