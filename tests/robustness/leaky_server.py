"""A server that returns secrets at their members, and then everywhere else in every encoding."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from tests.support.exposed_findings import ENCODINGS

SERVERS = "Sv/HiddenByServer+17=é"
"""A secret that the server makes: ``GetSecretValue`` returns it as ``SecretString``."""
USERS = 'Us/HiddenByUser+42"<é'
"""A secret of the user's strategies: the server reads it in requests."""
EARLY = "Ea/HiddenAtFirst+23=é"
"""A secret that the server returns as a description first, and then as ``SecretString``."""
HIDDEN = ("HiddenByServer", "HiddenByUser", "HiddenAtFirst")
"""What of them no output may show: long enough to be no accident, and no whole secret."""
RECEIVED = "received.json"
_STRATEGIES = f"""
from hypothesis import strategies as st
from shapeproof.strategies import domain
values = domain("secretsmanager")
values.members({{"SecretString": st.just({USERS!r})}})
"""
_MANY = (("Content-Type", "application/x-amz-json-1.1"),)


@dataclass(frozen=True)
class Leak:
    """An answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = _MANY
    reason: str | None = None


def _json(status: int, *headers: tuple[str, str], reason: str | None = None, **body: Any) -> Leak:
    return Leak(status, json.dumps(body).encode(), (*_MANY, *headers), reason)


def _one_line(text: str) -> str:
    return "".join(text.split("\n")).encode("latin-1", "replace").decode("latin-1")


PLACES: Mapping[str, Callable[[str], Leak]] = {
    "a member": lambda text: _json(200, Name=text, Description=f"it is {text}, yes"),
    "keys": lambda text: Leak(200, json.dumps({text: 1, "Tags": {text: [{text: text}]}}).encode()),
    "a message": lambda text: _json(400, __type="InvalidRequestException", message=f"no {text}."),
    "an error code": lambda text: _json(400, __type=text, message="x"),
    "a crash": lambda text: Leak(500, f"<pre>File x.py\n  secret = {text}\n</pre>".encode(), ()),
    "XML": lambda text: Leak(400, f"<e><![CDATA[{text}]]></e>".encode(), ()),
    "a cut text": lambda text: _json(500, message=f"bad value {text[:-2]}... (cut)"),
    "header fields": lambda text: _json(
        200,
        ("X-Note", _one_line(text)),
        ("Set-Cookie", f"a={_one_line(text)}"),
        ("x-amzn-RequestId", _one_line(text)),
        ("x-amzn-ErrorType", _one_line(text)),
    ),
    "the name of a header field": lambda text: _json(200, (f"X-{text.encode().hex()}", "1")),
    "a redirect": lambda text: Leak(307, b"", (("Location", f"/{_one_line(text)}?q=1"),)),
    "the reason": lambda text: _json(500, reason=_one_line(text), message="x"),
    "the content type": lambda text: Leak(200, b"{}", (("Content-Type", _one_line(text)),)),
    "gzip": lambda text: Leak(
        200, gzip.compress(json.dumps({"Name": text}).encode()), (("Content-Encoding", "gzip"),)
    ),
    "no text": lambda text: Leak(200, b"\xff\xfe\x00" + text.encode(), ()),
    "UTF-16": lambda text: Leak(500, text.encode("utf-16"), ()),
}
"""Where a server may write a secret."""


@dataclass
class _State:
    """What the server has received and returned so far."""

    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def answer(self, operation: str, body: str) -> Leak:
        with self.lock:
            self.counts[operation] += 1
            self.counts["with the user's secret"] += _written(USERS) in body
            if not self.counts["secrets returned"]:
                return self._honest(operation)
            return self._leak()

    def _honest(self, operation: str) -> Leak:
        if operation != "GetSecretValue":
            self.counts["early"] += 1
            return _json(200, Name="x", Description=EARLY, ARN=1)
        self.counts["secrets returned"] += self.counts["secrets to come"] == 1
        self.counts["secrets to come"] += 1
        return _json(200, Name=1, SecretString=(EARLY, SERVERS)[self.counts["secrets returned"]])

    def _leak(self) -> Leak:
        number = self.counts["leaks"]
        self.counts["leaks"] += 1
        place, make = list(PLACES.items())[number % len(PLACES)]
        encode = list(ENCODINGS.values())[number % len(ENCODINGS)]
        self.counts[place] += 1
        return make(encode((SERVERS, USERS)[number % 2]))


def _written(secret: str) -> str:
    return json.dumps(secret, ensure_ascii=False)[1:-1]


@contextmanager
def leaky_server(folder: Path) -> Iterator[Mapping[str, str]]:
    """Run the server; what it has received is in a file afterwards."""
    state = _State()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            text = json.dumps(_read(sent), ensure_ascii=False)
            leak = state.answer(operation, text)
            self.send_response(leak.status, leak.reason)
            for name, value in (*leak.headers, ("Content-Length", str(len(leak.body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(leak.body)

        do_GET = do_POST  # noqa: N815  # as http.server calls it

        def log_message(self, *_: Any) -> None:
            pass

    (folder / "strategies").mkdir()
    (folder / "strategies" / "secretsmanager.py").write_text(_STRATEGIES, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"url": f"http://127.0.0.1:{server.server_port}"}
    finally:
        server.shutdown()
        server.server_close()
        (folder / RECEIVED).write_text(json.dumps(state.counts), encoding="utf-8")


def _read(sent: bytes) -> Any:
    try:
        return json.loads(sent)
    except ValueError:
        return None
