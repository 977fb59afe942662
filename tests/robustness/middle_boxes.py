"""Servers behind proxies, firewalls and caches, and replicas whose states differ.

Each is a mock that works; what stands before it changes some of the answers.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .boxed_server import Answers, Box, Reply, Request, mock, page, refusal, served
from .interface import TRACES, Expected, Inspect, Outcome, Trial, ends, nothing_wrong

_FAMILY = "middle boxes"


def from_request(count: int, then: Reply) -> Answers:
    """The mock, and another answer from some request on."""
    return lambda box, request: box.mock(request) if request.number < count else then


def every(count: int, then: Reply) -> Answers:
    """The mock, and another answer now and then."""
    return lambda box, request: then if request.number % count == 0 else box.mock(request)


def _banned(box: Box, request: Request) -> Reply:
    if box.kept.get("faults", 0) >= 3:
        return page(403, "Forbidden")
    reply = box.mock(request)
    box.kept["faults"] = box.kept.get("faults", 0) + (reply.status == 400)
    return reply


def _limited(box: Box, request: Request) -> Reply:
    if len(request.body) > 1024:
        return page(413, "Request Entity Too Large")
    return page(414, "URI Too Long") if len(request.target) > 300 else box.mock(request)


def _by_chance(box: Box, request: Request) -> Reply:
    chance = box.kept.setdefault("chance", random.Random(5))
    fails = chance.random() < 0.1
    return Reply(500, b'{"message": "deadlock found"}') if fails else box.mock(request)


def _cached(box: Box, request: Request) -> Reply:
    if request.method != "GET":
        return box.mock(request)
    kept: Reply | None = box.kept.get(request.target)
    return kept or _remembered(box, request, request.target)


def _crossed(box: Box, request: Request) -> Reply:
    """Answers of a path are kept, whatever its method and body."""
    kept: Reply | None = box.kept.get(request.path)
    return kept or _remembered(box, request, request.path)


def _remembered(box: Box, request: Request, key: str) -> Reply:
    reply = box.kept[key] = box.mock(request)
    return reply


def _rewritten(box: Box, request: Request) -> Reply:
    path = re.sub("/+", "/", unquote(request.path)).encode("ascii", "replace").decode()
    return box.mock(Request(request.number, request.method, path, request.headers, request.body))


def _lower(box: Box, request: Request) -> Reply:
    target = request.target.lower()
    return box.mock(Request(request.number, request.method, target, request.headers, request.body))


def _replicas(box: Box, request: Request) -> Reply:
    other = box.kept.setdefault("other", mock())
    return (other if request.number % 2 else box.mock)(request)


def _full(box: Box, request: Request) -> Reply:
    made = box.kept["made"] = box.kept.get("made", 0) + (request.method == "POST")
    is_full = made > 12 and request.method == "POST"
    return refusal(507, "InsufficientStorage") if is_full else box.mock(request)


def _enveloped(box: Box, request: Request) -> Reply:
    reply = box.mock(request)
    body = {"statusCode": reply.status, "body": reply.body.decode(), "isBase64Encoded": False}
    return Reply(200, json.dumps(body).encode())


def _single_page(box: Box, request: Request) -> Reply:
    reply = box.mock(request)
    return page(200, "App") if reply.status == 404 else reply


def _other_errors(box: Box, request: Request) -> Reply:
    reply = box.mock(request)
    return page(reply.status, "Error") if reply.status >= 400 else reply


def recoded(encoding: str, first: bytes = b"") -> Answers:
    """Bodies in another encoding."""

    def answer(box: Box, request: Request) -> Reply:
        reply = box.mock(request)
        body = first + reply.body.decode().encode(encoding) if reply.body else b""
        return Reply(reply.status, body, reply.headers)

    return answer


_MOST = ("--seed", "1", "--time-limit", "8", "--report", "json=r.json")
_RUN = ("server", "mq", "{url}", "--operation", "*Configuration", "--operation",
        "ListConfigurations", "--phases", "coverage", "--max-requests", "150", *_MOST)  # fmt: skip


def sure_findings(folder: Path) -> list[Mapping[str, Any]]:
    """The findings of severity error in a trial's report."""
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    return [each for each in report["findings"] if each["severity"] == "error"]


