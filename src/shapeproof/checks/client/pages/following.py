"""The requests for the pages after the first: the same parameters, and the token of the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.client.api_view import api_gaps
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.trees import Gap
from shapeproof.contract.model import Paginator
from shapeproof.contract.pointer import lookup
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire.unreadable import UnreadableError

Params = Mapping[str, Any]


def following_gaps(seen: ClientObservation, paginator: Paginator) -> Iterator[Gap]:
    """Where a request for a further page differs from what it must ask for.

    What is wrong with the first request already is left out, as another check tells it.
    """
    known: set[tuple[tuple[str, ...], str]] = set()
    due: Params = seen.case.params
    for index, request in enumerate(seen.requests):
        for gap in _gaps(seen, due, request):
            if (gap.tokens, gap.kind) not in known:
                if index:
                    yield gap
                known.add((gap.tokens, gap.kind))
        reply = seen.case.reply_to(index)
        following = next_params(seen, paginator, due, reply.response if reply else None)
        if following is None:
            return
        due = following


def next_params(
    seen: ClientObservation, paginator: Paginator, params: Params, response: HttpResponse | None
) -> Params | None:
    """The parameters of the request that follows a response; None where it is the last one."""
    if response is None or not 200 <= response.status < 300:
        return params  # tried again
    try:
        output = seen.codec.decode_response(seen.operation, response)
    except ValueError:
        return None
    if paginator.more_results and not _value(output, paginator.more_results):
        return None
    pairs = zip(paginator.input_tokens, paginator.output_tokens, strict=False)
    tokens = {taken: _value(output, handed_out) for taken, handed_out in pairs}
    found = {name: token for name, token in tokens.items() if token not in (None, "")}
    if not found:
        return None
    others = {name: each for name, each in params.items() if name not in tokens}
    return {**others, **found}


def _gaps(seen: ClientObservation, params: Params, request: HttpRequest) -> Iterator[Gap]:
    schema = seen.operation.request
    try:
        encoded = seen.codec.encode_request(seen.contract, seen.operation, params)
        due = seen.codec.decode_request(seen.operation, encoded)
    except ValueError:
        return
    try:
        there = seen.codec.decode_request(seen.operation, request)
    except UnreadableError as error:
        yield Gap((), "value", due, str(error))
        return
    yield from api_gaps(schema, due, there)


def _value(output: Any, expression: str) -> Any:
    """The value of the first of some paths (``A.B || C``) that leads to one."""
    for path in expression.split("||"):
        try:
            return lookup(output, tuple(path.strip().split(".")))
        except KeyError:
            continue
    return None
