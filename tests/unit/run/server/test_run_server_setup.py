import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle, Resource, Writer
from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpResponse
from shapeproof.run.server.setup import SetupFailed, State, bound

from ..run_servers import (
    CONTRACT,
    Call,
    Forward,
    Hook,
    OperationParts,
    Server,
    bad_request,
    edited,
)


def parts_of(hook: Hook | None = None, **more: Any) -> OperationParts:
    return OperationParts("GetToken", Server(hook), **more)


def refusing(*operations: str) -> Hook:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return bad_request() if call.operation in operations else forward()

    return hook


CHAINS = {
    None: [],
    "Backend": ["CreateBackend"],
    "Config": ["CreateBackend", "CreateBackendConfig"],
    "Token": ["CreateBackend", "CreateToken"],
    "Storage": ["CreateBackend", "CreateBackendStorage"],
    "Job": ["CreateBackend", "CreateBackendStorage"],
    "APIModels": ["CreateBackend", "CreateBackendAPI", "GenerateBackendAPIModels"],
}


@pytest.mark.parametrize("name", CHAINS)
def test_ancestors_are_made_first(name: str | None) -> None:
    parts = parts_of()
    state = parts.setup.make(name)
    assert list(parts.sequence()) == CHAINS[name]
    assert [each.operation for each in state.history] == CHAINS[name]
    identifiers = CONTRACT.lifecycle.resources[name].identifiers if name else ()
    assert set(identifiers) <= state.bindings.keys()


def test_what_the_server_chooses_is_taken_from_its_answer() -> None:
    parts = parts_of()
    state = parts.setup.make("Token")
    assert state.history[-1].response is not None
    told = json.loads(state.history[-1].response.body)
    assert state.bindings["SessionId"] == told["sessionId"]
    assert state.bindings["AppId"] == told["appId"]


def test_every_state_has_names_of_its_own() -> None:
    parts = parts_of()
    states = [parts.setup.make("Storage") for _ in range(3)]
    for name in ("AppId", "BackendEnvironmentName"):
        assert len({state.bindings[name] for state in states}) == 3


def without_options(call: Call, forward: Forward) -> HttpResponse:
    """Refuses CreateBackend with any member that is not required."""
    options = call.members.keys() - {"appId", "appName", "backendEnvironmentName"}
    return bad_request() if call.operation == "CreateBackend" and options else forward()


def test_the_minimal_request_is_tried_where_the_full_one_is_refused() -> None:
    parts = parts_of(without_options)
    for _ in range(3):
        parts.setup.make("Backend")
    sizes = [len(call.members) for call in parts.server.calls]
    assert len(sizes) == 4, "what was accepted is remembered"
    assert sizes[0] > 3
    assert sizes[1:] == [3, 3, 3]


def test_a_remembered_request_is_not_the_only_one() -> None:
    parts = parts_of()
    parts.setup.make("Backend")
    parts.server.hook = without_options
    state = parts.setup.make("Backend")
    assert len(parts.server.calls) == 3
    assert len(state.history) == 1


def test_presets_are_used_as_they_are() -> None:
    parts = parts_of()
    state = parts.setup.make("API", {"AppId": "a/b", "ResourceName": ""})
    assert (state.bindings["AppId"], state.bindings["ResourceName"]) == ("a/b", "")
    assert state.bindings["BackendEnvironmentName"].startswith("sptests")
    assert [call.names["appId"] for call in parts.server.calls] == ["a/b", "a/b"]
    assert parts.server.calls[1].names["resourceName"] == ""


def test_a_parent_that_is_there_is_not_made_again() -> None:
    parts = parts_of()
    parent = parts.setup.make("Backend")
    state = parts.setup.make("Storage", parent=parent)
    assert list(parts.sequence()) == ["CreateBackend", "CreateBackendStorage"]
    assert state.bindings["AppId"] == parent.bindings["AppId"]
    assert state.history == (*parent.history, state.history[-1])


def test_other_makers_are_tried() -> None:
    parts = parts_of(refusing("CreateBackendStorage", "CreateBackendAPI"))
    state = parts.setup.make("Job")
    assert state.history[-1].operation == "CreateBackendAuth"
    assert parts.server.count("CreateBackendAPI") >= 2
    assert parts.server.count("CreateBackend") == 1


