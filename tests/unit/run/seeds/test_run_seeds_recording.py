from typing import Any

import pytest

from shapeproof.contract.model import Contract
from shapeproof.run.contracts import named_contract
from shapeproof.run.seeds.harvest import Harvest
from shapeproof.run.seeds.recording import SeedRecorder
from shapeproof.run.seeds.writing import seeds_document
from shapeproof.targets.passive import SeenCall

ARN = "arn:aws:sns:us-east-1:123456789012:topic"


def seen(operation: str, params: Any, parsed: Any = None, **others: Any) -> SeenCall:
    given = {"status": 200, "how": "sent", **others}
    return SeenCall(
        "scheduler", "2021-06-30", "rest-json", operation, params, parsed or {}, **given
    )


def contract() -> Contract:
    return named_contract("scheduler")


def recorded(*calls: SeenCall) -> dict[str, Any]:
    recorder = SeedRecorder()
    for each in calls:
        recorder.note(contract(), each)
    services = seeds_document(recorder.harvest)["services"]
    return services.get("scheduler", {})


GROUP = seen("CreateScheduleGroup", {"Name": "group"}, {"ScheduleGroupArn": f"{ARN}/group"})
SCHEDULE = {
    "Name": "nightly",
    "ScheduleExpression": "rate(1 day)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": ARN, "RoleArn": "n/a"},
}


@pytest.mark.parametrize(
    "call",
    [
        seen("GetSchedule", {"Name": "a"}, status=404),
        seen("GetSchedule", {"Name": "a"}, how="stubbed"),
        seen("GetSchedule", {"Name": "a"}, how="replaced"),
        seen("GetSchedule", {"Name": "a"}, refused=True),
        seen("NoSuchThing", {}),
        seen("GetSchedule", {"Name": "a", "Other": 1}),
        seen("GetSchedule", {"GroupName": "a"}),
        seen("CreateScheduleGroup", {"Name": "a", "Tags": [{"Key": "k", "Value": "v"}] * 201}),
    ],
    ids=["refused", "stubbed", "replaced", "error", "unknown", "other", "missing", "too many"],
)
def test_what_is_not_recorded(call: SeenCall) -> None:
    assert recorded(call) == {}


def test_an_operation_without_a_legal_request_is_told() -> None:
    recorder = SeedRecorder()
    recorder.note(contract(), seen("GetSchedule", {"GroupName": "a"}))
    assert recorder.harvest.left_out == [
        "scheduler.GetSchedule: the required member /Name is missing"
    ]
    recorder.note(contract(), seen("GetSchedule", {"Name": "a"}))
    assert recorder.harvest.left_out == []


def test_illegal_values_are_replaced_by_legal_ones() -> None:
    (found,) = recorded(seen("CreateSchedule", SCHEDULE))["CreateSchedule"]
    role = found["Target"].pop("RoleArn")
    assert role.startswith("arn:aws:iam::123456789012:role/")
    assert found["Target"] == {"Arn": ARN}
    assert found["Name"] == "nightly"


def test_client_tokens_are_left_out() -> None:
    call = seen("CreateScheduleGroup", {"Name": "a", "ClientToken": "1234"})
    assert recorded(call) == {"CreateScheduleGroup": [{"Name": "a"}]}


def test_values_of_another_test_are_no_references() -> None:
    recorder = SeedRecorder()
    recorder.note(contract(), GROUP)
    recorder.begin_test()
    recorder.note(contract(), seen("ListTagsForResource", {"ResourceArn": SCHEDULE_GROUP_ARN}))
    found = seeds_document(recorder.harvest)["services"]["scheduler"]
    assert found["ListTagsForResource"] == [{"ResourceArn": SCHEDULE_GROUP_ARN}]


SCHEDULE_GROUP_ARN = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/group"


def test_short_values_refer_only_to_members_of_the_same_name() -> None:
    group = seen("CreateScheduleGroup", {"Name": "g"}, {"ScheduleGroupArn": "abc"})
    other = seen("UpdateSchedule", {**SCHEDULE, "Description": "abc"})
    assert recorded(group, other)["UpdateSchedule"][0]["Description"] == "abc"


def test_enum_values_are_no_references() -> None:
    group = seen("CreateScheduleGroup", {"Name": "DISABLED"})
    other = seen("UpdateSchedule", {**SCHEDULE, "State": "DISABLED", "GroupName": "DISABLED"})
    (found,) = recorded(group, other)["UpdateSchedule"]
    assert found["State"] == "DISABLED"
    assert found["GroupName"] == {"$from": {"operation": "CreateScheduleGroup", "input": "/Name"}}


def test_harvests_of_several_processes_are_joined() -> None:
    whole = SeedRecorder()
    joined = Harvest()
    for name in ("one", "two"):
        recorder = SeedRecorder()
        calls = (
            seen("CreateScheduleGroup", {"Name": name}),
            seen("GetScheduleGroup", {"Name": name}),
        )
        for each in (recorder, whole):
            each.begin_test()
            for call in calls:
                each.note(contract(), call)
        joined.add_plain(recorder.harvest.plain())
    assert seeds_document(joined) == seeds_document(whole.harvest)
    assert len(seeds_document(joined)["services"]["scheduler"]["GetScheduleGroup"]) == 1
