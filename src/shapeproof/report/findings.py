"""Findings merged: the same one many times is one entry with a count and its smallest example.

The same findings give the same report, byte for byte: what differs from run to run in the responses
of one target is left out or becomes a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shapeproof.exchange import Exchange, Finding, Headers, HttpRequest, HttpResponse
from shapeproof.exchange.contrast import contrasted
from shapeproof.report.boto3_script import boto3_script
from shapeproof.report.curl import curl_lines
from shapeproof.report.document import (
    CauseRecord,
    FindingRecord,
    ReproduceRecord,
    RequestRecord,
    ResponseRecord,
)
from shapeproof.report.interface import ReportContext
from shapeproof.report.locations import location_record
from shapeproof.report.masking.masker import Masker
from shapeproof.report.masking.urls import without_credentials
from shapeproof.report.python_program import client_program, python_snippet
from shapeproof.report.signatures import stamps, without_stamps
from shapeproof.report.summary import severity_of
from shapeproof.report.text import body_text, encodable, response_text

PLACEHOLDER = "REQUEST-ID"
MAX_CONTRAST = 10_000
"""Characters up to which expected and actual are whole in a report."""
REQUEST_IDS = frozenset({"x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id", "x-amz-id-2"})
_MADE_ANEW = frozenset({"amz-sdk-invocation-id", "authorization", "date", "host", "x-amz-date"})
"""Header fields of requests that hold times, ports and ids of one call."""
_MIN_ID_LENGTH = 8
"""Shorter ids may stand anywhere by chance."""


def stable(finding: Finding, *, own_requests: bool = False) -> Finding:
    """The finding without what differs from run to run. Its id is that of the original.

    ``own_requests`` says that shapeproof has made the requests, and signed them.
    """
    passing = request_ids(finding.exchange.response)
    exchange, before = finding.exchange, finding.before
    if own_requests:
        signed = tuple(each for one in (*before, exchange) for each in stamps(one.request))
        passing = tuple(dict.fromkeys((*passing, *signed)))
        before = tuple(replace(one, request=without_stamps(one.request)) for one in before)
        exchange = replace(exchange, request=without_stamps(exchange.request))
    exchange = _stable_exchange(exchange, passing)
    if finding.call is not None:
        exchange = replace(exchange, request=_stable_request(exchange.request))
    return replace(
        finding,
        exchange=exchange,
        before=before,
        texts=finding.texts.each(lambda text: text.replaced(lambda one: _replaced(one, passing))),
    )


def request_ids(response: HttpResponse | None) -> tuple[str, ...]:
    """The ids that a response gives to its request."""
    headers = response.headers if response else ()
    return tuple(
        value
        for name, value in headers
        if name.lower() in REQUEST_IDS and len(value) >= _MIN_ID_LENGTH
    )


def _stable_request(request: HttpRequest) -> HttpRequest:
    """A request that a client has made, without what it makes anew each time."""
    kept = tuple(each for each in request.headers if each[0].lower() not in _MADE_ANEW)
    return replace(request, headers=kept)


def _stable_exchange(exchange: Exchange, ids: tuple[str, ...]) -> Exchange:
    response = exchange.response
    if response is None:
        return exchange
    headers = tuple(
        (name, PLACEHOLDER if name.lower() in REQUEST_IDS and value else value)
        for name, value in response.headers
        if name.lower() != "date"
    )
    body = response.body
    for each in ids:
        body = body.replace(each.encode("utf-8", "surrogateescape"), PLACEHOLDER.encode())
    return replace(exchange, response=HttpResponse(response.status, headers, body))


def _replaced(text: str, ids: tuple[str, ...]) -> str:
    for each in ids:
        text = text.replace(each, PLACEHOLDER)
    return text


@dataclass
class _Entry:
    example: Finding
    test: str
    count: int = 1


class FindingBook:
    """The findings of a run, by id. Its records are masked."""

    def __init__(self, context: ReportContext) -> None:
        self.masker = Masker(context)
        self._context = context
        self._base_url = without_credentials(context.base_url)
        self._entries: dict[str, _Entry] = {}

    def add(self, finding: Finding, test: str = "") -> bool:
        """Count a finding. True if it is new, or a smaller example than the one kept."""
        key = finding.id
        entry = self._entries.get(key)
        if entry is None:
            self._entries[key] = _Entry(finding, test)
            return True
        entry.count += 1
        if _weight(finding) >= _weight(entry.example):
            return False
        entry.example, entry.test = finding, test
        return True

    def count(self, finding_id: str) -> int:
        """How often a finding was found."""
        return self._entries[finding_id].count

    def record(self, finding_id: str) -> FindingRecord:
        """One finding as it stands in a report."""
        entry = self._entries[finding_id]
        finding = stable(
            self.masker.finding(entry.example),
            own_requests=self.masker.marked.generates_requests,
        )
        texts = finding.texts
        expected, actual = contrasted(str(texts.expected), str(texts.actual), MAX_CONTRAST)
        record: FindingRecord = {
            "id": finding_id,
            "check": finding.check,
            "severity": finding.severity.label,
            "service": finding.service,
            "operation": finding.operation,
            "where": encodable(finding.where),
            "constraint": encodable(finding.constraint),
            "message": encodable(finding.message),
            "expected": encodable(expected),
            "actual": encodable(actual),
            "phase": finding.phase,
            "known": finding_id in self._context.known,
            "count": entry.count,
            "request": _request_record(self._base_url, finding.exchange.request),
            "response": _response_record(finding.exchange),
            "reproduce": self._reproduce(entry.example, finding),
        }
        site = self._context.locate(entry.example)
        if site is not None:
            record["location"] = location_record(site)
        cause = self._cause(entry.example)
        if cause is not None:
            record["cause"] = cause
        if entry.test:
            contract = self._context.contract_of(finding.service)
            record["protocol"] = contract.protocol if contract else ""
            record["test"] = entry.test
        return record

    def _cause(self, original: Finding) -> CauseRecord | None:
        """What one change to a client would fix, without secrets."""
        if original.call is None:
            return None
        # Only runs of clients have use for these.
        from shapeproof.report.groups.client.causes import client_cause
        from shapeproof.report.groups.client.facts import case_at

        contract = self._context.contract_of(original.service)
        cause = client_cause(original, contract)
        if cause is None:
            return None
        secrets = self.masker.secrets(original)
        what, detail = cause.what, cause.detail
        if cause.is_quoted:
            what, detail = secrets.hide_cut(what), secrets.hide_cut(detail)
        return {
            "what": encodable(what),
            "detail": encodable(detail),
            "member": encodable(secrets.hide(cause.member)),
            "case": encodable(case_at(original)),
        }

    def _reproduce(self, original: Finding, masked: Finding) -> ReproduceRecord:
        """Programs for a finding.

        For a finding about a client, a program that plays the replies; for several calls to a
        server, a program for boto3, if boto3 can make these calls.
        """
        contract = self._context.contract_of(original.service)
        if not masked.exchange.request.method and masked.call is None:
            return {"curl": "", "python": ""}  # nothing was sent: the response of a stub
        if masked.call is not None and contract is not None:
            program = client_program(masked.call, contract.operations[original.operation])
            return {"curl": "", "python": encodable(program)}
        record = _reproduce(self._base_url, masked)
        if original.phase == "stateful" and contract is not None:
            exchanges = (*original.before, original.exchange)
            secrets = self.masker.secrets(original)
            script = boto3_script(self._base_url, contract, exchanges, secrets)
            if script is not None:
                record["python"] = encodable(script)
        return record

    def records(self, plan: Mapping[str, int]) -> list[FindingRecord]:
        """All findings in the order of a report; ``plan`` has each operation's position."""
        return in_order((self.record(each) for each in self._entries), plan)


