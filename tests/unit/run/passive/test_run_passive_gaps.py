"""What a mock lacks is one warning; how its answer looks is not judged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.exchange import Finding
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall
from shapeproof.targets.passive.mock_failures import MockFailure


def call(parsed: Any = None, **more: Any) -> SeenCall:
    return SeenCall("logs", "2014-03-28", "json", "DescribeLogGroups", {}, parsed, **more)


def answer(status: int, body: Any) -> dict[str, Any]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {"status_code": status, "headers": {"Content-Type": "x"}, "body": raw}


def only(seen: SeenCall) -> Finding:
    (found,) = PassiveJudge().findings(ApiCall(seen))
    return found


FAILURE = MockFailure("KeyError", "'x'", "/v/site-packages/moto/logs/models.py", 7, lacking=False)


@pytest.mark.parametrize(
    "more",
    [
        {"status": 404, "how": "sent", "parsed": {"Error": {"Code": "404"}},
         "answer": answer(404, b"Not yet implemented")},
        {"status": 501, "how": "sent", "parsed": {"Error": {"Code": "InternalFailure"}},
         "answer": answer(501, {"__type": "InternalFailure", "message": "not supported"})},
        {"status": None, "how": "sent",
         "failure": MockFailure("NotImplementedError", "no", "/a.py", 1, lacking=True)},
    ],
)  # fmt: skip
def test_an_operation_that_the_mock_lacks(more: dict[str, Any]) -> None:
    found = only(call(**more))

    assert (found.severity.label, found.check, found.where) == (
        "warning", "not_available", "operation",
    )  # fmt: skip
    assert found.message.startswith("the mock does not implement the operation")


def test_an_exception_of_the_mock() -> None:
    found = only(call(status=None, how="sent", failure=FAILURE))

    assert (found.severity.label, found.check) == ("warning", "server_error")
    assert found.message == "the mock itself fails, at moto/logs/models.py:7"
    assert found.actual == "KeyError: 'x'"
    assert found.constraint == "KeyError in moto/logs/models.py"
