"""Checks of clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapeproof.checks.catalogue.interface import CheckDescription

CLIENTS: Final = "reference/clients.md#checks"

OF_CLIENTS: Mapping[str, CheckDescription] = {
    "wire_request": CheckDescription(
        "The request differs from the parameters",
        "The method, path, label, query, a header field or the body differs from the parameters "
        "of the call; a member is lost, added or changed; or a valid call is not sent.",
        "Send exactly the members that are given, under their wire names.",
        CLIENTS,
    ),
    "request_content_type": CheckDescription(
        "The request has no content type of the protocol",
        "A structured body is sent without the content type of the protocol.",
        "Set the Content-Type header field of the protocol.",
        CLIENTS,
    ),
    "output": CheckDescription(
        "The output differs from the reply",
        "A member of the reply is lost, changed, of another type, or not in the contract; or a "
        "success is returned as an error.",
        "Return the members of the reply with their values and types.",
        CLIENTS,
    ),
    "error": CheckDescription(
        "The error differs from the reply",
        "An error is not raised, or has another code, message, status or member.",
        "Raise the error that the reply names.",
        CLIENTS,
    ),
    "retries": CheckDescription(
        "The client retries wrongly",
        "The client does not retry where it should, retries where it must not, or never stops.",
        "Retry 429, 500, 502, 503, 504, throttling codes and resets, up to the attempts.",
        CLIENTS,
    ),
    "retry_body": CheckDescription(
        "A retry differs from the first request",
        "A retry has another method, path, header field or body than the first request.",
        "Send the same request again.",
        CLIENTS,
    ),
    "hang": CheckDescription(
        "The client does not answer",
        "The client gives no answer in time.",
        "Use a time limit, and report the failure.",
        CLIENTS,
    ),
    "crash": CheckDescription(
        "The client crashes",
        "The client exits, or raises an exception that no client raises on purpose.",
        "Handle the reply, or report it as an error of transport.",
        CLIENTS,
    ),
    "leaking_state": CheckDescription(
        "Data of the previous call appears",
        "Data of the previous call appears in a request, an output or an error.",
        "Keep no state between calls.",
        CLIENTS,
    ),
    "pages": CheckDescription(
        "The client loses or repeats items of pages",
        "Items are lost, repeated or reordered, pages never end, or tokens and parameters are "
        "not sent with the next request.",
        "Send the token with all parameters until none is returned.",
        CLIENTS,
    ),
    "invalid_call": CheckDescription(
        "Invalid parameters are not refused as such",
        "Invalid parameters are refused as another kind of error than validation, or after they "
        "were sent; or a call without a required label is sent.",
        "Refuse invalid parameters before anything is sent.",
        CLIENTS,
    ),
    "local_validation": CheckDescription(
        "Invalid parameters are refused in one place only",
        "Invalid parameters are refused in one place and sent in another, or all of a kind are "
        "sent.",
        "Check parameters of a kind everywhere, or nowhere.",
        CLIENTS,
    ),
    "robustness": CheckDescription(
        "A reply that no contract allows is not reported",
        "Bytes that no contract allows are returned as a success, or crash the client; or a lost "
        "connection is returned as another kind of error than transport.",
        "Report replies that cannot be read as errors of transport.",
        CLIENTS,
    ),
    "driver": CheckDescription(
        "The driver breaks its protocol",
        "The driver of the client does not answer each call with exactly one line of JSON.",
        "Fix the driver (docs/reference/client-driver.md).",
        CLIENTS,
    ),
}
