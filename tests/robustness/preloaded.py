"""Runs commands in forks of a process that has imported shapeproof: a trial costs no imports.

Started as ``python -m tests.robustness.preloaded``, it reads a command a line, as JSON, and writes
what became of it. Each command has a process of its own all the same.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.support.programs import environment

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PAUSE = 0.02
_PATIENCE = 2.0
"""Seconds that processes get to end after the command, as Python's own helpers do."""
_OF_OTHERS = ("plugin", "pytest_plugin", "schemathesis", "moto", "dask", "__main__")
"""Modules that only other commands need."""
_LOCAL = threading.local()


def run_preloaded(command: dict[str, Any]) -> dict[str, Any]:
    """Run a command: ``arguments``, ``folder``, ``environment``, ``out``, ``err``, ``seconds``.

    The answer has ``status``, ``seconds``, ``cpu_seconds``, ``peak_mb`` and ``left``, as an Outcome
    has. Each thread has a process of its own that has imported shapeproof.
    """
    server = getattr(_LOCAL, "server", None)
    if server is None or server.poll() is not None:
        server = _LOCAL.server = subprocess.Popen(
            [sys.executable, "-m", "tests.robustness.preloaded"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(command) + "\n")
    server.stdin.flush()
    answer: dict[str, Any] = json.loads(server.stdout.readline())
    return answer


def _import_all() -> None:
    import shapeproof

    for each in pkgutil.walk_packages(shapeproof.__path__, "shapeproof."):
        if not any(word in each.name for word in _OF_OTHERS):
            with suppress(ImportError):
                importlib.import_module(each.name)
    for name in ("jsonschema", "jsonschema_rs", "hypothesis"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _serve() -> None:
    """Answer commands until there are no more; returns in the process of each command as well."""
    _import_all()
    while line := sys.stdin.readline():
        command = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _become(command)
            return
        answer = _waited(pid, command["seconds"])
        answer["seconds"] = time.monotonic() - began
        answer["left"] = _left_by(pid)
        print(json.dumps(answer), flush=True)
    sys.exit(0)


def _become(command: dict[str, Any]) -> None:
    """Make this process that of a command."""
    os.setsid()
    os.chdir(command["folder"])
    os.environ.clear()
    os.environ.update(command["environment"])
    streams = (
        (os.devnull, os.O_RDONLY),
        (command["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (command["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    )
    for number, (path, mode) in enumerate(streams):
        opened = os.open(path, mode)
        os.dup2(opened, number)
        os.close(opened)
    sys.path[0] = ""
    sys.argv = ["shapeproof", *command["arguments"]]


def _waited(pid: int, limit: float) -> dict[str, Any]:
    end, peak = time.monotonic() + limit, 0.0
    while True:
        peak = max(peak, _memory_mb(pid))
        ended, state, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            status: int | None = os.waitstatus_to_exitcode(state)
            break
        if time.monotonic() > end:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            _, _, usage = os.wait4(pid, 0)
            status = None
            break
        time.sleep(_PAUSE)
    return {"status": status, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_mb": peak}


def _memory_mb(pid: int) -> float:
    with suppress(OSError):
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _left_by(session: int) -> list[str]:
    """The commands of what a command has started and not ended; they are ended here."""
    end = time.monotonic() + _PATIENCE
    while _members(session) and time.monotonic() < end:
        time.sleep(_PAUSE)
    commands = []
    for pid in _members(session):
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
            os.kill(pid, signal.SIGKILL)
            commands.append(command.decode("utf-8", "replace").strip())
    return [each for each in commands if each]  # else it has ended, and nobody has asked how


def _members(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            state, _, _, its = each.read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
            if int(its) == session and state != "Z":
                found.append(int(each.parent.name))
    return found


if __name__ == "__main__":
    _serve()
    from shapeproof.cli.start import main

    main()
