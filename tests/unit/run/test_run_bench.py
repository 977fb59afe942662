from typing import Any

import pytest

from shapeproof.exchange import Case, Exchange, Expect, Family, Fault, How, HttpResponse
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed, State

from .run_servers import CONTRACT, Call, Forward, Server, Workshop, bad_request


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
    found = Workshop(wanted.operation).bench.params_of(wanted, STATE)
    assert {name: found[name] for name in expected} == expected
    assert found.keys() == wanted.params.keys()


def test_what_the_caller_names_is_named_anew_each_time() -> None:
    bench = Workshop("CloneBackend").bench
    plain = case("CloneBackend", AppId="x", TargetEnvironmentName="t")
    names = [bench.params_of(plain, STATE)["TargetEnvironmentName"] for _ in range(3)]
    assert len(set(names)) == 3
    assert all(name.startswith("sptests") for name in names)


def test_a_long_name_that_is_varied_is_made_unique() -> None:
    bench = Workshop("CloneBackend").bench
    long = case("CloneBackend", "/TargetEnvironmentName", TargetEnvironmentName="t" * 128)
    names = {bench.params_of(long, STATE)["TargetEnvironmentName"] for _ in range(3)}
    assert len(names) == 3
    assert {len(name) for name in names} == {128}


def test_what_is_not_given_is_not_added() -> None:
    bench = Workshop("CreateBackendAPI").bench
    assert "ResourceName" not in bench.params_of(case("CreateBackendAPI", AppId="x"), STATE)


# --- States


def states(bench: OperationHarness, wanted: Case, count: int = 3) -> list[State]:
    return [bench.state_for(wanted) for _ in range(count)]


def test_a_state_is_kept_until_it_is_dropped() -> None:
    shop = Workshop("GetToken")
    plain = case("GetToken", AppId="x", SessionId="y")
    one, two, three = states(shop.bench, plain)
    assert one is two is three
    assert shop.server.count("CreateToken") == 1
    shop.bench.drop()
    assert shop.bench.state_for(plain) is not one
    assert (shop.server.count("CreateToken"), shop.server.count("CreateBackend")) == (2, 2)


def test_what_needs_nothing_has_an_empty_state() -> None:
    shop = Workshop("ListS3Buckets")
    assert shop.bench.state_for(case("ListS3Buckets")) == State()
    assert shop.server.calls == []


def test_what_a_remover_removes_is_made_anew_in_the_same_place() -> None:
    shop = Workshop("DeleteToken")
    for _ in range(3):
        shop.bench.state_for(case("DeleteToken"))
        shop.bench.drop()
    assert (shop.server.count("CreateToken"), shop.server.count("CreateBackend")) == (3, 1)


def test_where_nothing_more_can_be_made_in_a_place_another_is_made() -> None:
    made: list[str] = []

    def once(call: Call, forward: Forward) -> HttpResponse:
        """One token for each app, ever."""
        if call.operation == "CreateToken":
            made.append(call.names["appId"])
            return bad_request() if made.count(made[-1]) > 1 else forward()
        return forward()

    shop = Workshop("DeleteToken", Server(once))
    for _ in range(3):
        shop.bench.state_for(case("DeleteToken"))
        shop.bench.drop()
    assert shop.server.count("CreateBackend") == 3


@pytest.mark.parametrize("operation", ["GetToken", "DeleteToken"])
def test_where_nothing_can_be_made_there_is_no_state(operation: str) -> None:
    shop = Workshop(operation, Server(lambda call, forward: bad_request()))
    with pytest.raises(SetupFailed):
        shop.bench.state_for(case(operation))


def test_the_name_that_a_legal_case_varies_is_given_to_what_is_made() -> None:
    shop = Workshop("GetToken")
    varied = case("GetToken", "/AppId", AppId="a/b", SessionId="y")
    state = shop.bench.state_for(varied)
    assert state.bindings["AppId"].startswith("a/b")
    assert shop.bench.current is None, "it is for this case alone"
    params = shop.bench.params_of(varied, state)
    assert params["AppId"] == state.bindings["AppId"]
    assert shop.bench.run(varied, state).accepted


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
    shop = Workshop(wanted.operation)
    state = shop.bench.state_for(wanted)
    assert shop.bench.current is state
    assert all(str(each).startswith("sptests") for each in [state.bindings["AppId"]])


def test_a_name_that_is_made_unique_uses_up_one_name_and_not_two() -> None:
    shop = Workshop("GetToken")
    wanted = case("GetToken", "/AppId", Expect.OPEN, AppId="a b", SessionId="y")
    state = shop.bench.state_for(wanted)
    before = shop.bench.namer.fresh({})
    shop.bench.params_of(wanted, state)
    after = shop.bench.namer.fresh({})
    assert int(after[-4:], 36) == int(before[-4:], 36) + 1


def test_a_dot_is_not_made_unique() -> None:
    shop = Workshop("GetToken")
    state = shop.bench.state_for(case("GetToken", "/AppId", Expect.OPEN, AppId=".."))
    assert state.bindings["AppId"] == ".."


# --- Calls


def test_a_case_is_sent_and_watched() -> None:
    shop = Workshop("GetToken", Server(lambda call, forward: HttpResponse(500)))
    plain = case("GetToken", AppId="x", SessionId="y")
    found = shop.bench.run(plain, STATE)
    assert found.case is plain
    assert found.params == {"AppId": "app", "SessionId": "session"}
    assert [line[0] for line in shop.lines] == ["server_error"]


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
    bench = Workshop(operation).bench
    state = bench.state_for(case(operation))
    request = Workshop("GetToken").session.call(CONTRACT.operations["GetToken"], {}).request
    bench.after(Exchange(operation, {}, request, HttpResponse(status)))
    assert (bench.current is state) is kept
