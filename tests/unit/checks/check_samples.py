"""Answers to real operations, made by hand, and what the checks say of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.registry import answer_checks
from shapeproof.checks.responses import ServerError
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Family,
    Fault,
    Finding,
    Headers,
    HttpRequest,
    HttpResponse,
    case_id,
)
from shapeproof.run.contracts import load
from shapeproof.wire.registry import codec_for

CONTRACT = load("amplifybackend")
CODEC = codec_for(CONTRACT.protocol)
ALL_CHECKS: tuple[Check[Observation], ...] = (ServerError(), *answer_checks())

JSON_TYPE = ("Content-Type", "application/json")
REQUEST_ID = ("x-amzn-RequestId", "5b1b9f3e-0000-4000-8000-000000000000")
SUCCESS: Headers = (JSON_TYPE, REQUEST_ID)

TOKEN = {"appId": "a1", "sessionId": "s1", "challengeCode": "c1", "ttl": "300"}
TOKEN_ASKED = {"AppId": "a1", "SessionId": "s1"}
STORAGE = {
    "appId": "a1",
    "backendEnvironmentName": "dev",
    "resourceName": "photos",
    "resourceConfig": {
        "bucketName": "b",
        "imported": False,
        "permissions": {"authenticated": ["READ"]},
        "serviceName": "S3",
    },
}
STORAGE_ASKED = {"AppId": "a1", "BackendEnvironmentName": "dev", "ResourceName": "photos"}
NOT_FOUND = {"message": "no such token", "resourceType": "Token"}

Line = tuple[str, str, str, str]
"""Check, severity, where and constraint of a finding."""


def answer(body: Any, *, status: int = 200, headers: Headers = SUCCESS) -> HttpResponse:
    """A response; a body that is not bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(status, headers, content)


def error(code: str, body: Any, status: int, *headers: tuple[str, str]) -> HttpResponse:
    """An error as a conforming server sends it."""
    return answer(body, status=status, headers=(JSON_TYPE, ("x-amzn-errortype", code), *headers))


def changed(base: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A body with other members; ``...`` leaves one out."""
    both = {**base, **members}
    return {name: value for name, value in both.items() if value is not ...}


def guessed(contract: Contract = CONTRACT) -> Contract:
    """The contract as if nobody had reviewed its lifecycle."""
    lifecycle = contract.lifecycle
    guess = Lifecycle(lifecycle.resources, lifecycle.needs, reviewed=False)
    return Contract(**{**vars(contract), "lifecycle": guess})


def observe(
    operation: str,
    response: HttpResponse | None,
    params: Mapping[str, Any] | None = None,
    *,
    case: Case | None = None,
    contract: Contract = CONTRACT,
    failure: str | None = None,
    request: HttpRequest | None = None,
) -> Observation:
    """One exchange, as the runner shows it to the checks."""
    found = contract.operations[operation]
    sent = request or HttpRequest("POST", "/")
    exchange = Exchange(operation, params or {}, sent, response, failure, None, case)
    if exchange.accepted and response is not None:
        try:
            output = CODEC.decode_response(found, response)
        except ValueError:
            output = None
        exchange = Exchange(operation, params or {}, sent, response, None, output, case)
    return Observation(
        contract=contract,
        operation=found,
        exchange=exchange,
        codec=CODEC,
        schemas=OperationSchemas(contract, found, CODEC),
    )


def findings_of(seen: Observation, *checks: Check[Observation]) -> list[Finding]:
    """What the checks find, all of them if none is named."""
    found: list[Finding] = []
    for check in checks or ALL_CHECKS:
        own = list(check.check(seen))
        assert all(each.severity <= check.severity for each in own), check.name
        found += own
    return found


def lines(findings: list[Finding]) -> list[Line]:
    """The findings in short."""
    return sorted((f.check, f.severity.label, f.where, f.constraint) for f in findings)


def case_of(
    operation: str,
    family: str = Family.ALONE,
    pointer: str = "",
    *,
    label: str = "",
    expect: Expect = Expect.ACCEPT,
    params: Mapping[str, Any] | None = None,
    fault: Fault | None = None,
) -> Case:
    """A case as the generator names them."""
    return Case(
        case_id(operation, family, pointer, label),
        operation,
        Family(family),
        pointer,
        params or {},
        expect,
        fault,
        label=label,
    )


def faulted(operation: str, fault: Fault, params: Mapping[str, Any] | None = None) -> Case:
    """An invalid case."""
    return case_of(
        operation, "invalid", fault.pointer, expect=Expect.REJECT, params=params, fault=fault
    )
