"""Differences between clients that are never a finding; docs/reference/clients.md lists them."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.exchange.traits import ClientTrait


@dataclass(frozen=True)
class Tolerance:
    """One difference that is allowed: the checks that allow it, what, and why."""

    name: str
    check: str
    allowed: str
    reason: str


TOLERANCES: tuple[Tolerance, ...] = (
    Tolerance(
        "no-body", "wire_request",
        "`{}`, an empty body or no body if no body member is given",
        "servers read all three as a body without members",
    ),
    Tolerance(
        "idempotency-token", "wire_request",
        "an idempotency token that was not given, another member that SDKs fill in, the algorithm "
        "of a checksum",
        "SDKs fill it in",
    ),
    Tolerance(
        "extra-headers", "wire_request",
        "additional header fields",
        "signatures, user agents, checksums and defaults differ from SDK to SDK",
    ),
    Tolerance(
        "header-names", "wire_request",
        "header names in any case, blanks around values, lists in several lines",
        "RFC 9110, 5.1, 5.3 and 5.5",
    ),
    Tolerance(
        "header-text", "wire_request",
        "any header field for a value that is empty or not printable ASCII",
        "RFC 9110, 5.5: HTTP stacks differ",
    ),
    Tolerance(
        "order", "wire_request",
        "any order of query parameters, header fields and members of objects",
        "they have no order",
    ),
    Tolerance(
        "x-id", "wire_request",
        "a query parameter `x-id`",
        "the SDK for JavaScript puts the name of the operation there",
    ),
    Tolerance(
        "form-in-query", "wire_request",
        "a GET with the form in the query string, in the query and ec2 protocols",
        "services read both; presigned URLs are such requests",
    ),
    Tolerance(
        "error-name", "error",
        "the name of an error's shape for its code, and the reverse",
        "an error of a service that speaks query, or has spoken it, has both; SDKs report either",
    ),
    Tolerance(
        "raw-characters", "wire_request",
        "`!$&'()*+,;=:@` unencoded in a label",
        "RFC 3986, 3.3 allows them in a path segment",
    ),
    Tolerance(
        "empty-label", "wire_request",
        "refusing an empty label, or any path for it",
        "Smithy forbids empty labels; the SDKs for Python send them",
    ),
    Tolerance(
        "trailing-slash", "wire_request",
        "no slash at the end of a path that has one in the model",
        "the models of AWS differ in it, and the services take both",
    ),
    Tolerance(
        "dot-label", "wire_request",
        "any path if a label is `.` or `..`",
        "RFC 3986, 5.2.4: HTTP libraries remove dot segments",
    ),
    Tolerance(
        "null", "wire_request",
        "`null` or nothing for a parameter that is null",
        "both mean that the member is absent",
    ),
    Tolerance(
        "numbers", "wire_request, output",
        "1 for 1.0 and 1e0; another double for an integer beyond 2**53; the nearest "
        "32-bit value for a `float`",
        "RFC 8259, 6: JSON does not distinguish integers from floats, and many readers have "
        "only doubles",
    ),
    Tolerance(
        "time-zone", "wire_request",
        "`+00:00` or another offset instead of `Z`",
        "the same instant (RFC 3339)",
    ),
    Tolerance(
        "time-fraction", "wire_request",
        "timestamps in whole seconds or milliseconds",
        "botocore sends whole seconds, a JavaScript Date has milliseconds",
    ),
    Tolerance(
        "faults", "wire_request",
        "refusing invalid parameters; sending anything for parameters of a wrong type or left out",
        "an SDK may validate or convert parameters",
    ),
    Tolerance(
        "events", "wire_request, output",
        "anything in the events of a request, and no list where a response is a stream",
        "SDKs sign each event; and a driver need not read a stream to its end",
    ),
    Tolerance(
        "empty-object-type", "request_content_type",
        "no Content-Type for an empty body or `{}`",
        "there is nothing to read",
    ),
    Tolerance(
        "namespaces", "wire_request",
        "elements of XML in another namespace, or in none",
        "services go by the names of elements, as SDKs do",
    ),
    Tolerance(
        "xml-texts", "wire_request",
        "any text of the same XML document: prefixes, blanks between elements, CDATA, references, "
        "comments, a declaration, `<a/>` or `<a></a>`",
        "readers of XML take them for the same (XML 1.0)",
    ),
    Tolerance(
        "untyped-xml", "request_content_type",
        "no Content-Type for an XML body",
        "botocore sends none in rest-xml, and the services do not ask for it",
    ),
    Tolerance(
        "encoded-text", "wire_request",
        "base64 or percent-encoding of a text of which an overlay says that SDKs encode it so",
        "SDKs encode keys that a customer provides to S3, sources of copies, and the user data of "
        "instances",
    ),
    Tolerance(
        "computed-digest", "wire_request",
        "the MD5 of a header field in the field that is named so, whatever was given",
        "SDKs compute it",
    ),
    Tolerance(
        "stated-length", "wire_request",
        "as much of a body as a given length says",
        "an HTTP library sends what Content-Length says",
    ),
    Tolerance(
        "checksum-algorithms", "wire_request",
        "refusing an algorithm of checksums other than CRC32, SHA1 and SHA256",
        "SDKs compute checksums, and have the others only with further libraries",
    ),
    Tolerance(
        "milliseconds", "output",
        "timestamps that differ by up to a millisecond",
        "a JavaScript Date has milliseconds",
    ),
    Tolerance(
        "header-blanks", "output",
        "blanks around a member that travels in a header",
        "RFC 9110, 5.5: they are not part of the value, but HTTP libraries keep them",
    ),
    Tolerance(
        "absent-list", "output",
        "an empty list or map instead of an absent one",
        "many languages have no absent lists",
    ),
    Tolerance(
        "null-in-reply", "output",
        "a null entry or element kept or dropped; null for an absent member",
        "SDKs differ in lists and maps that are not sparse",
    ),
    Tolerance(
        "sdk-metadata", "output",
        "`ResponseMetadata`, `$metadata`, the status, and as `NAMEString` the text of a header "
        "field that is a date, in addition to the members",
        "SDKs describe the HTTP response there",
    ),
    Tolerance(
        "unknown-union", "output",
        "`SDK_UNKNOWN_MEMBER` or `$unknown` in a union",
        "how botocore and the SDK for JavaScript mark an unknown member",
    ),
    Tolerance(
        "read-json", "output",
        "what the JSON in a string holds, instead of the string, where the contract says that it "
        "holds JSON",
        "SDKs read policies and the like",
    ),
    Tolerance(
        "shared-names", "output",
        "the same elements in each of several members that have one name on the wire; anything in "
        "one that is no list, if there are several",
        "where there is one of them, clients read all of them",
    ),
    Tolerance(
        "empty-flat-list", "output",
        "nothing for an empty list or map that is flattened in XML",
        "it has no element, as if it were absent",
    ),
    Tolerance(
        "odd-keys", "robustness",
        "reading, or refusing, keys of CBOR maps in parts, or with longer lengths than they need",
        "RFC 8949, 4.2: encoders write the shortest form",
    ),
    Tolerance(
        "digits", "output",
        "the number for a text of which the contract says that it has digits alone",
        "some models of botocore have a text where Smithy's have a number",
    ),
    Tolerance(
        "open-replies", "robustness",
        "reading, or refusing, replies in XML with another root or result element, elements of "
        "lists with another name, a member twice, text beside elements, unknown attributes, "
        "prefixes, no namespace, a document type, a byte order mark, or in UTF-16",
        "readers of XML differ, Smithy says nothing of them, and no service of AWS sends them "
        "(XML 1.0, 4.3.3, and RFC 7303, 3.3, allow a byte order mark)",
    ),
    Tolerance(
        "empty-payload", "output",
        "an empty payload instead of an absent one",
        "no body means both",
    ),
    Tolerance(
        "nameless-error", "error",
        "`transport` instead of `service` if the reply names no error",
        "an error page is not an error of the service; SDKs differ",
    ),
    Tolerance(
        "own-words", "error",
        "any code and message if the server sent none, or an empty one; more fields than "
        "the error has",
        "SDKs fill in their own",
    ),
    Tolerance(
        "look-ups", "retries, retry_body",
        "a request for another operation after a refusal",
        "SDKs ask where to go, as for the region of a bucket",
    ),
    Tolerance(
        "redirects", "retry_body",
        "another request after a redirect",
        "RFC 9110, 15.4",
    ),
    Tolerance(
        "same-json", "retry_body",
        "the same body in another order of members",
        "a client may encode the body again",
    ),
    Tolerance(
        "throttling", "retries",
        "trying a 400 that names throttling again, and not doing so",
        "SDKs do, and no protocol asks for it",
    ),
    Tolerance(
        "failed-required", "output",
        "failing on a reply without a member that the contract calls required",
        "the readers of some languages cannot do without it",
    ),
)  # fmt: skip
"""Tolerances of every client."""

DECLARED: tuple[Tolerance, ...] = (
    Tolerance(
        ClientTrait.ZERO_VALUES, "output, error, pages",
        "0, false or an empty text for a number, boolean or text that the reply lacks",
        "in some languages a field always has a value; a 0 that was given must be sent, and one "
        "that was sent must be read",
    ),
    Tolerance(
        ClientTrait.CLOSED_UNIONS, "output, error, pages",
        "nothing, or an empty union, for a union without a member that the contract knows",
        "a closed union has no value for it",
    ),
    Tolerance(
        ClientTrait.MESSAGE_PREFIX, "error",
        "words before the message of an error",
        "some clients name the operation or the status there; the message itself must follow",
    ),
    Tolerance(
        ClientTrait.INTEGERS_ONLY, "output",
        "failing on `1.0` and `1e0` for an integer, or reading another value",
        "a typed reader of JSON takes them for floats; 1 must be read",
    ),
)  # fmt: skip
"""Tolerances of clients whose hello declares the trait of that name."""
