"""Pages, waiters and examples of a Smithy service, in the form of botocore's documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.compile.smithy.ast import RawShape

Operations = Mapping[str, RawShape]

_PARTS: Mapping[str, str] = {
    "inputToken": "input_token",
    "outputToken": "output_token",
    "items": "result_key",
    "pageSize": "limit_key",
}
_SECONDS, _LONGEST = 2, 120
"""The default of a waiter's ``minDelay`` and ``maxDelay`` (Smithy "waiters")."""
_COMPARATORS: Mapping[str, str] = {
    "stringEquals": "path",
    "booleanEquals": "path",
    "allStringEquals": "pathAll",
    "anyStringEquals": "pathAny",
}


def paginators(operations: Operations, common: Mapping[str, str]) -> dict[str, Any]:
    """The paginators (Smithy ``paginated``): what the service states, and each operation's own."""
    found = {}
    for name, shape in operations.items():
        own = shape.get("traits", {}).get("smithy.api#paginated")
        if own is None:
            continue
        stated = {**common, **own}
        pages = {_PARTS[key]: str(stated[key]) for key in _PARTS if key in stated}
        if {"input_token", "output_token"} <= pages.keys():
            found[name] = pages
    return found


def waiters(operations: Operations) -> dict[str, Any]:
    """The waiters (Smithy ``waitable``) that botocore's documents can state."""
    found = {}
    for operation, shape in operations.items():
        for name, raw in shape.get("traits", {}).get("smithy.waiters#waitable", {}).items():
            acceptors = [_acceptor(each) for each in raw.get("acceptors", ())]
            delay = raw.get("minDelay", _SECONDS)
            if all(acceptors) and delay:
                found[name] = {
                    "operation": operation,
                    "delay": delay,
                    # Smithy bounds the time of one pause, botocore the number of attempts.
                    "maxAttempts": max(1, raw.get("maxDelay", _LONGEST) // delay),
                    "acceptors": acceptors,
                }
    return found


def _acceptor(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    state, matcher = raw.get("state"), raw.get("matcher", {})
    if "success" in matcher:
        expected = 200 if matcher["success"] else 400
        return {"matcher": "status", "expected": expected, "state": state}
    if "errorType" in matcher:
        code = matcher["errorType"].rpartition("#")[2]
        return {"matcher": "error", "expected": code, "state": state}
    output = matcher.get("output")
    if output is None or output.get("comparator") not in _COMPARATORS:
        return None  # inputOutput: botocore's waiters see no input
    expected = output["expected"]
    if output["comparator"] == "booleanEquals":
        expected = expected == "true"
    return {
        "matcher": _COMPARATORS[output["comparator"]],
        "argument": output["path"],
        "expected": expected,
        "state": state,
    }


def examples(operations: Operations) -> dict[str, Any]:
    """The examples of requests that succeed (Smithy ``examples``)."""
    found = {}
    for name, shape in operations.items():
        given = list(_inputs(shape.get("traits", {}).get("smithy.api#examples", ())))
        if given:
            found[name] = given
    return found


def _inputs(raw: Any) -> Iterator[dict[str, Any]]:
    for each in raw:
        if "error" not in each:
            yield {"input": each.get("input", {}), "output": each.get("output", {})}
