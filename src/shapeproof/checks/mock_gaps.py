"""What a mock in a user's tests lacks, and where it fails itself: one finding each, no error.

The code under test got an answer that AWS does not give. What the answer looks like says nothing
about the code, so nothing else is judged.
"""

from __future__ import annotations

import re

from shapeproof.checks import texts
from shapeproof.checks.availability import NotAvailable, Presence, presence
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
    if presence(seen) is Presence.ABSENT:
        return True
    if response.status != 404 or said.code is not None or seen.operation.http.method == "HEAD":
        return False
    text = response.body[: 20 * _MOST].decode("utf-8", "replace").strip()
    is_page = text.lower().startswith(("<!doctype html", "<html", "<h1"))
    return is_page or (len(text) <= _MOST and _NO_ROUTE.fullmatch(text) is not None)


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
