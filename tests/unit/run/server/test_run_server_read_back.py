"""What was written is read back, against servers that lose something on the way."""

import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.read_back import ReadBackDifference
from shapeproof.exchange import HttpResponse
from shapeproof.run.server.read_back import BlameTrial, ReadBack

from ..run_servers import (
    CONTRACT,
    Call,
    Forward,
    OperationParts,
    Server,
    bad_request,
    edited,
    not_found,
    run,
)

pytestmark = pytest.mark.slow  # whole runs against servers

CREATE, UPDATE, GET = "CreateBackendStorage", "UpdateBackendStorage", "GetBackendStorage"
PERMISSIONS = "/ResourceConfig/Permissions/Authenticated"


def config_of(call: Call) -> dict[str, Any]:
    members = call.members
    config = members.get("resourceConfig") if isinstance(members, dict) else None
    return config if isinstance(config, dict) else {}


def writing(operation: str, edit: Any) -> Server:
    """The operation writes another config than it was given."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        config = config_of(call)
        if call.operation == operation and isinstance(config.get("permissions"), dict):
            changed = call.having({**call.members, "resourceConfig": edit(config)})
            return forward(changed)
        return forward()

    return Server(hook)


def reading(edit: Any, operation: str = GET) -> Server:
    """The operation shows another config than was written."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation == operation and answer.status == 200:
            return edited(answer, resourceConfig=edit(json.loads(answer.body)["resourceConfig"]))
        return answer

    return Server(hook)


def reversed_list(config: dict[str, Any]) -> dict[str, Any]:
    found = config["permissions"].get("authenticated")
    if not isinstance(found, list):
        return config
    return {**config, "permissions": {**config["permissions"], "authenticated": found[::-1]}}


def without_permissions(config: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in config.items() if name != "permissions"}


def cut(config: dict[str, Any]) -> dict[str, Any]:
    name = config.get("bucketName")
    return {**config, "bucketName": name[:63]} if isinstance(name, str) else config


def test_nothing_is_lost() -> None:
    assert run(Server(), CREATE, UPDATE, "ImportBackendStorage").lines == []


@pytest.mark.parametrize("operation", [CREATE, UPDATE])
def test_a_writer_is_blamed(operation: str) -> None:
    lines = run(writing(operation, reversed_list), operation).lines
    place = ("read_back", operation, f"request {PERMISSIONS}")
    assert {line[:3] for line in lines} == {place}
    assert {line[3] for line in lines} <= {"sorted", "reordered"}


@pytest.mark.parametrize("operation", [CREATE, UPDATE])
def test_a_reader_is_blamed_whoever_wrote(operation: str) -> None:
    server = reading(reversed_list)
    lines = run(server, operation).lines
    assert {line[:3] for line in lines} == {("read_back", GET, f"response body {PERMISSIONS}")}


def test_what_only_one_operation_writes_is_its_own_fault() -> None:
    lines = run(reading(cut), CREATE).lines
    assert lines == [("read_back", CREATE, "request /ResourceConfig/BucketName", "truncated")]


def test_a_finding_shows_the_reading_and_what_went_before() -> None:
    (finding,) = run(reading(cut), CREATE).findings.values()
    assert finding.exchange.operation == GET
    assert [each.operation for each in finding.before] == ["CreateBackend", CREATE]


# --- Readers that fail


