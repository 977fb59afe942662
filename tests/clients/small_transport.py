"""One HTTP connection that is kept alive, with time-outs: `http.client`, and what it lacks."""

from __future__ import annotations

import select
import socket
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from .small_encoding import Request
from .small_parsing import Reply

SECONDS = 1.0
"""How long the other side may be silent."""
SECONDS_IN_ALL = 4.0
"""How long a reply may take, however it trickles."""


class NoReply(Exception):
    """No whole reply came. `may_come` says whether another attempt may have one."""

    def __init__(self, why: str, *, may_come: bool) -> None:
        super().__init__(why)
        self.may_come = may_come


class Transport:
    """Sends requests to one host and port."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._connection: _Connection | None = None

    def exchange(self, request: Request) -> Reply:
        """Send a request and read the reply to its end. Raises NoReply."""
        try:
            return self._exchange(request)
        except TimeoutError as error:
            self.close()
            raise NoReply(f"no reply in time: {error}", may_come=True) from None
        except (OSError, HTTPException) as error:
            self.close()
            why = f"{type(error).__name__}: {error}"
            raise NoReply(why, may_come=isinstance(error, ConnectionError)) from None
        except ValueError as error:
            self.close()
            raise NoReply(f"the reply is malformed: {error}", may_come=False) from None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _exchange(self, request: Request) -> Reply:
        connection = self._open()
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value.encode("utf-8"))
        if request.body is not None or request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(request.body or b"")))
        connection.endheaders(request.body)
        response = connection.getresponse()
        body = self.body(response)
        headers = tuple((name, value.strip()) for name, value in response.getheaders())
        return Reply(response.status, headers, body)

    def body(self, response: HTTPResponse) -> bytes:
        return response.read()

    def _open(self) -> _Connection:
        """The connection, another one where the server has closed it or sent what nobody asked."""
        if self._connection is not None and not self._connection.is_quiet():
            self.close()
        if self._connection is None:
            self._connection = _Connection(self._host, self._port)
            self._connection.connect()
        self._connection.begin()
        return self._connection


class _Connection(HTTPConnection):
    """A connection whose socket keeps to both time-outs."""

    sock: Any

    def connect(self) -> None:
        self.sock = _Socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.connect((self.host, self.port))

    def begin(self) -> None:
        """A reply is due from now on."""
        if self.sock is None:
            self.connect()
        self.sock.deadline = time.monotonic() + SECONDS_IN_ALL

    def is_quiet(self) -> bool:
        """Whether nothing is there to be read: neither an end nor stray bytes."""
        if self.sock is None:
            return True
        return not select.select([self.sock], [], [], 0)[0]


class _Socket(socket.socket):
    """A socket that gives up at a deadline, though bytes may trickle in."""

    deadline = float("inf")

    def recv_into(self, *arguments: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the reply trickles")
        self.settimeout(min(SECONDS, left))
        return super().recv_into(*arguments)
