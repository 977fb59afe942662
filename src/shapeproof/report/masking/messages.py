"""Requests, responses and clients' calls with secrets masked."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from urllib.parse import unquote

from shapeproof.contract.sensitive_places import HeaderNames, OperationPlaces, SensitivePlace
from shapeproof.exchange import (
    ClientExchange,
    ClientResult,
    Exchange,
    Headers,
    HttpRequest,
    HttpResponse,
    Reply,
)
from shapeproof.exchange.messages import CREDENTIAL_FIELDS
from shapeproof.report.masking.bodies import is_open, mask_body, mask_fields, mask_json
from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.report.text import abbreviated, counted
from shapeproof.targets.environment import BEARER_TOKEN
from shapeproof.wire.registry import operation_headers
from shapeproof.wire.rest.uri_template import Label, UriTemplate

MAX_RESPONSE = 1024 * 1024
"""Bytes of a response body that are kept."""

_TAIL = 16 * 1024
"""Bytes at the end of such a beginning that are searched for the beginning of a secret."""

MAX_HEADERS = 100
"""Header fields of a response that are kept."""
MAX_HEADER = 4_096
"""Characters of such a field's name, and of its value; longer ones have their middle left out."""

_NEVER_SECRET = frozenset({"content-type", "content-length", "host"})
"""Header fields of requests that shapeproof or a client fills in itself."""
_SIGNATURE = "AWS4-HMAC-SHA256"


def masked_request(
    request: HttpRequest, places: OperationPlaces, secrets: EncodedSecrets
) -> HttpRequest:
    """The request, masked. A correct Content-Length stays correct."""
    body = _body(request.body, places.request, places, secrets)
    headers = _headers(request.headers, places.request_headers, secrets)
    lengths = {str(len(request.body)): str(len(body))}
    return HttpRequest(
        request.method,
        secrets.hide(_target(request.target, places, secrets)),
        tuple(
            (name, lengths.get(value, value) if name.lower() == "content-length" else value)
            for name, value in headers
        ),
        body,
    )


def masked_response(
    response: HttpResponse, places: OperationPlaces, secrets: EncodedSecrets
) -> HttpResponse:
    """The response, masked. Of a gigantic body only the beginning is kept."""
    body = response.body
    more = len(body) - MAX_RESPONSE
    if more > 0:
        body = body[:MAX_RESPONSE].decode("utf-8", "ignore").encode()
    body = _body(body, places.response, places, secrets)
    if more > 0:
        end = secrets.hide_cut(body[-_TAIL:].decode("utf-8", "surrogateescape"))
        body = body[:-_TAIL] + end.encode("utf-8", "surrogateescape")
        body += f"… {more:,} more bytes".encode()
    kept = response.headers[:MAX_HEADERS]
    headers = _headers(kept, places.response_headers, secrets, ())
    short = [
        (abbreviated(name, MAX_HEADER), abbreviated(value, MAX_HEADER)) for name, value in headers
    ]
    more = len(response.headers) - len(kept)
    if more > 0:
        short.append(("…", f"{counted(more, 'more header field')}"))
    return HttpResponse(response.status, tuple(short), body)


def _headers(
    headers: Headers,
    sensitive: HeaderNames,
    secrets: EncodedSecrets,
    readable: Collection[str] = _NEVER_SECRET,
) -> Headers:
    """The fields, masked. A name is the server's or the client's own word, or the key of a map."""
    return tuple(
        (secrets.hide(name), _header(name, value, sensitive, secrets, readable))
        for name, value in headers
    )


def _header(
    name: str,
    value: str,
    sensitive: HeaderNames,
    secrets: EncodedSecrets,
    readable_names: Collection[str],
) -> str:
    lowered = name.lower()
    if lowered == "authorization":
        # Servers read service and region in a signature; a dummy token is no secret.
        readable = value.startswith(_SIGNATURE) or value == f"Bearer {BEARER_TOKEN}"
        return secrets.hide(value) if readable else MASK
    if value and lowered in CREDENTIAL_FIELDS:
        return MASK
    if name in sensitive:
        return value if secrets.is_readable(value) else MASK
    if lowered in readable_names or lowered in operation_headers():
        return value
    return secrets.hide(value)


