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
_FEW = ("--operation", "*Tags", "--seed", "1", "--time-limit", "4", "--max-requests", "80")
_LATE = "if number < 40: return ok(environ, start_response)"


@dataclass(frozen=True)
class App:
    """What is odd about an app: its name, and the body of its function."""

    name: str
    body: str
    statuses: frozenset[int] = ends(1, 2, 3)
    before: str = ""
    says: tuple[str, ...] = ()
    waits: bool = False


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
    App("never returns", "time.sleep(10_000)", before="no time limit held", waits=True),
    App("never returns later", f"{_LATE}\ntime.sleep(10_000)", waits=True),
    App("computes without an end", "while True: pass"),
    App("computes without an end in C", "return [b'x' if '9' * 10**7 in '1' * 10**9 else b'']"),
    App(
        "changes the working folder",
        "os.chdir('/')\nreturn ok(environ, start_response)",
        before="relative paths of reports meant the app's folder",
    ),
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
        "class C(list):\n    def close(self): raise Odd\nreturn C([b'{}'])",
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
    App("answers 500 MB", "start_response('200 OK', [])\nreturn [b'x' * 100_000_000]"),
    App("calls os._exit(0)", "os._exit(0)"),
    App("calls os._exit(0) later", f"{_LATE}\nos._exit(0)", ends(1, 3)),
    App("calls os.abort", "os.abort()"),
    App("becomes another program", "os.execlp('true', 'true')"),
    App("forks, and both go on", "os.fork()\nreturn ok(environ, start_response)"),
    App(
        "forks, and the copy exits",
        "if not os.fork(): os._exit(0)\nos.wait()\nreturn ok(environ, start_response)",
    ),
    App("kills the process later", f"{_LATE}\nos.kill(os.getpid(), signal.SIGKILL)", ends(-9)),
    App("sends itself SIGTERM", f"{_LATE}\nos.kill(os.getpid(), signal.SIGTERM)", ends(3)),
    App("sends itself SIGINT", f"{_LATE}\nos.kill(os.getpid(), signal.SIGINT)", ends(3)),
    App("sends itself SIGALRM", f"{_LATE}\nos.kill(os.getpid(), signal.SIGALRM)"),
    App("replaces print and open", "import builtins; builtins.open = print = None\nreturn None"),
    App(
        "stops all clocks",
        "time.time = time.monotonic = lambda: 0.0\nreturn ok(environ, start_response)",
    ),
    App("seeds random anew", "import random; random.seed(0)\nreturn ok(environ, start_response)"),
    App(
        "uses up the file descriptors",
        "import tempfile\nKEPT = globals().setdefault('KEPT', [])\n"
        "try:\n    while True: KEPT.append(tempfile.TemporaryFile())\n"
        "except OSError: pass\nreturn ok(environ, start_response)",
    ),
    App("closes all file descriptors", "os.closerange(0, 256)\nreturn ok(environ, start_response)"),
    App(
        "makes files empty",
        "import glob\nfor each in glob.glob('r.*'): open(each, 'w').close()\n"
        "return ok(environ, start_response)",
    ),
    App(
        "removes the working folder",
        "import shutil; shutil.rmtree(os.getcwd())\nreturn ok(environ, start_response)",
    ),
)
_AT_IMPORT = (
    ("does not exist", "", "no_such:app"),
    ("has no such name", "x = 1", "odd:app"),
    ("fails at import", "raise RuntimeError('broken')", "odd:app"),
    ("exits at import", "import sys; sys.exit(0)", "odd:app"),
    ("raises a BaseException at import", "raise type('B', (BaseException,), {})", "odd:app"),
    ("has a syntax error", "def app(:", "odd:app"),
    ("cannot be called", "app = 7", "odd:app"),
    ("has an ASGI application", "async def app(scope, receive, send): pass", "odd:app"),
    ("calls os._exit(0) at import", "import os; os._exit(0)", "odd:app"),
    ("never ends its import", "import time; time.sleep(10_000)", "odd:app"),
    ("replaces itself", "import sys; sys.modules[__name__] = None", "odd:app"),
    (
        "raises an exception whose text fails at import",
        "class M(Exception):\n    def __str__(self): raise RuntimeError\nraise M",
        "odd:app",
    ),
    ("is named twice", "app = 1", "odd:app:app"),
    ("has NUL bytes", "x = 1\\0", "odd:app"),
)

