"""Checks of answers, of cases, and of requests that tests or recordings hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapeproof.checks.catalogue.interface import CheckDescription

SERVERS: Final = "reference/checks.md#checks-of-every-answer"
CASES: Final = "reference/checks.md#checks-of-cases"
REQUESTS: Final = "reference/checks.md#checks-of-requests-that-tests-or-recordings-hold"

OF_SERVERS: Mapping[str, CheckDescription] = {
    "server_error": CheckDescription(
        "The server fails",
        "The server answers with a 5xx that is not a modeled error, or gives no usable answer. "
        "In passive mode, the mock itself raises an exception instead of an answer.",
        "Answer invalid requests with an error of the model, and handle valid ones.",
        SERVERS,
    ),
    "status": CheckDescription(
        "The status is not the modeled one",
        "A success has another status than the model states, or an error has a status that no "
        "error of the operation has.",
        "Answer with the status of the model.",
        SERVERS,
    ),
    "content_type": CheckDescription(
        "The content type is not that of the protocol",
        "A body is sent without the media type of the protocol.",
        "Set the Content-Type header field of the protocol.",
        SERVERS,
    ),
    "malformed_json": CheckDescription(
        "The body is not JSON",
        "A body is not JSON (RFC 8259) although the protocol is one of JSON.",
        "Write the body with a JSON library.",
        SERVERS,
    ),
    "malformed_xml": CheckDescription(
        "The body is not XML",
        "A body is not XML, or has a document type, although the protocol is one of XML.",
        "Write the body with an XML library, and escape what it contains.",
        SERVERS,
    ),
    "malformed_cbor": CheckDescription(
        "The body is not CBOR",
        "A body is not CBOR (RFC 8949) although the protocol is one of CBOR.",
        "Write the body with a CBOR library.",
        SERVERS,
    ),
    "wire_form": CheckDescription(
        "The answer is not written as the protocol demands",
        "A wrapper is missing, elements of a list have another name, a member is there twice, a "
        "timestamp has no tag, or a frame of an event stream has no type.",
        "Write the answer as the protocol demands.",
        SERVERS,
    ),
    "response_schema": CheckDescription(
        "The answer breaks the schema of the output",
        "A required member is missing, a value has a wrong type, an enum value or a name is not "
        "in the model, or a timestamp has another form.",
        "Answer with the members, names and types of the model.",
        SERVERS,
    ),
    "error_shape": CheckDescription(
        "The error is not one that the operation declares",
        "An error is not named, has a wrong status, lacks members, or is not declared by the "
        "operation.",
        "Name the error as the protocol demands, with its status and its members.",
        SERVERS,
    ),
    "request_id": CheckDescription(
        "The answer has no request id",
        "A success has no request id where the protocol has one.",
        "Add the request id of the protocol.",
        SERVERS,
    ),
    "echo": CheckDescription(
        "The answer names another resource",
        "An identifier in the response differs from the one in the request.",
        "Answer with the identifier of the request.",
        SERVERS,
    ),
    "rejects_valid": CheckDescription(
        "A valid request is refused",
        "A valid variant of a request that the server accepts is refused, twice.",
        "Accept what the model allows.",
        CASES,
    ),
    "accepts_invalid": CheckDescription(
        "An invalid request is accepted",
        "A request with one fault is accepted.",
        "Refuse it with the validation error of the service.",
        CASES,
    ),
    "wrong_rejection": CheckDescription(
        "An invalid request is refused for another reason",
        "A request with one fault is refused for another reason than its fault, has an effect "
        "although it is refused, or the message does not name the wrong member.",
        "Check the request before its resource is looked up and before anything is changed.",
        CASES,
    ),
    "read_back": CheckDescription(
        "A written value comes back changed",
        "A value comes back truncated, trimmed, re-cased, escaped, sorted, de-duplicated, "
        "rounded, clamped, dropped or changed.",
        "Keep values as they are sent.",
        CASES,
    ),
    "not_found": CheckDescription(
        "A missing resource gets no not-found error",
        "A request for a resource that was never created does not get the not-found error.",
        "Answer with the not-found error of the operation.",
        CASES,
    ),
    "unknown_path": CheckDescription(
        "A path without an operation is answered with success",
        "A path or a method to which no operation is bound is answered with success.",
        "Answer with an error.",
        CASES,
    ),
    "not_reached": CheckDescription(
        "No request of the operation is accepted",
        "No valid request was accepted, so the operation was not checked.",
        "Accept a valid request, or give one with --seeds or a strategy.",
        CASES,
    ),
    "not_available": CheckDescription(
        "The operation is not implemented",
        "The target does not have the operation. In passive mode, the code under test continues "
        "with the error of the mock.",
        "Implement the operation.",
        CASES,
    ),
    "request_schema": CheckDescription(
        "The parameters break the schema of the input",
        "A call that succeeded has parameters that the model does not allow: an enum value, a "
        "bound, a pattern, a type, or a member that is not in the model.",
        "Fix the call: the service refuses it, although the mock accepts it.",
        REQUESTS,
    ),
    "request_form": CheckDescription(
        "The request is not written as the protocol demands",
        "A recorded request has a body that cannot be read, a member under another name, or a "
        "timestamp in another form.",
        "Fix the client that sent it.",
        REQUESTS,
    ),
}
