"""How errors are named in headers and bodies, in all protocols that are not XML."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Contract, ErrorContract
from shapeproof.exchange import Headers, HttpRequest, HttpResponse

QUERY_ERROR_HEADER = "x-amzn-query-error"
"""Holds ``Code;Fault``, as the query protocol had them (Smithy ``awsQueryCompatible`` trait)."""
QUERY_MODE_HEADER = "x-amzn-query-mode"
"""Tells a service that the client wants that header."""
NAMESPACE = "com.amazonaws.sample"


def status_of(error: ErrorContract) -> int:
    """The status of an error; by whose fault it is where the model gives none."""
    return error.status or (500 if error.fault == "server" else 400)


def query_code(response: HttpResponse) -> str | None:
    """The code that an awsQueryCompatible service sends in addition to the error's name."""
    parts = (response.header(QUERY_ERROR_HEADER) or "").split(";")
    return parts[0].strip() or None if len(parts) == 2 else None


def query_error_of(error: ErrorContract) -> str:
    """What an awsQueryCompatible service puts into the header for a modeled error."""
    return f"{error.code};{'Receiver' if error.fault == 'server' else 'Sender'}"


def asks_for_query_errors(contract: Contract, request: HttpRequest) -> bool:
    """Whether the answer to a request has to name errors as the query protocol had them."""
    asked = (request.header(QUERY_MODE_HEADER) or "").strip().lower() == "true"
    return asked and "awsQueryCompatible" in contract.metadata


def query_headers(contract: Contract, error: ErrorContract) -> Headers:
    """The header field with that code, of services that have left the query protocol."""
    needs = error.code != error.name or "awsQueryCompatible" in contract.metadata
    return ((QUERY_ERROR_HEADER, query_error_of(error)),) if needs else ()


def bare_code(value: Any) -> str | None:
    """The name in ``namespace#Name:http://...``; None where there is no name."""
    if not isinstance(value, str):
        return None
    return value.split(":", 1)[0].rsplit("#", 1)[-1].strip() or None
