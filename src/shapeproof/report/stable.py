"""What differs from run to run in the responses of one and the same target, made the same.

The same findings give the same report, byte for byte: the Date of a response is left out, and the
ids that a server gives to each request become a placeholder wherever they are repeated.
"""

from __future__ import annotations

from dataclasses import replace

from shapeproof.exchange import Exchange, Finding, HttpRequest, HttpResponse

PLACEHOLDER = "REQUEST-ID"
REQUEST_IDS = frozenset({"x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id", "x-amz-id-2"})
_MADE_ANEW = frozenset({"amz-sdk-invocation-id", "authorization", "date", "host", "x-amz-date"})
"""Header fields of requests that hold times, ports and ids of one call."""
_LEAST_LENGTH = 8
"""Shorter ids may stand anywhere by chance."""


def stable(finding: Finding) -> Finding:
    """The finding without what differs from run to run. Its id is that of the original."""
    ids = request_ids(finding.exchange.response)
    exchange = _stable_exchange(finding.exchange, ids)
    if finding.call is not None:
        exchange = replace(exchange, request=_stable_request(exchange.request))
    return replace(
        finding,
        exchange=exchange,
        texts=finding.texts.each(lambda text: text.replaced(lambda one: _replaced(one, ids))),
    )


def request_ids(response: HttpResponse | None) -> tuple[str, ...]:
    """The ids that a response gives to its request."""
    headers = response.headers if response else ()
    return tuple(
        value
        for name, value in headers
        if name.lower() in REQUEST_IDS and len(value) >= _LEAST_LENGTH
    )


def _stable_request(request: HttpRequest) -> HttpRequest:
    """A request that a client has made, without what it makes anew each time."""
    kept = tuple(each for each in request.headers if each[0].lower() not in _MADE_ANEW)
    return replace(request, headers=kept)


def _stable_exchange(exchange: Exchange, ids: tuple[str, ...]) -> Exchange:
    response = exchange.response
    if response is None:
        return exchange
    headers = tuple(
        (name, PLACEHOLDER if name.lower() in REQUEST_IDS and value else value)
        for name, value in response.headers
        if name.lower() != "date"
    )
    body = response.body
    for each in ids:
        body = body.replace(each.encode("utf-8", "surrogateescape"), PLACEHOLDER.encode())
    return replace(exchange, response=HttpResponse(response.status, headers, body))


def _replaced(text: str, ids: tuple[str, ...]) -> str:
    for each in ids:
        text = text.replace(each, PLACEHOLDER)
    return text
