"""Strategies, checks, reports and callables of users that exit, hang, flood or break things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import TRACES, Expected, Inspect, Outcome, Prepare, Trial, ends, nothing_wrong

_FAMILY = "code of users"
_FEW = ("server", "amplifybackend", "--operation", "CreateToken", "--phases", "coverage")
_NAMES = ("--seed", "1", "--time-limit", "8", "--report", "json=r.json")
_SIMPLE = "import ctypes, itertools, os, random, signal, sys, threading, time\n"
_ODD = (
    _SIMPLE
    + """
class Odd(BaseException):
    pass
class Mute(Exception):
    def __str__(self):
        raise RuntimeError
def deep():
    return deep()
"""
)


@dataclass(frozen=True)
class Deed:
    """What a function of a user does: its name and lines of Python."""

    name: str
    lines: str
    harmless: bool = False
    before: str = ""


DEEDS = (
    Deed("raises an exception", "raise ValueError('broken')"),
    Deed("raises an exception of 1 MB", "raise ValueError('x' * 1_000_000)"),
    Deed("raises an exception with control characters", "raise ValueError('a\\x1b[31m\\0b')"),
    Deed("raises an exception whose text fails", "raise Mute"),
    Deed("raises a BaseException", "raise Odd('x')", before="exit 1"),
    Deed("raises GeneratorExit", "raise GeneratorExit"),
    Deed("raises StopIteration", "raise StopIteration"),
    Deed("raises a group of exceptions", "raise ExceptionGroup('g', [ValueError('a'), Mute()])"),
    Deed("calls sys.exit(0)", "sys.exit(0)"),
    Deed("calls sys.exit(1)", "sys.exit(1)"),
    Deed("raises SystemExit with a text", "raise SystemExit('bye')"),
    Deed("raises MemoryError", "raise MemoryError"),
    Deed("raises BrokenPipeError", "raise BrokenPipeError"),
    Deed("raises OSError of a full disk", "raise OSError(28, 'No space left on device')"),
    Deed("recurses without an end", "deep()"),
    Deed("never returns", "time.sleep(10_000)", before="no limit held"),
    Deed("computes without an end", "while True: pass", before="no limit held"),
    Deed(
        "catches everything and goes on",
        "while True:\n    try: time.sleep(1)\n    except BaseException: pass",
    ),
    Deed("prints 100 MB", "print('y' * 100_000_000)", harmless=True),
    Deed("writes 100 MB to standard error", "sys.stderr.write('y' * 100_000_000)", harmless=True),
    Deed(
        "starts a thread that never ends",
        "threading.Thread(target=time.sleep, args=(10_000,)).start()",
        harmless=True,
    ),
    Deed("changes the working folder", "os.chdir('/')", harmless=True),
    Deed(
        "ignores signals",
        "if threading.current_thread() is threading.main_thread():\n"
        "    signal.signal(signal.SIGALRM, signal.SIG_IGN)",
        harmless=True,
    ),
    Deed("closes standard output", "os.close(1)", harmless=True),
    Deed("replaces the standard streams", "sys.stdout = sys.stderr = None", harmless=True),
    Deed("replaces json.dumps", "import json; json.dumps = lambda *a, **k: 1 / 0"),
    Deed("replaces socket.socket", "import socket; socket.socket = None"),
    Deed(
        "lowers the limit of recursion",
        "sys.setrecursionlimit(max(80, len(__import__('inspect').stack()) + 20))",
    ),
    Deed("seeds the random generator", "random.seed(0)", harmless=True),
    Deed("forks", "pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)", harmless=True),
    Deed("clears the environment", "os.environ.clear()", harmless=True),
    Deed("empties sys.path", "sys.path.clear()", harmless=True),
)
_OTHERS = (
    Deed("does not compile", "def f(:"),
    Deed("is empty", ""),
    Deed("is not UTF-8", "x = '\udcff'"),
)


def _indented(lines: str, spaces: int) -> str:
    return "".join(f"{' ' * spaces}{line}\n" for line in lines.split("\n"))


_DOMAIN = "from shapeproof.strategies import domain\nvalues = domain('amplifybackend')\n"


def _at_import(deed: Deed) -> str:
    return f"{_ODD}\n{_DOMAIN}{deed.lines}\n"


def _in_values(deed: Deed) -> str:
    function = f"@values.member('AppId')\ndef app_id():\n{_indented(deed.lines, 4)}"
    return f"{_ODD}\n{_DOMAIN}{function}    return ['a1']\n"


def _check(deed: Deed) -> str:
    return (
        f"{_ODD}\nfrom shapeproof.checks import Severity, Subject\nclass Mine:\n"
        "    name = 'mine'\n    judges = Subject.ANSWER\n    severity = Severity.WARNING\n"
        f"    def check(self, seen):\n{_indented(deed.lines, 8)}        return []\n"
    )


def _report(in_open: str, in_handle: str) -> str:
    return (
        f"{_ODD}\nclass Mine:\n    def open(self, output, run):\n{_indented(in_open, 8)}"
        f"        return Writer()\nclass Writer:\n    def handle(self, event):\n"
        f"{_indented(in_handle, 8)}    def close(self):\n        pass\nmine = Mine()\n"
    )


def _report_open(deed: Deed) -> str:
    return _report(deed.lines, "pass")


def _report_handle(deed: Deed) -> str:
    return _report("pass", deed.lines)


def _report_text(deed: Deed) -> str:
    return (
        f"{_ODD}\nfrom shapeproof.report import DocumentFormat\n"
        f"def render(report, context):\n{_indented(deed.lines, 4)}    return 'text'\n"
        "mine = DocumentFormat(render)\n"
    )


def strategies(text: str) -> Prepare:
    """A file of strategies in the folder of the trial."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "own").mkdir()
        (folder / "own" / "amplifybackend.py").write_bytes(text.encode("utf-8", "surrogateescape"))
        yield {}

    return prepare


