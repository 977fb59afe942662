"""Runs a trial in a process of its own, and measures it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import environment

from .interface import Outcome, Trial
from .preloaded import run_preloaded

_MARK = "SHAPEPROOF_TRIAL"
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_MOST_SHOWN = 200_000
_PAUSE = 0.05
"""Seconds between two looks at a process."""
_PATIENCE = 5.0
"""Seconds that processes get to end after the command."""


def run_trial(trial: Trial, folder: Path) -> Outcome:
    """Run a trial in an empty folder: what became of its command."""
    folder.mkdir(parents=True, exist_ok=True)
    with trial.prepare(folder) as names:
        return _executed(trial, folder, names)


def _executed(trial: Trial, folder: Path, names: Mapping[str, str]) -> Outcome:
    if trial.preloaded:
        return _executed_preloaded(trial, folder, names)
    mark = uuid.uuid4().hex
    out, err = folder.parent / f"{folder.name}.out", folder.parent / f"{folder.name}.err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        started = time.monotonic()
        process = subprocess.Popen(
            ["env", "--default-signal=INT,TERM,HUP,QUIT", "bash", "-c", _line(trial, names)],
            cwd=folder,
            env=_environment(trial, names, mark),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        actor = threading.Thread(target=trial.act, args=(process, folder), daemon=True)
        actor.start()
        end = _waited(process, trial.expected.seconds)
        seconds = time.monotonic() - started
        actor.join(_PATIENCE)
    left = _left_running(mark)
    said = _text(out), _text(err)
    return Outcome(end.status, seconds, end.peak_mb, *said, left, end.cpu_seconds)


def _executed_preloaded(trial: Trial, folder: Path, names: Mapping[str, str]) -> Outcome:
    out, err = folder.parent / f"{folder.name}.out", folder.parent / f"{folder.name}.err"
    end = run_preloaded(
        {
            "arguments": [_filled(each, names) for each in trial.arguments],
            "folder": str(folder),
            "environment": _environment(trial, names, ""),
            "out": str(out),
            "err": str(err),
            "seconds": trial.expected.seconds,
        }
    )
    said = _text(out), _text(err)
    left = tuple(end["left"])
    return Outcome(end["status"], end["seconds"], end["peak_mb"], *said, left, end["cpu_seconds"])


def _line(trial: Trial, names: Mapping[str, str]) -> str:
    arguments = [_filled(each, names) for each in trial.arguments]
    command = shlex.join([sys.executable, "-m", trial.module, *arguments])
    return f"exec {command} {_filled(trial.redirections, names)}"


def _filled(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _environment(trial: Trial, names: Mapping[str, str], mark: str) -> dict[str, str]:
    own = {name: _filled(value, names) for name, value in trial.environment.items()}
    inherited = environment()
    for name in ("GITHUB_STEP_SUMMARY", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
        inherited.pop(name, None)
    return {**inherited, _MARK: mark, **own}


@dataclass(frozen=True)
class _End:
    """How a process has ended: its status, None where the limit has passed, and what it took."""

    status: int | None
    cpu_seconds: float
    peak_mb: float


def _waited(process: subprocess.Popen[bytes], limit: float) -> _End:
    end, peak, status = time.monotonic() + limit, 0.0, None
    while True:
        peak = max(peak, _memory_mb(process.pid))
        pid, state, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            status = process.returncode = os.waitstatus_to_exitcode(state)
            break
        if time.monotonic() > end:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL
            break
        time.sleep(_PAUSE)
    return _End(status, usage.ru_utime + usage.ru_stime, peak)


def _memory_mb(pid: int) -> float:
    """The most memory of a process so far: ``ru_maxrss`` has that of who has started it as well."""
    with suppress(OSError):
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _left_running(mark: str) -> tuple[str, ...]:
    """The commands of what a command has started and not ended; they are ended here."""
    end = time.monotonic() + _PATIENCE
    while (pids := list(_marked(mark))) and time.monotonic() < end:
        time.sleep(_PAUSE)
    commands = tuple(filter(None, map(_command_of, pids)))
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return commands


def _marked(mark: str) -> Iterator[int]:
    wanted = f"{_MARK}={mark}".encode()
    for each in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if wanted in each.read_bytes().split(b"\0"):
                yield int(each.parent.name)


def _command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MOST_SHOWN).decode("utf-8", "replace")