def test_what_is_accepted_can_be_read() -> None:
    """Names with a blank in front are accepted, and lost."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        lost = str(call.names.get("resourceName", "")).startswith(" ")
        return not_found() if call.operation == GET and lost else forward()

    assert run(Server(hook), CREATE).lines == [
        ("read_back", CREATE, f"response of {GET}", "unreadable")
    ]


def test_a_reader_that_never_reads_proves_nothing() -> None:
    server = Server(lambda call, forward: not_found() if call.operation == GET else forward())
    assert run(server, CREATE, UPDATE).lines == []


def test_a_reader_that_crashes_is_told_as_such() -> None:
    server = Server(lambda call, forward: HttpResponse(500) if call.operation == GET else forward())
    assert run(server, CREATE).lines == [("server_error", GET, "request", "crash")]


def test_a_reader_is_checked_as_any_answer_is() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation == GET and answer.status == 200:
            return edited(answer, resourceConfig={"imported": "no", "serviceName": "S3"})
        return answer

    found = {line for line in run(Server(hook), CREATE).lines if line[0] == "response_schema"}
    assert found == {("response_schema", GET, "response body /resourceConfig/imported", "type")}


# --- What is left open


def test_an_imported_resource_answers_to_any_name() -> None:
    server = Server(lambda call, forward: not_found() if call.operation == GET else forward())
    assert run(server, "ImportBackendStorage").lines == []


@pytest.mark.parametrize("operation", ["ImportBackendStorage", UPDATE])
def test_what_was_not_given_may_be_missing(operation: str) -> None:
    def gaps(config: dict[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in config.items() if name != "imported"}

    assert run(reading(gaps), operation).lines == []
    found = run(reading(gaps), CREATE).lines
    assert found == [("response_schema", GET, "response body /resourceConfig/imported", "required")]


def test_what_an_import_was_given_is_shown() -> None:
    def upper(config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "bucketName": str(config.get("bucketName")).upper()}

    lines = run(reading(upper), "ImportBackendStorage").lines
    assert {line[:3] for line in lines} == {
        ("read_back", GET, "response body /ResourceConfig/BucketName")
    }


def test_what_nobody_knows_the_name_of_is_not_read() -> None:
    """An import does not tell what it is called; where there may be many, which one to ask for?"""
    lifecycle = CONTRACT.lifecycle
    resource, _ = lifecycle.created_by("ImportBackendStorage") or (None, None)
    assert resource is not None
    several = {**lifecycle.resources, resource.name: replace(resource, single=False)}
    contract = replace(CONTRACT, lifecycle=replace(lifecycle, resources=several))
    server = reading(lambda config: {**config, "bucketName": "another"})
    outcome = run(server, "ImportBackendStorage", contract=contract)
    assert "read_back" not in {line[0] for line in outcome.lines}
    assert outcome.outcomes["accepted"] > 10
    assert server.count(GET) == 0


def test_a_server_that_merges_and_one_that_replaces() -> None:
    """Whether an update keeps what it was not given is the server's to decide."""

    def replaces(config: dict[str, Any]) -> dict[str, Any]:
        return {"imported": False, **config}

    assert run(writing(UPDATE, replaces), UPDATE).lines == []


def test_optional_members_may_not_be_shown() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation == GET and answer.status == 200:
            return edited(answer, resourceName=None)
        return answer

    assert run(Server(hook), CREATE).lines == []


