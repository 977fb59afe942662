"""Servers that die, hang or lie behind odd addresses, as real processes and applications."""

import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.servers.real_servers import RunningServer, of_script

from .cli_runner import shapeproof, shapeproof_here

SERVER = """
import os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with open(sys.argv[2], "a") as log:
            log.write(f"{os.getpid()} {self.command} {self.path}\\n")
        if body == b"null":
            os._exit(1)
        if "hang" in sys.argv[3:] and self.path != "/":
            time.sleep(60)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class OddServer:
    """The server in a process of its own, on a port that it keeps, and what it has been asked."""

    def __init__(self, running: RunningServer, log: Path) -> None:
        self.url = running.url
        self.command = shlex.join(running.command)
        self._log = log

    def lines(self) -> list[list[str]]:
        text = self._log.read_text() if self._log.exists() else ""
        return [each.split() for each in text.splitlines()]

    def kill_restarted(self) -> None:
        for pid in {int(each[0]) for each in self.lines()}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def odd_server(folder: Path, *words: str) -> Iterator[OddServer]:
    script, log = folder / "server.py", folder / "requests.log"
    script.write_text(SERVER)
    with of_script(script, str(log), *words).running(folder) as running:
        made = OddServer(running, log)
        try:
            yield made
        finally:
            made.kill_restarted()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OddServer]:
    with odd_server(tmp_path) as made:
        yield made


def findings(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text())["findings"])


RUN = ("--phases", "coverage", "--operation", "ListS3Buckets", "--quiet", "--seed", "1")


@pytest.mark.long
@pytest.mark.slow
def test_a_server_that_a_request_has_stopped_is_started_again(
    server: OddServer, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    done = shapeproof(
        "server", "amplifybackend", server.url, *RUN, "--report", f"json={report}",
        "--restart-cmd", server.command, "--reset-url", f"{server.url}/reset?x=1",
    )  # fmt: skip

    assert (done.status, done.stderr) == (1, "")
    kills = [each for each in findings(report) if "the server stopped" in each["actual"]]
    assert [(each["check"], each["request"]["body"]) for each in kills] == [
        ("server_error", "null")
    ]
    pids = {each[0] for each in server.lines()}
    assert len(pids) == 2
    resets = [each for each in server.lines() if each[1:] == ["POST", "/reset?x=1"]]
    assert {each[0] for each in resets} == pids


@pytest.mark.long
@pytest.mark.slow
def test_without_a_command_the_run_ends(server: OddServer, tmp_path: Path) -> None:
    done = shapeproof("server", "amplifybackend", server.url, *RUN[:-3])
    assert done.status == 3
    assert "target gone" in done.stdout


@pytest.mark.long
@pytest.mark.slow
def test_a_command_that_does_not_help_is_told(server: OddServer) -> None:
    command = f"{shlex.quote(sys.executable)} -c 'print(\"no such file\"); raise SystemExit(4)'"
    run = (*RUN[:-3], "--restart-cmd", command)
    done = shapeproof("server", "amplifybackend", server.url, *run)
    assert done.status == 3
    assert "the restart command failed with status 4: no such file" in " ".join(done.stdout.split())


@pytest.mark.long
@pytest.mark.slow
def test_a_path_and_a_query_in_the_url_are_sent_and_a_password_is_not(
    server: OddServer, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    url = server.url.replace("//", "//me:secret@") + "/prefix/?x=1&y"
    run = (*RUN, "--report", f"json={report}", "--max-requests", "20")
    done = shapeproof("server", "amplifybackend", url, *run)

    paths = [each[2] for each in server.lines()]
    assert paths[0] == "/prefix/?x=1&y"
    assert all(each.startswith("/prefix/") and each.endswith("?x=1&y") for each in paths)
    found = findings(report)
    urls = {each["request"]["url"] for each in found}
    assert f"{server.url}/prefix/s3Buckets?x=1&y" in urls
    assert all(each.startswith(f"{server.url}/prefix/s3Buckets") for each in urls)
    assert all(each.endswith("?x=1&y") for each in urls)
    assert "secret" not in done.stdout + done.stderr + report.read_text()


@pytest.mark.long
@pytest.mark.slow
def test_a_server_that_only_answers_the_first_question(tmp_path: Path) -> None:
    with odd_server(tmp_path, "hang") as server:
        begun = time.monotonic()
        run = (*RUN[:4], "--time-limit", "2")
        done = shapeproof("server", "amplifybackend", server.url, *run)
    assert done.status == 2
    assert "no request was answered within the time limit" in " ".join(done.stdout.split())
    assert time.monotonic() - begun < 60  # a request alone has ten seconds; the machine may be busy


APPS = """
import sys, time

def leaves(environ, start_response):
    sys.exit(0)

def hangs(environ, start_response):
    time.sleep(3600)
"""
LOOP = """
from hypothesis import strategies as st
from shapeproof.strategies import domain

def never(_):
    while True:
        pass

values = domain("amplifybackend")
{}
"""


@pytest.mark.parametrize("app", ["leaves", "hangs"])
def test_an_application_that_exits_or_never_returns(app: str, tmp_path: Path) -> None:
    (tmp_path / "apps_in_the_field.py").write_text(APPS)
    run = (*RUN[:4], "--time-limit", "1", "--seed", "1")
    done = shapeproof_here("server", "amplifybackend", "--wsgi", f"apps_in_the_field:{app}", *run,
                           cwd=tmp_path)  # fmt: skip
    assert done.status == 2, done.stdout
    assert "nothing could be checked" in done.stdout


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("never(1)", "strategies/amplifybackend.py: it was not loaded within 5 s"),
        ("values.members({'ResourceName': st.integers().map(never)})", "line 6 did not return"),
    ],
)
def test_strategies_that_never_return(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "amplifybackend.py").write_text(LOOP.format(line))
    run = ("--phases", "fuzz", "--operation", "CreateBackendAPI", "--time-limit", "1")
    done = shapeproof("server", "amplifybackend", *run, cwd=tmp_path)
    assert done.status == 2, done
    assert said in " ".join((done.stdout + done.stderr).split())
