"""What is never told of a call that was seen in passing, and what weighs less there."""

from __future__ import annotations

from dataclasses import replace

from shapeproof.exchange import Finding, Severity
from shapeproof.targets.passive import SeenCall

_REST = frozenset({"rest-json", "rest-xml"})


def is_tolerated(finding: Finding, call: SeenCall) -> bool:
    """Whether a finding is none, by how the call was answered."""
    return (
        _is_status_of_rpc(finding, call)
        or _is_default_status(finding, call)
        or _is_decoded(finding, call)
        or _is_null_body(finding, call)
    )


def weighed(finding: Finding) -> Finding:
    """A finding as it weighs where a test would fail for it.

    Clients take any status from 200 to 299 for a success.
    """
    if finding.constraint == "success" and finding.severity > Severity.WARNING:
        return replace(finding, severity=Severity.WARNING)
    return finding


def _is_status_of_rpc(finding: Finding, call: SeenCall) -> bool:
    """Outside of the REST protocols no client looks at an error's status but to retry."""
    return call.protocol not in _REST and finding.constraint.startswith("status ")


def _is_default_status(finding: Finding, call: SeenCall) -> bool:
    """A Stubber's errors have status 400 unless they are given another one."""
    is_default = call.how == "stubbed" and call.status == 400
    return is_default and finding.constraint.startswith("status ")


def _is_decoded(finding: Finding, call: SeenCall) -> bool:
    """Clients decode some texts for their callers (policies, templates), a Stubber's too."""
    is_type = finding.constraint == "type" and finding.expected == 'type "string"'
    return call.how == "stubbed" and is_type and finding.actual[:1] in ("{", "[")


def _is_null_body(finding: Finding, call: SeenCall) -> bool:
    """A body that is null, where the output has no members: clients read it as an empty one."""
    is_body = finding.where == "response body" and finding.constraint == "type"
    return is_body and finding.actual == "null" and not _members(call.parsed)


def _members(parsed: object) -> set[str]:
    return set(parsed) - {"ResponseMetadata"} if isinstance(parsed, dict) else set()
