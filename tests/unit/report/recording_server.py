"""A server that keeps what it receives, byte for byte."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    target: bytes
    headers: dict[str, str]
    body: bytes


@dataclass
class Recorder:
    """Where the server is, and what it has received."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)

    def take(self) -> list[Received]:
        """What came since it was last asked."""
        taken, self.requests = self.requests, []
        return taken


@contextmanager
def recording_server() -> Iterator[Recorder]:
    """Serve until the block is left."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            self.close_connection = not self.raw_requestline
            if self.raw_requestline:
                self.target = self.raw_requestline.split(b" ", 1)[1].rsplit(b" ", 1)[0]
                self.raw_requestline = self.raw_requestline.replace(self.target, b"/")
                self.parse_request()
                self._record()

        def _record(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.requests.append(Received(self.command, self.target, headers, body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    recorder.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
