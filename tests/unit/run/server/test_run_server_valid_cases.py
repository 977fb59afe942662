"""Legal cases, against servers that refuse some of them."""

from collections import Counter
from typing import Any

import pytest

from shapeproof.exchange import HttpResponse

from ..run_servers import Call, Forward, Outcome, Server, bad_request, edited, guessed, run

CREATE = "CreateBackendStorage"
UPDATE = "UpdateBackendConfig"


def refusing(when: Any, operation: str = CREATE) -> Server:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return bad_request() if call.operation == operation and when(call) else forward()

    return Server(hook)


def legal(call: Call) -> dict[str, Any]:
    """The resource config of a call, empty for anything that is not as it should be."""
    members = call.members
    config = members.get("resourceConfig") if isinstance(members, dict) else None
    return config if isinstance(config, dict) else {}


def permissions(call: Call) -> dict[str, Any]:
    found = legal(call).get("permissions")
    return found if isinstance(found, dict) else {}


def permission(call: Call, kind: str) -> list[Any]:
    found = permissions(call).get(kind)
    return found if isinstance(found, list) else []


def told(outcome: Outcome) -> list[tuple[str, str]]:
    assert {line[:2] for line in outcome.lines} <= {("rejects_valid", CREATE)}, outcome.lines
    return [line[2:] for line in outcome.lines]


AUTHENTICATED = "/ResourceConfig/Permissions/Authenticated"
UNAUTHENTICATED = "/ResourceConfig/Permissions/UnAuthenticated"

REFUSED: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "an-enum-value": (
        lambda call: permission(call, "authenticated") == ["DELETE"],
        [(f"request {AUTHENTICATED}/0", "enum DELETE")],
    ),
    "an-empty-text": (
        lambda call: legal(call).get("bucketName") == "",
        [("request /ResourceConfig/BucketName", "empty empty")],
    ),
    "a-long-text": (
        lambda call: len(str(legal(call).get("bucketName"))) > 1000,
        [("request /ResourceConfig/BucketName", "length")],
    ),
    "an-optional-member": (
        lambda call: "bucketName" in legal(call),
        [("request /ResourceConfig/BucketName", "alone")],
    ),
    "an-optional-list": (
        lambda call: "unAuthenticated" in permissions(call),
        [(f"request {UNAUTHENTICATED}", "alone")],
    ),
    "an-empty-list": (
        lambda call: permissions(call).get("authenticated") == [],
        [(f"request {AUTHENTICATED}", "list empty")],
    ),
    "an-unknown-member": (
        lambda call: "ShapeproofUnknownMember" in legal(call),
        [("request /ResourceConfig/ShapeproofUnknownMember", "unknown-member text")],
    ),
    "a-null": (
        lambda call: "bucketName" in legal(call) and legal(call)["bucketName"] is None,
        [("request /ResourceConfig/BucketName", "null null")],
    ),
    "two-members-together": (
        lambda call: legal(call).get("bucketName") and permission(call, "unAuthenticated"),
        [(f"request /ResourceConfig/BucketName + {UNAUTHENTICATED}", "together")],
    ),
}


@pytest.mark.long(every_day=3)
@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_once_at_its_place(name: str) -> None:
    when, expected = REFUSED[name]
    outcome = run(refusing(when), CREATE)
    assert told(outcome) == expected
    for finding in outcome.findings.values():
        assert finding.exchange.response is not None
        assert finding.exchange.response.status == 400, "the exchange shows the refusal"
        assert finding.before[0].operation == "CreateBackend"


@pytest.mark.slow
def test_a_pair_of_values_is_told_with_them() -> None:
    def pair(call: Call) -> bool:
        return (
            permission(call, "authenticated") == ["DELETE"] == permission(call, "unAuthenticated")
        )

    (found,) = told(run(refusing(pair), CREATE))
    assert found[1] == "together"
    assert "DELETE" in found[0]
    assert AUTHENTICATED in found[0]
    assert UNAUTHENTICATED in found[0]


@pytest.mark.slow
def test_severity_with_a_guessed_lifecycle() -> None:
    when, _ = REFUSED["an-enum-value"]
    outcome = run(refusing(when), CREATE, contract=guessed())
    assert {each.severity.label for each in outcome.findings.values()} == {"note"}


