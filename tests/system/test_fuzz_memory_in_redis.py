"""What failed is kept in a real Redis, where several machines find it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shapeproof.exchange import Case, Expect, Family
from shapeproof.run.server.failure_database import FailureDatabase, open_database

SERVER = shutil.which("redis-server")
CASE = Case("Put:fuzz:001", "Put", Family.FUZZ, "", {"Name": "é"}, Expect.ACCEPT)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("redis", reason="pip install 'shapeproof[redis]'")
    if SERVER is None:
        pytest.skip("there is no redis-server; apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen([SERVER, *options], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("redis-server does not listen")


def test_one_machine_finds_what_another_has_kept(url: str) -> None:
    FailureDatabase("things", open_database(url)).keep(CASE)

    other = FailureDatabase("things", open_database(url))
    (kept,) = other.cases("Put")
    assert kept.case == CASE
    other.forget(kept)
    assert FailureDatabase("things", open_database(url)).cases("Put") == []
