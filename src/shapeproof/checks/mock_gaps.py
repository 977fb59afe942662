"""What a mock in a user's tests lacks, and where it fails itself: one finding each, no error.

The code under test got an answer that AWS does not give. What the answer looks like says nothing
about the code, so nothing else is judged.
"""

from __future__ import annotations

import re

from shapeproof.checks import texts
from shapeproof.checks.availability import NotAvailable, Presence, presence, wordless_page
from shapeproof.checks.interface import Observation, ObservedCall
from shapeproof.checks.responses import ServerError
from shapeproof.exchange import Finding, Severity, Text

_MEANT_OTHERWISE = frozenset(
    {"methodnotallowed", "operationnotsupported", "unsupportedaction", "unsupportedoperation"}
)
"""Codes with which AWS refuses an operation for one resource or in one state."""
_NO_ROUTE = re.compile(
    r"(?:404:?\s*)?(?:page |route |resource )?not found|not yet implemented|cannot [A-Z]+ /\S*"
    r'|\{\s*"detail"\s*:\s*"not found"\s*\}',
    re.IGNORECASE,
)
"""The whole body of a 404 of web frameworks that have no such route."""
_MOST = 200


def lacks_operation(seen: Observation) -> bool:
    """Whether an answer says that whatever gives it does not have the operation."""
    response = seen.exchange.response
    if response is None or seen.exchange.accepted:
        return False
    said = seen.codec.decode_error(response)
    code = re.sub(r"(exception|error|fault)$", "", (said.code or "").lower())
    if code in _MEANT_OTHERWISE and response.status != 501:
        return False
    if presence(seen) is Presence.ABSENT or _knows_no_path(seen, said.message or ""):
        return True
    if response.status != 404 or said.code is not None or seen.operation.http.method == "HEAD":
        return False
    text = response.body[: 20 * _MOST].decode("utf-8", "replace").strip()
    is_page = text.lower().startswith(("<!doctype html", "<html", "<h1"))
    return is_page or (len(text) <= _MOST and _NO_ROUTE.fullmatch(text) is not None)


_UNKNOWN = re.compile(
    r"\b(?:unknown|unsupported|unrecogni[sz]ed|unhandled|no such|invalid)\b[^.:]{0,40}"
    r"\b(?:path|route|endpoint|url|uri)\b",
    re.IGNORECASE,
)


def _knows_no_path(seen: Observation, message: str) -> bool:
    """Whether a message says of the path of the request that nothing is there."""
    path = seen.exchange.request.target.partition("?")[0]
    return len(path) > 1 and path in message and _UNKNOWN.search(message) is not None


def crashed(seen: Observation) -> bool:
    """Whether an answer is what a web framework makes of an exception of the mock.

    An error of the service with the status 500 has a code, and a gateway another status.
    """
    response = seen.exchange.response
    if response is None or response.status != 500:
        return False
    return wordless_page(seen) is not None or _TRACEBACK in response.body


_TRACEBACK = b"Traceback (most recent call last)"


def crash_finding(seen: ObservedCall) -> Finding:
    """One finding for an operation whose mock has crashed."""
    said = texts.mock_failed(texts.answer_of(seen.exchange), "")
    return seen.finding(ServerError.name, Severity.WARNING, "answer", "crash", said)


def lacking_finding(seen: ObservedCall, answer: Text | None = None) -> Finding:
    """One finding for an operation that the mock does not have."""
    said = texts.not_implemented(answer or texts.answer_of(seen.exchange))
    return seen.finding(NotAvailable.name, Severity.WARNING, "operation", "available", said)


def failure_finding(seen: ObservedCall, kind: str, message: str, where: str) -> Finding:
    """One finding for an exception of the mock itself, at a line of it."""
    file = where.rpartition(":")[0]
    return seen.finding(
        ServerError.name, Severity.WARNING, "answer", f"{kind} in {file}",
        texts.mock_failed(texts.mock_said(kind, message), where),
    )  # fmt: skip
