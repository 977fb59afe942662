"""WSGI apps and callables that exit, never return, or break what is around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import Expected, Outcome, Prepare, Trial, ends

_FAMILY = "targets in the process"
_APP = """
import ctypes, os, signal, sys, threading, time
CALLS = [0]
def ok(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
class Odd(BaseException):
    pass
class Mute(Exception):
    def __str__(self):
        raise RuntimeError
def app(environ, start_response):
    CALLS[0] += 1
    number = CALLS[0]
"""
_REPORTS = ("--report", "json=r.json", "--report", "jsonl=r.jsonl")
_LATE = "if number < 200: return ok(environ, start_response)"


@dataclass(frozen=True)
class App:
    """What is odd about an app: its name, and the body of its function."""

    name: str
    body: str
    statuses: frozenset[int] = ends(1, 2, 3)
    before: str = ""


APPS = (
    App("calls sys.exit(0)", "sys.exit(0)", before="exit 0"),
    App("calls sys.exit(0) later", f"{_LATE}\nsys.exit(0)"),
    App("raises SystemExit with a text", "raise SystemExit('bye')"),
    App("raises a BaseException", "raise Odd('x')"),
    App("raises KeyboardInterrupt", "raise KeyboardInterrupt"),
    App("raises GeneratorExit", "raise GeneratorExit"),
    App("raises an exception whose text fails", "raise Mute", before="exit 70"),
    App("raises MemoryError", "raise MemoryError"),
    App("recurses without an end", "return app(environ, start_response)"),
    App("never returns", "time.sleep(10_000)", before="no time limit held"),
    App("never returns later", f"{_LATE}\ntime.sleep(10_000)"),
    App("computes without an end", "while True: pass"),
    App("computes without an end in C", "return [b'x' if '9' * 10**7 in '1' * 10**9 else b'']"),
    App("changes the working folder", "os.chdir('/')\nreturn ok(environ, start_response)"),
    App(
        "answers headers that are no text",
        "start_response('200 OK', [(b'X', 7)])\nreturn [b'']",
        before="exit 70",
    ),
    App("answers headers that are no list", "start_response('200 OK', 7)\nreturn [b'']"),
    App("answers a status that is no text", "start_response(200, [])\nreturn [b'']"),
    App("answers a status without a number", "start_response('fine', [])\nreturn [b'']"),
    App(
        "answers a header with a line break",
        "start_response('200 OK', [('X', 'a\\r\\nY: b')])\nreturn [b'']",
    ),
    App("never calls start_response", "return [b'{}']"),
    App(
        "calls start_response twice",
        "ok(environ, start_response)\nreturn ok(environ, start_response)",
    ),
    App("returns None", "start_response('200 OK', [])\nreturn None"),
    App("returns text in place of bytes", "start_response('200 OK', [])\nreturn ['text']"),
    App(
        "yields without an end",
        "start_response('200 OK', [])\nimport itertools\nreturn itertools.repeat(b' ' * 65536)",
    ),
    App(
        "fails while its answer is read",
        "start_response('200 OK', [])\nreturn (1 / 0 for _ in 'a')",
    ),
    App(
        "fails when its answer is closed",
        "start_response('200 OK', [])\n"
        "class C(list):\n        def close(self): raise Odd\n    return C([b'{}'])",
    ),
    App(
        "closes the standard streams",
        "os.close(1); os.close(2)\nreturn ok(environ, start_response)",
    ),
    App(
        "replaces the standard streams",
        "sys.stdout = sys.stderr = None\nreturn ok(environ, start_response)",
    ),
    App("prints a lot", "print('y' * 10**6)\nreturn ok(environ, start_response)"),
    App(
        "lowers the limit of recursion",
        "sys.setrecursionlimit(60)\nreturn ok(environ, start_response)",
    ),
    App("takes the environment away", "os.environ.clear()\nreturn ok(environ, start_response)"),
    App("empties sys.path", "sys.path.clear()\nreturn ok(environ, start_response)"),
    App("changes the environ it is given", "environ.clear()\nreturn ok(environ, start_response)"),
    App(
        "starts threads that do not end",
        "threading.Thread(target=time.sleep, args=(10_000,)).start()\n"
        "return ok(environ, start_response)",
    ),
    App(
        "sets a default time-out of sockets",
        "import socket; socket.setdefaulttimeout(0.0001)\nreturn ok(environ, start_response)",
    ),
    App("answers 500 MB", "start_response('200 OK', [])\nreturn [b'x' * 500_000_000]"),
)
_AT_IMPORT = (
    ("does not exist", "", "no_such:app"),
    ("has no such name", "x = 1", "odd:app"),
    ("fails at import", "raise RuntimeError('broken')", "odd:app"),
    ("exits at import", "import sys; sys.exit(0)", "odd:app"),
    ("raises a BaseException at import", "raise type('B', (BaseException,), {})", "odd:app"),
    ("has a syntax error", "def app(:", "odd:app"),
    ("cannot be called", "app = 7", "odd:app"),
    ("has NUL bytes", "x = 1\\0", "odd:app"),
)


def written(text: str) -> Prepare:
    """The module of an app in the folder of the trial."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "odd.py").write_text(text, encoding="utf-8")
        yield {}

    return prepare


def reports_beside_the_app(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Relative paths of reports mean the folder in which the command was started."""
    if outcome.status != 2 and not (folder / "r.json").exists():
        yield "r.json is not in the folder of the command"


def _of(app: App) -> Trial:
    body = "".join(f"    {line}\n" for line in app.body.split("\n"))
    return Trial(
        _FAMILY,
        f"an app that {app.name}",
        ("server", "mq", "--wsgi", "odd:app", "--seed", "1", "--time-limit", "8", *_REPORTS),
        Expected(app.statuses, seconds=90, peak_mb=2_500),
        written(_APP + body),
        inspect=reports_beside_the_app,
        before=app.before,
    )


TRIALS = (
    *map(_of, APPS),
    *(
        Trial(
            _FAMILY,
            f"a module that {name}",
            ("server", "mq", "--wsgi", target, "--time-limit", "8"),
            Expected(ends(2), seconds=90),
            written(text),
        )
        for name, text, target in _AT_IMPORT
    ),
)