def _target(target: str, places: OperationPlaces, secrets: EncodedSecrets) -> str:
    path, mark, query = target.partition("?")
    if places.labels:
        path = _path(path, UriTemplate.parse(places.uri), places.labels, secrets)
    return path + mark + (mask_fields(query, places.names, secrets) if places.names else query)


def _path(path: str, template: UriTemplate, labels: frozenset[str], secrets: EncodedSecrets) -> str:
    parts = path.removeprefix("/").split("/")
    spare = len(parts) - len(template.segments)
    position = 0
    for segment in template.segments:
        greedy = isinstance(segment, Label) and segment.greedy
        width = max(1, 1 + spare) if greedy else 1
        label = parts[position : position + width]
        if isinstance(segment, Label) and segment.name in labels:
            readable = secrets.is_readable(unquote("/".join(label)))
            parts[position : position + width] = label if readable else [MASK] * len(label)
        position += width
    return "/" + "/".join(parts)


def _body(
    body: bytes, place: SensitivePlace, places: OperationPlaces, secrets: EncodedSecrets
) -> bytes:
    if not body or (not places.any_sensitive and secrets.empty):
        return body
    if place.sensitive and secrets.is_generated(base64.b64encode(body).decode("ascii")):
        return body  # a blob that shapeproof generated
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _binary(body, place, places, secrets)
    if "\0" in text:
        return _binary(body, place, places, secrets)
    if _is_json(text):
        if not places.any_sensitive and is_open(text, secrets):
            return body
        return mask_json(text, place, secrets).encode("utf-8", "surrogatepass")
    if place.sensitive:
        return body if secrets.is_readable(text) else MASK.encode()
    return secrets.hide(mask_body(text, places.names, secrets)).encode("utf-8", "surrogatepass")


def _binary(
    body: bytes, place: SensitivePlace, places: OperationPlaces, secrets: EncodedSecrets
) -> bytes:
    """A body that is not text is masked as a whole, or not at all.

    Without its NULs, ASCII in UTF-16 and UTF-32 is found as well.
    """
    names = [each.encode("utf-8", "replace") for each in places.names]
    for data in (body, body.replace(b"\0", b"")):
        text = data.decode("utf-8", "surrogateescape")
        if place.sensitive or any(each in data for each in names) or secrets.hide(text) != text:
            return MASK.encode()
    return body


def _is_json(text: str) -> bool:
    """Whether it is JSON that an ordinary parser reads, which excludes deep nesting."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def replies_as_exchanges(call: ClientExchange, exchange: Exchange) -> Iterator[Exchange]:
    """Each reply as an exchange, so that secrets in all of them are found."""
    for reply in call.case.replies:
        if reply.response is not None and reply.response is not exchange.response:
            yield replace(exchange, response=reply.response, output=None)


def masked_call(
    call: ClientExchange, places: OperationPlaces, secrets: EncodedSecrets
) -> ClientExchange:
    """The call with its parameters and replies masked, and without the client's result."""
    case = call.case
    params = json.loads(mask_json(json.dumps(case.params), places.request, secrets))
    replies = tuple(_masked_reply(each, secrets) for each in case.replies)
    masked = replace(case, params=params, replies=replies, output=None, error=None)
    return ClientExchange(masked, (), ClientResult())


def _masked_reply(reply: Reply, secrets: EncodedSecrets) -> Reply:
    """As many stars as the secret has bytes, so that correct lengths stay correct."""
    data = reply.data
    for text in (*secrets.texts, *secrets.numbers):
        secret = text.encode("utf-8", "surrogatepass")
        data = data.replace(secret, b"*" * len(secret))
    return replace(reply, data=data)
