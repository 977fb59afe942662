"""Mocks that are served (``shapeproof mock``) from what is no contract, and for clients that go."""

from __future__ import annotations

import json
import re
import signal
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .interface import Expected, Outcome, Prepare, Trial, ends
from .raw_server import hang, server

_FAMILY = "mocks that are served"
_URL = re.compile(r"http://127\.0\.0\.1:(\d+)")
_PATIENCE = 40.0
"""Seconds that a mock gets to listen on a busy machine."""
_HEAD = b"POST /v1/brokers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
_LONG = _HEAD + b"Content-Length: 100000\r\n\r\n{"
_FILES: Mapping[str, bytes] = {
    "half.json": b'{"version": "2.0", ',
    "list.json": b"[]",
    "binary.json": bytes(range(256)),
    "empty.json": b"",
    "folder/mq/service-2.json": b"{}",
}
_CONTRACTS = (
    ("half of a JSON text", "half.json"),
    ("a list", "list.json"),
    ("bytes", "binary.json"),
    ("an empty file", "empty.json"),
    ("a folder with an empty model", "folder"),
    ("a folder without a model", "nothing"),
    ("what does not exist", "absent"),
    ("a device", "/dev/null"),
)


@contextmanager
def _files(folder: Path) -> Iterator[Mapping[str, str]]:
    for name, data in _FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "nothing").mkdir()
    yield {}


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=1)


def _reset(port: int, data: bytes) -> None:
    """Send this, and close hard: what a client does that is killed."""
    with _connected(port) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(data)
        time.sleep(0.05)


def _half_sent(port: int) -> None:
    for _ in range(5):
        _reset(port, _LONG)


def _gone_before_the_answer(port: int) -> None:
    for _ in range(5):
        _reset(port, b"GET /v1/brokers HTTP/1.1\r\nHost: x\r\n\r\n")


def _no_http(port: int) -> None:
    for data in (b"\x16\x03\x01\x02\x00\x01", b"\0" * 70_000, b"GET\r\n\r\n", b"\r\n" * 1_000):
        with suppress(OSError), _connected(port) as client:
            client.sendall(data)
            client.recv(1_000)


def _wrong_lengths(port: int) -> None:
    for length in (b"-1", b"x", b"9" * 30):
        with suppress(OSError), _connected(port) as client:
            client.settimeout(0.5)
            client.sendall(_HEAD + b"Content-Length: " + length + b"\r\n\r\n{}")
            client.recv(1_000)


_OPEN: list[socket.socket] = []
"""Connections that a client neither uses nor closes."""


def _silent(port: int) -> None:
    _OPEN.extend(_connected(port) for _ in range(50))
    for each in _OPEN[::2]:
        each.sendall(_LONG)


_CLIENTS: tuple[tuple[str, Callable[[int], None]], ...] = (
    ("are killed while they send", _half_sent),
    ("are killed before they are answered", _gone_before_the_answer),
    ("speak no HTTP", _no_http),
    ("announce wrong lengths", _wrong_lengths),
    ("keep fifty connections open", _silent),
)


def _ended(does: Callable[[int], None]) -> Callable[[subprocess.Popen[bytes], Path], None]:
    """Let clients do it, ask once as a good client does, and end the mock."""

    def act(process: subprocess.Popen[bytes], folder: Path) -> None:
        port = _port(process, folder.with_name(f"{folder.name}.out"))
        with suppress(OSError):
            does(port)
            url = f"http://127.0.0.1:{port}/v1/brokers"
            with urllib.request.urlopen(url, timeout=10) as answer:
                (folder / "answer.json").write_bytes(answer.read())
        process.send_signal(signal.SIGINT)

    return act


def _port(process: subprocess.Popen[bytes], output: Path) -> int:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.returncode is None:
        found = _URL.search(output.read_text(encoding="utf-8", errors="replace"))
        if found:
            return int(found[1])
        time.sleep(0.05)
    return 0


def _good_is_answered(folder: Path, _outcome: Outcome) -> Iterator[str]:
    for each in _OPEN:
        each.close()
    _OPEN.clear()
    if not isinstance(json.loads((folder / "answer.json").read_bytes()), dict):
        yield "a good client got no output"


def _refused(name: str, arguments: tuple[str, ...], says: str, prepare: Prepare) -> Trial:
    expected = Expected(ends(2), (says,), seconds=60)
    return Trial(_FAMILY, name, ("mock", "mq", *arguments), expected, prepare, preloaded=True)


TRIALS = (
    *(
        _refused(f"a contract that is {name}", ("--port", "0", "--contract", path),
                 "shapeproof: ", _files)
        for name, path in _CONTRACTS
    ),
    _refused("a port that another server has", ("--port", "{port}"), "in use", server(hang)),
    *(
        Trial(
            _FAMILY,
            f"clients that {name}",
            ("mock", "mq", "--port", "0"),
            Expected(ends(0, 3), seconds=90),
            act=_ended(does),
            inspect=_good_is_answered,
        )
        for name, does in _CLIENTS
    ),
)  # fmt: skip
