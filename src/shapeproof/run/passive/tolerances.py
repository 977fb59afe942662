"""Which findings passive mode leaves out, and which weigh less there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from shapeproof.checks.parsed_calls import REQUEST_CHECK
from shapeproof.exchange import Finding, Severity
from shapeproof.targets.passive import SeenCall

_REST = frozenset({"rest-json", "rest-xml"})
_CONTAINERS = frozenset({'type "object"', 'type "array"'})


def is_tolerated(finding: Finding, call: SeenCall) -> bool:
    """Whether a finding is none, by how the call was answered."""
    return (
        _is_status_of_rpc(finding, call)
        or _is_default_status(finding, call)
        or _is_converted(finding, call)
        or _is_null_body(finding, call)
        or _is_gateways(finding, call)
    )


def weighed(finding: Finding) -> Finding:
    """A finding as it weighs where a test would fail for it.

    Clients take any status from 200 to 299 for a success. An error in HTML may come from what
    stands before the service.
    """
    is_status = finding.constraint == "success"
    is_foreign = finding.check == "malformed_json" and finding.where.startswith("error")
    if (is_status or is_foreign) and finding.severity > Severity.WARNING:
        return replace(finding, severity=Severity.WARNING)
    return finding


def _is_status_of_rpc(finding: Finding, call: SeenCall) -> bool:
    """Outside of the REST protocols no client looks at an error's status but to retry."""
    return call.protocol not in _REST and finding.constraint.startswith("status ")


def _is_default_status(finding: Finding, call: SeenCall) -> bool:
    """A Stubber's errors have status 400 unless they are given another one; so do many fakes'."""
    is_default = call.how != "sent" and call.status == 400
    return is_default and finding.constraint.startswith("status ")


def _is_converted(finding: Finding, call: SeenCall) -> bool:
    """Where the client's own step is replaced, what it makes of values is not done either.

    Objects stand for texts (policies, copy sources), plain values for DynamoDB's, and what is no
    data at all is seen as an empty text.
    """
    is_object = finding.actual[:1] in ("{", "[")
    if call.how == "stubbed":  # by a recording of what a client gave, maybe
        return is_object and finding.constraint == "type" and finding.expected == 'type "string"'
    if call.how == "sent":
        return False
    if finding.constraint == "unknown":
        return finding.pointer.count("/") > 1
    is_type = finding.constraint in ("type", "anyOf")
    is_container = is_object or finding.expected in _CONTAINERS
    return finding.actual == '""' or (is_type and is_container)


def _is_gateways(finding: Finding, call: SeenCall) -> bool:
    """What stands before a service answers its 5xx in a language of its own."""
    return finding.check == "malformed_json" and call.status is not None and call.status >= 500


def _is_null_body(finding: Finding, call: SeenCall) -> bool:
    """A body that is null, where the output has no members: clients read it as an empty one."""
    is_body = finding.where == "response body" and finding.constraint == "type"
    return is_body and finding.actual == "null" and not _members(call.parsed)


def _members(parsed: object) -> set[str]:
    return set(parsed) - {"ResponseMetadata"} if isinstance(parsed, dict) else set()


_OF_VALUES = frozenset(
    {
        "enum", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "minItems",
        "maxItems", "propertyNames",
    }
)  # fmt: skip


@dataclass
class Echoes:
    """Remembers, by service, the texts that parameters of one test were found to be wrong with."""

    _given: set[tuple[str, str]] = field(default_factory=set)

    def left_out(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of a call but those of a value that it or an earlier one was given."""
        listed = list(findings)
        ours = [each for each in listed if each.check == REQUEST_CHECK]
        self._given.update(_value(each) for each in ours if len(each.actual) > len('""'))
        return (each for each in listed if not self._is_echo(each))

    def forget(self) -> None:
        """Another test begins."""
        self._given.clear()

    def _is_echo(self, finding: Finding) -> bool:
        if finding.check == REQUEST_CHECK or finding.constraint not in _OF_VALUES:
            return False
        return _value(finding) in self._given


def _value(finding: Finding) -> tuple[str, str]:
    """What was wrong, by service; some give it back cased in another way."""
    return finding.service, finding.actual.lower()
