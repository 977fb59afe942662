"""Runs the installed command as a user would, in a new process or, faster, in this one."""

import contextlib
import importlib
import io
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from shapeproof.cli.main import run
from tests.support import programs


@dataclass(frozen=True)
class Outcome:
    status: int
    stdout: str
    stderr: str


def shapeproof(*arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
    command = [sys.executable, "-c", "from shapeproof.cli.main import main; main()", *arguments]
    env = {
        key: value for key, value in programs.environment().items() if key != "GITHUB_STEP_SUMMARY"
    }
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**env, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,  # seconds; a hang, even where the machine has much else to do
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def shapeproof_here(*arguments: str, cwd: Path) -> Outcome:
    """Run the command in this process, and forget the modules of ``cwd`` that it imports."""
    out, err = io.StringIO(), io.StringIO()
    path = list(sys.path)
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = run(list(arguments))
    sys.path[:] = path
    for module in cwd.glob("*.py"):
        sys.modules.pop(module.stem, None)
    importlib.invalidate_caches()
    return Outcome(status, out.getvalue(), err.getvalue())


def wait_for_lines(path: Path, count: int) -> None:
    """Wait until a file that a process writes has so many lines."""
    for _ in range(900):
        if path.exists() and path.read_bytes().count(b"\n") >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} has not grown to {count} lines")
