from typing import Any

import pytest

from shapeproof.exchange import Case, Exchange, Expect, Family, Fault, How, HttpResponse
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State

from ..run_servers import CONTRACT, Call, Forward, OperationParts, Server, bad_request


def case(
    operation: str,
    pointer: str = "",
    expect: Expect = Expect.ACCEPT,
    fault: Fault | None = None,
    **params: Any,
) -> Case:
    return Case(f"{operation}:x:{pointer}", operation, Family.ALONE, pointer, params, expect, fault)


# --- Parameters

STATE = State({"AppId": "app", "BackendEnvironmentName": "dev", "SessionId": "session"})
FAULT = Fault("/AppId", "type", How.WRONG_TYPE, "both", "a string", "a number")

PARAMS: list[tuple[Case, dict[str, Any]]] = [
    (case("GetToken", AppId="x", SessionId="y"), {"AppId": "app", "SessionId": "session"}),
    (case("GetToken", "/AppId", Expect.OPEN, AppId=".", SessionId="y"), {"SessionId": "session"}),
    (
        case("GetToken", "/SessionId", Expect.OPEN, AppId="x", SessionId="a/b"),
        {"AppId": "app", "SessionId": "a/b"},
    ),
    (
        case("CloneBackend", "/BackendEnvironmentName", Expect.REJECT, FAULT, AppId="x",
             BackendEnvironmentName=1),
        {"AppId": "app", "BackendEnvironmentName": 1},
    ),
    (
        case("CreateBackendAPI", "/AppId", Expect.REJECT, FAULT, AppId=1, ResourceConfig={}),
        {"AppId": 1, "ResourceConfig": {}},
    ),
    (
        case("CloneBackend", "/TargetEnvironmentName", Expect.REJECT, FAULT,
             AppId="x", TargetEnvironmentName=1),
        {"AppId": "app", "TargetEnvironmentName": 1},
    ),
    (
        case("CloneBackend", "/TargetEnvironmentName", AppId="x", TargetEnvironmentName=""),
        {"AppId": "app", "TargetEnvironmentName": ""},
    ),
    (
        case("CloneBackend", "/TargetEnvironmentName", Expect.OPEN, AppId="x",
             TargetEnvironmentName="t" * 40),
        {"AppId": "app", "TargetEnvironmentName": "t" * 40},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "expected"), PARAMS)
def test_identifiers_are_those_of_the_state(wanted: Case, expected: dict[str, Any]) -> None:
    found = OperationParts(wanted.operation).harness.params_of(wanted, STATE)
    assert {name: found[name] for name in expected} == expected
    assert found.keys() == wanted.params.keys()


def test_what_the_caller_names_is_named_anew_each_time() -> None:
    harness = OperationParts("CloneBackend").harness
    plain = case("CloneBackend", AppId="x", TargetEnvironmentName="t")
    names = [harness.params_of(plain, STATE)["TargetEnvironmentName"] for _ in range(3)]
    assert len(set(names)) == 3
    assert all(name.startswith("sptests") for name in names)


def test_a_long_name_that_is_varied_is_made_unique() -> None:
    harness = OperationParts("CloneBackend").harness
    long = case("CloneBackend", "/TargetEnvironmentName", TargetEnvironmentName="t" * 128)
    names = {harness.params_of(long, STATE)["TargetEnvironmentName"] for _ in range(3)}
    assert len(names) == 3
    assert {len(name) for name in names} == {128}


def test_what_is_not_given_is_not_added() -> None:
    harness = OperationParts("CreateBackendAPI").harness
    assert "ResourceName" not in harness.params_of(case("CreateBackendAPI", AppId="x"), STATE)


# --- States


def states(harness: OperationHarness, wanted: Case, count: int = 3) -> list[State]:
    return [harness.state_for(wanted) for _ in range(count)]


def test_a_state_is_kept_until_it_is_dropped() -> None:
    parts = OperationParts("GetToken")
    plain = case("GetToken", AppId="x", SessionId="y")
    one, two, three = states(parts.harness, plain)
    assert one is two is three
    assert parts.server.count("CreateToken") == 1
    parts.harness.drop()
    assert parts.harness.state_for(plain) is not one
    assert (parts.server.count("CreateToken"), parts.server.count("CreateBackend")) == (2, 2)


def test_what_needs_nothing_has_an_empty_state() -> None:
    parts = OperationParts("ListS3Buckets")
    assert parts.harness.state_for(case("ListS3Buckets")) == State()
    assert parts.server.calls == []


