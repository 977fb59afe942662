"""Calls and exchanges as plain JSON objects, alone, in a list or one on each line.

An exchange has ``request`` and ``response``, as in the findings of shapeproof's own reports. A call
names its service and operation, with the parameters and the output of botocore's clients, as
Stubbers take them (``add_response``, ``add_client_error``) and as hooks on clients write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.exchange import HttpResponse
from shapeproof.targets.recordings.bodies import (
    UnusableMessage,
    from_base64,
    header_pairs,
    octets,
)
from shapeproof.targets.recordings.entries import Entry, ParsedEntry, UnusableEntry
from shapeproof.targets.recordings.messages import http_entry, request_of
from shapeproof.targets.recordings.placebo_files import restored

_BASE64 = "base64:"
_SERVICE = ("service", "service_name", "serviceName", "client")
_OPERATION = ("operation", "operation_name", "operationName", "method", "api")
_PARAMS = ("params", "api_params", "expected_params", "parameters", "kwargs", "input", "request")
_OUTPUT = ("response", "service_response", "output", "parsed", "result", "data", "error")
_STATUS = ("status", "status_code", "http_status_code", "statusCode")


def is_record(value: Any) -> bool:
    """Whether a JSON value is an exchange, a call, or an event that has one."""
    return _exchange_in(value) is not None or _call_in(value) is not None


def record_entry(place: str, value: Any) -> Entry | None:
    """The exchange or call of a JSON value; None for events that have neither."""
    exchange = _exchange_in(value)
    if exchange is not None:
        return _exchange(place, exchange)
    call = _call_in(value)
    return None if call is None else _call(place, call)


def document_entries(document: Any) -> Iterator[Entry]:
    """The entries of a list of records, a report, or one record."""
    if isinstance(document, Mapping) and isinstance(document.get("findings"), list):
        for index, each in enumerate(document["findings"]):
            found = record_entry(f"findings/{index}", each)
            if found is not None:
                yield found
        return
    for index, each in enumerate(document if isinstance(document, list) else [document]):
        place = f"entry {index + 1}" if isinstance(document, list) else ""
        yield record_entry(place, each) or UnusableEntry(place, "it is no exchange and no call")


def is_records(document: Any) -> bool:
    """Whether a document is a list of records, a report with findings, or one record."""
    if isinstance(document, Mapping) and isinstance(document.get("findings"), list):
        return "tool" in document
    first = document[0] if isinstance(document, list) and document else document
    return is_record(first)


def _exchange_in(value: Any) -> Mapping[str, Any] | None:
    """The object with a request that has an address; that of a finding in an event."""
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("finding"), Mapping):
        value = value["finding"]
    request = value.get("request")
    has_address = isinstance(request, Mapping) and any(
        isinstance(request.get(each), str) for each in ("url", "uri")
    )
    return value if has_address else None


def _call_in(value: Any) -> Mapping[str, Any] | None:
    if not isinstance(value, Mapping):
        return None
    names = (_named(value, _SERVICE), _named(value, _OPERATION))
    return value if all(names) and _named(value, _OUTPUT, Mapping) is not None else None


def _named(value: Mapping[str, Any], names: tuple[str, ...], kind: Any = str) -> Any:
    """The first member of some names that has a type."""
    return next((found for each in names if isinstance(found := value.get(each), kind)), None)


def _exchange(place: str, record: Mapping[str, Any]) -> Entry:
    request, answer = record["request"], record.get("response")
    url = _named(request, ("url", "uri"))
    try:
        sent = request_of(
            str(request.get("method") or "GET"),
            url,
            header_pairs(request.get("headers")),
            _body(request.get("body")),
        )
        received = None
        if isinstance(answer, Mapping):
            status = _named(answer, _STATUS, int)
            headers, body = header_pairs(answer.get("headers")), _body(answer.get("body"))
            received = None if status is None else HttpResponse(status, headers, body)
    except UnusableMessage as error:
        return UnusableEntry(place, str(error))
    return http_entry(place, url, sent, received)


def _body(body: Any) -> bytes:
    """A body as reports write it: a text, or ``base64:`` and the base64 of its bytes."""
    if isinstance(body, str) and body.startswith(_BASE64):
        return from_base64(body[len(_BASE64) :])
    return octets(body)


def _call(place: str, record: Mapping[str, Any]) -> Entry:
    output = restored(_named(record, _OUTPUT, Mapping))
    params = _named(record, _PARAMS, Mapping)
    return ParsedEntry(
        place=place,
        service=_named(record, _SERVICE),
        operation=_named(record, _OPERATION),
        params=None if params is None else restored(params),
        output=output,
        status=_status(record, output),
    )


def _status(record: Mapping[str, Any], output: Mapping[str, Any]) -> int | None:
    stated: int | None = _named(record, _STATUS, int)
    metadata = output.get("ResponseMetadata")
    if stated is None and isinstance(metadata, Mapping):
        found = metadata.get("HTTPStatusCode")
        return found if isinstance(found, int) else None
    return stated
