"""Findings about an operation that show a secret wherever a message can hold one.

The secret is put at all sensitive places of the request and of the response, and is echoed in every
encoding that a server or a client may write it in.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from shapeproof.contract.model import Contract
from shapeproof.contract.sensitive_places import OperationPlaces, SensitivePlace
from shapeproof.exchange import (
    Exchange,
    Finding,
    FindingTexts,
    HttpResponse,
    Said,
    Severity,
    Shown,
    Text,
)
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire.registry import codec_for

SECRET = 'Zeb/ra+7 "q&K<é'
"""Characters that every encoding writes in its own way."""
NUMBER = 918_273_645

ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON with slashes escaped": lambda secret: json.dumps(secret)[1:-1].replace("/", r"\/"),
    "JSON with every character escaped": lambda secret: "".join(
        rf"\u{ord(each):04X}" for each in secret
    ),
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret))[1:-1],
    "percent": lambda secret: quote(secret, safe=""),
    "percent in lower case": lambda secret: quote(secret, safe="").replace("%2F", "%2f"),
    "percent for every byte": lambda secret: "".join(f"%{each:02x}" for each in secret.encode()),
    "percent twice": lambda secret: quote(quote(secret, safe="")),
    "form": quote_plus,
    "HTML": html.escape,
    "HTML by number": lambda secret: "".join(f"&#{ord(each)};" for each in secret),
    "HTML by hexadecimal number": lambda secret: "".join(f"&#x{ord(each):X};" for each in secret),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "hexadecimal in mixed case": lambda secret: _mixed(secret.encode().hex()),
    "base64": lambda secret: _base64(secret, b""),
    "base64 after one byte": lambda secret: _base64(secret, b"u"),
    "base64 after two bytes": lambda secret: _base64(secret, b"u:"),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(f"?>{secret}".encode()).decode(),
    "base64 over lines": lambda secret: base64.encodebytes(
        b"user:" * 12 + secret.encode()
    ).decode(),
    "base64 of base64": lambda secret: _base64(_base64(secret, b"a"), b"b"),
    "base64 of JSON": lambda secret: _base64(json.dumps({"k": secret}), b""),
    "base64 in a URL": lambda secret: quote(_base64(secret, b"uv"), safe=""),
    "Python": repr,
}  # fmt: skip
"""What a text may have become on its way into a message."""


def _base64(secret: str, before: bytes) -> str:
    return base64.b64encode(before + secret.encode()).decode()


def _mixed(text: str) -> str:
    return "".join(each.upper() if index % 3 else each.lower() for index, each in enumerate(text))


def exposed_findings(contract: Contract, operation: str, encoding: str) -> Iterator[Finding]:
    """Findings about an operation, of which every part shows the secret."""
    places = OperationPlaces.of(contract, operation)
    if not places.any_sensitive:
        return
    codec, found = codec_for(contract.protocol), contract.operations[operation]
    params = _message(PlainValues(found.request, full=True).value(), places.request)
    output = _message(PlainValues(found.response, full=True).value(), places.response)
    if not holds_secret(params) and not holds_secret(output):
        return
    echoed = ENCODINGS[encoding](SECRET)
    request = codec.encode_request(contract, found, params)
    response = codec.encode_response(contract, found, output)
    headers = (*response.headers, ("X-Echo", echoed.replace("\n", "")), (f"X-{'n' * 3}", "plain"))
    answers = (
        replace(response, headers=headers),
        HttpResponse(400, headers, f"<html><p>refused: {echoed} is wrong</p></html>".encode()),
        HttpResponse(
            500,
            headers,
            json.dumps({"message": f"at {echoed}", "x": {echoed: [echoed]}}).encode(),
        ),
        HttpResponse(200, headers, b"\xff\x00\x81" + echoed.encode()),
    )
    for number, answer in enumerate(answers):
        exchange = Exchange(operation, params, request, answer, output=None if number else output)
        yield _finding(contract, exchange, echoed, number)


def _finding(contract: Contract, exchange: Exchange, echoed: str, number: int) -> Finding:
    words = f"ends with {echoed}, they say"
    texts = FindingTexts(
        Text.of(
            "the target said {said} of {value}", said=Said(words), value=Shown({"k": [echoed]})
        ),
        Text.only(Shown(echoed)),
        Text.only(Said(words)),
    )
    where = f"response body /tags/{echoed.replace('~', '~0').replace('/', '~1')}"
    return Finding(
        "response-schema",
        Severity.ERROR,
        contract.service,
        exchange.operation,
        where,
        f"type {number}",
        texts,
        exchange,
        phase=("coverage", "fuzz", "stateful")[number % 3],
        before=(exchange,) if number % 2 else (),
    )


def holds_secret(value: Any) -> bool:
    """Whether a value has the secret in it."""
    if isinstance(value, Mapping):
        return any(holds_secret(key) or holds_secret(each) for key, each in value.items())
    if isinstance(value, list):
        return any(map(holds_secret, value))
    return value in (SECRET, base64.b64encode(SECRET.encode()).decode())


def _message(value: Mapping[str, Any], top: SensitivePlace) -> dict[str, Any]:
    """The members of a message; where its payload is sensitive, the others need not be."""
    hidden = any(each.is_sensitive for each in top.shapes if each.members)
    return {name: _filled(each, top.member(name), hidden=hidden) for name, each in value.items()}


def _filled(value: Any, place: SensitivePlace, *, hidden: bool = False) -> Any:
    """The value with the secret at every sensitive place."""
    hidden = hidden or place.sensitive
    if isinstance(value, Mapping):
        is_map = hidden and not place.has_members
        return {
            (SECRET if is_map else key): _filled(each, place.member(key), hidden=hidden)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_filled(each, place.item(), hidden=hidden) for each in value]
    if not hidden or isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return NUMBER
    blob = any(each.is_blob for each in place.shapes)
    return base64.b64encode(SECRET.encode()).decode() if blob else SECRET