def in_order(findings: Iterable[FindingRecord], plan: Mapping[str, int]) -> list[FindingRecord]:
    """Findings by severity, the highest first, then by operation in plan order, check and place."""

    def key(finding: FindingRecord) -> tuple[int, int, str, str, str, str]:
        return (
            -severity_of(finding),
            plan.get(finding["operation"], len(plan)),
            finding["operation"],
            finding["check"],
            finding["where"],
            finding["id"],
        )

    return sorted(findings, key=key)


def _weight(finding: Finding) -> tuple[int, int, str, str, bytes, str, str]:
    """Higher severities first, then smaller examples; the rest makes the order total."""
    request = finding.exchange.request
    # A finding about a read shows the write before it.
    shown = (*finding.before[-1:], finding.exchange)
    return (
        -finding.severity,
        sum(len(each.request.target) + len(each.request.body) for each in shown),
        request.method,
        request.target,
        request.body,
        finding.message,
        finding.actual,
    )


def _request_record(base_url: str, request: HttpRequest) -> RequestRecord:
    return {
        "method": request.method,
        "url": encodable(base_url.rstrip("/") + request.target),
        "headers": _headers_record(request.headers),
        "body": body_text(request.body),
    }


def _response_record(exchange: Exchange) -> ResponseRecord | None:
    response = exchange.response
    if response is None:
        return None
    return {
        "status": response.status,
        "headers": _headers_record(response.headers),
        "body": response_text(response.body),
    }


def _headers_record(headers: Headers) -> dict[str, str]:
    """Header fields by name as sent first; repeated ones are joined by commas (RFC 9110, 5.3)."""
    first_names: dict[str, str] = {}
    record: dict[str, str] = {}
    for name, value in headers:
        key = encodable(first_names.setdefault(name.lower(), name))
        record[key] = f"{record[key]}, {encodable(value)}" if key in record else encodable(value)
    return record


def _reproduce(base_url: str, finding: Finding) -> ReproduceRecord:
    request = finding.exchange.request
    before = tuple(each.request for each in finding.before)
    return {
        "curl": encodable(curl_lines(base_url, request, before)),
        "python": encodable(python_snippet(base_url, request, before)),
    }
