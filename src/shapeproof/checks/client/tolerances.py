"""What clients may do in one way or another without a finding; docs/clients.md prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tolerance:
    """One thing that is allowed: where it counts (a check's name), what, and why."""

    name: str
    check: str
    allowed: str
    reason: str


TOLERANCES: tuple[Tolerance, ...] = (
    Tolerance(
        "no-body", "wire_request",
        "`{}`, an empty body or none where no body member is given",
        "servers read all three as no members",
    ),
    Tolerance(
        "idempotency-token", "wire_request",
        "an idempotency token that was not given",
        "SDKs fill it in",
    ),
    Tolerance(
        "extra-headers", "wire_request",
        "header fields beyond those of the members",
        "signatures, user agents, checksums and defaults differ from SDK to SDK",
    ),
    Tolerance(
        "header-names", "wire_request",
        "header names in any case, blanks around their values, lists in several lines",
        "RFC 9110, 5.1, 5.3 and 5.5",
    ),
    Tolerance(
        "header-text", "wire_request",
        "anything for a header value that is no printable ASCII, or is empty",
        "RFC 9110, 5.5: no two HTTP stacks carry it in the same way",
    ),
    Tolerance(
        "order", "wire_request",
        "any order of query parameters, header fields and members of objects",
        "none of them is ordered",
    ),
    Tolerance(
        "x-id", "wire_request",
        "a query parameter `x-id`",
        "the SDK for JavaScript names the operation there",
    ),
    Tolerance(
        "raw-characters", "wire_request",
        "`!$&'()*+,;=:@` unencoded in a label",
        "RFC 3986, 3.3 has them in a path segment; they are read the same",
    ),
    Tolerance(
        "empty-label", "wire_request",
        "to refuse an empty label, or any path for it",
        "Smithy forbids empty labels; the SDKs for Python send them",
    ),
    Tolerance(
        "dot-label", "wire_request",
        "any path where a label is `.` or `..`",
        "RFC 3986, 5.2.4: HTTP libraries remove dot segments",
    ),
    Tolerance(
        "null", "wire_request",
        "`null` or nothing for a parameter that is given as null",
        "both say that the member is absent",
    ),
    Tolerance(
        "numbers", "wire_request, output",
        "1 for 1.0 and 1e0; another double for an integer beyond 2**53; the nearest "
        "32-bit value for a `float`",
        "RFC 8259, 6: JSON does not tell integers from floats, and many readers have only doubles",
    ),
    Tolerance(
        "time-zone", "wire_request",
        "`+00:00`, or another offset, for `Z`",
        "the same instant (RFC 3339)",
    ),
    Tolerance(
        "time-fraction", "wire_request",
        "timestamps in whole seconds or milliseconds",
        "botocore sends whole seconds, a JavaScript Date has milliseconds",
    ),
    Tolerance(
        "faults", "wire_request",
        "to refuse invalid parameters; anything for those of a wrong type or left out",
        "an SDK may check or coerce what it is given",
    ),
    Tolerance(
        "events", "wire_request, output",
        "anything for the events of a stream",
        "no case is made of them",
    ),
    Tolerance(
        "empty-object-type", "request_content_type",
        "no Content-Type for an empty body or `{}`",
        "there is nothing to be read",
    ),
    Tolerance(
        "milliseconds", "output",
        "timestamps that differ by up to a millisecond",
        "a JavaScript Date has milliseconds",
    ),
    Tolerance(
        "header-blanks", "output",
        "blanks around a member that travels in a header",
        "RFC 9110, 5.5: they are no part of the value, but HTTP libraries keep them",
    ),
    Tolerance(
        "absent-list", "output",
        "an empty list or map for one that is absent",
        "many languages have no absent list",
    ),
    Tolerance(
        "null-in-reply", "output",
        "a null entry or element kept or dropped; null told for what is absent",
        "SDKs differ in lists and maps that are not sparse",
    ),
    Tolerance(
        "sdk-metadata", "output",
        "`ResponseMetadata`, `$metadata` and the status beside the members",
        "SDKs tell of the HTTP response there",
    ),
    Tolerance(
        "unknown-union", "output",
        "`SDK_UNKNOWN_MEMBER` or `$unknown` in a union",
        "how botocore and the SDK for JavaScript tell of a member they do not know",
    ),
    Tolerance(
        "empty-payload", "output",
        "an empty payload for an absent one",
        "no body is both",
    ),
    Tolerance(
        "nameless-error", "error",
        "`transport` for `service` where the reply names no error",
        "an error page is no error of the service; SDKs differ",
    ),
    Tolerance(
        "own-words", "error",
        "any code and message where the server has sent none, or an empty one; more fields than "
        "the error has",
        "SDKs fill in their own",
    ),
    Tolerance(
        "redirects", "retry_body",
        "another request after a redirect",
        "RFC 9110, 15.4",
    ),
    Tolerance(
        "same-json", "retry_body",
        "the same JSON in another order",
        "a client may write the body again",
    ),
)  # fmt: skip
"""All of them. None is hidden elsewhere."""
