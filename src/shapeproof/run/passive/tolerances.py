"""Which findings passive mode leaves out, and which weigh less there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from shapeproof.checks.malformed_body import MALFORMED_NAMES
from shapeproof.checks.parsed_calls import NULL, RequestSchema
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Limit, Severity, Shown, Text
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.registry import traits_of

_STRING = Limit("type", "string")
_CONTAINERS = (Limit("type", "object"), Limit("type", "array"))


def is_tolerated(finding: Finding, call: SeenCall, operation: Operation) -> bool:
    """Whether a finding is not reported, because of how the call was answered."""
    return (
        _is_status_of_rpc(finding, call)
        or _is_default_status(finding, call)
        or _is_converted(finding, call, operation)
        or _is_null_body(finding, call)
        or _is_gateways(finding, call)
    )


def weighed(finding: Finding, call: SeenCall) -> Finding:
    """A finding with its severity in passive mode, where a test would fail for it.

    Clients take any status from 200 to 299 as a success. An error in HTML may come from a gateway.
    A None that the client itself has let through, as it does not check parameters, may be one that
    the service takes as absent.
    """
    is_status = finding.constraint == "success"
    is_foreign = finding.check in MALFORMED_NAMES and finding.where.startswith("error")
    is_sent_null = finding.constraint == NULL and call.how != "replaced"
    if (is_status or is_foreign or is_sent_null) and finding.severity > Severity.WARNING:
        return replace(finding, severity=Severity.WARNING)
    return finding


def _is_status_of_rpc(finding: Finding, call: SeenCall) -> bool:
    """Outside of the REST protocols clients use an error's status for retries only."""
    is_rest = traits_of(call.protocol).http_bindings
    return not is_rest and finding.constraint.startswith("status ")


def _is_default_status(finding: Finding, call: SeenCall) -> bool:
    """The errors of a Stubber and of many fakes have status 400 by default."""
    is_default = call.how != "sent" and call.status == 400
    return is_default and finding.constraint.startswith("status ")


def _is_converted(finding: Finding, call: SeenCall, operation: Operation) -> bool:
    """If a step of the client is replaced, its conversions of values are missing.

    Then objects occur in place of texts (policies, copy sources), plain values in place of unions
    (DynamoDB's), and a value that is not data is seen as an empty text.
    """
    if call.how == "sent":
        return False
    actual, expected = finding.texts.actual, finding.texts.expected
    is_object = _shows(actual, dict, list)
    if is_object and finding.constraint == "type" and expected.part == _STRING:
        return True  # if it was stubbed, possibly by a recording of a client's output
    if call.how == "stubbed":
        return False
    if actual.part == Shown(""):
        return True
    is_type = finding.constraint in ("type", "anyOf")
    is_container = is_object or expected.part in _CONTAINERS
    is_foreign = finding.constraint == "unknown" or (is_type and is_container)
    return is_foreign and _is_in_union(finding, operation)


def _is_in_union(finding: Finding, operation: Operation) -> bool:
    """Whether a place is a union, or within one."""
    is_request = finding.check == RequestSchema.name
    shape = Shape.of(operation.request if is_request else operation.response)
    for token in parse(finding.pointer):
        shape = shape.child(token)
        if shape.is_union:
            return True
    return False


def _shows(text: Text, *types: type) -> bool:
    """Whether a text is a value of one of these types."""
    return isinstance(text.part, Shown) and isinstance(text.part.value, types)


def _is_gateways(finding: Finding, call: SeenCall) -> bool:
    """A gateway before a service answers 5xx in its own format."""
    return finding.check in MALFORMED_NAMES and call.status is not None and call.status >= 500


def _is_null_body(finding: Finding, call: SeenCall) -> bool:
    """A null body of an output without members: clients read it as an empty body."""
    is_body = finding.where == "response body" and finding.constraint == "type"
    return is_body and _shows(finding.texts.actual, type(None)) and not _members(call.parsed)


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
    """Remembers, by service, the wrong values in the parameters of one test.

    A service that gives them back is not at fault: they are reported once, where they were given.
    """

    _given: set[tuple[str, str]] = field(default_factory=set)

    def left_out(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of a call, except those of wrong values that it or an earlier call gave."""
        listed = list(findings)
        ours = [each for each in listed if each.check == RequestSchema.name]
        self._given.update(_value(each) for each in ours if len(each.actual) > len('""'))
        return (each for each in listed if not self._is_echo(each))

    def forget(self) -> None:
        """Forget everything: another test begins."""
        self._given.clear()

    def _is_echo(self, finding: Finding) -> bool:
        if finding.check == RequestSchema.name or finding.constraint not in _OF_VALUES:
            return False
        return _value(finding) in self._given


def _value(finding: Finding) -> tuple[str, str]:
    """The wrong value, by service; some services change its case."""
    return finding.service, finding.actual.lower()
