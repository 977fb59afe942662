"""Errors of the JSON protocols (Smithy, awsJson and restJson1: "Operation error serialization")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.contract.model import ErrorContract
from shapeproof.exchange import HttpResponse
from shapeproof.wire.interface import UnreadableError, WireError
from shapeproof.wire.json_text import parse_json

ERROR_HEADER = "x-amzn-errortype"
QUERY_ERROR_HEADER = "x-amzn-query-error"
"""Holds ``Code;Fault``, as the query protocol had them (Smithy ``awsQueryCompatible`` trait)."""
_CODES = ("__type", "code", "Code")
_MESSAGES = ("message", "Message", "errorMessage")


def decode_json_error(response: HttpResponse) -> WireError:
    """What an error response says; the header goes before the body. Never raises."""
    body = _object(response.body)
    header = bare_code(response.header(ERROR_HEADER))
    code_key, code = _first(body, _CODES, bare_code)
    message_key, message = _first(body, _MESSAGES, _text)
    used = {"__type", message_key, None if header else code_key}
    return WireError(
        code=header or code,
        message=message,
        source="header" if header else (code_key or "").lower(),
        fields={key: value for key, value in body.items() if key not in used},
    )


def status_of(error: ErrorContract) -> int:
    """The status of an error; by whose fault it is where the model gives none."""
    return error.status or (500 if error.fault == "server" else 400)


def query_code(response: HttpResponse) -> str | None:
    """The code that an awsQueryCompatible service tells beside the error's name."""
    parts = (response.header(QUERY_ERROR_HEADER) or "").split(";")
    return parts[0].strip() or None if len(parts) == 2 else None


def bare_code(value: Any) -> str | None:
    """The name in ``namespace#Name:http://...``; None where there is no name."""
    if not isinstance(value, str):
        return None
    return value.split(":", 1)[0].rsplit("#", 1)[-1].strip() or None


def _first(
    body: Mapping[str, Any], keys: Iterable[str], read: Any
) -> tuple[str | None, str | None]:
    for key in keys:
        found = read(body.get(key))
        if found is not None:
            return key, found
    return None, None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body) if body else {}
    except UnreadableError:
        return {}
    return value if isinstance(value, dict) else {}
