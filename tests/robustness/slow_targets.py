"""Targets that become slow, wrong or silent in one part of a run only, in the process and served.

Each part has a budget of its own: the search for base requests, set-up, cases, walks, drawing,
shrinking, and what confirms a finding.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from .interface import Expected, Outcome, Prepare, Trial, ends
from .raw_server import die, from_request, raw, server

_FAMILY = "slow targets"
_LIMIT = 4.0
_LEEWAY = 5.0
"""Seconds that a run may take after its limit: the request under way, findings, a busy machine."""
_APP = """
import time
from shapeproof.mock import any_app
MOCK = any_app("mq")
SEEN = {"count": 0, "failed": False, "last": None}
def app(environ, start_response):
    SEEN["count"] += 1
    number, method = SEEN["count"], environ["REQUEST_METHOD"]
    size = int(environ.get("CONTENT_LENGTH") or 0)
    answer = []
    body = b"".join(MOCK(environ, lambda *given: answer.append(given)))
    status, headers = answer[0][:2]
    code = int(status[:3])
    crash = "500 Internal Server Error", [("Content-Type", "text/plain")], b"KeyError: 'x'"
    hang = lambda: time.sleep(120)
    %s
    start_response(status, headers)
    return [body]
"""


@dataclass(frozen=True)
class Slow:
    """What goes wrong in which part: statements of the app, and the phases of the run."""

    name: str
    does: str
    phases: str = "coverage,fuzz,stateful"
    statuses: frozenset[int] = ends(1, 2, 3)


_SLOW = (
    Slow("in its second request", "if number > 1: hang()"),
    Slow("from the 10th request on", "if number > 9: hang()"),
    Slow("from the 100th request on", "if number > 99: hang()"),
    Slow("in the search, for what it accepts", "if code < 300: hang()"),
    Slow("in reads", "if method == 'GET' and number > 5: hang()"),
    Slow("in set-up", "if method == 'POST' and number > 5: hang()"),
    Slow("in removals", "if method == 'DELETE': hang()"),
    Slow("for invalid requests", "if code >= 400 and number > 20: hang()", "coverage"),
    Slow("for long requests", "if size > 120 and number > 20: hang()", "coverage"),
    Slow("in drawing", "if number > 60: hang()", "fuzz"),
    Slow("in walks", "if number > 40: hang()", "stateful"),
    Slow("in every third request", "if number % 3 == 0: hang()"),
    Slow(
        "in shrinking",
        "if SEEN['failed']: hang()\n"
        "if size > 90 and number > 30: SEEN['failed'] = True; status, headers, body = crash",
        "fuzz",
    ),
    Slow(
        "where a crash is confirmed",
        "if SEEN['failed']: hang()\n"
        "if code >= 400 and number > 30: SEEN['failed'] = True; status, headers, body = crash",
        "coverage",
    ),
    Slow("more and more", "time.sleep(number * 0.01)"),
)
_WRONG = (
    Slow("fails every second time", "if number % 2: status, headers, body = crash"),
    Slow("fails every tenth time", "if number % 10 == 0: status, headers, body = crash"),
    Slow(
        "answers each request as the one before",
        "SEEN['last'], mine = (status, headers, body), SEEN['last']\n"
        "status, headers, body = mine or SEEN['last']",
    ),
    Slow("accepts all from the 50th request on", "if number > 50: status = '200 OK'"),
    Slow("throttles from the 50th request on", "if number > 50: status = '429 Too Many Requests'"),
    Slow("is unavailable from the 50th request on", "if number > 50: status = '503 Busy'"),
)


def app_text(slow: Slow) -> str:
    """The module of an app."""
    return _APP % slow.does.replace("\n", "\n    ")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _in_process(slow: Slow) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "slow.py").write_text(app_text(slow), encoding="utf-8")
        yield {}

    return prepare


def _served(slow: Slow) -> Prepare:
    @contextmanager
    def prepare(_folder: Path) -> Iterator[Mapping[str, str]]:
        names: dict[str, Any] = {}
        exec(compile(app_text(slow), "slow.py", "exec"), names)
        with make_server("127.0.0.1", 0, names["app"], _Server, _Silent) as serving:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            try:
                yield {"url": f"http://127.0.0.1:{serving.server_port}"}
            finally:
                serving.shutdown()

    return prepare


def ended_in_time(folder: Path, _outcome: Outcome) -> Iterable[str]:
    """The run ends soon after its limit, by its own clock."""
    path = folder / "r.json"
    seconds = json.loads(path.read_text(encoding="utf-8"))["seconds"] if path.exists() else 0
    if seconds > _LIMIT + _LEEWAY:
        yield f"the run took {seconds} s, its limit is {_LIMIT} s"


_RUN = ("--operation", "*Configuration*", "--seed", "1", "--report", "json=r.json")
_LIMITED = (*_RUN, "--time-limit", f"{_LIMIT:g}")
_IN_PROCESS, _SERVED = ("server", "mq", "--wsgi", "slow:app"), ("server", "mq", "{url}")


def _trial(slow: Slow, *, served: bool, says: tuple[str, ...] = ()) -> Trial:
    target, how = (_SERVED, "a server") if served else (_IN_PROCESS, "an app")
    return Trial(
        _FAMILY,
        f"{how} that hangs {slow.name}" if slow in _SLOW else f"{how} that {slow.name}",
        (*target, *_LIMITED, "--phases", slow.phases),
        Expected(slow.statuses, says, seconds=60),
        (_served if served else _in_process)(slow),
        inspect=ended_in_time,
        waits=slow in _SLOW,
        preloaded=True,
    )


def _without_limit(slow: Slow, *, served: bool) -> Trial:
    target, how = (_SERVED, "a server") if served else (_IN_PROCESS, "an app")
    return Trial(
        _FAMILY,
        f"{how} that hangs {slow.name}, without a time limit",
        (*target, *_RUN),
        Expected(ends(2, 3), ("target unusable",), seconds=200),
        (_served if served else _in_process)(slow),
        waits=True,
        long=True,
        preloaded=True,
        before="1,523 time-outs of 10 s, 4.2 h" if served else "no limit held",
    )


_GONE = "target gone: it accepts no connection any more since a request of"
_ok = raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
          close=False)  # fmt: skip
_TAGS = ("server", "mq", "{url}", "--operation", "*Tags", "--seed", "1", "--time-limit", "4")


def _dying(
    name: str,
    says: tuple[str, ...],
    *statuses: int,
    back_after: float | None = None,
    options: tuple[str, ...] = (),
) -> Trial:
    return Trial(
        _FAMILY,
        f"a server that dies {name}",
        (*_TAGS, "--max-requests", "80", *options),
        Expected(ends(*statuses), says, seconds=60),
        server(from_request(50, _ok, _dead_once()), back_after=back_after),
        before="the run did not say after which request" if _GONE in says else "",
        preloaded=not options,  # what a restart command leaves is in a session of its own
    )


def _dead_once() -> Any:
    """Die at the first request, and answer the others."""
    deaths: list[int] = []

    def answer(connection: Any, number: int) -> None:
        if not deaths:
            deaths.append(number)
            die(connection, number)
        _ok(connection, number)

    return answer


_DEATHS = (
    _dying("for good", (_GONE,), 3),
    _dying("for good under another engine", (_GONE,), 3,
           options=("--engine", "schemathesis", "--time-limit", "20")),
    _dying("and is back at once", (), 1, 3, back_after=0.0),
    _dying("and is back after a second", (), 1, 3, back_after=1.0),
    _dying("while the command that starts it again hangs", ("target unusable|time",), 3,
           options=("--restart-cmd", "sleep 1000")),
    _dying("while the command that starts it again fails", ("target unusable",), 3,
           options=("--restart-cmd", "false")),
    _dying("while the command that starts it again is not there", ("cannot be run",), 3,
           options=("--restart-cmd", "/no/such/command")),
    _dying("while the command that starts it again floods", ("target unusable|time",), 3,
           options=("--restart-cmd", "yes")),
)  # fmt: skip

TRIALS = (
    _without_limit(Slow("from the 40th request on", "if number > 39: hang()"), served=True),
    _without_limit(Slow("from the 40th request on", "if number > 39: hang()"), served=False),
    *(_trial(each, served=number % 3 == 0) for number, each in enumerate(_SLOW)),
    *(_trial(each, served=number % 2 == 0) for number, each in enumerate(_WRONG)),
    *_DEATHS,
)
