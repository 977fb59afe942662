"""Signals at any moment: the report is written, what was started ends, the status is right."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import module_command_line

from .interface import (
    TRACES,
    Act,
    Expected,
    Inspect,
    Outcome,
    Trial,
    ends,
    nothing_wrong,
)

FAMILY = "signals"
REPORTS = ("--report", "json=r.json", "--report", "jsonl=r.jsonl")
_SERVER = ("server", "amplifybackend", "--seed", "1", *REPORTS)
_DRIVER = module_command_line("tests.clients.small_client")
_CLIENT = ("client", "amplifybackend", "--driver", _DRIVER, "--seed", "1", *REPORTS)
_PATIENCE = 60.0


@dataclass(frozen=True)
class SendSignal:
    """Sends a signal some seconds after the start, or after the first line of ``r.jsonl``."""

    number: signal.Signals
    seconds: float
    once_it_runs: bool = False
    times: int = 1

    def __call__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """Wait, then send."""
        if self.once_it_runs:
            _wait_for(process, folder / "r.jsonl")
        time.sleep(self.seconds)
        for _ in range(self.times):
            if process.returncode is None:
                # Not send_signal, which would take the exit status from who waits for it.
                os.kill(process.pid, self.number)
            time.sleep(0.05)


def _wait_for(process: subprocess.Popen[bytes], path: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while process.returncode is None and time.monotonic() < end:
        if path.exists() and path.stat().st_size:
            return
        time.sleep(0.05)


def readable_events(folder: Path, _outcome: Outcome) -> Iterable[str]:
    """Each line of the JSON Lines report but the last must be an event."""
    path = folder / "r.jsonl"
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            json.loads(line)
        except ValueError as error:
            yield f"r.jsonl, line {number}: {error}"


def incomplete_report(folder: Path, outcome: Outcome) -> Iterable[str]:
    """The JSON report says that the run is incomplete, where it had begun."""
    yield from readable_events(folder, outcome)
    begun = (folder / "r.jsonl").exists() and (folder / "r.jsonl").stat().st_size > 0
    if not begun:
        return
    try:
        status = json.loads((folder / "r.json").read_text(encoding="utf-8"))["status"]
    except (OSError, ValueError) as error:
        yield f"r.json: {error}"
    else:
        if status != "incomplete":
            yield f"r.json: status {status}"


def quiet_once_it_is_ours(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Python itself prints a traceback where it is interrupted before it has found shapeproof."""
    yield from incomplete_report(folder, outcome)
    if TRACES[0] in outcome.stderr:
        if "/shapeproof/" in outcome.stderr:
            yield f"a traceback of shapeproof: {outcome.stderr[-300:]}"
    elif outcome.status == 1:
        yield "exit status 1 without a reason"


def _trial(
    name: str,
    arguments: tuple[str, ...],
    act: Act,
    statuses: frozenset[int],
    inspect: Inspect = incomplete_report,
    before: str = "",
    never: tuple[str, ...] = TRACES,
) -> Trial:
    return Trial(
        FAMILY,
        name,
        arguments,
        Expected(statuses, never=never, seconds=180),
        act=act,
        inspect=inspect,
        before=before,
    )


_INT, _TERM, _KILL, _HUP = signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP
_STOPPED = ends(3)
# Before the command's own code runs, the signal ends the process.
_EARLY = ends(1, 3, -_TERM, -_INT)
_COMMANDS = (("a server run", _SERVER), ("a client run", _CLIENT))

_MOMENTS: tuple[tuple[signal.Signals, float, int], ...] = (
    *((_INT, seconds, 0) for seconds in (0.1, 0.4, 0.8, 1.2, 1.6, 2.0, 3.0)),
    *((_INT, seconds, 1) for seconds in (0.6, 2.5)),
    *((_TERM, seconds, 0) for seconds in (0.2, 1.0)),
    *((_TERM, seconds, 1) for seconds in (0.7, 1.4, 2.2)),
)
_AT_THE_START = tuple(
    _trial(
        f"{number.name} {seconds} s after the start of {_COMMANDS[index][0]}",
        _COMMANDS[index][1],
        SendSignal(number, seconds),
        _EARLY,
        quiet_once_it_is_ours,
        never=TRACES[1:],
        before="a traceback" if number is _INT else "",
    )
    for number, seconds, index in _MOMENTS
)
_WHILE_IT_RUNS = tuple(
    _trial(
        f"{number.name} {seconds} s into {what}",
        arguments,
        SendSignal(number, seconds, once_it_runs=True),
        _STOPPED,
    )
    for number, (what, arguments), seconds in (
        *((_INT, _COMMANDS[0], seconds) for seconds in (0.0, 0.5, 2.0)),
        *((_INT, _COMMANDS[1], seconds) for seconds in (0.0, 1.0)),
        (_TERM, _COMMANDS[0], 1.0),
        *((_TERM, _COMMANDS[1], seconds) for seconds in (0.0, 0.5)),
        (_HUP, _COMMANDS[0], 0.5),
        (_HUP, _COMMANDS[1], 0.5),
    )
)
_OTHERS = (
    *(
        _trial(
            f"SIGKILL into {what}",
            arguments,
            SendSignal(_KILL, 1.0, once_it_runs=True),
            ends(-_KILL),
            readable_events,
        )
        for what, arguments in _COMMANDS
    ),
    *(
        _trial(
            f"five times {number.name} into {what}",
            arguments,
            SendSignal(number, 1.0, once_it_runs=True, times=5),
            ends(3, -number),
            readable_events,
        )
        for number in (_INT, _TERM)
        for what, arguments in _COMMANDS
    ),
    *(
        _trial(
            f"{number.name} to a mock",
            ("mock", "amplifybackend", "--port", "0"),
            SendSignal(number, 8.0),
            ends(0, 3),
            nothing_wrong,
        )
        for number in (_INT, _TERM)
    ),
)

TRIALS = (*_AT_THE_START, *_WHILE_IT_RUNS, *_OTHERS)
