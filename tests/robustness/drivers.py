"""Drivers that answer late, twice, wrongly or for ever, and that leave processes behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import TRACES, Expected, Prepare, Trial, ends

_DRIVER = """
import json, os, signal, subprocess, sys, threading, time, urllib.request
COUNT = 0
def say(document):
    sys.stdout.write(json.dumps(document) + "\\n")
    sys.stdout.flush()
def good(call):
    try:
        urllib.request.urlopen(os.environ["SHAPEPROOF_ENDPOINT"] + "/v1/brokers", timeout=5).read()
    except OSError:
        pass
    say({"id": call["id"], "ok": True, "output": {}})
BEFORE
for line in sys.stdin:
    call = json.loads(line)
    COUNT += 1
DEED
AFTER
"""


@dataclass(frozen=True)
class Driver:
    """What a driver does for each call, before the first and after the last."""

    name: str
    deed: str = "good(call)"
    before: str = ""
    after: str = ""


DRIVERS = (
    Driver("does not exist", before="sys.exit(127)"),
    Driver("exits with 0 at once", before="sys.exit(0)"),
    Driver("raises at start-up", before="raise RuntimeError('no configuration')"),
    Driver("exits with 0 at each call", "sys.exit(0)"),
    Driver("exits with 0 at the fifth call", "if COUNT > 4: sys.exit(0)\ngood(call)"),
    Driver("ends itself by SIGKILL", "os.kill(os.getpid(), signal.SIGKILL)"),
    Driver("calls os._exit(1)", "os._exit(1)"),
    Driver("never answers", "time.sleep(10_000)"),
    Driver("answers late", "time.sleep(3)\ngood(call)"),
    Driver("answers twice", "good(call)\ngood(call)"),
    Driver("answers with another id", "call['id'] += 1\ngood(call)"),
    Driver("answers with a text as id", "call['id'] = 'x'\ngood(call)"),
    Driver("answers without an id", "say({'ok': True, 'output': {}})"),
    Driver("answers the call before", "call['id'] -= 1\ngood(call)"),
    Driver("answers a list", "say([1, 2, 3])"),
    Driver("answers what is no JSON", "print('hello', flush=True)"),
    Driver("answers bytes", "os.write(1, bytes(range(256)) + b'\\n')"),
    Driver("answers NaN", "print('{\"id\": %d, \"ok\": NaN}' % call['id'], flush=True)"),
    Driver("answers brackets without an end", "print('[' * 1_000_000, flush=True)"),
    Driver("answers with 100 MB", "print('y' * 100_000_000, flush=True)"),
    Driver("answers without an end of the line", "while True: os.write(1, b'y' * 65536)"),
    Driver("answers blank lines for ever", "while True: os.write(1, b'\\n' * 65536)"),
    Driver("writes 100 MB to standard error", "os.write(2, b'e' * 100_000_000)\ngood(call)"),
    Driver("prints control characters", "say({'id': call['id'], 'ok': '\\x1b[31m\\0'})"),
    Driver("says hello in another version", before="say({'hello': 99})"),
    Driver("says hello before each answer", "say({'hello': 1})\ngood(call)"),
    Driver("says hello with 10,000 traits", before="say({'hello': 1, 'traits': ['x'] * 10_000})"),
    Driver("closes its standard output", "os.close(1)\ntime.sleep(10_000)"),
    Driver("closes its standard input", "os.close(0)\ngood(call)"),
    Driver("ignores the end of its input", after="time.sleep(10_000)"),
    Driver(
        "ignores SIGTERM and the end of its input",
        before="signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        after="time.sleep(10_000)",
    ),
    Driver(
        "starts children that outlive it",
        before="subprocess.Popen(['sleep', '10000'])",
    ),
    Driver(
        "starts a child at each call, and exits",
        "subprocess.Popen(['sleep', '10000'], stdout=subprocess.DEVNULL)\nsys.exit(1)",
    ),
    Driver("stops itself", "os.kill(os.getpid(), signal.SIGSTOP)"),
)


def _lines(text: str, spaces: int) -> str:
    return "\n".join(f"{' ' * spaces}{line}" for line in text.split("\n"))


def _written(driver: Driver) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        text = _DRIVER.replace("BEFORE", driver.before).replace("DEED", _lines(driver.deed, 4))
        (folder / "driver.py").write_text(text.replace("AFTER", driver.after), encoding="utf-8")
        yield {}

    return prepare


def _trial(driver: Driver) -> Trial:
    return Trial(
        "drivers",
        f"a driver that {driver.name}",
        (
            *("client", "mq", "--operation", "ListBrokers", "--driver", "python driver.py"),
            *("--seed", "1", "--time-limit", "8", "--call-timeout", "2"),
            *("--report", "json=r.json"),
        ),
        Expected(ends(1, 2, 3), never=(*TRACES, "\x1b["), seconds=100, peak_mb=700),
        _written(driver),
    )


TRIALS = tuple(map(_trial, DRIVERS))
