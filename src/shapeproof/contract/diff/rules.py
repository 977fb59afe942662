"""The rules: every kind of change that a diff can report, whom it breaks, and how much it weighs.

docs/reference/compatibility.md prints them. They are modelled on the evaluators of smithy-diff, the
``breakingChanges`` of Smithy's own traits, and the checks of oasdiff, for what of these a service
model has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

ChangeSeverity = Literal["error", "warning", "note"]
"""How much a change weighs: a breaking change is an error."""


class CompatibilityClass(Enum):
    """Whom a change breaks, or how it moves what is allowed; the worst first."""

    BREAKING_FOR_CALLERS = "breaking for callers"
    """A caller that conforms to the old contract may be refused, or misread a response."""
    BREAKING_FOR_SERVERS = "breaking for servers"
    """A server that conforms to the old contract does not conform to the new one."""
    NARROWING = "narrowing"
    """Less may be returned than before: nobody breaks."""
    WIDENING = "widening"
    """More is accepted or returned than before."""
    ADDITIVE = "additive"
    """Something new, which nobody needs to know."""
    DOCUMENTATION = "documentation"
    """Nothing on the wire changes."""

    @property
    def breaking(self) -> bool:
        """Whether those who conform to the old contract break."""
        return self in (self.BREAKING_FOR_CALLERS, self.BREAKING_FOR_SERVERS)


@dataclass(frozen=True)
class CompatibilityRule:
    """One kind of change. ``meaning`` is a sentence for docs/reference/compatibility.md."""

    id: str
    compatibility: CompatibilityClass
    severity: ChangeSeverity
    meaning: str


_CALLERS = CompatibilityClass.BREAKING_FOR_CALLERS
_SERVERS = CompatibilityClass.BREAKING_FOR_SERVERS
_NARROWING = CompatibilityClass.NARROWING
_WIDENING = CompatibilityClass.WIDENING
_ADDITIVE = CompatibilityClass.ADDITIVE
_DOCUMENTATION = CompatibilityClass.DOCUMENTATION

_Row = tuple[str, CompatibilityClass, ChangeSeverity, str]

_SERVICE: tuple[_Row, ...] = (
    ("service-removed", _CALLERS, "error", "A service was removed."),
    ("service-added", _ADDITIVE, "note", "A service was added."),
    ("service-renamed", _DOCUMENTATION, "note", "The service's name, full name or id changed."),
    ("api-version-changed", _DOCUMENTATION, "note", "The API version changed."),
    ("protocol-changed", _CALLERS, "error",
     "The protocol changed, and the old one is no longer supported."),
    ("protocol-preferred", _SERVERS, "error",
     "SDKs use another protocol; the old one is still supported."),
    ("protocol-removed", _CALLERS, "error", "One of several protocols is no longer supported."),
    ("protocol-added", _ADDITIVE, "note", "One more protocol is supported."),
    ("service-binding-changed", _CALLERS, "error",
     "A part of all requests or errors changed: target prefix, JSON version, XML namespace, "
     "signing name, endpoint prefix, or the error codes of the query protocol."),
    ("auth-scheme-removed", _CALLERS, "error", "An authentication scheme is no longer accepted."),
    ("auth-scheme-added", _ADDITIVE, "note", "One more authentication scheme is accepted."),
    ("service-metadata-changed", _DOCUMENTATION, "note", "Other metadata of the service changed."),
)  # fmt: skip

_OPERATIONS: tuple[_Row, ...] = (
    ("operation-removed", _CALLERS, "error", "An operation was removed."),
    ("operation-added", _ADDITIVE, "note", "An operation was added."),
    ("operation-renamed-in-python", _CALLERS, "error", "The method of boto3 has another name."),
    ("http-method-changed", _CALLERS, "error", "The HTTP method changed."),
    ("http-uri-changed", _CALLERS, "error", "The URI changed (names of labels do not count)."),
    ("http-status-changed", _CALLERS, "error", "The HTTP status of a success changed."),
    ("host-prefix-changed", _CALLERS, "error", "The prefix of the host changed."),
    ("checksum-required", _CALLERS, "error", "Requests without a checksum are no longer accepted."),
    ("checksum-optional", _WIDENING, "note", "Requests no longer need a checksum."),
    ("promise-withdrawn", _CALLERS, "error",
     "An operation is no longer idempotent or read-only, or an error is no longer retryable: "
     "callers that repeat requests rely on it."),
    ("promise-added", _ADDITIVE, "note",
     "An operation is now idempotent or read-only, or an error is now retryable."),
    ("operation-trait-changed", _DOCUMENTATION, "note", "Another trait of an operation changed."),
    ("operation-deprecated", _DOCUMENTATION, "note", "An operation is now deprecated."),
    ("operation-undeprecated", _DOCUMENTATION, "note", "An operation is no longer deprecated."),
    ("operation-error-removed", _NARROWING, "note", "An operation no longer lists an error."),
    ("operation-error-added", _WIDENING, "warning", "An operation lists one more error."),
)  # fmt: skip

_ERRORS: tuple[_Row, ...] = (
    ("error-removed", _CALLERS, "error",
     "An error was removed from the service, and with it the exception in SDKs."),
    ("error-added", _ADDITIVE, "note", "An error was added."),
    ("error-code-changed", _CALLERS, "error", "The code of an error on the wire changed."),
    ("error-status-changed", _CALLERS, "error", "The HTTP status of an error changed."),
    ("error-status-stated", _DOCUMENTATION, "note",
     "The HTTP status of an error is now stated, or no longer stated."),
    ("error-fault-changed", _CALLERS, "error",
     "The fault of an error changed between client and server."),
    ("error-retry-changed", _DOCUMENTATION, "note", "How an error is retried changed."),
)  # fmt: skip

_AIDS: tuple[_Row, ...] = (
    ("paginator-removed", _CALLERS, "error", "A paginator was removed."),
    ("paginator-added", _ADDITIVE, "note", "A paginator was added."),
    ("paginator-changed", _CALLERS, "error",
     "A paginator reads other tokens or results, or has no page size any more."),
    ("paginator-extended", _ADDITIVE, "note",
     "A paginator has a page size or results that it did not have."),
    ("waiter-removed", _CALLERS, "error", "A waiter was removed."),
    ("waiter-added", _ADDITIVE, "note", "A waiter was added."),
    ("waiter-changed", _WIDENING, "warning",
     "A waiter polls another operation, or has other conditions."),
    ("waiter-timing-changed", _DOCUMENTATION, "note", "A waiter polls at other intervals."),
)  # fmt: skip

_REQUESTS: tuple[_Row, ...] = (
    ("request-member-removed", _CALLERS, "error", "A member can no longer be sent."),
    ("request-member-added", _ADDITIVE, "note", "A member can be sent; old servers ignore it."),
    ("request-required-member-added", _CALLERS, "error", "A new member is required."),
    ("request-member-required", _CALLERS, "error", "An optional member is now required."),
    ("request-member-optional", _WIDENING, "note", "A required member is now optional."),
    ("request-type-changed", _CALLERS, "error", "A value must have another type."),
    ("request-number-narrowed", _CALLERS, "error", "A number must have a narrower type."),
    ("request-number-widened", _WIDENING, "note", "A number of a wider type is accepted."),
    ("request-enum-value-removed", _CALLERS, "error", "A value is no longer accepted."),
    ("request-enum-value-added", _WIDENING, "note", "One more value is accepted."),
    ("request-enum-closed", _CALLERS, "error",
     "Any string was accepted; now only listed strings are."),
    ("request-enum-opened", _WIDENING, "note",
     "Only listed strings were accepted; now any string is."),
    ("request-bound-tightened", _CALLERS, "error", "A length, size or range is narrower."),
    ("request-bound-stated", _NARROWING, "warning",
     "A length, size or range is stated for the first time; it may have been in force before."),
    ("request-bound-loosened", _WIDENING, "note", "A length, size or range is wider."),
    ("request-pattern-added", _NARROWING, "warning",
     "A string must match a pattern, which may have been in force before."),
    ("request-pattern-changed", _NARROWING, "warning",
     "A string must match another pattern; which of the two accepts more is not decided."),
    ("request-pattern-loosened", _WIDENING, "note", "A string may match one more alternative."),
    ("request-pattern-removed", _WIDENING, "note", "A string no longer needs to match a pattern."),
    ("request-nulls-refused", _CALLERS, "error", "A list or map can no longer hold nulls."),
    ("request-nulls-accepted", _WIDENING, "note", "A list or map can hold nulls."),
    ("request-member-moved", _CALLERS, "error",
     "A member is in another part of the message, or has another name on the wire."),
    ("request-format-changed", _CALLERS, "error",
     "A value has another format: of a timestamp, of XML, or another media type."),
    ("request-streaming-changed", _CALLERS, "error",
     "A body is streamed, or must state its length, where it was not; or the reverse."),
    ("request-idempotency-token-removed", _CALLERS, "error",
     "SDKs no longer fill in a member by themselves."),
    ("request-idempotency-token-added", _ADDITIVE, "note", "SDKs fill in a member by themselves."),
)  # fmt: skip

_RESPONSES: tuple[_Row, ...] = (
    ("response-member-removed", _CALLERS, "error", "A member is no longer returned."),
    ("response-member-added", _ADDITIVE, "note", "A member may be returned."),
    ("response-required-member-added", _SERVERS, "error", "A new member must be returned."),
    ("response-member-optional", _CALLERS, "error",
     "A member that was always returned may be missing."),
    ("response-member-required", _SERVERS, "error", "A member must always be returned."),
    ("response-union-member-removed", _NARROWING, "warning",
     "A union, or a stream of events, has one member less."),
    ("response-union-member-added", _WIDENING, "warning",
     "A union, or a stream of events, may have a member that readers do not know."),
    ("response-type-changed", _CALLERS, "error", "A value of another type is returned."),
    ("response-number-widened", _CALLERS, "error",
     "A number may no longer fit the type that readers use."),
    ("response-number-narrowed", _NARROWING, "note", "A number of a narrower type is returned."),
    ("response-enum-value-removed", _NARROWING, "note", "A value is no longer returned."),
    ("response-enum-value-added", _WIDENING, "warning",
     "A value may be returned that is unknown to readers with a closed list."),
    ("response-enum-opened", _WIDENING, "warning",
     "Any string may be returned; before only listed strings were."),
    ("response-enum-closed", _NARROWING, "note", "Only listed strings are returned."),
    ("response-bound-loosened", _WIDENING, "note", "A length, size or range is wider."),
    ("response-bound-stated", _NARROWING, "note",
     "A length, size or range is stated for the first time."),
    ("response-bound-tightened", _NARROWING, "note", "A length, size or range is narrower."),
    ("response-pattern-added", _NARROWING, "note", "A string matches a pattern."),
    ("response-pattern-changed", _WIDENING, "note", "A string matches another pattern."),
    ("response-pattern-loosened", _WIDENING, "note", "A string may match one more alternative."),
    ("response-pattern-removed", _WIDENING, "note", "A string no longer needs to match a pattern."),
    ("response-nulls-returned", _CALLERS, "error", "A list or map may hold nulls."),
    ("response-nulls-excluded", _NARROWING, "note", "A list or map holds no nulls any more."),
    ("response-member-moved", _CALLERS, "error",
     "A member is in another part of the message, or has another name on the wire."),
    ("response-format-changed", _CALLERS, "error",
     "A value has another format: of a timestamp, of XML, or another media type."),
    ("response-streaming-changed", _CALLERS, "error",
     "A body is streamed where it was not, or the reverse."),
)  # fmt: skip

_SCHEMAS: tuple[_Row, ...] = (
    ("shape-renamed", _DOCUMENTATION, "note",
     "A structure has another name; such names are not sent."),
    ("pattern-rewritten", _DOCUMENTATION, "note",
     "A pattern differs only in anchors, or in what matches any text, at its ends: generators of "
     "models write these or omit them."),
    ("member-deprecated", _DOCUMENTATION, "note", "A member is now deprecated."),
    ("member-undeprecated", _DOCUMENTATION, "note", "A member is no longer deprecated."),
    ("sensitive-added", _DOCUMENTATION, "note", "A value is now sensitive: reports mask it."),
    ("sensitive-removed", _DOCUMENTATION, "warning",
     "A value is no longer sensitive: reports show it."),
    ("annotation-changed", _DOCUMENTATION, "note", "Another annotation of the contract changed."),
)  # fmt: skip

SECTIONS: Mapping[str, tuple[str, ...]] = {
    title: tuple(row[0] for row in rows)
    for title, rows in (
        ("Service", _SERVICE),
        ("Operations", _OPERATIONS),
        ("Errors", _ERRORS),
        ("Paginators and waiters", _AIDS),
        ("Requests", _REQUESTS),
        ("Responses and the documents of errors", _RESPONSES),
        ("Anywhere", _SCHEMAS),
    )
}
"""The ids of the rules, by what they are about."""


def _table(*parts: Iterable[_Row]) -> dict[str, CompatibilityRule]:
    return {row[0]: CompatibilityRule(*row) for rows in parts for row in rows}


RULES: Mapping[str, CompatibilityRule] = _table(
    _SERVICE, _OPERATIONS, _ERRORS, _AIDS, _REQUESTS, _RESPONSES, _SCHEMAS
)
"""Every rule by its id. No change can be made that has none of these."""