def test_what_a_remover_removes_is_made_anew_in_the_same_place() -> None:
    parts = OperationParts("DeleteToken")
    for _ in range(3):
        parts.harness.state_for(case("DeleteToken"))
        parts.harness.drop()
    assert (parts.server.count("CreateToken"), parts.server.count("CreateBackend")) == (3, 1)


def test_where_nothing_more_can_be_made_in_a_place_another_is_made() -> None:
    made: list[str] = []

    def once(call: Call, forward: Forward) -> HttpResponse:
        """One token for each app, ever."""
        if call.operation == "CreateToken":
            made.append(call.names["appId"])
            return bad_request() if made.count(made[-1]) > 1 else forward()
        return forward()

    parts = OperationParts("DeleteToken", Server(once))
    for _ in range(3):
        parts.harness.state_for(case("DeleteToken"))
        parts.harness.drop()
    assert parts.server.count("CreateBackend") == 3


@pytest.mark.parametrize("operation", ["GetToken", "DeleteToken"])
def test_where_nothing_can_be_made_there_is_no_state(operation: str) -> None:
    parts = OperationParts(operation, Server(lambda call, forward: bad_request()))
    with pytest.raises(SetupFailed):
        parts.harness.state_for(case(operation))


def test_the_name_that_a_legal_case_varies_is_given_to_what_is_made() -> None:
    parts = OperationParts("GetToken")
    varied = case("GetToken", "/AppId", AppId="a/b", SessionId="y")
    state = parts.harness.state_for(varied)
    assert state.bindings["AppId"].startswith("a/b")
    assert parts.harness.current is None, "it is for this case alone"
    params = parts.harness.params_of(varied, state)
    assert params["AppId"] == state.bindings["AppId"]
    assert parts.harness.run(varied, state)[0].accepted


NO_PRESET = [
    case("GetToken", "/SessionId", Expect.OPEN, AppId="x", SessionId="a/b"),
    case("GetToken", "/AppId", Expect.REJECT, FAULT, AppId="a/b"),
    case("GetToken", "/AppId", Expect.UNROUTED, AppId=""),
    case("GetToken", "/AppId", AppId=1),
    case("GetBackend", "/BackendEnvironmentName", BackendEnvironmentName=None),
    case("CloneBackend", "/TargetEnvironmentName", TargetEnvironmentName="t"),
    case("CreateBackendAPI", "/ResourceConfig/ApiName", ResourceConfig={"ApiName": "x"}),
]


@pytest.mark.parametrize("wanted", NO_PRESET)
def test_other_cases_share_a_state(wanted: Case) -> None:
    parts = OperationParts(wanted.operation)
    state = parts.harness.state_for(wanted)
    assert parts.harness.current is state
    assert all(str(each).startswith("sptests") for each in [state.bindings["AppId"]])


def test_a_name_that_is_made_unique_uses_up_one_name_and_not_two() -> None:
    parts = OperationParts("GetToken")
    wanted = case("GetToken", "/AppId", Expect.OPEN, AppId="a b", SessionId="y")
    state = parts.harness.state_for(wanted)
    before = parts.harness.namer.fresh({})
    parts.harness.params_of(wanted, state)
    after = parts.harness.namer.fresh({})
    assert int(after[-4:], 36) == int(before[-4:], 36) + 1


def test_a_dot_is_not_made_unique() -> None:
    parts = OperationParts("GetToken")
    state = parts.harness.state_for(case("GetToken", "/AppId", Expect.OPEN, AppId=".."))
    assert state.bindings["AppId"] == ".."


# --- Calls


def test_a_case_is_sent_and_watched() -> None:
    parts = OperationParts("GetToken", Server(lambda call, forward: HttpResponse(500)))
    plain = case("GetToken", AppId="x", SessionId="y")
    exchange, found = parts.harness.run(plain, STATE)
    assert exchange.case is plain
    assert exchange.params == {"AppId": "app", "SessionId": "session"}
    assert [each.check for each in found] == ["server_error"]


@pytest.mark.parametrize(
    ("operation", "status", "kept"),
    [
        ("GetToken", 200, True),
        ("GetToken", 400, True),
        ("GetToken", 500, False),
        ("CreateBackendAPI", 200, False),
        ("CreateBackendAPI", 400, True),
        ("DeleteToken", 200, False),
        ("DeleteToken", 404, True),
        ("UpdateBackendAPI", 200, True),
        ("CreateToken", 200, True),
    ],
)
def test_a_used_up_state_is_dropped(operation: str, status: int, kept: bool) -> None:
    harness = OperationParts(operation).harness
    state = harness.state_for(case(operation))
    request = OperationParts("GetToken").session.call(CONTRACT.operations["GetToken"], {}).request
    harness.after(Exchange(operation, {}, request, HttpResponse(status)))
    assert (harness.current is state) is kept
