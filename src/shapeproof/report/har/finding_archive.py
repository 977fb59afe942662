"""The report ``har-findings``: the exchanges that findings show, made of a report."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
from collections.abc import Mapping
from datetime import datetime

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.har.archive import add_entry, archive_of
from shapeproof.report.interface import ReportContext
from shapeproof.report.text import BASE64_PREFIX

_CUT = re.compile(r"… [\d,]+ more characters …")


def render_har(report: Report, context: ReportContext) -> str:
    """An entry for each exchange that findings show; its comment has their ids.

    A report does not have when they were made: all have the beginning of the run, and no duration.
    """
    file = io.StringIO()
    har = archive_of(file, "exchanges of findings; the comments name the findings")
    began = _seconds(report["started"])
    shown: dict[str, list[FindingRecord]] = {}
    for each in report["findings"]:
        if each["request"]["method"]:  # nothing was sent for the response of a stub
            key = json.dumps([each["request"], each["response"]], sort_keys=True)
            shown.setdefault(key, []).append(each)
    for findings in shown.values():
        first = findings[0]
        add_entry(
            har,
            first["request"]["url"],
            _request(first),
            _response(first),
            began,
            0.0,
            "; ".join(_named(each) for each in findings),
            "" if first["response"] else first["actual"],
        )
    har.close()
    return file.getvalue() + "\n"


def _named(finding: FindingRecord) -> str:
    known = ", known" if finding["known"] else ""
    return f"finding {finding['id']} ({finding['severity']}{known})"


def _request(finding: FindingRecord) -> HttpRequest:
    request = finding["request"]
    return HttpRequest(
        request["method"], "", _headers(request["headers"]), _octets(request["body"])
    )


def _response(finding: FindingRecord) -> HttpResponse | None:
    response = finding["response"]
    if response is None:
        return None
    return HttpResponse(
        response["status"], _headers(response["headers"]), _octets(response["body"])
    )


def _headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(headers.items())


def _octets(body: str) -> bytes:
    """A body of a report, which is a text or in base64."""
    if body.startswith(BASE64_PREFIX) and not _CUT.search(body):
        try:
            return base64.b64decode(body.removeprefix(BASE64_PREFIX), validate=True)
        except binascii.Error:
            pass
    return body.encode("utf-8", "surrogatepass")


def _seconds(started: str) -> float:
    try:
        return datetime.fromisoformat(started).timestamp()
    except ValueError:
        return 0.0