def package(text: str, group: str, target: str) -> Prepare:
    """An installed package, named ``mine``, with one entry point."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "mine.py").write_text(text, encoding="utf-8")
        info = folder / "mine-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{group}]\nmine = mine:{target}\n")
        yield {}

    return prepare


def module(text: str) -> Prepare:
    """A module of the user in the folder of the trial."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "odd.py").write_text(text, encoding="utf-8")
        yield {}

    return prepare


def nothing_sent(_folder: Path, outcome: Outcome) -> Iterator[str]:
    """Files of strategies are loaded before anything is sent."""
    if outcome.status == 2 and " requests, " in outcome.stdout:
        yield "something was sent"


def _trial(
    what: str,
    deed: Deed,
    arguments: tuple[str, ...],
    prepare: Prepare,
    statuses: frozenset[int],
    inspect: Inspect = nothing_wrong,
) -> Trial:
    expected = Expected(statuses, never=(*TRACES, "\x1b["), seconds=100, peak_mb=1_200)
    return Trial(
        _FAMILY, f"{what} that {deed.name}", arguments, expected, prepare,
        inspect=inspect, before=deed.before,
    )  # fmt: skip


def _may(deed: Deed, *failing: int) -> frozenset[int]:
    """How a command may end: one whose libraries are replaced may do as if nothing were."""
    if deed.name.startswith(("replaces", "lowers", "closes")):
        return ends(0, 1, *failing)
    return ends(0, *failing) if deed.harmless else ends(*failing)


def _of_strategies() -> Iterator[Trial]:
    arguments = (*_FEW, "--strategies", "own", *_NAMES)
    for deed in (*DEEDS, *_OTHERS):
        prepare = strategies(_at_import(deed))
        statuses = ends(0, 2) if deed in _OTHERS[1:] else _may(deed, 2)
        yield _trial("a file of strategies", deed, arguments, prepare, statuses, nothing_sent)
    for deed in DEEDS:
        prepare = strategies(_in_values(deed))
        yield _trial("a function of strategies", deed, arguments, prepare, _may(deed, 2, 3))


def _of_checks() -> Iterator[Trial]:
    for deed in DEEDS:
        prepare = package(_check(deed), "shapeproof.checks", "Mine")
        yield _trial("a check", deed, (*_FEW, *_NAMES), prepare, _may(deed, 2, 3))


def _of_reports() -> Iterator[Trial]:
    arguments = (*_FEW, *_NAMES, "--report", "mine=m.txt")
    kinds = (
        ("a report's open", _report_open, DEEDS[::4]),
        ("a report's handle", _report_handle, DEEDS[1::4]),
        ("a report's text", _report_text, DEEDS[::2]),
    )
    for what, make, deeds in kinds:
        for deed in deeds:
            prepare = package(make(deed), "shapeproof.reports", "mine")
            yield _trial(what, deed, arguments, prepare, _may(deed, 2, 3))


def _callable(deed: Deed) -> str:
    return (
        f"{_ODD}\ndef call(operation, params, endpoint):\n"
        f"{_indented(deed.lines, 4)}    return {{}}\n"
    )


def _of_callables() -> Iterator[Trial]:
    arguments = ("client", "mq", "--callable", "odd:call", "--operation", "ListBrokers", *_NAMES)
    for deed in DEEDS[::2]:
        yield _trial("a callable", deed, arguments, module(_callable(deed)), ends(1, 2, 3))


TRIALS = (*_of_strategies(), *_of_checks(), *_of_reports(), *_of_callables())
