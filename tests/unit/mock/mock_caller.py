"""A small client that speaks to a mock in-process, without botocore's own checks."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from shapeproof.mock.dispatch import installed_contract

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)

    @property
    def error(self) -> str | None:
        return self.headers.get("x-amzn-errortype")


@dataclass(frozen=True)
class Caller:
    """Calls a WSGI app: by method and raw path, or by operation and wire parameters."""

    app: WSGIApplication

    def send(self, method: str, target: str, body: bytes | Any = b"", **environ: object) -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        started: list[tuple[int, dict[str, str]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            started.append((int(status.split(maxsplit=1)[0]), dict(headers)))

        base = {
            "REQUEST_METHOD": method,
            "RAW_URI": target,
            "HTTP_HOST": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content),
        }
        chunks = b"".join(self.app({**base, **environ}, start_response))
        return Answer(*started[0], chunks)

    def call(self, operation: str, params: Mapping[str, Any], **environ: object) -> Answer:
        http = installed_contract("amplifybackend").operations[operation].http
        path, body = http.uri, dict(params)
        for label in list(body):
            if f"{{{label}}}" in path:
                path = path.replace(f"{{{label}}}", quote(body.pop(label), safe=""))
        return self.send(http.method, path, body, **environ)

    def do(self, operation: str, /, **params: object) -> dict[str, Any]:
        """The body of a call that must succeed."""
        answer = self.call(operation, params)
        assert answer.status == 200, answer.raw
        return answer.body

    def refused(self, operation: str, /, **params: object) -> tuple[int, str | None]:
        """Status and error of a call that must fail."""
        answer = self.call(operation, params)
        assert answer.status >= 400, answer.raw
        assert answer.body["message"]
        return answer.status, answer.error
