"""Mock servers that are not ours, each in a process of its own."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INSTALLED = Path(__file__).parents[2] / ".cache" / "servers"
INSTALL = "make servers"


@dataclass(frozen=True)
class RealServer:
    """A server's command line (``PORT`` stands for its port), and the file it cannot do without."""

    name: str
    needs: Path
    command: tuple[str, ...]
    port_variable: str = ""

    @property
    def missing(self) -> str:
        """Why it cannot be started here; empty where it can."""
        return "" if self.needs.exists() else f"{self.name} is not installed; run '{INSTALL}'"

    @contextmanager
    def running(self, folder: Path) -> Iterator[str]:
        """The URL of the server, which runs in ``folder`` and is stopped at the end."""
        port = _free_port()
        command = [part.replace("PORT", str(port)) for part in self.command]
        variables = {self.port_variable: str(port)} if self.port_variable else {}
        with (folder / f"{self.name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder, env={**os.environ, **variables}, stdout=log, stderr=log
            )
            try:
                _wait_for(port, process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.kill()
                process.wait()


def _of_node(name: str) -> RealServer:
    program = INSTALLED / "node" / "node_modules" / ".bin" / name
    return RealServer(name, program, (str(program), "--port", "PORT"))


DYNALITE = _of_node("dynalite")
KINESALITE = _of_node("kinesalite")
_MINISTACK = INSTALLED / "ministack" / "bin" / "ministack"
MINISTACK = RealServer("ministack", _MINISTACK, (str(_MINISTACK),), port_variable="GATEWAY_PORT")


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