@pytest.mark.slow
def test_a_refusal_that_happens_once_is_no_finding() -> None:
    seen: Counter[bytes] = Counter()

    def first_time(call: Call) -> bool:
        """Every request that is seen for the first time, but for the very first."""
        body = repr(sorted(legal(call).items())).encode()
        seen[body] += 1
        return seen[body] == 1 and len(seen) > 1

    def only_legal(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        if call.operation == UPDATE and answer.status == 200 and first_time(call):
            return bad_request()
        return answer

    assert not [
        line for line in run(Server(only_legal), UPDATE).lines if line[0] == "rejects_valid"
    ]


@pytest.mark.slow
def test_a_state_that_has_worn_out_is_no_finding() -> None:
    """The server takes three updates of a config, and then refuses all."""
    count: Counter[str] = Counter()

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation != UPDATE:
            return forward()
        answer = forward()
        count[call.labels["appId"]] += answer.status == 200
        return bad_request("loginAuthConfig") if count[call.labels["appId"]] > 3 else answer

    lines = run(Server(hook), UPDATE).lines
    assert [line for line in lines if line[0] == "rejects_valid"] == []


@pytest.mark.slow
def test_a_crash_is_no_refusal() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        broken = call.operation == CREATE and "bucketName" in legal(call)
        return HttpResponse(500) if broken else forward()

    outcome = run(Server(hook), CREATE)
    assert {line[0] for line in outcome.lines} == {"server_error"}
    assert ("server_error", CREATE, "request /ResourceConfig/BucketName", "alone") in outcome.lines


@pytest.mark.slow
def test_a_text_that_is_too_long_is_told_by_the_shortest() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        broken = call.operation == CREATE and len(str(legal(call).get("bucketName"))) > 50
        return HttpResponse(500) if broken else forward()

    outcome = run(Server(hook), CREATE)
    told = {len(str(each.exchange.params["ResourceConfig"]["BucketName"]))
            for each in outcome.findings.values() if "length" in each.constraint}  # fmt: skip
    assert told == {51}


@pytest.mark.slow
def test_what_only_requests_with_many_factors_show_is_made_small_in_the_end() -> None:
    """The answer is of a wrong type where two members that need not be there are."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        answer = forward()
        both = "bucketName" in legal(call) and "unAuthenticated" in permissions(call)
        wrong = call.operation == CREATE and answer.status == 200 and both
        return edited(answer, status=5) if wrong else answer

    outcome = run(Server(hook), CREATE)
    assert [line[0] for line in outcome.lines] == ["response_schema"]
    (last,) = outcome.findings.values()
    config = last.exchange.params["ResourceConfig"]
    assert config.keys() == {"Permissions", "ServiceName", "BucketName"}
    assert config["Permissions"] == {"Authenticated": [], "UnAuthenticated": []}


@pytest.mark.slow
def test_a_smaller_request_that_crashes_is_not_taken_for_the_refused_one() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        config = legal(call)
        if call.operation == CREATE and config.get("bucketName") == "sample":
            both = permission(call, "unAuthenticated")
            return bad_request() if both else forward()
        if call.operation == CREATE and permission(call, "unAuthenticated") == ["READ"]:
            return HttpResponse(500)
        return forward()

    outcome = run(Server(hook), CREATE)
    refused = [line for line in outcome.lines if line[0] == "rejects_valid"]
    assert all("BucketName" in line[2] for line in refused)


@pytest.mark.slow
def test_nothing_is_refused_and_nothing_is_told() -> None:
    outcome = run(Server(), CREATE)
    assert told(outcome) == []
    assert outcome.outcomes["not run"] == 0
    full = outcome.end.stats.coverage
    assert full["members"].exercised == full["members"].total
    assert full["enum_values"].exercised == full["enum_values"].total


@pytest.mark.slow
def test_what_stands_within_a_refused_place_is_not_run() -> None:
    outcome = run(refusing(REFUSED["an-optional-list"][0]), CREATE)
    assert outcome.outcomes["not run"] > 0
