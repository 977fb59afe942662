"""Drivers that answer late, twice, wrongly or for ever, and that leave processes behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import TRACES, Expected, Prepare, Trial, ends
from .user_code import status_is_meant, written

_DRIVER = """
import json, os, signal, subprocess, sys, threading, time, urllib.request
from urllib.parse import quote
COUNT = 0
def say(document):
    sys.stdout.write(json.dumps(document) + "\\n")
    sys.stdout.flush()
def answered(call):
    url = os.environ["SHAPEPROOF_ENDPOINT"] + "/things/" + quote(call["params"]["Name"], safe="")
    try:
        output = json.load(urllib.request.urlopen(url, timeout=5))
    except urllib.error.HTTPError as error:
        code = error.headers.get("x-amzn-errortype", "").partition(":")[0]
        return {"id": call["id"], "ok": False,
                "error": {"kind": "service", "code": code, "status": error.code}}
    except (OSError, ValueError) as error:
        said = {"kind": "transport", "message": str(error)}
        return {"id": call["id"], "ok": False, "error": said}
    return {"id": call["id"], "ok": True, "output": output}
def good(call):
    say(answered(call))
BEFORE
for line in sys.stdin:
    call = json.loads(line)
    COUNT += 1
DEED
AFTER
"""
_ODD = (2, 3)
"""It breaks down: as a finding of a bounded run, or so early that nothing can be checked."""


@dataclass(frozen=True)
class Driver:
    """What a driver does for each call, before the first and after the last.

    ``says`` is what the command has to say of it, ``limit`` the time limit of its run; ``idle``
    says that it is waited for.
    """

    name: str
    deed: str = "good(call)"
    before: str = ""
    after: str = ""
    statuses: tuple[int, ...] = _ODD
    says: str = ""
    idle: bool = False
    limit: int = 60


_LATE = "no answer|does not answer in time"
_FINE = (3,)
"""Only the bound on requests ends the run."""
DRIVERS = (
    Driver("exits with 0 at once", before="sys.exit(0)", statuses=(2,), says="status 0"),
    Driver("raises at start-up", before="raise RuntimeError('no configuration')", statuses=(2,),
           says="no configuration"),
    Driver("prints and calls os._exit(0) at start-up",
           before="os.write(2, b'no licence'); os._exit(0)", statuses=(2,), says="no licence"),
    Driver("exits with 0 at each call", "sys.exit(0)", says="status 0"),
    Driver("exits with 0 at the third call", "if COUNT > 2: sys.exit(0)\ngood(call)",
           says="status 0"),
    Driver("ends itself by SIGKILL", "os.kill(os.getpid(), signal.SIGKILL)", says="SIGKILL"),
    Driver("ends itself by SIGSEGV", "os.kill(os.getpid(), signal.SIGSEGV)", says="SIGSEGV"),
    Driver("calls os._exit(1)", "os._exit(1)", says="status 1"),
    Driver("never answers", "time.sleep(10_000)", says=_LATE, idle=True),
    Driver("never answers from the third call on", "if COUNT > 2: time.sleep(10_000)\ngood(call)",
           statuses=_FINE, says=_LATE, idle=True, limit=20),
    Driver("answers late", "time.sleep(0.6)\ngood(call)", statuses=_FINE, idle=True),
    Driver("answers a byte each tenth of a second",
           "for each in json.dumps(answered(call)) + '\\n':\n"
           "    os.write(1, each.encode())\n    time.sleep(0.1)", statuses=_ODD, idle=True,
           limit=6),
    Driver("answers twice", "found = answered(call)\nsay(found)\nsay(found)",
           says="after its answer|one line"),
    Driver("answers with another id", "call['id'] += 1\ngood(call)", says="id"),
    Driver("answers with a text as id", "call['id'] = 'x'\ngood(call)", says="id"),
    Driver("answers with true as id", "call['id'] = True\ngood(call)", says="id"),
    Driver("answers without an id", "say({'ok': True, 'output': {}})", says="no id"),
    Driver("answers the call before", "call['id'] -= 1\ngood(call)", says="id"),
    Driver("answers a list", "say([1, 2, 3])", says="not a JSON object"),
    Driver("answers what is no JSON", "print('hello', flush=True)", says="not JSON"),
    Driver("prints a banner first", before="print('Listening ...', flush=True)", says="not JSON"),
    Driver("answers bytes", "os.write(1, bytes(range(128, 256)) + b'\\n')", says="not UTF-8"),
    Driver("answers NaN", "print('{\"id\": %d, \"ok\": NaN}' % call['id'], flush=True)"),
    Driver("answers a lone surrogate",
           "say({'id': call['id'], 'ok': True, 'output': {'Name': '\\ud800'}})"),
    Driver("answers a number of 10,000 digits",
           "print('{\"id\": ' + '9' * 10_000 + '}', flush=True)"),
    Driver("answers an output 900 levels deep",
           "say({'id': call['id'], 'ok': True,"
           " 'output': {'Name': json.loads('[' * 900 + ']' * 900)}})"),
    Driver("answers brackets without an end", "print('[' * 1_000_000, flush=True)"),
    Driver("answers with 50 MB", "print('y' * 50_000_000, flush=True)"),
    Driver("answers without an end of the line", "while True: os.write(1, b'y' * 65536)",
           says="without an end"),
    Driver("answers blank lines for ever", "while True: os.write(1, b'\\n' * 65536)"),
    Driver("ends its lines with CR LF",
           "sys.stdout.write(json.dumps(answered(call)) + '\\r\\n'); sys.stdout.flush()",
           statuses=_FINE),
    Driver("writes 20 MB to standard error", "if COUNT == 1: os.write(2, b'e' * 20_000_000)\n"
           "good(call)", statuses=_FINE),
    Driver("prints control characters", "say({'id': call['id'], 'ok': '\\x1b[31m\\0'})"),
    Driver("says hello in another version", before="say({'hello': 99})", statuses=(2,),
           says="version"),
    Driver("says hello before each answer", "say({'hello': 1})\ngood(call)"),
    Driver("says hello with 10,000 traits", before="say({'hello': 1, 'traits': ['x'] * 10_000})",
           statuses=_ODD),
    Driver("closes its standard output", "os.close(1)\ntime.sleep(10_000)", says="closed"),
    Driver("closes its standard input", "os.close(0)\ngood(call)"),
    Driver("reads all of its input before it answers", before="sys.stdin.read()", idle=True,
           says=_LATE),
    Driver("closes its standard error", before="os.close(2)", statuses=_FINE),
    Driver("ignores the end of its input", after="time.sleep(10_000)", statuses=_FINE, idle=True),
    Driver(
        "ignores SIGTERM and the end of its input",
        before="signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        after="time.sleep(10_000)",
        statuses=_FINE,
        idle=True,
    ),
    Driver("starts children that outlive it", before="subprocess.Popen(['sleep', '10000'])",
           statuses=_FINE),
    Driver(
        "starts a child in a session of its own",
        before="subprocess.Popen(['sleep', '10000'], start_new_session=True)",
        statuses=_FINE,
    ),
    Driver(
        "goes on in a session of its own",
        before="if os.fork(): os._exit(0)\nos.setsid()",
        statuses=_ODD,
    ),
    Driver(
        "starts a child at each call, and exits",
        "subprocess.Popen(['sleep', '10000'], stdout=subprocess.DEVNULL)\nsys.exit(1)",
    ),
    Driver(
        "leaves its pipes to a child, and exits",
        "subprocess.Popen(['sleep', '10000'])\nsys.exit(1)",
        statuses=_ODD,
        idle=True,
    ),
    Driver("stops itself", "os.kill(os.getpid(), signal.SIGSTOP)", idle=True, says=_LATE),
    Driver("signals its parent", "os.kill(os.getppid(), signal.SIGINT)\ngood(call)",
           statuses=(2, 3)),
)  # fmt: skip
COMMANDS = (
    ("does not exist", "./no-such-driver", ""),
    ("is a folder", "./own", ""),
    ("is not executable", "./driver.py", ""),
    ("has an interpreter that does not exist", "./shebang", "#!/no/such/interpreter\n"),
    ("is a script without a first line", "./shebang", "print(1)\n"),
    ("is an empty file", "./shebang", ""),
    ("is empty", "", ""),
    ("has a quote without an end", "python 'driver.py", ""),
    ("has a NUL byte in its name", "python dri\\0ver.py", ""),
    ("is another program", "cat", ""),
    ("reads nothing and ends", "true", ""),
    ("says yes for ever", "yes", ""),
)
"""Commands that are no driver, with the text of the file that they name."""


def _lines(text: str, spaces: int) -> str:
    return "\n".join(f"{' ' * spaces}{line}" for line in text.split("\n"))


def _driver_file(driver: Driver) -> Prepare:
    text = _DRIVER.replace("BEFORE", driver.before).replace("DEED", _lines(driver.deed, 4))
    return written({"driver.py": text.replace("AFTER", driver.after)})


def _command_file(text: str) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        with written({"driver.py": "", "own/x": "", "shebang": text})(folder):
            (folder / "shebang").chmod(0o755)
            yield {}

    return prepare


_CLIENT = (
    *("client", "tiny", "--contract", "tiny.json", "--phases", "coverage", "--seed", "1"),
    *("--max-requests", "6", "--call-timeout", "1", "--report", "json=r.json", "--driver"),
)


def _trial(driver: Driver) -> Trial:
    return Trial(
        "drivers",
        f"a driver that {driver.name}",
        (*_CLIENT, "python driver.py", "--time-limit", str(driver.limit)),
        Expected(
            ends(*driver.statuses),
            says=(driver.says,) if driver.says else (),
            never=(*TRACES[driver.name == "raises at start-up" :], "\x1b["),
            seconds=60,
            peak_mb=700,
        ),
        _driver_file(driver),
        inspect=status_is_meant,
        preloaded=True,
        waits=driver.idle,
    )


def _command(name: str, command: str, text: str) -> Trial:
    return Trial(
        "drivers",
        f"a command that {name}",
        (*_CLIENT, command),
        Expected(ends(2), seconds=60),
        _command_file(text),
        preloaded=True,
    )


TRIALS = (*map(_trial, DRIVERS), *(_command(*each) for each in COMMANDS))
