import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from shapeproof.exceptions import UnfitDocument
from shapeproof.run.contracts import named_contract
from shapeproof.run.seeds.reading import read_seeds
from shapeproof.run.seeds.seed import Seeds, replayed

SERVICE = "scheduler"
ROLE = "arn:aws:iam::123456789012:role/invoke"
SCHEDULE = {
    "Name": "nightly",
    "ScheduleExpression": "rate(1 day)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:queue", "RoleArn": ROLE},
}


@dataclass
class Done:
    params: dict[str, Any]
    output: Any = None
    accepted: bool = True


@dataclass
class Server:
    outputs: dict[str, Any] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def send(self, operation, params):
        self.sent.append(operation)
        output = self.outputs.get(operation)
        return Done({**params, "Name": "fresh"}, output, output is not None)


@pytest.fixture
def read(tmp_path):
    def reading(operations: Any, service: str = SERVICE) -> Seeds:
        path = tmp_path / "seeds.json"
        document = {"format": 1, "services": {service: operations}}
        path.write_text(json.dumps(document), encoding="utf-8")
        return read_seeds(path, named_contract(SERVICE))

    return reading


def reference(operation, **places):
    return {"$from": {"operation": operation, **places}}


def test_a_seed_has_its_parameters_in_the_api_view(read):
    given = {**SCHEDULE, "EndDate": {"$timestamp": "2030-01-01T00:00:00+01:00"}}
    (seed,) = read({"CreateSchedule": [given]}).of("CreateSchedule")
    assert not seed.before
    params = replayed(seed, Server().send).params
    assert params["EndDate"] == "2029-12-31T23:00:00Z"
    assert params["Target"] == SCHEDULE["Target"]


def test_an_operation_without_requests_has_no_seeds(read):
    assert read({}).of("CreateSchedule") == ()


CHAIN = {
    "CreateScheduleGroup": [{"Name": "group"}],
    "TagResource": [
        {
            "ResourceArn": reference("CreateScheduleGroup", output="/ScheduleGroupArn"),
            "Tags": [
                {"Key": "a", "Value": reference("CreateScheduleGroup", input="/Name")},
            ],
        }
    ],
}


def test_references_are_resolved_after_the_calls_before(read):
    (seed,) = read(CHAIN).of("TagResource")
    arn = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/fresh"
    server = Server({"CreateScheduleGroup": {"ScheduleGroupArn": arn}})
    params = replayed(seed, server.send).params
    assert server.sent == ["CreateScheduleGroup"]
    assert params["ResourceArn"] == arn
    assert params["Tags"][0]["Value"] == "fresh"


@pytest.mark.parametrize("outputs", [{}, {"CreateScheduleGroup": {}}], ids=["refused", "no value"])
def test_a_seed_whose_earlier_call_fails_has_no_parameters(read, outputs):
    (seed,) = read(CHAIN).of("TagResource")
    assert replayed(seed, Server(outputs).send) is None


@pytest.mark.parametrize(
    ("operations", "pointer", "reason"),
    [
        ({"CreateSchedul": []}, "/CreateSchedul", "did you mean 'CreateSchedule'"),
        ({"CreateSchedule": {}}, "/CreateSchedule", "expected a list, found an object"),
        ({"CreateSchedule": [1]}, "/CreateSchedule/0", "expected an object"),
        (
            {"GetSchedule": [{"Name": reference("CreateSchedule", input="/Name")}]},
            "/GetSchedule/0/Name/$from/operation",
            "the file has no request of it",
        ),
        (
            {
                "GetSchedule": [{"Name": reference("CreateSchedule", input="/Name", request=1)}],
                "CreateSchedule": [SCHEDULE],
            },
            "/GetSchedule/0/Name/$from/request",
            "has 1 requests",
        ),
        (
            {"GetSchedule": [{"Name": reference("GetSchedule", output="/Name")}]},
            "/GetSchedule/0",
            "it refers to itself",
        ),
        (
            {"GetSchedule": [{"Name": reference("GetSchedule", outptu="/Name")}]},
            "/GetSchedule/0/Name/$from/outptu",
            "did you mean 'output'",
        ),
        (
            {"GetSchedule": [{"Name": reference("GetSchedule")}]},
            "/GetSchedule/0/Name/$from",
            "neither 'output' nor 'input'",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(read, operations, pointer, reason):
    with pytest.raises(UnfitDocument) as caught:
        read(operations)
    assert caught.value.pointer == f"/services/{SERVICE}{pointer}"
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({}, "the required member /Name is missing"),
        ({"Name": "a b"}, "at /Name 'a b' breaks the contract (pattern"),
        ({"name": "a", "Name": "b"}, "unknown member /name; did you mean 'Name'?"),
        ({"Name": 1}, "at /Name an integer stands, where the contract has string"),
    ],
)
def test_requests_that_break_the_contract_are_left_out(read, request_, problem):
    seeds = read({"GetSchedule": [request_, {"Name": "good"}]})
    assert [each.calls[0].params for each in seeds.of("GetSchedule")] == [{"Name": "good"}]
    (told,) = seeds.problems
    assert f"at /services/{SERVICE}/GetSchedule/0: {problem}" in told


def test_what_refers_to_a_request_that_is_left_out_is_left_out(read):
    seeds = read({**CHAIN, "CreateScheduleGroup": [{"Name": "a b"}]})
    assert not seeds.by_operation
    assert "it refers to" in seeds.problems[1]


def test_a_misspelt_service_is_told(read):
    seeds = read(CHAIN, service="schedulers")
    assert (
        "it has no requests of 'scheduler'; did you mean 'schedulers' there?" in seeds.problems[0]
    )
