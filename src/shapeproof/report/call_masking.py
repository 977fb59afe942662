"""A client's call with what is sensitive masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from shapeproof.exchange import ClientExchange, ClientResult, Exchange, Reply
from shapeproof.report.json_masking import mask_json
from shapeproof.report.operation_places import OperationPlaces
from shapeproof.report.spellings import Secrets


def replies_as_exchanges(call: ClientExchange, exchange: Exchange) -> Iterator[Exchange]:
    """Each reply as an exchange of its own, for those who look for secrets in responses."""
    for reply in call.case.replies:
        if reply.response is not None and reply.response is not exchange.response:
            yield replace(exchange, response=reply.response, output=None)


def masked_call(call: ClientExchange, places: OperationPlaces, secrets: Secrets) -> ClientExchange:
    """The call with its parameters and replies masked, and without what the client said."""
    case = call.case
    params = json.loads(mask_json(json.dumps(case.params), places.request, secrets))
    replies = tuple(_masked_reply(each, secrets) for each in case.replies)
    masked = replace(case, params=params, replies=replies, output=None, error=None)
    return ClientExchange(masked, (), ClientResult())


def _masked_reply(reply: Reply, secrets: Secrets) -> Reply:
    """As many stars as the secret had bytes, so that lengths which were right stay right."""
    data = reply.data
    for text in (*secrets.texts, *secrets.numbers):
        secret = text.encode("utf-8", "surrogatepass")
        data = data.replace(secret, b"*" * len(secret))
    return replace(reply, data=data)
