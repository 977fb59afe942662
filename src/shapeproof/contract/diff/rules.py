"""The rules: every kind of change that a diff can report, whom it breaks, and how much it weighs.

docs/compatibility.md prints them. They are modelled on the evaluators of smithy-diff, the
``breakingChanges`` of Smithy's own traits, and the checks of oasdiff, for what of these a service
model has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

ChangeSeverity = Literal["error", "warning", "note"]
"""How much a change weighs: whatever breaks someone is an error."""


class CompatibilityClass(Enum):
    """Whom a change breaks, or which way it moves what is allowed; the worst first."""

    BREAKING_FOR_CALLERS = "breaking for callers"
    """A caller that kept to the old contract may be refused, or misread an answer."""
    BREAKING_FOR_SERVERS = "breaking for servers"
    """A server that kept to the old contract no longer does what is due."""
    NARROWING = "narrowing"
    """Less may come back than before: nobody breaks."""
    WIDENING = "widening"
    """More is accepted, or may come back, than before."""
    ADDITIVE = "additive"
    """Something new, which nobody has to know of."""
    DOCUMENTATION = "documentation"
    """Nothing that travels is another."""

    @property
    def breaking(self) -> bool:
        """Whether someone who kept to the old contract breaks."""
        return self in (self.BREAKING_FOR_CALLERS, self.BREAKING_FOR_SERVERS)


@dataclass(frozen=True)
class CompatibilityRule:
    """One kind of change. ``meaning`` is a sentence for docs/compatibility.md."""

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
    ("service-removed", _CALLERS, "error", "A service is gone."),
    ("service-added", _ADDITIVE, "note", "A service is new."),
    ("service-renamed", _DOCUMENTATION, "note", "The service's name, full name or id is another."),
    ("api-version-changed", _DOCUMENTATION, "note", "The API version is another."),
    ("protocol-changed", _CALLERS, "error", "Another protocol is spoken, and the old one is not."),
    ("protocol-preferred", _SERVERS, "error",
     "SDKs speak another protocol now; the old one is still among those that are understood."),
    ("protocol-removed", _CALLERS, "error", "One of several protocols is no longer understood."),
    ("protocol-added", _ADDITIVE, "note", "One more protocol is understood."),
    ("service-binding-changed", _CALLERS, "error",
     "What all requests carry is another: target prefix, JSON version, XML namespace, signing "
     "name, the endpoint's prefix, or that errors are told as in the query protocol."),
    ("auth-scheme-removed", _CALLERS, "error", "A way to authenticate is no longer accepted."),
    ("auth-scheme-added", _ADDITIVE, "note", "One more way to authenticate is accepted."),
    ("service-metadata-changed", _DOCUMENTATION, "note", "The service's other metadata differs."),
)  # fmt: skip

_OPERATIONS: tuple[_Row, ...] = (
    ("operation-removed", _CALLERS, "error", "An operation is gone."),
    ("operation-added", _ADDITIVE, "note", "An operation is new."),
    ("operation-renamed-in-python", _CALLERS, "error", "The method of boto3 has another name."),
    ("http-method-changed", _CALLERS, "error", "The HTTP method is another."),
    ("http-uri-changed", _CALLERS, "error", "The URI is another (names of labels do not count)."),
    ("http-status-changed", _CALLERS, "error", "A success has another HTTP status."),
    ("host-prefix-changed", _CALLERS, "error", "The prefix of the host is another."),
    ("checksum-required", _CALLERS, "error", "Requests without a checksum are no longer accepted."),
    ("checksum-optional", _WIDENING, "note", "Requests no longer need a checksum."),
    ("promise-withdrawn", _CALLERS, "error",
     "An operation is no longer said to be idempotent or to only read, or an error no longer to be "
     "worth a retry: callers that repeat requests relied on it."),
    ("promise-added", _ADDITIVE, "note",
     "An operation is now said to be idempotent or to only read, or an error to be worth a retry."),
    ("operation-trait-changed", _DOCUMENTATION, "note", "Another trait of an operation differs."),
    ("operation-deprecated", _DOCUMENTATION, "note", "An operation is deprecated now."),
    ("operation-undeprecated", _DOCUMENTATION, "note", "An operation is no longer deprecated."),
    ("operation-error-removed", _NARROWING, "note", "An operation no longer lists an error."),
    ("operation-error-added", _WIDENING, "warning", "An operation lists one more error."),
)  # fmt: skip

_ERRORS: tuple[_Row, ...] = (
    ("error-removed", _CALLERS, "error",
     "An error is gone from the service, and with it the exception of SDKs."),
    ("error-added", _ADDITIVE, "note", "An error is new."),
    ("error-code-changed", _CALLERS, "error", "An error's code on the wire is another."),
    ("error-status-changed", _CALLERS, "error", "An error's HTTP status is another."),
    ("error-status-stated", _DOCUMENTATION, "note",
     "An error's HTTP status is stated where it was not, or no longer."),
    ("error-fault-changed", _CALLERS, "error", "An error is another's fault: client or server."),
    ("error-retry-changed", _DOCUMENTATION, "note", "An error is to be retried in another way."),
)  # fmt: skip

_AIDS: tuple[_Row, ...] = (
    ("paginator-removed", _CALLERS, "error", "A paginator is gone."),
    ("paginator-added", _ADDITIVE, "note", "A paginator is new."),
    ("paginator-changed", _CALLERS, "error",
     "A paginator reads other tokens or results, or has lost its page size."),
    ("paginator-extended", _ADDITIVE, "note",
     "A paginator has got a page size or further results beside those that it had."),
    ("waiter-removed", _CALLERS, "error", "A waiter is gone."),
    ("waiter-added", _ADDITIVE, "note", "A waiter is new."),
    ("waiter-changed", _WIDENING, "warning", "A waiter looks at something else, or for else."),
    ("waiter-timing-changed", _DOCUMENTATION, "note", "A waiter polls in other intervals."),
)  # fmt: skip

_REQUESTS: tuple[_Row, ...] = (
    ("request-member-removed", _CALLERS, "error", "A member may no longer be sent."),
    ("request-member-added", _ADDITIVE, "note", "A member may be sent; old servers drop it."),
    ("request-required-member-added", _CALLERS, "error", "A new member must be sent."),
    ("request-member-required", _CALLERS, "error", "A member that was optional must be sent."),
    ("request-member-optional", _WIDENING, "note", "A member may be left out."),
    ("request-type-changed", _CALLERS, "error", "A value of another type is due."),
    ("request-number-narrowed", _CALLERS, "error", "A number of a narrower type is due."),
    ("request-number-widened", _WIDENING, "note", "A number of a wider type is accepted."),
    ("request-enum-value-removed", _CALLERS, "error", "A value is no longer accepted."),
    ("request-enum-value-added", _WIDENING, "note", "A value more is accepted."),
    ("request-enum-closed", _CALLERS, "error", "Any string was accepted, now only listed ones."),
    ("request-enum-opened", _WIDENING, "note", "Only listed strings were accepted, now any."),
    ("request-bound-tightened", _CALLERS, "error", "A length, size or range is narrower."),
    ("request-bound-stated", _NARROWING, "warning",
     "A length, size or range is stated where there was none; it may have been in force before."),
    ("request-bound-loosened", _WIDENING, "note", "A length, size or range is wider."),
    ("request-pattern-added", _NARROWING, "warning",
     "A string must match a pattern; that may have been in force before."),
    ("request-pattern-changed", _NARROWING, "warning",
     "A string must match another pattern; which of them allows more is not decided."),
    ("request-pattern-loosened", _WIDENING, "note", "A string may match one more alternative."),
    ("request-pattern-removed", _WIDENING, "note", "A string need not match a pattern any more."),
    ("request-nulls-refused", _CALLERS, "error", "A list or map may no longer hold nulls."),
    ("request-nulls-accepted", _WIDENING, "note", "A list or map may hold nulls."),
    ("request-member-moved", _CALLERS, "error",
     "A member travels elsewhere, or under another name."),
    ("request-format-changed", _CALLERS, "error",
     "A value is written in another way: the format of a timestamp, XML, a media type."),
    ("request-streaming-changed", _CALLERS, "error",
     "A body is streamed, or must tell its length, where it was not; or the reverse."),
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
     "A union, or a stream of events, no longer has one of its members."),
    ("response-union-member-added", _WIDENING, "warning",
     "A union, or a stream of events, may be something that readers do not know of."),
    ("response-type-changed", _CALLERS, "error", "A value of another type is returned."),
    ("response-number-widened", _CALLERS, "error",
     "A number may no longer fit into the type that readers have for it."),
    ("response-number-narrowed", _NARROWING, "note", "A number of a narrower type is returned."),
    ("response-enum-value-removed", _NARROWING, "note", "A value is no longer returned."),
    ("response-enum-value-added", _WIDENING, "warning",
     "A value may be returned that readers with a closed list do not know of."),
    ("response-enum-opened", _WIDENING, "warning", "Any string may be returned, not only listed."),
    ("response-enum-closed", _NARROWING, "note", "Only listed strings are returned."),
    ("response-bound-loosened", _WIDENING, "note", "A length, size or range is wider."),
    ("response-bound-stated", _NARROWING, "note", "A length, size or range is stated."),
    ("response-bound-tightened", _NARROWING, "note", "A length, size or range is narrower."),
    ("response-pattern-added", _NARROWING, "note", "A string matches a pattern."),
    ("response-pattern-changed", _WIDENING, "note", "A string matches another pattern."),
    ("response-pattern-loosened", _WIDENING, "note", "A string may match one more alternative."),
    ("response-pattern-removed", _WIDENING, "note", "A string need not match a pattern any more."),
    ("response-nulls-returned", _CALLERS, "error", "A list or map may hold nulls."),
    ("response-nulls-excluded", _NARROWING, "note", "A list or map holds no nulls any more."),
    ("response-member-moved", _CALLERS, "error",
     "A member travels elsewhere, or under another name."),
    ("response-format-changed", _CALLERS, "error",
     "A value is written in another way: the format of a timestamp, XML, a media type."),
    ("response-streaming-changed", _CALLERS, "error",
     "A body is streamed where it was not, or the reverse."),
)  # fmt: skip

_SCHEMAS: tuple[_Row, ...] = (
    ("shape-renamed", _DOCUMENTATION, "note", "A structure has another name; names do not travel."),
    ("pattern-rewritten", _DOCUMENTATION, "note",
     "A pattern differs in nothing but anchors, or what stands for any text, at its ends: the "
     "vendor's generators write and omit these at will."),
    ("member-deprecated", _DOCUMENTATION, "note", "A member is deprecated now."),
    ("member-undeprecated", _DOCUMENTATION, "note", "A member is no longer deprecated."),
    ("sensitive-added", _DOCUMENTATION, "note", "A value is sensitive: reports mask it."),
    ("sensitive-removed", _DOCUMENTATION, "warning", "A value is not masked any more."),
    ("annotation-changed", _DOCUMENTATION, "note", "Something else that the contract notes."),
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
