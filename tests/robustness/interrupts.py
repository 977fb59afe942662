"""Signals at points of a run that a file shows: an import, a start, a report that is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import Expected, Outcome, Prepare, Trial, ends
from .signals import FAMILY, REPORTS, incomplete_report, readable_events

_INT, _TERM, _HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
_PATIENCE = 60.0


@dataclass(frozen=True)
class SendAt:
    """Sends signals, some seconds apart, once a text is in a file of the trial's folder."""

    numbers: tuple[signal.Signals, ...]
    file: str
    text: bytes = b""
    seconds: float = 0.05

    def __call__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """Wait, then send."""
        path, end = folder / self.file, time.monotonic() + _PATIENCE
        while process.returncode is None and time.monotonic() < end:
            if path.exists() and self.text in path.read_bytes():
                break
            time.sleep(0.02)
        for number in self.numbers:
            time.sleep(self.seconds)
            if process.returncode is None:
                os.kill(process.pid, number)


def _app(*lines: str) -> Prepare:
    """A module with an app in the folder of the trial."""
    text = "".join(f"{line}\n" for line in ("import time, os", *lines))

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "slow.py").write_text(text, encoding="utf-8")
        yield {}

    return prepare


_BEGUN = "open('begun', 'w').close()"
_OF_APP = ("server", "mq", "--operation", "*Tags", "--wsgi", "slow:app", "--seed", "1", *REPORTS)
_SHRUNK = (
    "from shapeproof.mock import any_app",
    "MOCK = any_app('mq')",
    "def app(environ, start_response):",
    "    if int(environ.get('CONTENT_LENGTH') or 0) > 60:",
    f"        {_BEGUN}; time.sleep(0.05)",
    "        start_response('500 No', []); return [b'x']",
    "    return MOCK(environ, start_response)",
)
_TERSE = ("--operation", "CreateToken", "--phases", "coverage")


def _ended_or_whole(folder: Path, outcome: Outcome) -> Iterable[str]:
    """A signal at the end of a run: the reports are those of a whole run, or say that it is none.

    None of them is cut off.
    """
    yield from readable_events(folder, outcome)
    if outcome.status in (0, 3):
        status = json.loads((folder / "r.json").read_text(encoding="utf-8"))["status"]
        if status != {0: "conforms", 3: "incomplete"}[outcome.status]:
            yield f"exit status {outcome.status}, r.json: {status}"
        if "</html>" not in (folder / "r.html").read_text(encoding="utf-8"):
            yield "r.html is cut off"


TRIALS = (
    *(
        Trial(
            FAMILY,
            f"{number.name} while {what}",
            arguments,
            Expected(statuses, seconds=90),
            prepare,
            SendAt((number,), "begun"),
            inspect,
            before="lost in a callback" if number is _TERM and "answer" in what else "",
        )
        for number, what, arguments, prepare, statuses, inspect in (
            (
                _INT,
                "an app is imported",
                _OF_APP,
                _app(_BEGUN, "time.sleep(1000)"),
                ends(3),
                readable_events,
            ),
            (
                _TERM,
                "an app is imported",
                _OF_APP,
                _app(_BEGUN, "time.sleep(1000)"),
                ends(3),
                readable_events,
            ),
            (
                _INT,
                "an app does not answer",
                _OF_APP,
                _app("def app(e, s):", f"    {_BEGUN}; time.sleep(1000)"),
                ends(3),
                incomplete_report,
            ),
            (
                _TERM,
                "an app does not answer",
                _OF_APP,
                _app("def app(e, s):", f"    {_BEGUN}; time.sleep(1000)"),
                ends(3),
                incomplete_report,
            ),
            (
                _HUP,
                "an app does not answer",
                _OF_APP,
                _app("def app(e, s):", f"    {_BEGUN}; time.sleep(1000)"),
                ends(3),
                incomplete_report,
            ),
            (
                _INT,
                "a failure is shrunk",
                (*_OF_APP, "--phases", "fuzz"),
                _app(*_SHRUNK),
                ends(3),
                incomplete_report,
            ),
            (
                _INT,
                "a driver starts",
                ("client", "mq", "--driver", "sh -c 'echo >begun; sleep 1000'", *REPORTS),
                _app(),
                ends(3),
                readable_events,
            ),
            (
                _TERM,
                "a driver starts",
                ("client", "mq", "--driver", "sh -c 'echo >begun; sleep 1000'", *REPORTS),
                _app(),
                ends(3),
                readable_events,
            ),
            (
                _INT,
                "a driver does not answer, and ignores signals",
                (
                    "client",
                    "mq",
                    "--driver",
                    "sh -c 'trap \"\" INT TERM HUP; read x; echo >begun; sleep 1000'",
                    *REPORTS,
                ),
                _app(),
                ends(3),
                readable_events,
            ),
        )
    ),
    *(
        Trial(
            FAMILY,
            f"{' and '.join(each.name for each in numbers)} while the reports are written",
            ("server", "amplifybackend", *_TERSE, *REPORTS, "--report", "html=r.html"),
            Expected(ends(0, 3), seconds=90),
            act=SendAt(numbers, "r.jsonl", b'"run_finished"', 0.0),
            inspect=_ended_or_whole if len(numbers) == 1 else readable_events,
        )
        for numbers in ((_INT,), (_TERM,), (_INT, _TERM, _INT))
    ),
    *(
        Trial(
            FAMILY,
            name,
            ("server", "amplifybackend", *_TERSE, *REPORTS, "--report", "html=r.html"),
            Expected(statuses, seconds=90),
            act=SendAt(numbers, "r.jsonl", b"{", 0.1),
            inspect=_ended_or_whole,
        )
        for name, numbers, statuses in (
            ("a run that is stopped and goes on", (signal.SIGTSTP, signal.SIGCONT), ends(0)),
            ("SIGPIPE and SIGWINCH into a run", (signal.SIGPIPE, signal.SIGWINCH), ends(0)),
            ("SIGQUIT into a run", (signal.SIGQUIT,), ends(-signal.SIGQUIT)),
        )
    ),
)
