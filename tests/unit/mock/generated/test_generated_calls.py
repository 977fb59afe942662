"""What the contract mock keeps: makers, readers, changers, lists and removers hang together."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.mock.app import contract_mock
from shapeproof.mock.backends import ModeledError


class Service:
    """A mock of a service, called without HTTP."""

    def __init__(self, name: str, seed: int = 0) -> None:
        self.mock = contract_mock(name, seed=seed)
        self.calls = self.mock.speakers[0].calls

    def __call__(self, operation: str, **params: Any) -> dict[str, Any]:
        found = self.calls.contract.operations[operation]
        return dict(self.calls.perform(found, params))

    def refused(self, operation: str, **params: Any) -> str:
        with pytest.raises(ModeledError) as raised:
            self(operation, **params)
        return raised.value.code


KEYS = [{"AttributeName": "a", "KeyType": "HASH"}]
DEFINITIONS = [{"AttributeName": "a", "AttributeType": "S"}]
TABLE = {"TableName": "songs", "KeySchema": KEYS, "AttributeDefinitions": DEFINITIONS}
SCHEDULE = {
    "ScheduleExpression": "rate(1 hour)",
    "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:jobs", "RoleArn": "r"},
    "FlexibleTimeWindow": {"Mode": "OFF"},
}


def test_what_is_written_is_read_back_within_the_structure_that_describes_it() -> None:
    dynamodb = Service("dynamodb")
    made = dynamodb("CreateTable", **TABLE, BillingMode="PAY_PER_REQUEST")["TableDescription"]

    table = dynamodb("DescribeTable", TableName="songs")["Table"]

    assert table == made
    assert table["KeySchema"] == KEYS
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TableArn"] == "arn:aws:dynamodb:us-east-1:123456789012:table/songs"
    assert "ProvisionedThroughput" not in table  # nobody has written it
    assert table["TableStatus"] == "ACTIVE"  # what a waiter waits for


def test_what_exists_is_not_made_again_and_what_is_removed_is_not_found() -> None:
    dynamodb = Service("dynamodb")
    dynamodb("CreateTable", **TABLE)

    assert dynamodb.refused("CreateTable", **TABLE) == "ResourceInUseException"
    dynamodb("DeleteTable", TableName="songs")
    assert dynamodb.refused("DescribeTable", TableName="songs") == "ResourceNotFoundException"
    assert dynamodb.refused("DeleteTable", TableName="songs") == "ResourceNotFoundException"
    assert dynamodb("ListTables")["TableNames"] == []


def test_a_change_keeps_what_it_does_not_give() -> None:
    scheduler = Service("scheduler")
    scheduler("CreateSchedule", Name="a", **SCHEDULE, Description="first")

    scheduler("UpdateSchedule", Name="a", **{**SCHEDULE, "ScheduleExpression": "rate(2 hours)"})

    schedule = scheduler("GetSchedule", Name="a")
    assert schedule["ScheduleExpression"] == "rate(2 hours)"
    assert schedule["Description"] == "first"


def test_pages_hold_each_resource_once() -> None:
    scheduler = Service("scheduler")
    for index in range(5):
        scheduler("CreateSchedule", Name=f"n{index}", **SCHEDULE)

    names: list[str] = []
    token: dict[str, Any] = {}
    for _ in range(3):
        page = scheduler("ListSchedules", MaxResults=2, **token)
        names += [each["Name"] for each in page["Schedules"]]
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else {}

    assert names == ["n0", "n1", "n2", "n3", "n4"]
    assert token == {}
    assert scheduler.refused("ListSchedules", NextToken="else") == "ValidationException"


def test_members_of_the_same_name_filter_a_list() -> None:
    scheduler = Service("scheduler")
    for name, group in (("a", "one"), ("ab", "two"), ("b", "two")):
        scheduler("CreateSchedule", Name=name, GroupName=group, **SCHEDULE)

    def listed(**params: Any) -> list[str]:
        return [each["Name"] for each in scheduler("ListSchedules", **params)["Schedules"]]

    assert listed(GroupName="two") == ["ab", "b"]
    assert listed(NamePrefix="a") == ["a", "ab"]


@pytest.mark.long
def test_lists_of_identifiers_and_filters_by_name_choose_resources() -> None:
    ec2 = Service("ec2")
    ids = [ec2("CreateVpc", CidrBlock=f"10.{i}.0.0/16")["Vpc"]["VpcId"] for i in range(2)]

    def listed(**params: Any) -> list[str]:
        return [each["VpcId"] for each in ec2("DescribeVpcs", **params)["Vpcs"]]

    assert listed() == ids
    assert listed(VpcIds=ids[:1]) == ids[:1]
    assert listed(Filters=[{"Name": "vpc-id", "Values": ids[1:]}]) == ids[1:]
    assert ec2.refused("DescribeVpcs", VpcIds=["vpc-0"]) == "InvalidVpcID.NotFound"


@pytest.mark.slow
def test_what_the_service_chooses_is_unique_and_the_same_for_a_seed() -> None:
    one, same, other = (Service("ec2", seed) for seed in (1, 1, 2))
    made = [[s("CreateVpc")["Vpc"]["VpcId"] for _ in range(20)] for s in (one, same, other)]

    assert made[0] == made[1] != made[2]
    assert len(set(made[0])) == 20


@pytest.mark.slow
def test_what_is_in_a_resource_goes_with_it() -> None:
    s3 = Service("s3")
    s3("CreateBucket", Bucket="shop")
    s3("PutObject", Bucket="shop", Key="a", Body="aGk=")
    assert s3("GetObject", Bucket="shop", Key="a")["Body"] == "aGk="

    s3("DeleteBucket", Bucket="shop")

    assert s3.refused("GetObject", Bucket="shop", Key="a") == "NoSuchKey"
    assert s3.mock.document()["resources"] == {}


def test_tags_are_added_removed_and_listed() -> None:
    dynamodb = Service("dynamodb")
    dynamodb("CreateTable", **TABLE, Tags=[{"Key": "a", "Value": "1"}])
    arn = dynamodb("DescribeTable", TableName="songs")["Table"]["TableArn"]

    dynamodb("TagResource", ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    dynamodb("UntagResource", ResourceArn=arn, TagKeys=["a"])

    listed = dynamodb("ListTagsOfResource", ResourceArn=arn)
    assert listed["Tags"] == [{"Key": "b", "Value": "2"}]


def test_the_same_client_token_makes_one_resource() -> None:
    efs = Service("efs")
    first = efs("CreateFileSystem", CreationToken="t")

    assert efs("CreateFileSystem", CreationToken="t") == first
    assert len(efs("DescribeFileSystems")["FileSystems"]) == 1


def test_an_identifier_is_found_by_what_was_written() -> None:
    sqs = Service("sqs")
    made = sqs("CreateQueue", QueueName="jobs")

    assert sqs("GetQueueUrl", QueueName="jobs")["QueueUrl"] == made["QueueUrl"]
    gone = "AWS.SimpleQueueService.NonExistentQueue"
    assert sqs.refused("GetQueueUrl", QueueName="none") == gone