def blames_no_request(folder: Path, _outcome: Outcome) -> Iterable[str]:
    """Failures by chance name no member of a request."""
    for each in sure_findings(folder):
        if each["check"] == "server_error" and each["constraint"] != "not again":
            yield f"blames {each['operation']} {each['where']} for a failure by chance"


def _trial(
    name: str,
    answers: Answers,
    *says: str,
    statuses: tuple[int, ...] = (1, 3),
    run: tuple[str, ...] = _RUN,
    before: str = "",
    inspect: Inspect = nothing_wrong,
    threads: bool = True,
) -> Trial:
    expected = Expected(ends(*statuses), says, (*TRACES, "Steps leading up"), seconds=60)
    return Trial(
        _FAMILY, name, run, expected, served(answers, threads=threads), before=before,
        inspect=inspect, preloaded=True,
    )  # fmt: skip


_GIVEN_UP = r"target unusable: \d+ requests in a row were answered with {}"
_CONFORMS = "went on for 3,400 requests, then 'conforms', exit 0"
_RETRY = ("Retry-After", "3600")


def shut_out(name: str, then: Reply, words: str, before: str = _CONFORMS) -> Trial:
    """A server that answers all alike from some request on."""
    return _trial(name, from_request(60, then), _GIVEN_UP.format(words), statuses=(3,),
                  before=before)  # fmt: skip


_EXPIRED = refusal(403, "ExpiredTokenException")
_SIGN_IN = page(302, "Sign in", ("Location", "https://login.example.com/"))
_BAD_GATEWAY = page(502, "502 Bad Gateway")
TRIALS = (
    shut_out("credentials that expire", _EXPIRED, "status 403 ExpiredTokenException"),
    shut_out("a session that expires: 401", refusal(401, "Unauthorized"), "status 401"),
    shut_out("a limit of requests for an hour", refusal(429, "TooMany", _RETRY), "status 429"),
    shut_out("a session that expires: redirects to sign in", _SIGN_IN, "status 302"),
    shut_out("a session that expires: a page to sign in", page(200, "Sign in"), "a page of HTML"),
    shut_out("a proxy that loses its server for good", _BAD_GATEWAY, "status 502"),
    _trial("a firewall that bans who sends faults", _banned, _GIVEN_UP.format("status 403"),
           statuses=(3,), before="1,959 requests, most answered with the ban"),
    _trial("a portal that answers all with a page", from_request(0, page(200, "Sign in")),
           "the body cannot be read"),
    _trial("a sign-in that redirects all", from_request(0, _SIGN_IN), "nothing could be checked",
           statuses=(2,)),
    _trial("a proxy that loses its server now and then", every(9, _BAD_GATEWAY),
           inspect=blames_no_request, before="blamed members for it: 18 errors"),
    _trial("a server that fails by chance, one time in ten", _by_chance,
           "now and then", inspect=blames_no_request, before="sure findings"),
    _trial("a proxy that refuses long bodies and URLs", _limited),
    _trial("a cache that does not see changes", _cached),
    _trial("a cache that answers each method of a path alike", _crossed),
    _trial("a proxy that decodes paths and merges slashes", _rewritten),
    _trial("a proxy that makes paths lower-case", _lower),
    _trial("two replicas that do not share their state", _replicas),
    _trial("a server that is full after twelve resources", _full),
    _trial("a gateway that puts answers into an envelope", _enveloped, "no client finds"),
    _trial("a single-page app for what is not found", _single_page, "the body cannot be read"),
    _trial("a proxy with error pages of its own", _other_errors, "the body cannot be read"),
    _trial("bodies in UTF-16", recoded("utf-16"), "not UTF-8"),
    _trial("bodies with a byte order mark", recoded("utf-8", b"\xef\xbb\xbf")),
    _trial("bodies that begin with a guard against scripts", recoded("utf-8", b")]}',\n"),
           "the body cannot be read"),
    _trial("a server with one thread, and eight workers", lambda box, request: box.mock(request),
           run=(*_RUN, "--workers", "8"), threads=False, statuses=(0, 3)),
)  # fmt: skip
