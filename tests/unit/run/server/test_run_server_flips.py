"""A crash that does not come again says nothing of its request."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Finding,
    FindingTexts,
    HttpRequest,
    HttpResponse,
    Severity,
)
from shapeproof.exchange.findings import NOT_AGAIN
from shapeproof.run.server.flips import is_by_chance, without_chance

GET = HttpRequest("GET", "/")
WITH_FAULT = cast("Case", SimpleNamespace(expect=Expect.REJECT))
LEGAL = cast("Case", SimpleNamespace(expect=Expect.ACCEPT))
ABSENT = cast("Case", SimpleNamespace(expect=Expect.MISSING))


class Answering:
    """A session whose target answers so, one after the other."""

    def __init__(self, *statuses: int) -> None:
        self.contract = SimpleNamespace(operations={"Do": None})
        self.statuses = list(statuses)

    def call(self, operation: object, params: object, case: Case | None) -> Exchange:
        return Exchange("Do", {}, GET, HttpResponse(self.statuses.pop(0)), case=case)


def crash(case: Case, check: str = "server_error", **of: Any) -> Finding:
    exchange = Exchange("Do", {}, GET, **(of or {"response": HttpResponse(502)}), case=case)
    texts = FindingTexts.of("it fails")
    return Finding(
        check, Severity.ERROR, "x", "Do", "request /Name", "required", texts, exchange,
        pointer="/Name",
    )  # fmt: skip


def settled(
    found: Finding, *statuses: int, flips: int = 0, afresh: bool = False
) -> tuple[Finding, int]:
    """The finding then, and how many answers were not asked for."""
    session, observer = Answering(*statuses), SimpleNamespace(planted=SimpleNamespace(flips=flips))
    (after,) = without_chance(cast("Any", session), cast("Any", observer), [found], lambda: afresh)
    assert is_by_chance([after]) == (after is not found)
    return after, len(session.statuses)


@pytest.mark.parametrize(
    ("case", "statuses", "flips"),
    [
        (LEGAL, (200,), 0),
        (WITH_FAULT, (400,), 0),
        (WITH_FAULT, (200,), 0),
        (ABSENT, (404,), 0),
        (LEGAL, (500, 200), 1),
    ],
)
def test_a_failure_that_does_not_come_again(
    case: Case, statuses: tuple[int, ...], flips: int
) -> None:
    found, left = settled(crash(case), *statuses, flips=flips)
    assert (found.constraint, found.where, found.pointer) == (NOT_AGAIN, "request", "")
    assert found.severity is Severity.ERROR
    assert f"then status {statuses[-1]}" in found.actual
    assert left == 0


@pytest.mark.parametrize(
    ("case", "statuses", "flips"),
    [
        (LEGAL, (500,), 0),
        (WITH_FAULT, (503,), 0),
        (LEGAL, (404,), 0),  # the first request may have removed it
        (LEGAL, (500, 500, 500), 2),
    ],
)
def test_a_failure_that_comes_again(case: Case, statuses: tuple[int, ...], flips: int) -> None:
    before = crash(case)
    assert settled(before, *statuses, flips=flips) == (before, 0)


def test_a_failure_that_comes_again_in_a_new_state() -> None:
    before = crash(WITH_FAULT)
    assert settled(before, 409, afresh=True) == (before, 0)


@pytest.mark.parametrize(
    "found",
    [
        crash(LEGAL, check="status", response=HttpResponse(201)),
        crash(LEGAL, failure="timeout: no complete answer in time"),
        crash(LEGAL, failure="the server stopped: it accepted no connection any more"),
    ],
)
def test_nothing_is_sent_again_for_other_findings(found: Finding) -> None:
    assert settled(found)[0] is found
