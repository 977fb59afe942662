"""Schemathesis's engine reported as shapeproof's events."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import schemathesis

from shapeproof.exceptions import BadUsage, TransportFailure, UnknownOperation
from shapeproof.exchange import HttpRequest, HttpResponse, Severity
from shapeproof.exchange.events import (
    CaseFinished,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
)
from shapeproof.run.contracts import load
from shapeproof.run.plan import Plan
from shapeproof.run.schemathesis_engine import SchemathesisRunner
from shapeproof.wire.registry import codec_for

from .schemathesis_engine_samples import (
    Answering,
    bundled,
    contract,
    findings_of,
    json_answer,
    runner_of,
)

pytestmark = pytest.mark.slow  # whole runs against servers


def test_a_run_is_told_from_beginning_to_end() -> None:
    target = bundled()
    events = list(runner_of(target).events())
    kinds = Counter(type(each) for each in events)
    assert isinstance(events[0], RunStarted)
    assert events[0].phases == ("coverage", "fuzz")
    assert isinstance(events[-1], RunFinished)
    assert kinds[OperationStarted] == kinds[OperationFinished] == 2
    stats = events[-1].stats
    assert events[-1].stopped is None
    assert (stats.operations, stats.operations_reached, stats.left_out) == (2, 2, ())
    assert stats.requests == len(target.requests)
    assert sum(stats.cases.values()) == kinds[CaseFinished]
    assert stats.cases["coverage"] > stats.cases["fuzz"] > stats.cases["stateful"] == 0
    assert stats.checks > kinds[CaseFinished]
    assert stats.coverage["operations"].exercised == 2


@pytest.mark.slow
def test_the_lifecycle_is_walked_along_the_links() -> None:
    target = bundled()
    names = ("CreateToken", "GetToken", "DeleteToken")
    events = list(runner_of(target, names, phases=("stateful",), max_examples=10).events())
    accepted = {
        each.operation
        for each in events
        if isinstance(each, CaseFinished) and each.outcome == "accepted"
    }
    assert accepted >= {"CreateToken", "GetToken"}
    assert all(each.phase == "stateful" for each in events if isinstance(each, CaseFinished))
    assert [each for each in findings_of(events) if each.severity > Severity.NOTE] == []


def test_every_fault_is_planted_on_what_was_accepted() -> None:
    events = list(runner_of(bundled(), ("UpdateBackendConfig",), phases=("coverage",)).events())
    assert isinstance(events[-1], RunFinished)
    faults = events[-1].stats.coverage["faults"]
    assert faults.exercised == faults.total == 26
    assert [each for each in findings_of(events) if each.severity is Severity.ERROR] == []


@pytest.mark.slow
def test_a_fault_that_is_accepted_is_an_error() -> None:
    def careless(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        wrong = b'"aws_cognito_region": {}' in request.body
        return json_answer(200, {"backendManagerAppId": "a"}) if wrong else response

    runner = runner_of(bundled(careless), ("UpdateBackendConfig",), phases=("coverage",))
    found = [each for each in findings_of(runner.events()) if each.severity is Severity.ERROR]
    assert {each.check for each in found} == {"accepts_invalid"}
    assert found[0].pointer == "/LoginAuthConfig/AwsCognitoRegion"
    assert found[0].before, "the state was made before"


@pytest.mark.parametrize("status, found", [(404, True), (400, False)])
def test_a_refusal_for_another_reason_is_wrong_only_where_the_twin_is_accepted(
    status: int, found: bool
) -> None:
    def vague(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status != 400 or not request.target.endswith("/config/update"):
            return response
        code = "NotFoundException" if status == 404 else "BadRequestException"
        value = {"message": "no", **({"resourceType": "app"} if status == 404 else {})}
        return json_answer(status, value, **{"x-amzn-errortype": code})

    runner = runner_of(bundled(vague), ("UpdateBackendConfig",), phases=("coverage",))
    checks = {each.check for each in findings_of(runner.events())}
    assert ("wrong_rejection" in checks) is found


def test_a_removed_base_makes_no_refusal_wrong() -> None:
    def forgetful(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.target.endswith("/config/update"):
            return response
        seen.append(request)
        if len(seen) <= 2:  # the base, and no more
            return response
        value = {"message": "gone", "resourceType": "app"}
        return json_answer(404, value, **{"x-amzn-errortype": "NotFoundException"})

    seen: list[HttpRequest] = []
    runner = runner_of(bundled(forgetful), ("UpdateBackendConfig",), phases=("coverage",))
    found = {each.check for each in findings_of(runner.events()) if each.severity > Severity.NOTE}
    assert "wrong_rejection" not in found
    assert len(seen) > 20


def test_failures_of_schemathesis_s_checks_are_findings() -> None:
    def created(_: HttpRequest, response: HttpResponse) -> HttpResponse:
        return replace(response, status=201) if response.status == 200 else response

    found = findings_of(runner_of(bundled(created), ("CreateToken",)).events())
    theirs = [each for each in found if each.check == "schemathesis:status_code_conformance"]
    assert {each.severity for each in theirs} == {Severity.ERROR}
    assert {each.check for each in found if each.severity is Severity.ERROR} >= {"status"}
    assert len({each.id for each in theirs}) == 1


def test_crashes_and_broken_connections_are_told_once() -> None:
    def reset(request: HttpRequest) -> HttpResponse:
        raise TransportFailure("reset", "the connection was closed before the answer was complete")

    events = list(runner_of(Answering(reset), ("ListS3Buckets",)).events())
    assert {each.check for each in findings_of(events)} == {"server_error"}
    finished = [each for each in events if isinstance(each, OperationFinished)]
    assert [(each.reached, str(each.reason)) for each in finished] == [
        (False, "no legal request was accepted")
    ]
    assert isinstance(events[-1], RunFinished)
    assert events[-1].stopped is None


def test_the_number_of_requests_is_bounded() -> None:
    target = bundled()
    events = list(runner_of(target, max_requests=9).events())
    assert len(target.requests) == 9
    assert isinstance(events[-1], RunFinished)
    assert events[-1].stopped == "requests"
    assert events[-1].stats.left_out == ("CreateToken", "GetToken")


def test_a_target_that_is_gone_ends_the_run() -> None:
    def refuse(_: HttpRequest) -> HttpResponse:
        raise TransportFailure("refused", "nothing listens there")

    events = list(runner_of(Answering(refuse)).events())
    assert isinstance(events[-1], RunFinished)
    assert events[-1].stopped == "target gone"


def test_a_run_whose_events_are_dropped_ends() -> None:
    runner = runner_of(bundled())
    events = runner.events()
    while not isinstance(next(events), CaseFinished):
        pass
    ended = runner.interrupted()
    assert ended.stopped == "interrupted"
    assert ended.stats.left_out == ("CreateToken", "GetToken")


def test_the_same_seed_sends_the_same_requests() -> None:
    def sent(seed: int) -> list[tuple[str, str, bytes]]:
        target = bundled()
        names = ("ListS3Buckets", "CreateBackend")
        list(runner_of(target, names, seed=seed, phases=("fuzz",), max_examples=5).events())
        return [(each.method, each.target, each.body) for each in target.requests]

    assert sent(3) == sent(3)
    assert sent(3) != sent(4)


def test_operations_and_protocols_that_there_are_not() -> None:
    with pytest.raises(UnknownOperation):
        runner_of(bundled(), ("CreateTokens",))
    other = load("dynamodb")
    with pytest.raises(BadUsage, match="it tests rest-json services"):
        SchemathesisRunner(other, codec_for("rest-json"), bundled(), Plan())


def test_nothing_is_printed_and_nothing_read(
    capfd: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemathesis.toml").write_text('base-url = "http://127.0.0.1:1"\n')
    monkeypatch.chdir(tmp_path)
    target = bundled()
    list(runner_of(target).events())
    assert target.requests
    assert capfd.readouterr() == ("", "")


def test_shapeproof_s_checks_leave_other_schemas_alone() -> None:
    runner_of(bundled())  # registers the checks
    document = {
        "openapi": "3.1.0",
        "info": {"title": "other", "version": "1"},
        "paths": {"/": {"get": {"responses": {"200": {"description": "fine"}}}}},
    }
    schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config())

    def app(_: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"not ours"]

    schema.app = app
    response = schema["/"]["GET"].Case().call_and_validate()
    assert response.status_code == 200


def test_reports_can_hold_the_events() -> None:
    """Each finding is of the contract's service and an operation of the plan."""
    found = findings_of(runner_of(Answering(lambda _: HttpResponse(500))).events())
    assert found
    for each in found:
        assert each.service == contract().service
        assert each.operation in ("CreateToken", "GetToken")
        json.dumps([each.where, each.message, each.expected, each.actual])
