"""Calls as programs for boto3: literals, variables, and calls that boto3 cannot make."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exchange import (
    Case,
    Distortion,
    Exchange,
    Expect,
    Family,
    Finding,
    FindingTexts,
    HttpRequest,
    Severity,
)
from shapeproof.report.boto3_script import boto3_script, breaks_validation
from shapeproof.report.findings import FindingBook
from shapeproof.report.masking.encodings import EncodedSecrets

from .report_samples import CONTEXT, CONTRACT

URL = "http://127.0.0.1:5000"
SENT = HttpRequest("GET", "/")


def call(operation: str, params: dict[str, Any], output: Any = None, **more: Any) -> Exchange:
    return Exchange(operation, params, SENT, output=output, **more)


def script(*exchanges: Exchange) -> str | None:
    return boto3_script(URL, CONTRACT, exchanges, EncodedSecrets())


def calls(*exchanges: Exchange) -> list[str]:
    text = script(*exchanges)
    assert text is not None
    ast.parse(text)
    return text.rpartition("\n\n\n")[2].splitlines()


def test_one_call_is_one_line_and_names_the_target() -> None:
    text = script(call("Ping", {}), call("PutSecret", {"VaultName": "v", "Note": "n"}))
    assert text is not None
    assert f"endpoint_url={URL!r}" in text
    assert 'retries={"total_max_attempts": 1}' in text
    assert "parameter_validation" not in text
    assert text.endswith("\ncall('ping')\ncall('putsecret', VaultName='v', Note='n')\n")


def test_what_an_answer_returned_goes_through_a_variable() -> None:
    made = call("PutSecret", {"VaultName": "v"}, {"Parts": [{"SecretId": "generated-17"}]})
    used = call("PutSecret", {"VaultName": "v", "Note": "generated-17"})
    assert calls(made, used) == [
        "made_1 = call('putsecret', VaultName='v')",
        "call('putsecret', VaultName='v', Note=made_1['Parts'][0]['SecretId'])",
    ]


@pytest.mark.parametrize("value", ["chosen-by-caller-1", "short", "COMPLETED"])
def test_what_the_caller_chose_or_may_be_chance_stays_a_literal(value: str) -> None:
    first = {"VaultName": "chosen-by-caller-1"}
    made = call("PutSecret", first, {"SecretId": value})
    used = call("PutSecret", {"VaultName": "chosen-by-caller-1", "Note": value})
    assert calls(made, used)[1] == (
        f"call('putsecret', VaultName='chosen-by-caller-1', Note={value!r})"
    )


def test_secrets_are_masked_as_literals_and_flow_from_variables() -> None:
    made = call("PutSecret", {"VaultName": "v"}, {"Password": "generated-secret-1"})
    used = call(
        "PutSecret",
        {
            "VaultName": "v",
            "Password": "generated-secret-1",
            "Token": "typed-by-hand",
            "Login": {"User": "me", "Pin": 1234},
            "Labels": {"hidden": "value"},
        },
    )
    line = calls(made, used)[1]
    assert "Password=made_1['Password']" in line
    assert "Token='***'" in line
    assert "Login={'User': '***', 'Pin': '***'}" in line
    for secret in ("generated-secret-1", "typed-by-hand", "1234", "value'"):
        assert secret not in line


def test_secrets_are_masked_wherever_else_they_stand() -> None:
    text = boto3_script(
        URL,
        CONTRACT,
        [call("PutSecret", {"VaultName": "v", "Note": "see hunter22"})],
        EncodedSecrets.of(["hunter22"]),
    )
    assert text is not None
    assert "hunter22" not in text


def test_a_blob_is_said_as_bytes() -> None:
    assert calls(call("PutBlob", {"Blob": "aGk="}))[0] == "call('putblob', Blob='***')"


@pytest.mark.parametrize(
    "exchange",
    [
        call("PutSecret", {"Note": "the label is missing"}),
        call("PutSecret", {"VaultName": "v", "Note": None}),
        call("PutSecret", {"VaultName": "v", "Login": "no structure"}),
        call("PutSecret", {"VaultName": "v", "Note": ["no text"]}),
        call("Unknown", {}),
        call(
            "Ping",
            {},
            case=Case("c", "Ping", Family.BODY, "", {}, Expect.OPEN, distortion=Distortion()),
        ),
    ],
)
def test_what_boto3_cannot_say(exchange: Exchange) -> None:
    assert script(exchange) is None


def test_what_botocore_would_refuse_goes_out_unchecked() -> None:
    text = script(call("PutSecret", {"VaultName": "v", "Note": 5}))
    assert text is not None
    assert "parameter_validation=False" in text


@pytest.mark.parametrize(
    ("params", "broken"),
    [
        ({"VaultName": "v", "Login": {"User": "u", "Pin": 1}}, False),
        ({"VaultName": "v", "Login": {"User": "u", "Pin": "1"}}, True),
        ({"VaultName": "v", "Login": {"User": "u", "Pin": True}}, True),
        ({"VaultName": "v", "Codes": ["a", 1]}, True),
        ({"VaultName": "v", "Other": "x"}, True),
        ({"VaultName": "v", "Tree": {"Branches": [{"Leaf": "l"}]}}, False),
        ({"VaultName": "v", "Tree": {"Branches": [{"Leaf": 1}]}}, True),
    ],
)
def test_breaks_validation(params: dict[str, Any], broken: bool) -> None:
    assert breaks_validation(CONTRACT.operations["PutSecret"], params) is broken


def finding(phase: str, exchange: Exchange) -> Finding:
    names = ("check", Severity.ERROR, "vault", "PutSecret", "where", "constraint")
    return Finding(*names, FindingTexts.of("m", "e", "a"), exchange, phase=phase)


@pytest.mark.parametrize(("phase", "library"), [("stateful", "boto3"), ("coverage", "http.client")])
def test_only_findings_of_state_have_a_boto3_program(phase: str, library: str) -> None:
    book = FindingBook(CONTEXT)
    found = finding(phase, call("PutSecret", {"VaultName": "v"}))
    book.add(found)
    assert f"import {library}" in book.record(found.id)["reproduce"]["python"]


def test_a_finding_that_boto3_cannot_show_keeps_its_program() -> None:
    book = FindingBook(CONTEXT)
    found = finding("stateful", call("PutSecret", {"VaultName": "v", "Note": None}))
    book.add(replace(found))
    assert "import http.client" in book.record(found.id)["reproduce"]["python"]