@pytest.mark.parametrize("which", [0, -1])
def test_a_reader_that_is_not_told_which_may_show_any(which: int) -> None:
    """An app may have many environments: names that are not unique are used by every run."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation != "GetBackend" or answer.status != 200:
            return answer
        names = json.loads(answer.body)["backendEnvironmentList"]
        asked = call.names.get("backendEnvironmentName")
        return edited(answer, backendEnvironmentName=asked or names[which])

    server = Server(hook)
    for _ in range(2):
        assert run(server, "CreateBackend", "CloneBackend").lines == []


# --- Other kinds of readers


def test_what_the_maker_told_is_told_again() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        known = call.operation == "GetToken" and answer.status == 200
        return edited(answer, challengeCode="other") if known else answer

    assert run(Server(hook), "CreateToken").lines == [
        ("read_back", "GetToken", "response body /ChallengeCode", "changed")
    ]


@pytest.mark.parametrize("operation", ["CreateBackend", "CloneBackend"])
def test_what_was_made_is_listed(operation: str) -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        listed = call.operation == "GetBackend" and answer.status == 200
        return edited(answer, backendEnvironmentList=["other"]) if listed else answer

    assert run(Server(hook), operation).lines == [
        ("read_back", "GetBackend", "response body /BackendEnvironmentList", "not listed")
    ]


def test_an_operation_that_shows_what_it_was_given() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation != "UpdateBackendConfig" or answer.status != 200:
            return answer
        shown = json.loads(answer.body).get("loginAuthConfig") or {}
        shown.pop("aws_user_pools_id", None)
        return edited(answer, loginAuthConfig=shown)

    lines = run(Server(hook), "UpdateBackendConfig").lines
    assert ("read_back", "UpdateBackendConfig", "request /LoginAuthConfig/AwsUserPoolsId",
            "dropped") in lines  # fmt: skip


# --- What cannot travel


@pytest.mark.parametrize(
    ("value", "travels"),
    [
        ("a", True),
        ("a/b %?#+ é漢😀", True),
        ("x" * 256, True),
        ("...", True),
        ("", False),
        (".", False),
        ("..", False),
        ("x" * 257, False),
        ("a\tb", False),
        ("a\x00", False),
        ("\x7f", False),
        ("\x85", False),
        ("\xa0", True),
        (1, False),
    ],
)
def test_only_what_every_server_takes_is_put_into_a_path(value: Any, travels: bool) -> None:
    parts = OperationParts("CreateToken")
    reader = CONTRACT.lifecycle.resources["Token"].readers[0]
    found = ReadBack(parts.harness).read(reader, {"AppId": value, "SessionId": "s"})
    assert (found is not None) is travels
    assert len(parts.server.calls) == travels


def test_a_null_is_not_read_by() -> None:
    parts = OperationParts("CreateBackend")
    reader = CONTRACT.lifecycle.resources["Backend"].readers[0]
    ReadBack(parts.harness).read(reader, {"AppId": "a", "BackendEnvironmentName": None})
    ReadBack(parts.harness).read(reader, {"AppId": "a", "BackendEnvironmentName": "dev"})
    assert [call.members for call in parts.server.calls] == [{}, {}]


# --- The counter-trial

READER = CONTRACT.lifecycle.resources["Storage"].readers[0]
TOKENS = ("ResourceConfig", "Permissions", "Authenticated")
DIFFERENCE = ReadBackDifference(TOKENS, "reordered", ["READ", "DELETE"], ["DELETE", "READ"])


def trial(server: Server, operation: str = CREATE) -> BlameTrial:
    harness = OperationParts(operation, server).harness
    assert harness.role.written is not None
    resource, writer = harness.role.written
    return BlameTrial(harness, resource, writer, ReadBack(harness).read)


def test_a_reader_errs_where_others_writers_values_change_too() -> None:
    assert trial(reading(reversed_list)).reader_errs(READER, DIFFERENCE)
    assert trial(reading(reversed_list), UPDATE).reader_errs(READER, DIFFERENCE)
    assert trial(reading(without_permissions)).reader_errs(READER, DIFFERENCE)


def test_a_reader_does_not_err_where_they_do_not() -> None:
    assert not trial(Server()).reader_errs(READER, DIFFERENCE)
    assert not trial(writing(CREATE, reversed_list)).reader_errs(READER, DIFFERENCE)


def test_without_another_writer_nobody_can_tell() -> None:
    server = reading(cut)
    only_here = replace(DIFFERENCE, tokens=("ResourceName",), given="A")
    assert not trial(server).reader_errs(READER, replace(only_here, tokens=("NoSuchMember",)))
    assert server.calls == []


@pytest.mark.parametrize("operation", [UPDATE, GET, "CreateBackend"])
def test_what_cannot_be_tried_proves_nothing(operation: str) -> None:
    """The other writer, the reader, or the set-up is refused."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        return bad_request() if call.operation == operation else forward()

    assert not trial(Server(hook)).reader_errs(READER, DIFFERENCE)


def test_it_is_asked_once_for_each_place() -> None:
    server = reading(reversed_list)
    run(server, CREATE)
    assert server.count(UPDATE) <= 3
