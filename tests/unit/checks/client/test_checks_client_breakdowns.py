"""Clients that do not answer, and broken replies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exchange import (
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    Outcome,
    Severity,
)

from .client_call_samples import (
    Line,
    call,
    due_request,
    findings,
    lines,
    unsent,
)

JOBS = {"AppId": "a", "BackendEnvironmentName": "dev", "MaxResults": 5, "Status": "x"}
DUE = due_request("ListBackendJobs", JOBS)


BREAKDOWNS = {
    "hung": ("hang", "reply 200", "output"),
    "crashed": ("crash", "reply 200", "output"),
    "garbage": ("driver", "driver", "garbage"),
    "wrong id": ("driver", "driver", "wrong-id"),
    "two answers": ("driver", "driver", "two-answers"),
    "closed": ("driver", "driver", "closed"),
    "flooded": ("driver", "driver", "flooded"),
}


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_a_breakdown_is_all_that_is_reported(name: Any) -> None:
    broken = replace(DUE, method="PUT", body=b"?")
    result = ClientResult(breakdown=name, detail="Traceback ...\n  KeyError: 'x'\n")
    made = call("ListBackendJobs", JOBS, broken, result=result, family=ClientFamily.OUTPUT)
    (found,) = findings(made)
    assert (found.check, found.where, found.constraint) == BREAKDOWNS[name]
    assert found.severity is Severity.ERROR
    assert found.actual == "KeyError: 'x'"


def test_a_client_that_hangs_before_it_sends() -> None:
    made = call("ListBackendJobs", JOBS, result=ClientResult(breakdown="hung"))
    assert lines(unsent(made)) == [("hang", "request", "request")]


def broken_reply(result: ClientResult, outcome: Outcome = Outcome.FAILURE) -> ClientExchange:
    return call(
        "ListBackendJobs", JOBS, outcome=outcome, family=ClientFamily.ROBUSTNESS,
        attempts=(1, None),
        id="ListBackendJobs:robustness:truncated", label="truncated", output=None, result=result,
    )  # fmt: skip


REPLY = "reply truncated"
ROBUSTNESS: dict[str, tuple[ClientResult, Outcome, list[Line]]] = {
    "error": (ClientResult(error=ClientError("transport")), Outcome.FAILURE, []),
    "service": (
        ClientResult(error=ClientError("service", "X")), Outcome.FAILURE,
        [("robustness", REPLY, "kind")],
    ),
    "open-service": (ClientResult(error=ClientError("service", "X")), Outcome.OPEN, []),
    "success": (ClientResult({}), Outcome.FAILURE, [("robustness", REPLY, "success")]),
    "crash": (
        ClientResult(breakdown="crashed"), Outcome.FAILURE, [("robustness", REPLY, "crash")],
    ),
    "hang": (ClientResult(breakdown="hung"), Outcome.FAILURE, [("hang", REPLY, "robustness")]),
    "open-success": (ClientResult({}), Outcome.OPEN, []),
    "open-crash": (
        ClientResult(breakdown="crashed"), Outcome.OPEN, [("robustness", REPLY, "crash")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROBUSTNESS)
def test_broken_replies(name: str) -> None:
    result, outcome, expected = ROBUSTNESS[name]
    found = findings(broken_reply(result, outcome))
    assert [(each.check, each.where, each.constraint) for each in found] == expected
    weights = {each.check: each.severity for each in found}
    assert weights.get("robustness", Severity.WARNING) is Severity.WARNING
