"""Reports of any size and of each kind, the same in every run, to test pages of reports with.

The findings are invented, but look like those of real runs: in length, in number by group, in what
their requests and responses hold.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Literal, cast

from shapeproof.report.collector import COVERAGE_KINDS
from shapeproof.report.document import FindingRecord, LifecycleRecord, OperationRecord, Report
from shapeproof.report.findings import in_order
from shapeproof.report.groups import with_groups

ReportKind = Literal["server", "client", "passive", "traffic"]
KINDS: tuple[ReportKind, ...] = ("server", "client", "passive", "traffic")
RESOURCES = ("Gallery", "Painting", "Exhibition", "Visitor", "LoanAgreementRevision")
VERBS = ("Create", "Describe", "Update", "List", "Delete", "Tag", "ArchiveAndRestore")
MEMBERS = ("Name", "Status", "Tags", "OpeningTime", "CuratorEmailAddress", "Frame/Width")
CHECKS = (
    ("accepts_invalid", "error", "required", "coverage"),
    ("accepts_invalid", "warning", "enum", "coverage"),
    ("response_schema", "error", "type", "coverage"),
    ("response_schema", "warning", "additionalProperties", "fuzz"),
    ("server_error", "error", "status", "fuzz"),
    ("read_back", "note", "changed", "stateful"),
    ("wrong_rejection", "warning", "code", "coverage"),
)
ADDRESS = "http://127.0.0.1:5000"


def sample_report(number: int, kind: ReportKind = "server", known: int = 0) -> Report:
    """A report with this many findings, of which so many are known."""
    findings = [_finding(index, kind, index < known) for index in range(number)]
    operations = _operations(Counter(each["operation"] for each in findings))
    target = {"server": "http", "client": "driver", "passive": "pytest", "traffic": "traffic"}[kind]
    many = kind in ("passive", "traffic")
    report: Report = {
        "version": 1,
        "tool": {"name": "shapeproof", "version": "0.1.0"},
        "service": None if many else "museum",
        "api_version": None if many else "2024-05-01",
        "target": {"kind": target, "address": "" if many else ADDRESS},
        "seed": 7,
        "phases": [kind] if many else ["coverage", "fuzz", "stateful"],
        "started": "2024-05-01T12:00:00Z",
        "seconds": 83.125,
        "status": "findings" if number > known else "conforms",
        "stopped": "",
        "fail_on": "note",
        "stats": {
            "requests": 4_310,
            "operations": len(operations),
            "operations_reached": sum(each["reached"] for each in operations),
            "operations_available": sum(each["available"] for each in operations),
            "search_requests": 212,
            "cases": {"coverage": 2_048, "fuzz": 700, "stateful": 96},
            "checks": 17_240,
            "left_out": [],
        },
        "coverage": {
            name: {"total": 40 * place, "exercised": 31 * place}
            for place, name in enumerate(COVERAGE_KINDS, 1)
        },
        "operations": operations,
        "findings": in_order(findings, {}),
    }
    _add_facts(report, kind)
    return with_groups(report)


def _add_facts(report: Report, kind: ReportKind) -> None:
    """What only reports of this kind have."""
    if kind == "server":
        report["lifecycle"] = _lifecycle()
    if kind == "client":
        report["lifecycle"] = _lifecycle()
        report["stats"]["unsupported"] = {
            "operations": ["TagVisitor"],
            "members": ["UpdatePainting/Frame/Width"],
        }
    if kind == "passive":
        report["stats"]["unread"] = 2
        report["coverage"]["pages"] = {"total": 5, "exercised": 1}
    if kind == "traffic":
        report["stats"]["traffic"] = {
            "files": 4,
            "exchanges": 120,
            "judged": 97,
            "services": 2,
            "not_judged": [
                {"reason": "no AWS service", "number": 23, "example": "session.har entry 3"}
            ],
            "tolerated": {"more-members": 6},
            "problems": ["broken.har: invalid JSON at line 3"],
        }


def _operations(findings: Mapping[str, int]) -> list[OperationRecord]:
    names = [f"{verb}{resource}" for resource in RESOURCES for verb in VERBS]
    return [_operation(index, name, findings.get(name, 0)) for index, name in enumerate(names)]


def _operation(index: int, name: str, findings: int) -> OperationRecord:
    available = bool(findings) or index % 11 != 5
    reached = available and (bool(findings) or index % 7 != 3)
    record: OperationRecord = {
        "name": name,
        "cases": 40 + index,
        "requests": 90 + 3 * index,
        "reached": reached,
        "available": available,
        "reason": "" if reached else "no request was accepted: ValidationException: Name",
        "findings": findings,
        "tried": {"required": 12, "enum": 9, "minimal": 1},
    }
    if not reached:
        record["refusal"] = "ValidationException: 1 validation error detected: Name is unknown"
    return record


def _lifecycle() -> LifecycleRecord:
    parts = dict(zip(("create", "read", "update", "list", "remove"), VERBS, strict=False))
    document = {
        "reviewed": False,
        "resources": [
            {
                "name": name,
                "parent": RESOURCES[index - 1] if index else None,
                "identifiers": [f"{each}Id" for each in RESOURCES[: index + 1]],
                "single": index == 2,
                "operations": {part: [f"{verb}{name}"] for part, verb in parts.items()},
            }
            for index, name in enumerate(RESOURCES)
        ],
    }
    return cast("LifecycleRecord", document)


def _finding(index: int, kind: ReportKind, known: bool) -> FindingRecord:
    check, severity, constraint, phase = CHECKS[index % len(CHECKS)]
    resource, verb = RESOURCES[index % len(RESOURCES)], VERBS[index // 3 % len(VERBS)]
    operation = f"{verb}{resource}"
    place = f"/{MEMBERS[index % len(MEMBERS)]}/{index}"
    record: dict[str, Any] = {
        "id": sha256(f"{kind} {index}".encode()).hexdigest()[:16],
        "check": check,
        "severity": severity,
        "service": "museum",
        "operation": operation,
        "where": f"{'request' if check == 'accepts_invalid' else 'response body'} {place}",
        "constraint": constraint,
        **dict(_texts(check, constraint, place)),
        "phase": kind if kind in ("passive", "traffic") else phase,
        "known": known,
        "count": 1 + index % 4,
        **_messages(index, operation, 500 if check == "server_error" else 200),
    }
    record |= dict(_of_kind(kind, index, constraint, place))
    return cast("FindingRecord", record)


def _texts(check: str, constraint: str, place: str) -> Iterator[tuple[str, str]]:
    if check == "accepts_invalid":
        yield "message", f"an invalid request is accepted: {constraint} is broken at {place}"
        yield "expected", "a validation error (status 400)"
        yield "actual", 'status 200 {"GalleryId": "g-0123456789", "Status": "OPEN"}'
        return
    if check == "server_error":
        yield "message", f"the server fails for a valid request with {place}"
        yield "expected", "a response or an error of the contract"
        yield "actual", "status 500 KeyError: 'GalleryId'"
        return
    yield "message", f"the {constraint} of the member {place} is not that of the contract"
    yield "expected", '{"Name": "Sunflowers", "Status": "ON_DISPLAY", "Year": 1888}'
    yield "actual", '{"Name": "Sunflowers", "Status": "OnDisplay", "Year": "1888"}'


def _of_kind(
    kind: ReportKind, index: int, constraint: str, place: str
) -> Iterator[tuple[str, object]]:
    if kind == "client":
        member = place.split("/")[1]
        told = {"what": f"{constraint} of {member}", "detail": place, "member": "", "case": "enum"}
        yield "cause", told
    if kind == "passive":
        yield "service", ("museum", "sqs", "dynamodb")[index % 3]
        yield "protocol", "json"
        yield "test", f"tests/test_gallery.py::TestPaintings::test_painting[{index % 17}]"
    if kind == "traffic":
        yield "protocol", "rest-json"
        yield "source", f"session.har entry {index}"


def _messages(index: int, operation: str, status: int) -> dict[str, Any]:
    sent = {"Name": "sample", "Status": "OPEN", "Tags": {"k": "v"}, "Number": index}
    body = json.dumps(sent | {f"Member{each}": "sample" for each in range(index % 13)})
    answer = json.dumps({"GalleryId": f"g-{index:010}", "Echo": sent, "Items": [1, 2, 3]})
    headers = {
        "Content-Type": "application/json",
        "X-Amz-Date": "20240501T120000Z",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIDSHAPEPROOFDUMMY0/20240501/us-east-1",
    }
    url = f"{ADDRESS}/galleries/{index}/{operation}"
    flags = " ".join(f"-H '{name}: {value}'" for name, value in headers.items())
    program = "import http.client\n\n\ndef send(method, target, headers, body):\n"
    program += "    connection = http.client.HTTPConnection('127.0.0.1', 5000, timeout=60)\n"
    program += "    connection.request(method, target, body, dict(headers))\n"
    program += "    print(connection.getresponse().read())\n\n\n"
    return {
        "request": {"method": "POST", "url": url, "headers": headers, "body": body},
        "response": {"status": status, "headers": {"server": "museum"}, "body": answer},
        "reproduce": {
            "curl": f"curl -sS -i --path-as-is {flags} --data-binary '{body}' {url}",
            "python": program + f"send('POST', {url!r}, {list(headers.items())!r}, {body!r})\n",
        },
    }
