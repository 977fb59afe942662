"""Servers in processes of their own: mock servers of others, and any command that serves a port."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

INSTALLED = Path(__file__).parents[2] / ".cache" / "servers"
INSTALL = "make servers"


@dataclass(frozen=True)
class RunningServer:
    """Where a server is reached, and the command that starts it there again."""

    url: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class ServerProgram:
    """A server's command line (``PORT`` stands for its port), and the file it cannot do without."""

    name: str
    needs: Path
    command: tuple[str, ...]
    port_variable: str = ""

    def skip_if_missing(self) -> None:
        """Skip the test that asks, with the command that installs the server."""
        if not self.needs.exists():
            pytest.skip(f"{self.name} is not installed; run '{INSTALL}'")

    @contextmanager
    def running(self, folder: Path) -> Iterator[RunningServer]:
        """The server, which runs in ``folder`` and is stopped at the end."""
        self.skip_if_missing()
        port = _free_port()
        command = tuple(str(port) if part == "PORT" else part for part in self.command)
        if self.port_variable:
            command = ("env", f"{self.port_variable}={port}", *command)
        with (folder / f"{self.name}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            try:
                _wait_for(port, process)
                yield RunningServer(f"http://127.0.0.1:{port}", command)
            finally:
                process.kill()
                process.wait()


def _of_node(name: str) -> ServerProgram:
    program = INSTALLED / "node" / "node_modules" / ".bin" / name
    return ServerProgram(name, program, (str(program), "--port", "PORT"))


_PYTHON = Path(sys.executable)
_MINISTACK = INSTALLED / "ministack" / "bin" / "ministack"
DYNALITE = _of_node("dynalite")
KINESALITE = _of_node("kinesalite")
MINISTACK = ServerProgram("ministack", _MINISTACK, (str(_MINISTACK),), port_variable="GATEWAY_PORT")
MOTO = ServerProgram(
    "moto", _PYTHON, (str(_PYTHON), "-m", "moto.server", "-H", "127.0.0.1", "-p", "PORT")
)


def of_script(script: Path, *words: str) -> ServerProgram:
    """A server that a test has written: it gets its port, then other words."""
    return ServerProgram(script.stem, script, (str(_PYTHON), str(script), "PORT", *words))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")
