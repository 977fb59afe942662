"""Notices a target that answers, but lets nobody in any more.

A session may expire, a firewall may ban the sender, a limit of requests may be used up, a proxy may
have lost the server behind it. Then each request is refused alike, invalid ones included: a run
would go on, and would find that all faults are refused.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from shapeproof.exchange import Exchange, HttpResponse

MOST_ALIKE = 30
"""After so many answers in a row that may mean it, requests that were accepted are sent again."""
_OPERATIONS = 3
"""They must be answers to so many operations, or to all that were called."""
_KEPT = 4
"""Accepted requests that are kept, each of another operation."""
_PAUSES = (0.0, 0.5, 1.0, 2.0)
"""Seconds before each attempt, where the answer says that it may pass."""
_MOST_READ = 1_000
_DENIED = frozenset({401, 403, 407})
_PASSING = frozenset({429, 500, 502, 503, 504, 507})
_PAGE = (b"<!doctype html", b"<html")
_ERROR_CODE = re.compile(
    rb'"(?:__type|[cC]ode)"\s*:\s*"(?:[\w.]{1,80}#)?(\w{1,80})"|<Code>(\w{1,80})</Code>'
)
_OF_THE_CALLER = re.compile(
    r"Expired|Throttl|TooManyRequests|RequestLimitExceeded|UnrecognizedClient|InvalidClientToken"
    r"|AccessDenied|NotAuthorized|Unauthorized"
)
_CODE_FIELD = "x-amzn-errortype"


@dataclass(frozen=True)
class Denial:
    """An answer that may say nothing about the request; ``passes`` says that it may do so later."""

    text: str
    passes: bool


def denial_in(response: HttpResponse) -> Denial | None:
    """What an answer says that may hold for every request; None where it answers this one."""
    status = response.status
    if status in _DENIED or status in _PASSING:
        return Denial(_with_code(f"status {status}", response), status in _PASSING)
    if 300 <= status < 400:
        return Denial(f"status {status}, a redirect", passes=False)
    if status == 200 and response.body[:_MOST_READ].lstrip().lower().startswith(_PAGE):
        return Denial("a page of HTML (status 200)", passes=False)
    if status == 400:
        text = _with_code("status 400", response)
        return Denial(text, "hrottl" in text) if _OF_THE_CALLER.search(text) else None
    return None


def _with_code(text: str, response: HttpResponse) -> str:
    for name, value in response.headers:
        if name.lower() == _CODE_FIELD and re.fullmatch(r"[\w.#]{1,80}", value.split(":")[0]):
            return f"{text} {value.split(':')[0].rpartition('#')[2]}"
    found = _ERROR_CODE.search(response.body[:_MOST_READ])
    return f"{text} {(found[1] or found[2]).decode()}" if found else text


@dataclass
class ShutOut:
    """Counts answers that are alike, and remembers requests that were accepted.

    Threads may share it.
    """

    sleep: Callable[[float], None] = time.sleep
    most: int = MOST_ALIKE
    _denial: Denial | None = None
    _count: int = 0
    _operations: set[str] = field(default_factory=set)
    _called: set[str] = field(default_factory=set)
    _accepted: dict[str, Exchange] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, exchange: Exchange, response: HttpResponse) -> bool:
        """Take note of an answer: whether it is time to ask ``is_over``."""
        denial = denial_in(response)
        with self._lock:
            self._called.add(exchange.operation)
            if denial is None:
                self._denial, self._count = None, 0
                self._operations.clear()
                if response.status < 300:
                    self._accepted.pop(exchange.operation, None)
                    self._accepted[exchange.operation] = exchange
                    if len(self._accepted) > _KEPT:
                        del self._accepted[next(iter(self._accepted))]
                return False
            if denial != self._denial:
                self._denial, self._count = denial, 0
                self._operations.clear()
            self._count += 1
            self._operations.add(exchange.operation)
            enough = len(self._operations) >= min(_OPERATIONS, len(self._called))
            return self._count >= self.most and enough and bool(self._accepted)

    def is_over(self, send: Callable[[Exchange], HttpResponse | None]) -> str | None:
        """Why the target is to be given up, in words; None where it answers some request.

        Sends what was accepted before once more. Where it is answered in another way, the next
        question comes after twice as many answers.
        """
        with self._asking:
            with self._lock:
                denial, count = self._denial, self._count
                accepted = list(self._accepted.values())
            if denial is None or count < self.most:
                return None  # another thread has asked
            for pause in _PAUSES if denial.passes else _PAUSES[:1]:
                self.sleep(pause)
                if not all(_is_denied(send(each)) for each in accepted):
                    with self._lock:
                        self._count, self.most = 0, self.most * 2
                    return None
            return (
                f"{count} requests in a row were answered with {denial.text}, "
                "and so are requests that it had accepted before"
            )


def _is_denied(response: HttpResponse | None) -> bool:
    return response is not None and denial_in(response) is not None
