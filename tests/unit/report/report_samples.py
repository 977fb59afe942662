"""A tiny service with secrets, and the events of runs against it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation
from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, HttpResponse, Severity
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
    Stats,
    Tally,
    TargetInfo,
)
from shapeproof.report.collector import RunReport
from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext

BASE_URL = "http://127.0.0.1:5000"


def text(wire_name: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "x-location-name": wire_name} | more


def structure(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties} | more


SENSITIVE = {"x-sensitive": True}
LOGIN = structure(
    {"User": text("user"), "Pin": {"type": "integer", "x-location-name": "pin"}},
    **SENSITIVE,
    **{"x-location-name": "login"},
)
PUT_SECRET = structure(
    {
        "VaultName": text("vaultName", **{"x-location": "uri"}),
        "Token": text("x-vault-token", **SENSITIVE, **{"x-location": "header"}),
        "Key": text("key", **SENSITIVE, **{"x-location": "querystring"}),
        "Note": text("note"),
        "Password": text("pass_word", **SENSITIVE),
        "Login": LOGIN,
        "Codes": {"type": "array", "x-location-name": "codes", "items": text("", **SENSITIVE)},
        "Labels": {
            "type": "object",
            "x-map": True,
            "x-location-name": "labels",
            "propertyNames": {"type": "string"},
            "additionalProperties": {"type": "string", **SENSITIVE},
        },
        "Tree": {"$ref": "#/$defs/Tree", "x-location-name": "tree"},
    },
    **{
        "$defs": {
            "Tree": structure(
                {
                    "Leaf": text("leaf", **SENSITIVE),
                    "Branches": {
                        "type": "array",
                        "x-location-name": "branches",
                        "items": {"$ref": "#/$defs/Tree"},
                    },
                }
            )
        }
    },
)
GET_SECRET = structure(
    {
        "VaultName": text("vaultName", **{"x-location": "uri"}),
        "SecretKey": text("secretKey", **SENSITIVE, **{"x-location": "uri"}),
    }
)
SECRET = structure({"SecretId": text("secretId"), "Password": text("pass_word", **SENSITIVE)})
BLOB = structure(
    {"Blob": {"type": "string", "x-blob": True, "x-sensitive": True}}, **{"x-payload": "Blob"}
)
NOT_FOUND = ErrorContract(
    "NotFound", "NotFound", 404, "client", structure({"Message": text("message")})
)


def operation(name: str, method: str, uri: str, request: Any, response: Any) -> Operation:
    return Operation(
        name, name.lower(), HttpBinding(method, uri), request, response, errors=("NotFound",)
    )


CONTRACT = Contract(
    service="vault",
    api_version="2020-01-01",
    protocol="rest-json",
    full_name="Vault",
    service_id="Vault",
    operations={
        each.name: each
        for each in (
            operation("PutSecret", "POST", "/vaults/{vaultName}/secrets", PUT_SECRET, SECRET),
            operation(
                "GetSecret", "GET", "/vaults/{vaultName}/secrets/{secretKey}", GET_SECRET, SECRET
            ),
            operation("PutBlob", "PUT", "/blob", BLOB, structure({})),
            operation("Ping", "GET", "/ping", structure({}), structure({})),
        )
    },
    errors={"NotFound": NOT_FOUND},
)
CONTEXT = ReportContext(contract=CONTRACT, base_url=BASE_URL)
JSON_HEADERS = (("Content-Type", "application/json"),)


def put_request(body: bytes = b"", target: str = "/vaults/v/secrets") -> HttpRequest:
    return HttpRequest("POST", target, JSON_HEADERS, body)


def put_exchange(
    params: Mapping[str, Any] | None = None,
    body: bytes | None = None,
    answer: bytes = b"{}",
    status: int = 200,
    **request: Any,
) -> Exchange:
    params = {} if params is None else params
    sent = json.dumps(params).encode() if body is None else body
    return Exchange(
        "PutSecret",
        params,
        replace(put_request(sent), **request),
        HttpResponse(status, (("Content-Type", "application/json"),), answer),
    )


def ping(body: bytes = b"", response: HttpResponse | None = None) -> Exchange:
    request = HttpRequest("POST" if body else "GET", "/ping", (), body)
    return Exchange("Ping", {}, request, response or HttpResponse(200, (), b"{}"))


def finding(
    check: str = "response_schema",
    severity: Severity = Severity.ERROR,
    operation: str = "Ping",
    where: str = "response body /status",
    **more: Any,
) -> Finding:
    given = {
        "service": "vault",
        "constraint": "type",
        "message": "a number is not of the member's type",
        "expected": "string",
        "actual": "1",
        "exchange": ping(),
    } | more
    words = (given.pop(each) for each in ("message", "expected", "actual"))
    texts = FindingTexts.of(*words)
    return Finding(
        check=check, severity=severity, operation=operation, where=where, texts=texts, **given
    )


STARTED = RunStarted(
    service="vault",
    api_version="2020-01-01",
    target=TargetInfo("http", BASE_URL),
    seed=7,
    phases=("coverage", "fuzz"),
    started="2024-05-01T12:00:00Z",
    planned=(("Ping", 2), ("GetSecret", 3), ("PutSecret", 4)),
)
COVERAGE = {"operations": Tally(3, 2), "members": Tally(12, 10), "errors": Tally(3, 1)}
STATS = Stats(
    requests=20,
    operations=3,
    operations_reached=2,
    cases={"coverage": 9, "fuzz": 4},
    checks=50,
    coverage=COVERAGE,
    search_requests=7,
)
REASON = "no legal request was accepted"


def run(*findings: Finding, stopped: str = "", end: bool = True) -> list[Event]:
    """The events of a run that made these findings."""
    events: list[Event] = [
        STARTED,
        OperationStarted("Ping", 2),
        CaseFinished("Ping", "Ping:minimal", "coverage", "accepted"),
        CaseFinished("Ping", "Ping:full", "fuzz", "refused"),
        *map(FindingFound, findings),
        OperationFinished("Ping", True, 2, 3),
        OperationFinished("GetSecret", False, 1, 5, REASON),
    ]
    if end:
        events.append(OperationFinished("PutSecret", True, 4, 9))
        stats = replace(STATS, left_out=("PutSecret",)) if stopped else STATS
        events.append(RunFinished(12.3456, stats, stopped))
    return events


def collected(events: Iterable[Event], context: ReportContext = CONTEXT) -> RunReport:
    collector = RunReport(context)
    for event in events:
        collector.handle(event)
    return collector


def report_of(*findings: Finding, context: ReportContext = CONTEXT, **more: Any) -> Report:
    report = collected(run(*findings, **more), context).report()
    assert report is not None
    return report