_OWN = """
import os, sys, time
from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpResponse
OK = HttpResponse(200, (("Content-Type", "application/json"),), b"{}")
class Own:
    kind, address, base_url = "own", "own", "http://127.0.0.1:1"
    def send(self, request):
        return OK
    def close(self):
        pass
"""
_METHODS = (
    ("never returns from send", "def send(self, r): time.sleep(10_000)"),
    ("calls os._exit(0) in send", "def send(self, r): os._exit(0)"),
    ("returns None from send", "def send(self, r): return None"),
    ("fails in an unknown way", "def send(self, r): raise TransportFailure('odd', 'x' * 10**6)"),
    ("answers a status far off", "def send(self, r): return HttpResponse(-10**9, (), b'')"),
    ("answers headers of numbers", "def send(self, r): return HttpResponse(200, ((1, 2),), b'')"),
    ("answers headers that are None", "def send(self, r): return HttpResponse(200, None, b'')"),
    ("answers 100 MB", "def send(self, r): return HttpResponse(200, (), b' ' * 10**8)"),
    ("never returns from close", "def close(self): time.sleep(10_000)"),
    ("exits in close", "def close(self): sys.exit(0)"),
    ("calls os._exit(0) in close", "def close(self): os._exit(0)"),
    ("never says its lines", "def site_of(self, o, r): time.sleep(10_000)"),
    ("exits when asked for its lines", "def site_of(self, o, r): sys.exit(0)"),
    ("never gets ready", "def __init__(self): time.sleep(10_000)"),
    ("exits while it gets ready", "def __init__(self): sys.exit(0)"),
    ("has a base URL of a megabyte", "base_url = 'http://127.0.0.1:1/' + 'x' * 10**6"),
)  # fmt: skip


def written(text: str) -> Prepare:
    """The module of an app in the folder of the trial."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "odd.py").write_text(text, encoding="utf-8")
        yield {}

    return prepare


def reports_beside_the_app(folder: Path, outcome: Outcome) -> Iterable[str]:
    """Relative paths of reports mean the folder in which the command was started."""
    if outcome.status in (0, 1, 3) and not (folder / "r.json").exists():
        yield "r.json is not in the folder of the command"


def _of(app: App) -> Trial:
    body = "".join(f"    {line}\n" for line in app.body.split("\n"))
    return Trial(
        _FAMILY,
        f"an app that {app.name}",
        ("server", "mq", "--wsgi", "odd:app", *_FEW, *_REPORTS),
        Expected(app.statuses, app.says, seconds=90, peak_mb=1_500),
        written(_APP + body),
        inspect=reports_beside_the_app,
        before=app.before,
        waits=app.waits,
        preloaded=True,
    )


def _of_methods(name: str, method: str) -> Trial:
    return Trial(
        _FAMILY,
        f"a target of a user's own that {name}",
        ("server", "mq", "--target", "odd:Own", *_FEW, *_REPORTS),
        Expected(ends(1, 2, 3), seconds=90, peak_mb=1_500),
        written(f"{_OWN}    {method}\n"),
        inspect=reports_beside_the_app,
        waits="sleep" in method,
        preloaded=True,
    )


TRIALS = (
    *map(_of, APPS),
    *(_of_methods(*each) for each in _METHODS),
    *(
        Trial(
            _FAMILY,
            f"a module that {name}",
            ("server", "mq", "--wsgi", target, *_FEW),
            Expected(ends(2), seconds=90),
            written(text),
            preloaded=True,
        )
        for name, text, target in _AT_IMPORT
    ),
)
