"""Invalid cases, against servers that do one thing wrong with them."""

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.exchange import HttpResponse

from ..run_servers import (
    CODEC,
    CONTRACT,
    Call,
    Forward,
    Hook,
    Outcome,
    Server,
    bad_request,
    error,
    not_found,
    run,
)

pytestmark = pytest.mark.slow  # whole runs, or many draws

CREATE = "CreateBackendStorage"
Lines = list[tuple[str, str, str, str]]


def config_of(call: Call) -> Any:
    members = call.members
    return members.get("resourceConfig") if isinstance(members, dict) else None


def test_a_server_that_looks_at_everything() -> None:
    assert run(Server(), CREATE).lines == []


# --- Refused, but carried out


def carrying_out(spoils: Any) -> Hook:
    """Some invalid requests are refused, and make the storage all the same."""
    made: set[str] = set()

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation != CREATE:
            return forward()
        if call.labels["appId"] in made:
            return bad_request("there is one")
        answer = forward()
        if answer.status == 400 and spoils(call):
            made.add(call.labels["appId"])
        return answer

    return hook


def serves_nothing(call: Call) -> bool:
    return isinstance(config_of(call), dict) and "serviceName" not in config_of(call)


def serves_one(call: Call) -> bool:
    return isinstance(config_of(call), dict) and config_of(call).get("serviceName") == 1


def nameless(call: Call) -> bool:
    return call.members == []


@pytest.mark.parametrize(
    ("spoils", "where", "constraint"),
    [
        (serves_nothing, "request /ResourceConfig/ServiceName", "took effect required"),
        (serves_one, "request /ResourceConfig/ServiceName", "took effect type"),
        (nameless, "request", "took effect body: a list for a body"),
    ],
)
def test_a_refused_fault_that_took_effect(spoils: Any, where: str, constraint: str) -> None:
    outcome = run(Server(carrying_out(spoils)), CREATE)
    assert outcome.lines == [("wrong_rejection", CREATE, where, constraint)]
    (found,) = outcome.findings.values()
    assert found.exchange.case is not None
    assert [each.operation for each in found.before] == ["CreateBackend"]


def test_several_that_took_effect_are_told_each() -> None:
    outcome = run(
        Server(carrying_out(lambda call: serves_nothing(call) or serves_one(call))), CREATE
    )
    assert [line[3] for line in outcome.lines] == ["took effect required", "took effect type"]


def test_a_name_that_nobody_knows_to_be_one() -> None:
    """All that are made are called alike then, and the second is refused for that alone."""
    server = Server()
    nobody = replace(CONTRACT, lifecycle=Lifecycle())
    outcome = run(server, "CreateBackend", contract=nobody, robustness=True)
    assert server.count("CreateBackend") > 80
    assert not [line for line in outcome.lines if line[3].startswith("took effect")]


def test_a_server_that_runs_full_ends_no_run() -> None:
    """Where no state can be had to look closer, nothing is told."""
    spoiling = carrying_out(serves_nothing)
    refused: list[str] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation == "CreateBackend" and refused:
            return bad_request("no more room")
        answer = spoiling(call, forward)
        if call.operation == CREATE and answer.status == 400 and serves_nothing(call):
            refused.append("from now on")
        return answer

    outcome = run(Server(hook), CREATE)
    assert outcome.end.stopped is None
    assert outcome.outcomes["not run"] > 0
    assert {line[0] for line in outcome.lines} <= {"wrong_rejection", "rejects_valid"}


# --- Refused for another reason


def answering(answer: HttpResponse, when: Any, operation: str = CREATE) -> Server:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return answer if call.operation == operation and when(call) else forward()

    return Server(hook)


NOT_FOUND: list[tuple[str, str, str, bool]] = [
    # A name that is spoilt names nothing that exists; any other member has no such excuse.
    ("GetBackend", "backendEnvironmentName", "/BackendEnvironmentName", True),
    ("GetBackendStorage", "resourceName", "/ResourceName", True),
    ("CreateBackendStorage", "backendEnvironmentName", "/BackendEnvironmentName", True),
    ("CreateBackendStorage", "resourceName", "/ResourceName", False),
    ("RemoveAllBackends", "cleanAmplifyApp", "/CleanAmplifyApp", False),
    ("UpdateBackendJob", "status", "/Status", False),
]


@pytest.mark.parametrize(("operation", "member", "pointer", "tolerated"), NOT_FOUND)
def test_a_spoilt_name_may_not_be_found(
    operation: str, member: str, pointer: str, tolerated: bool
) -> None:
    schema = CONTRACT.operations[operation].request["properties"][pointer[1:]]
    legal = {"string": str, "boolean": bool}[schema["type"]]

    def spoilt(call: Call) -> bool:
        members = call.members
        value = members.get(member, legal()) if isinstance(members, dict) else legal()
        return value is not None and not isinstance(value, legal)

    outcome = run(answering(not_found(), spoilt, operation), operation)
    due: Lines = [("wrong_rejection", operation, f"request {pointer}", "type")]
    assert outcome.lines == ([] if tolerated else due)


