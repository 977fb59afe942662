"""Commands that are to start a server again, and addresses that are to reset it, of any kind."""

from __future__ import annotations

from .interface import Expected, Trial, ends
from .raw_server import die, from_request, hang, raw, reset, server

_FAMILY = "restarts and resets"
_ok = raw(
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", close=False
)
_FAILS = raw(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", close=False)
_GARBAGE = raw(b"\0\1\2\r\n\r\n")
_RUN = ("server", "mq", "{url}", "--operation", "*Tags", "--phases", "coverage", "--seed", "1")
_UNUSABLE = "target unusable|time limit|time"
_COMMANDS = (
    ("ends at once", "true", _UNUSABLE),
    ("fails with words", "sh -c 'echo no licence >&2; exit 7'", "status 7.*no licence"),
    ("ends itself by a signal", "sh -c 'kill -9 $$'", "target unusable"),
    ("forks and ends", "sh -c 'sleep 6 & exit 0'", _UNUSABLE),
    ("ignores SIGTERM", "sh -c 'trap \"\" TERM; while :; do sleep 1; done'", _UNUSABLE),
    ("starts children", "sh -c 'sleep 1000 & sleep 1000 & wait'", _UNUSABLE),
    ("writes what is no text", "sh -c 'head -c 100000 /dev/urandom; exit 1'", "status 1"),
    ("writes without an end", "cat /dev/zero", _UNUSABLE),
    ("stops itself", "sh -c 'kill -STOP $$'", _UNUSABLE),
)
_BEFORE = dict.fromkeys(("ignores SIGTERM", "stops itself"), "it was left running")
_RESETS = (
    ("never answers", hang, "timeout|no complete answer"),
    ("fails", _FAILS, "is answered with 500"),
    ("resets the connection", reset, "reset"),
    ("answers what is no HTTP", _GARBAGE, "garbage|HTTP"),
    ("ends the server", die, "--reset-url|reset|refused|cannot"),
)


def _restart(name: str, command: str, says: str) -> Trial:
    return Trial(
        _FAMILY,
        f"a command to start the server again that {name}",
        (*_RUN, "--time-limit", "3", "--max-requests", "60", "--restart-cmd", command),
        Expected(ends(3), (says,), seconds=60),
        server(from_request(20, _ok, die)),
        before=_BEFORE.get(name, ""),
    )


TRIALS = (
    *(_restart(*each) for each in _COMMANDS),
    *(
        Trial(
            _FAMILY,
            f"an address to reset the server that {name}",
            (*_RUN, "--time-limit", "3", "--reset-url", "{url}/reset"),
            Expected(ends(2), (says,), seconds=60),
            server(answer),
            preloaded=True,
        )
        for name, answer, says in _RESETS
    ),
    Trial(
        _FAMILY,
        "an address to reset the server at which nothing listens",
        (*_RUN, "--time-limit", "3", "--reset-url", "http://127.0.0.1:1/reset"),
        Expected(ends(2), ("127.0.0.1:1",), seconds=60),
        server(_ok),
        preloaded=True,
    ),
)