@pytest.mark.parametrize(
    ("refused", "name", "resource", "reason"),
    [
        (["CreateBackend"], "Backend", "Backend", "CreateBackend is answered with 400"),
        (["CreateBackend"], "Storage", "Backend", "CreateBackend is answered with 400"),
        (["CreateToken"], "Token", "Token", "CreateToken is answered with 400"),
    ],
)
def test_where_nothing_can_be_made(
    refused: list[str], name: str, resource: str, reason: str
) -> None:
    parts = parts_of(refusing(*refused, "CloneBackend"))
    with pytest.raises(SetupFailed) as failed:
        parts.setup.make(name)
    assert failed.value.resource == resource
    first = failed.value.exchange
    assert first is not None
    assert str(failed.value.reason).startswith(f"set-up of {resource}: ")
    assert reason in str(failed.value.reason) or "CloneBackend" in str(failed.value.reason)


def test_no_answer_is_a_reason_too() -> None:
    def silent(call: Call, forward: Forward) -> HttpResponse:
        raise TransportFailure("timeout", "late")

    with pytest.raises(SetupFailed) as failed:
        parts_of(silent).setup.make("Backend")
    assert str(failed.value.reason).endswith("is answered with timeout: late")


def test_what_nobody_makes() -> None:
    resources = {"Thing": Resource("Thing", ("Id",))}
    contract = replace(CONTRACT, lifecycle=Lifecycle(resources))
    with pytest.raises(SetupFailed) as failed:
        parts_of(contract=contract).setup.make("Thing")
    assert str(failed.value.reason) == "nothing makes a Thing"


@pytest.mark.parametrize("body", [b"{}", b"<x/>", b'{"sessionId": null}', b"[]"])
def test_an_accepted_maker_that_does_not_tell_the_name(body: bytes) -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        found = forward()
        return replace(found, body=body) if call.operation == "CreateToken" else found

    with pytest.raises(SetupFailed) as failed:
        parts_of(hook).setup.make("Token")
    assert "CreateToken is answered with 200" in str(failed.value.reason)


def test_names_that_differ_between_requests_and_resources() -> None:
    """A clone's name is its target's."""
    resources = dict(CONTRACT.lifecycle.resources)
    clone = resources["Backend"].makers[1]
    assert clone.identifiers == {"BackendEnvironmentName": "TargetEnvironmentName"}
    parts = parts_of()
    parent = parts.setup.make("Backend")
    params, own = parts.setup.request_of_maker(resources["Backend"], clone, parent, {}, full=False)
    assert params["TargetEnvironmentName"] == own["BackendEnvironmentName"]
    assert params["BackendEnvironmentName"] == parent.bindings["BackendEnvironmentName"]


def test_members_a_maker_does_not_have_are_not_sent() -> None:
    parts = parts_of()
    state = State({"AppId": "a", "BackendEnvironmentName": "b", "JobId": "j"})
    storage = CONTRACT.lifecycle.resources["Storage"]
    params, own = parts.setup.request_of_maker(storage, storage.makers[0], state, {}, full=True)
    assert params.keys() <= CONTRACT.operations["CreateBackendStorage"].request["properties"].keys()
    assert (params["AppId"], params["BackendEnvironmentName"]) == ("a", "b")
    assert own.keys() <= {"ResourceName"}


def test_identifiers_that_no_member_carries_are_left_alone() -> None:
    parts = parts_of()
    api = CONTRACT.lifecycle.resources["API"]
    assert parts.setup.own_identifiers(api, Writer("CreateBackendAPI"), {}).keys() == {
        "ResourceName"
    }
    assert parts.setup.own_identifiers(api, Writer("CreateToken"), {}) == {}


@pytest.mark.parametrize(
    ("params", "varied", "expected"),
    [
        ({"AppId": "x", "Other": 1}, "", {"AppId": "app", "Other": 1}),
        ({"AppId": "x"}, "AppId", {"AppId": "x"}),
        ({"Other": 1}, "", {"Other": 1}),
        ({"AppId": None}, "", {"AppId": "app"}),
        ({}, "", {}),
    ],
)
def test_parameters_are_bound_to_a_state(params: Any, varied: str, expected: Any) -> None:
    operation = CONTRACT.operations["GetToken"]
    assert bound(operation, params, {"AppId": "app", "SessionId": "s"}, varied) == expected


def test_an_edited_answer_is_what_counts() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        found = forward()
        return edited(found, sessionId="other") if call.operation == "CreateToken" else found

    assert parts_of(hook).setup.make("Token").bindings["SessionId"] == "other"
