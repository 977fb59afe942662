"""The cause of each finding about a client, by its check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shapeproof.checks.texts import NOT_AS_PROTOCOL
from shapeproof.contract.model import Contract
from shapeproof.exchange import Finding
from shapeproof.report.groups.answers import general
from shapeproof.report.groups.client import calls
from shapeproof.report.groups.client.facts import ClientCause, place_of_finding
from shapeproof.report.groups.client.labels import label_cause, query_cause
from shapeproof.report.groups.client.members import member_cause


def client_cause(finding: Finding, contract: Contract | None) -> ClientCause | None:
    """What one change would fix; None for a finding that is not about a client."""
    if finding.call is None:
        return None
    judge = _JUDGES.get(finding.check, _of_message)
    return judge(finding, contract)


def _of_request(finding: Finding, contract: Contract | None) -> ClientCause:
    match finding.constraint:
        case "not-sent":
            return calls.not_sent_cause(finding)
        case "label-encoding":
            return label_cause(finding)
        case "query-encoding":
            return query_cause(finding)
        case "method" | "path":
            return _of_address(finding)
    return member_cause(finding, contract, sent=True) or _of_message(finding, contract)


def _of_address(finding: Finding) -> ClientCause:
    expected, actual = finding.expected.strip('"'), finding.actual.strip('"')
    if finding.constraint == "path" and actual.rstrip("/") == expected.rstrip("/"):
        return ClientCause("a slash at the end of the path is added or lost")
    what = f"requests have another {finding.constraint}"
    return ClientCause(what, member=f"{finding.operation}")


def _of_message(finding: Finding, contract: Contract | None) -> ClientCause:
    what = general(finding.message)
    if finding.message == NOT_AS_PROTOCOL:
        return ClientCause(f"requests are not written as the protocol has it: {finding.constraint}")
    place = place_of_finding(finding, contract, sent=True)
    return ClientCause(what, member=place.name)


def _of_output(finding: Finding, contract: Contract | None) -> ClientCause:
    if finding.constraint == "failed":
        return calls.failed_cause(finding)
    found = member_cause(finding, contract, sent=False)
    return found or ClientCause(general(finding.message))


def _of_pages(finding: Finding, contract: Contract | None) -> ClientCause:
    failed = finding.constraint == "failed"
    return calls.failed_cause(finding) if failed else calls.page_cause(finding, contract)


def _without_contract(
    judge: Callable[[Finding], ClientCause],
) -> Callable[[Finding, Contract | None], ClientCause]:
    return lambda finding, _: judge(finding)


_JUDGES: Mapping[str, Callable[[Finding, Contract | None], ClientCause]] = {
    "wire_request": _of_request,
    "output": _of_output,
    "error": calls.error_cause,
    "pages": _of_pages,
    "request_content_type": _without_contract(calls.content_type_cause),
    "retries": _without_contract(calls.retry_cause),
    "retry_body": _without_contract(lambda finding: ClientCause(
        "retries differ from the first request", finding.constraint)),
    "hang": _without_contract(calls.breakdown_cause),
    "crash": _without_contract(calls.breakdown_cause),
    "driver": _without_contract(calls.breakdown_cause),
    "robustness": _without_contract(calls.robustness_cause),
    "invalid_call": _without_contract(calls.invalid_call_cause),
    "leaking_state": _without_contract(calls.leak_cause),
    "local_validation": _without_contract(calls.validation_cause),
}  # fmt: skip
