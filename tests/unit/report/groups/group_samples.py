"""Findings as records, for tests of groups."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.report.document import FindingRecord, GroupRecord, OperationRecord
from shapeproof.report.groups import grouped

URL = "http://127.0.0.1:5000/things"


def record(
    check: str = "accepts_invalid",
    operation: str = "CreateThing",
    where: str = "request /Name",
    constraint: str = "required",
    **more: Any,
) -> FindingRecord:
    """A finding; ``body`` and ``status`` are of the response, ``sent`` is the request's body."""
    status, body, sent = more.pop("status", 200), more.pop("body", "{}"), more.pop("sent", "")
    response = {"status": status, "headers": more.pop("headers", {}), "body": body}
    found: Any = {
        "id": f"{check}.{operation}.{where}.{constraint}",
        "check": check,
        "severity": "error",
        "service": "things",
        "operation": operation,
        "where": where,
        "constraint": constraint,
        "message": f"{constraint} is broken",
        "expected": "",
        "actual": "",
        "phase": "coverage",
        "known": False,
        "count": 1,
        "request": {"method": "POST", "url": URL, "headers": {}, "body": sent},
        "response": response if status else None,
        "reproduce": {"curl": f"curl {URL}", "python": ""},
    }
    return {**found, **more}


def crash(operation: str, text: str, where: str = "request /Name", **more: Any) -> FindingRecord:
    """A failure with an exception's text in JSON."""
    body = json.dumps({"__type": "Failure", "message": text})
    return record("server_error", operation, where, status=500, body=body, **more)


def operation(name: str, *, reached: bool = True, **tried: int) -> OperationRecord:
    """An operation, with the places that were tried in it."""
    return {
        "name": name,
        "cases": 1,
        "requests": 1,
        "reached": reached,
        "available": True,
        "reason": "",
        "findings": 0,
        "tried": tried,
    }


def titles(findings: list[FindingRecord], *operations: OperationRecord) -> list[str]:
    """The groups as ``title: places of of``."""
    return [text_of(each) for each in grouped(findings, operations)]


def text_of(group: GroupRecord) -> str:
    """A group in a line."""
    of = f" of {group['of']}" if group["of"] is not None else ""
    return f"{group['title']}: {group['places']}{of}"
