"""The user's own AWS settings: no request carries them, and no program of theirs is started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from .interface import Act, Expected, Inspect, Outcome, Trial, ends, only_wait
from .poisoned_home import ENVIRONMENT, KEY, SECRET, poisoned
from .secrets import nothing_read

_FAMILY = "secrets"
_RECEIVED = "received.bin"
_STARTED = "started.txt"
_PATIENCE = 60.0
_SETTINGS = (KEY, SECRET, "poisoned", "169.254")
_APP = """
def app(environ, start_response):
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    with open("received.bin", "ab") as file:
        file.write(repr(shown).encode() + sent)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
"""
_CONFIG = """
[default]
credential_process = {program}
[profile poisoned-profile]
credential_process = {program}
"""
_PROGRAM = """#!/bin/sh
echo started >> "{mark}"
echo '{{"Version": 1, "AccessKeyId": "{key}", "SecretAccessKey": "{secret}"}}'
"""


@contextmanager
def _recorded(folder: Path) -> Iterator[Mapping[str, str]]:
    """The traps, and a server and an app that keep all that they are sent."""
    with poisoned(folder) as names, (folder / _RECEIVED).open("ab") as received:

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                received.write(f"{self.requestline}\n{self.headers}".encode() + sent)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815  # as http.server calls them

            def log_message(self, *_: Any) -> None:
                pass

        (folder / "recording.py").write_text(_APP, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield {**names, "url": f"http://127.0.0.1:{server.server_port}"}
        finally:
            server.shutdown()
            server.server_close()


def _nothing_sent(folder: Path, outcome: Outcome) -> Iterable[str]:
    """The target was sent signed requests, with nothing of the user's in them."""
    yield from nothing_read(folder, outcome)
    received = (folder / _RECEIVED).read_bytes().decode("utf-8", "replace")
    for wanted in ("AKIDSHAPEPROOFDUMMY0", "us-east-1"):
        if wanted not in received:
            yield f"no request has {wanted}"
    yield from (f"{each} was sent to the target" for each in _SETTINGS if each in received)


@contextmanager
def _with_program(folder: Path) -> Iterator[Mapping[str, str]]:
    """A home whose configuration names a program that hands out keys, and that leaves a mark."""
    with poisoned(folder) as names:
        aws, program = Path(names["aws"]), folder / "keys.sh"
        mark = folder / _STARTED
        program.write_text(_PROGRAM.format(mark=mark, key=KEY, secret=SECRET), encoding="utf-8")
        program.chmod(0o755)
        for name in ("config", "credentials"):
            (aws / name).unlink()
            (aws / name).write_text(_CONFIG.format(program=program), encoding="utf-8")
        (folder / "shapeproof.toml").write_text('[targets.live]\nurl = "http://127.0.0.1:9"\n')
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        yield {**names, "port": str(port)}


def _nothing_started(folder: Path, outcome: Outcome) -> Iterable[str]:
    """No trap was touched, and the program was not started."""
    yield from nothing_read(folder, outcome)
    if (folder / _STARTED).exists():
        yield "the program that hands out keys was started"


def _interrupted(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End the mock once it says where it is, by Control-C."""
    said = folder.parent / f"{folder.name}.out"
    end = time.monotonic() + _PATIENCE
    while process.returncode is None and time.monotonic() < end:
        if said.exists() and b"127.0.0.1" in said.read_bytes():
            os.kill(process.pid, signal.SIGINT)
            return
        time.sleep(0.2)


def _trial(
    name: str,
    *arguments: str,
    statuses: Sequence[int],
    inspect: Inspect = _nothing_started,
    act: Act = only_wait,
) -> Trial:
    return Trial(
        _FAMILY, name, arguments, Expected(ends(*statuses), seconds=120, peak_mb=1_500),
        _with_program, act, inspect, environment=_WITHOUT_KEYS,
    )  # fmt: skip


_WITHOUT_KEYS = {
    name: "" if name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN") else at
    for name, at in ENVIRONMENT.items()
}
"""Without keys in the environment an SDK starts the program of the profile."""
_SHORT = ("--phases", "coverage", "--max-requests", "40", "--seed", "1", "--time-limit", "40")
_SENT = ("--operation", "CreateUser", "--operation", "List*", *_SHORT)
_JSON = ("--report", "json=report.json")
_PROGRAM_OF = "a program that hands out keys"
_SERVERS = tuple(
    replace(
        _trial(f"settings that are not sent: {name}", "server", "mq", *arguments, *_SENT, *_JSON,
               statuses=(1, 3), inspect=_nothing_sent),
        prepare=_recorded,
        environment=ENVIRONMENT,
    )
    for name, arguments in {
        "a server by its URL": ("{url}",),
        "an app in this process": ("--wsgi", "recording:app"),
    }.items()
)  # fmt: skip
TRIALS = (
    *_SERVERS,
    _trial(f"{_PROGRAM_OF}: a run with moto", "server", "mq", "--moto", *_SENT, *_JSON,
           statuses=(0, 1, 3)),
    _trial(f"{_PROGRAM_OF}: boto3 as the client", "client", "mq", "--boto3", *_SENT, *_JSON,
           statuses=(0, 1, 3)),
    _trial(f"{_PROGRAM_OF}: a mock", "mock", "mq", "--port", "{port}", statuses=(0, 3),
           act=_interrupted),
    _trial(f"{_PROGRAM_OF}: a mock by moto", "mock", "mq", "--moto", "--port", "{port}",
           statuses=(0, 2, 3), act=_interrupted),
    _trial(f"{_PROGRAM_OF}: the configuration", "config", "show", statuses=(0, 2)),
)  # fmt: skip
