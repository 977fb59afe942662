"""Recordings of exchanges that a test makes, in all forms that ``shapeproof traffic`` reads."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.contracts import load
from shapeproof.wire.registry import codec_for

SIGNED = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/{}/aws4_request, Signature=0"


@dataclass(frozen=True)
class Made:
    """An exchange with a host."""

    host: str
    request: HttpRequest
    response: HttpResponse

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.request.target}"

    def answered(self, change: Callable[[Any], Any]) -> Made:
        """The same with another JSON body of the answer."""
        body = json.dumps(change(json.loads(self.response.body))).encode()
        return replace(self, response=replace(self.response, body=body))

    def asked(self, change: Callable[[Any], Any]) -> Made:
        """The same with another JSON body of the request."""
        body = json.dumps(change(json.loads(self.request.body))).encode()
        return replace(self, request=replace(self.request, body=body))


def made(
    service: str,
    operation: str,
    params: Mapping[str, Any],
    output: Mapping[str, Any] | str,
    *,
    host: str = "",
    signed: str = "",
) -> Made:
    """A call that conforms, with its output or the error of a name."""
    contract = load(service)
    codec, modeled = codec_for(contract.protocol, service), contract.operations[operation]
    request = codec.encode_request(contract, modeled, params)
    if isinstance(output, str):
        response = codec.encode_error(contract, contract.errors[output], {"message": "no"})
    else:
        response = codec.encode_response(contract, modeled, output)
    prefix = str(contract.metadata.get("endpointPrefix", service))
    host = host or f"{prefix}.us-east-1.amazonaws.com"
    fields = (("Host", host), *request.headers)
    if signed:
        fields = (*fields, ("Authorization", SIGNED.format(signed)))
    id_field = ("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555")
    response = replace(response, headers=(*response.headers, id_field))
    return Made(host, replace(request, headers=fields), response)


def har(exchanges: Sequence[Made]) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "entries": [*map(_har_entry, exchanges)]}}
    ).encode()


def _har_entry(each: Made) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in each.request.headers]
    answered = [{"name": name, "value": value} for name, value in each.response.headers]
    body = base64.b64encode(each.response.body).decode()
    request: dict[str, Any] = {"method": each.request.method, "url": each.url}
    request["headers"] = [{"name": ":authority", "value": each.host}, *headers]
    if each.request.body:
        request["postData"] = {"mimeType": "x", "text": each.request.body.decode()}
    content = {"size": len(each.response.body), "text": body, "encoding": "base64"}
    response = {"status": each.response.status, "headers": answered, "content": content}
    return {"request": request, "response": response, "time": 1}


def _interactions(exchanges: Sequence[Made]) -> dict[str, Any]:
    return {
        "version": 1,
        "interactions": [
            {
                "request": {
                    "method": each.request.method,
                    "uri": each.url,
                    "body": each.request.body.decode(),
                    "headers": {name: [value] for name, value in each.request.headers},
                },
                "response": {
                    "status": {"code": each.response.status, "message": ""},
                    "headers": {name: [value] for name, value in each.response.headers},
                    "body": {"string": each.response.body.decode()},
                },
            }
            for each in exchanges
        ],
    }


def cassette(exchanges: Sequence[Made]) -> bytes:
    text: str = yaml.safe_dump(_interactions(exchanges))
    return text.encode()


def json_cassette(exchanges: Sequence[Made]) -> bytes:
    return json.dumps(_interactions(exchanges)).encode()


def json_lines(exchanges: Sequence[Made]) -> bytes:
    lines = (
        json.dumps(
            {
                "request": {
                    "method": each.request.method,
                    "url": each.url,
                    "headers": dict(each.request.headers),
                    "body": each.request.body.decode(),
                },
                "response": {
                    "status": each.response.status,
                    "headers": dict(each.response.headers),
                    "body": each.response.body.decode(),
                },
            }
        )
        for each in exchanges
    )
    return "\n".join(lines).encode()


def flows(exchanges: Sequence[Made]) -> bytes:
    return b"".join(netstring(_flow(each)) for each in exchanges)


def _flow(each: Made) -> dict[str, Any]:
    def pairs(headers: Any) -> list[list[bytes]]:
        return [[name.encode(), value.encode()] for name, value in headers]

    return {
        "type": "http",
        "version": 21,
        "request": {
            "method": each.request.method.encode(),
            "scheme": b"https",
            "host": each.host,
            "port": 443,
            "authority": b"",
            "path": each.request.target.encode(),
            "headers": pairs(each.request.headers),
            "content": each.request.body,
            "trailers": None,
            "timestamp_start": 1.5,
        },
        "response": {
            "status_code": each.response.status,
            "headers": pairs(each.response.headers),
            "content": each.response.body,
        },
        "error": None,
        "intercepted": False,
    }


def netstring(value: Any) -> bytes:
    """A typed netstring, as mitmproxy writes it."""
    if value is None:
        return b"0:~"
    if isinstance(value, bool):
        kind, content = b"!", b"true" if value else b"false"
    elif isinstance(value, int):
        kind, content = b"#", str(value).encode()
    elif isinstance(value, float):
        kind, content = b"^", str(value).encode()
    elif isinstance(value, str):
        kind, content = b";", value.encode()
    elif isinstance(value, bytes):
        kind, content = b",", value
    elif isinstance(value, dict):
        inner = (netstring(each) for pair in value.items() for each in pair)
        kind, content = b"}", b"".join(inner)
    else:
        kind, content = b"]", b"".join(map(netstring, value))
    return str(len(content)).encode() + b":" + content + kind


FORMS: Mapping[str, tuple[str, Callable[[Sequence[Made]], bytes]]] = {
    "har": ("t.har", har),
    "cassette": ("t.yaml", cassette),
    "json-cassette": ("t.json", json_cassette),
    "json-lines": ("t.jsonl", json_lines),
    "mitmproxy": ("t.flows", flows),
}


def recorded(folder: Path, exchanges: Sequence[Made], form: str = "har") -> Path:
    """A file with the exchanges, in a form."""
    name, write = FORMS[form]
    path = folder / name
    path.write_bytes(write(exchanges))
    return path
