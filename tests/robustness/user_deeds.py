"""What code of users may do: deeds that are tried in every place where such code runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

BEFORE = """
import atexit, asyncio, ctypes, decimal, faulthandler, gc, itertools, json, locale, multiprocessing
import os, random, signal, subprocess, sys, threading, time, types, warnings, weakref
class Odd(BaseException):
    pass
class Mute(Exception):
    def __str__(self):
        raise RuntimeError
class Worse(Exception):
    def __str__(self):
        raise Odd
    __repr__ = __str__
class Kept:
    pass
KEPT = []
def deep():
    return deep()
"""
"""The beginning of each file."""


class Kind(Enum):
    """What a deed may do to the command."""

    HARMLESS = "harmless"
    """Nothing: the run ends as without it."""
    FATAL = "fatal"
    """It fails: the run cannot end as if nothing were."""
    BREAKS = "breaks"
    """It breaks a library or the process: either of them, but no defect."""


@dataclass(frozen=True)
class Deed:
    """What a function of a user does: its name and lines of Python.

    ``hangs`` says that only a limit ends it, ``mutes`` that what was printed may be lost,
    ``traces`` that Python prints a traceback that no program sees.
    """

    name: str
    lines: str
    kind: Kind = Kind.FATAL
    before: str = ""
    hangs: bool = False
    mutes: bool = False
    traces: bool = False


_HARMLESS, _BREAKS = Kind.HARMLESS, Kind.BREAKS
CORE = (
    Deed("raises an exception", "raise ValueError('broken')"),
    Deed("raises a BaseException", "raise Odd('x')", before="exit 1"),
    Deed("raises an exception whose text fails", "raise Mute", before="exit 70"),
    Deed("calls sys.exit(0)", "sys.exit(0)"),
    Deed("calls os._exit(0)", "os._exit(0)", before="exit 0"),
    Deed("recurses without an end", "deep()"),
    Deed("never returns", "time.sleep(10_000)", before="no limit held", hangs=True),
    Deed("prints 2 MB", "print('y' * 2_000_000)", _HARMLESS, mutes=True),
    Deed("forks", "pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)", _HARMLESS),
    Deed("replaces the standard streams", "sys.stdout = sys.stderr = None", _HARMLESS, mutes=True),
)
"""Tried in every place."""
OTHERS = (
    Deed("raises an exception of 1 MB", "raise ValueError('x' * 1_000_000)"),
    Deed("raises an exception with control characters", "raise ValueError('a\\x1b[31m\\0b')"),
    Deed("raises an exception whose text and form raise a BaseException", "raise Worse"),
    Deed("raises KeyboardInterrupt", "raise KeyboardInterrupt"),
    Deed("raises GeneratorExit", "raise GeneratorExit"),
    Deed("raises StopIteration", "raise StopIteration"),
    Deed("raises a group of exceptions", "raise ExceptionGroup('g', [ValueError('a'), Mute()])"),
    Deed("calls sys.exit(1)", "sys.exit(1)"),
    Deed("raises SystemExit with a text", "raise SystemExit('bye')"),
    Deed("calls os._exit(1)", "os._exit(1)", before="exit 1"),
    Deed("calls os._exit(0) in a thread",
         "t = threading.Thread(target=os._exit, args=(0,))\nt.start()\nt.join()\ntime.sleep(1)"),
    Deed("becomes another program", "os.execv('/bin/true', ['true'])", before="exit 0"),
    Deed("raises MemoryError", "raise MemoryError"),
    Deed("raises BrokenPipeError", "raise BrokenPipeError"),
    Deed("raises OSError of a full disk", "raise OSError(28, 'No space left on device')"),
    Deed("computes without an end", "while True: pass", before="no limit held", hangs=True),
    Deed("catches everything and goes on",
         "while True:\n    try: time.sleep(1)\n    except BaseException: pass", hangs=True),
    Deed("ignores the alarm and never returns",
         "try: signal.signal(signal.SIGALRM, signal.SIG_IGN)\nexcept ValueError: pass\n"
         "time.sleep(10_000)", hangs=True),
    Deed("reads standard input", "sys.stdin.read()", _HARMLESS),
    Deed("writes 2 MB to standard error", "sys.stderr.write('y' * 2_000_000)", _HARMLESS,
         mutes=True),
    Deed("starts a thread that never ends",
         "threading.Thread(target=time.sleep, args=(10_000,)).start()", _HARMLESS),
    Deed("starts a daemon thread that prints for ever",
         "def say():\n    while True: print('z'); time.sleep(0.01)\n"
         "threading.Thread(target=say, daemon=True).start()", _HARMLESS),
    Deed("starts a thread that raises",
         "def fail(): raise Mute\nt = threading.Thread(target=fail)\nt.start()\nt.join()",
         _HARMLESS, traces=True),
    Deed("forks and lets both go on", "os.fork()", _HARMLESS, mutes=True),
    Deed("changes the working folder", "os.chdir('/')", _HARMLESS),
    Deed("closes standard output", "os.close(1)", _BREAKS, mutes=True),
    Deed("closes every file", "os.closerange(0, 256)", _BREAKS, mutes=True),
    Deed("replaces json.dumps", "import json; json.dumps = lambda *a, **k: 1 / 0", _BREAKS),
    Deed("replaces socket.socket", "import socket; socket.socket = None", _BREAKS),
    Deed("replaces builtins", "import builtins; builtins.isinstance = lambda *a: False", _BREAKS,
         mutes=True),
    Deed("replaces open and print",
         "import builtins; builtins.open = builtins.print = lambda *a, **k: 1 / 0", _BREAKS),
    Deed("replaces time.monotonic", "time.monotonic = time.time = lambda: 0.0", _BREAKS),
    Deed("makes warnings errors", "warnings.simplefilter('error')", _HARMLESS),
    Deed("lowers the limit of recursion",
         "sys.setrecursionlimit(max(80, len(__import__('inspect').stack()) + 20))", _BREAKS),
    Deed("raises the limit of recursion", "sys.setrecursionlimit(1_000_000)", _HARMLESS),
    Deed("seeds the random generator", "random.seed(0)", _HARMLESS),
    Deed("clears the environment", "os.environ.clear()", _HARMLESS),
    Deed("empties sys.path", "sys.path.clear()", _HARMLESS),
    Deed("removes modules", "sys.modules.pop('shapeproof.exchange', None)", _BREAKS),
    Deed("changes the locale", "locale.setlocale(locale.LC_ALL, 'C')", _HARMLESS),
    Deed("narrows decimals", "decimal.getcontext().prec = 1", _HARMLESS),
    Deed("stops the garbage collection", "gc.disable()", _HARMLESS),
    Deed("traces every line", "sys.settrace(lambda *a: None)", _HARMLESS),
    Deed("sets an alarm",
         "try: signal.signal(signal.SIGALRM, lambda *a: None)\nexcept ValueError: pass\n"
         "signal.alarm(1)", _HARMLESS),
    Deed("turns faulthandler on", "faulthandler.enable(file=2)", _HARMLESS),
    Deed("replaces hooks of exceptions",
         "threading.excepthook = sys.excepthook = sys.unraisablehook = lambda *a: os._exit(0)",
         _HARMLESS),
    Deed("has a function at exit that exits", "atexit.register(sys.exit, 0)", _HARMLESS),
    Deed("has a function at exit that ends the process", "atexit.register(os._exit, 0)", _HARMLESS),
    Deed("has a function at exit that never returns", "atexit.register(time.sleep, 10_000)",
         _HARMLESS),
    Deed("keeps what raises when it goes",
         "class Bad:\n    def __del__(self): raise Odd\nKEPT.append(Bad())\nBad()", _HARMLESS,
         traces=True),
    Deed("has a weak reference whose callback raises",
         "kept = Kept()\nKEPT.append(weakref.ref(kept, lambda _: 1 / 0))\ndel kept", _HARMLESS,
         traces=True),
    Deed("leaves a generator that raises when it is closed",
         "def g():\n    try: yield\n    finally: raise Odd\nleft = g()\nnext(left)\ndel left",
         _HARMLESS, traces=True),
    Deed("leaves an event loop open",
         "loop = asyncio.new_event_loop()\nKEPT.append(loop)\n"
         "loop.run_until_complete(asyncio.sleep(0))", _HARMLESS),
    Deed("starts a process and forgets it",
         "KEPT.append(subprocess.Popen(['true']))", _HARMLESS),
    Deed("spawns a process by multiprocessing",
         "p = multiprocessing.get_context('fork').Process(target=int)\np.start()\np.join()",
         _HARMLESS),
    Deed("ignores SIGTERM and SIGINT",
         "try: signal.signal(signal.SIGTERM, signal.SIG_IGN)\nexcept ValueError: pass", _HARMLESS),
    Deed("starts a new Python by multiprocessing, once",
         "if not KEPT:\n    KEPT.append(1)\n"
         "    p = multiprocessing.get_context('spawn').Process(target=int)\n"
         "    p.start()\n    p.join()\n    print('spawned', p.exitcode)", _HARMLESS),
)  # fmt: skip
"""Tried in one place or more."""
EVERY = (*CORE, *OTHERS)
"""All deeds."""