def without_service(call: Call) -> bool:
    return serves_nothing(call)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (bad_request("serviceName is missing"), []),
        (error("ValidationException", 422, message="serviceName"), None),
        (not_found(), ["required"]),
        (error("TooManyRequestsException", 429, message="x", limitType="y"), ["required"]),
        (error("ConflictException", 409, message="x"), ["required"]),
    ],
)
def test_another_reason(answer: HttpResponse, found: list[str] | None) -> None:
    outcome = run(answering(answer, without_service), CREATE)
    wrong = [line for line in outcome.lines if line[0] == "wrong_rejection"]
    assert [line[3] for line in wrong] == (found or [])
    assert found is None or {line[0] for line in outcome.lines} <= {"wrong_rejection", "status",
                                                                    "error_shape"}  # fmt: skip


def test_a_message_that_names_nothing_is_one_note() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        return bad_request("Invalid request") if answer.status == 400 else answer

    outcome = run(Server(hook), CREATE)
    assert outcome.lines == [("wrong_rejection", CREATE, "error message", "names nothing")]
    assert [each.severity.label for each in outcome.findings.values()] == ["note"]


# --- Accepted


def accepting(when: Any) -> Server:
    """Mends the request before the mock sees it."""
    legal = {"resourceConfig": {"permissions": {"authenticated": ["READ"]}, "serviceName": "S3"}}

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation != CREATE or not when(call):
            return forward()
        members = call.members if isinstance(call.members, dict) else {}
        names = {key: each for key, each in members.items() if isinstance(each, str)}
        return forward(call.having({"resourceName": "x", **names, **legal}))

    return Server(hook)


def told(outcome: Outcome) -> set[tuple[str, str]]:
    assert {line[0] for line in outcome.lines} == {"accepts_invalid"}
    return {(line[2], line[3]) for line in outcome.lines}


def test_one_accepted_fault_is_one_finding() -> None:
    assert told(run(accepting(without_service), CREATE)) == {
        ("request /ResourceConfig/ServiceName", "required")
    }


def test_all_ways_of_breaking_one_constraint_are_one_finding() -> None:
    def wrong(call: Call) -> bool:
        config = config_of(call)
        return isinstance(config, dict) and not isinstance(config.get("serviceName", ""), str)

    assert told(run(accepting(wrong), CREATE)) == {
        ("request /ResourceConfig/ServiceName", "type"),
        ("request /ResourceConfig/ServiceName", "null"),
    }


def test_what_stands_in_an_unchecked_container_is_told_once_there() -> None:
    def any_permissions(call: Call) -> bool:
        config = config_of(call)
        given = isinstance(config, dict) and "permissions" in config
        return given and not are_legal(config["permissions"])

    found = told(run(accepting(any_permissions), CREATE))
    assert found == {
        ("request /ResourceConfig/Permissions", "type"),
        ("request /ResourceConfig/Permissions", "null"),
    }


def are_legal(permissions: Any) -> bool:
    schema = CONTRACT.operations["GetBackendStorage"].response["properties"]["ResourceConfig"]
    body = CODEC.body_schema(schema)
    assert body is not None
    return Draft202012Validator(body["properties"]["permissions"]).is_valid(permissions)


def test_other_faults_are_judged_where_one_is_accepted() -> None:
    """One accepted fault uses up the state that others were planted in before."""
    accepts = accepting(without_service)
    inner = accepts.hook
    assert inner is not None

    def hook(call: Call, forward: Forward) -> HttpResponse:
        config = config_of(call)
        odd = isinstance(config, dict) and config.get("bucketName") == 1
        return not_found() if call.operation == CREATE and odd else inner(call, forward)

    lines = run(Server(hook), CREATE).lines
    assert ("wrong_rejection", CREATE, "request /ResourceConfig/BucketName", "type") in lines
    assert ("accepts_invalid", CREATE, "request /ResourceConfig/ServiceName", "required") in lines
    assert len(lines) == 2


# --- Crashed


def test_a_crash_is_told_at_its_place_and_stops_nothing() -> None:
    outcome = run(answering(HttpResponse(500), without_service), CREATE)
    assert outcome.lines == [
        ("server_error", CREATE, "request /ResourceConfig/ServiceName", "required")
    ]
    assert outcome.outcomes["crashed"] == 1
    assert outcome.outcomes == {**run(Server(), CREATE).outcomes, "refused": 95, "crashed": 1}


# --- Cost


def test_the_twin_is_sent_after_every_twenty() -> None:
    server = Server()
    outcome = run(server, "UpdateBackendStorage")
    faults = outcome.end.stats.coverage["faults"].total
    assert faults > 60
    assert (
        server.count("UpdateBackendStorage") < outcome.end.stats.cases["coverage"] + faults / 20 + 6
    )
