"""HAR of a report: the exchanges that its findings show."""

from __future__ import annotations

import json
from typing import Any

from shapeproof.exchange import Finding, HttpResponse
from shapeproof.report.document import Report
from shapeproof.report.har.finding_archive import render_har
from tests.support.public_schemas import har_validator, needs_har_schema

from ..report_samples import CONTEXT, finding, ping, put_exchange, report_of


def entries(report: Report) -> list[Any]:
    found: list[Any] = json.loads(render_har(report, CONTEXT))["log"]["entries"]
    return found


def several() -> list[Finding]:
    octets = bytes(range(256))
    return [
        finding(where="a", exchange=ping(b"1")),
        finding(where="b", exchange=ping(b"1")),
        finding(where="c", exchange=ping(octets, HttpResponse(200, (), octets))),
        finding(where="d", exchange=put_exchange({"Password": "hunter2-hunter2"})),
    ]


@needs_har_schema
def test_it_is_valid_under_the_schema() -> None:
    har_validator().validate(json.loads(render_har(report_of(*several()), CONTEXT)))
    har_validator().validate(json.loads(render_har(report_of(), CONTEXT)))


def test_findings_of_one_exchange_share_an_entry() -> None:
    report = report_of(*several())
    found = entries(report)
    assert len(found) == 3
    ids = {each["where"]: each["id"] for each in report["findings"]}
    assert found[0]["comment"] == f"finding {ids['a']} (error); finding {ids['b']} (error)"
    assert "hunter2-hunter2" not in json.dumps(found)


def test_binary_bodies_stay_in_base64() -> None:
    (entry,) = entries(report_of(several()[2]))
    assert entry["request"]["postData"]["encoding"] == "base64"
    assert entry["response"]["content"]["size"] == 256
