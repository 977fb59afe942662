"""``--shapeproof-record``: accepted requests of tests become seeds."""

from __future__ import annotations

import pytest

from shapeproof.run.contracts import named_contract
from shapeproof.run.seeds.reading import read_seeds

from .passive_projects import json_report, passive, run

RECORD = "--shapeproof-record=seeds.json"
SCHEDULER = """
ROLE = "arn:aws:iam::123456789012:role/invoke"
TARGET = {"Arn": "arn:aws:sqs:us-east-1:123456789012:queue", "RoleArn": ROLE}


@mock_aws
def test_tags():
    scheduler = client("scheduler")
    arn = scheduler.create_schedule_group(Name="group-1")["ScheduleGroupArn"]
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    scheduler.create_schedule(
        Name="one", GroupName="group-1", ScheduleExpression="rate(1 day)", Target=TARGET,
        FlexibleTimeWindow={"Mode": "OFF"}, EndDate="2099-01-01T00:00:00Z")
    with pytest.raises(ClientError):
        scheduler.get_schedule(Name="two")


@mock_aws
@pytest.mark.parametrize("name", ["x", "y", "z"])
def test_again(name):
    scheduler = client("scheduler")
    scheduler.create_schedule_group(Name=name)
    scheduler.get_schedule_group(Name=name)


def test_stubbed():
    good_call()
"""


def test_accepted_requests_are_written_with_references(pytester: pytest.Pytester) -> None:
    result = passive(pytester, SCHEDULER, "--shapeproof=report", RECORD)

    result.assert_outcomes(passed=5)
    document = json_report(pytester, "seeds.json")
    assert list(document["services"]) == ["scheduler"]
    operations = document["services"]["scheduler"]
    assert set(operations) == {
        "CreateSchedule", "CreateScheduleGroup", "GetScheduleGroup", "TagResource"
    }  # fmt: skip
    (tagging,) = operations["TagResource"]
    group = operations["CreateScheduleGroup"].index({"Name": "group-1"})
    which = {"request": group} if group else {}
    made = {"operation": "CreateScheduleGroup", **which}
    assert tagging["ResourceArn"] == {"$from": {**made, "output": "/ScheduleGroupArn"}}
    (schedule,) = operations["CreateSchedule"]
    assert schedule["Name"] == "one"
    assert schedule["GroupName"] == {"$from": {**made, "input": "/Name"}}
    assert schedule["EndDate"] == {"$timestamp": "2099-01-01T00:00:00Z"}
    (reading,) = operations["GetScheduleGroup"]
    assert "input" in reading["Name"]["$from"]
    result.stdout.fnmatch_lines(["*seeds.json: 4 requests of 4 operations recorded"])
    seeds = read_seeds(pytester.path / "seeds.json", named_contract("scheduler"))
    assert not seeds.problems
    (seed,) = seeds.of("TagResource")
    assert [each.operation for each in seed.calls] == ["CreateScheduleGroup", "TagResource"]


@pytest.mark.long
@pytest.mark.slow
def test_workers_record_together(pytester: pytest.Pytester) -> None:
    passive(pytester, SCHEDULER, RECORD)
    alone = (pytester.path / "seeds.json").read_text()
    (pytester.path / "seeds.json").unlink()

    pytester.runpytest_subprocess("-n2", RECORD).assert_outcomes(passed=5)

    assert (pytester.path / "seeds.json").read_text() == alone


SECRETS = """
@mock_aws
def test_secrets():
    secrets = client("secretsmanager")
    secrets.create_secret(Name="mine", SecretString="Hush-1234")
    secrets.put_secret_value(SecretId="mine", SecretString="AKIAABCDEFGHIJKLMNOP")
    logs = client("logs")
    logs.create_log_group(logGroupName="Hush-group")
    iam = client("iam")
    iam.create_user(UserName="me")
    key = iam.create_access_key(UserName="me")["AccessKey"]
    client("ssm").put_parameter(Name="p", Value=key["SecretAccessKey"], Type="SecureString")
    client("ssm").put_parameter(Name="q", Value="key " + key["AccessKeyId"], Type="String")
"""


@pytest.mark.long
def test_secrets_are_not_written(pytester: pytest.Pytester) -> None:
    passive(pytester, SECRETS, RECORD).assert_outcomes(passed=1)

    text = (pytester.path / "seeds.json").read_text()
    assert "CreateSecret" in text
    assert "PutParameter" in text
    for secret in ("Hush-1234", "AKIA", "SecretAccessKey"):
        assert secret not in text.replace("CreateAccessKey", "")


MANY = """
CLASSES = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]


@mock_aws
def test_many():
    logs = client("logs")
    for number in range(12):
        members = {"tags": {"k": "v"}} if number % 2 else {}
        if number % 3:
            members["logGroupClass"] = CLASSES[number % 3]
        logs.create_log_group(logGroupName=f"group-{number}", **members)
    client("kms").create_key(Description="x" * 9000)
"""


def test_few_requests_are_kept_and_replace_an_older_file(pytester: pytest.Pytester) -> None:
    (pytester.path / "seeds.json").write_text("older")

    passive(pytester, MANY, RECORD)

    services = json_report(pytester, "seeds.json")["services"]
    assert services["kms"] == {"CreateKey": [{"Description": "sample"}]}  # it was too long
    kept = services["logs"]["CreateLogGroup"]
    assert 2 <= len(kept) <= 5
    assert kept[0] == {"logGroupName": "group-0"}
    assert any("tags" in each for each in kept)
    assert {"INFREQUENT_ACCESS", "DELIVERY"} <= {each.get("logGroupClass") for each in kept}


def test_without_an_accepted_call_an_older_file_stays(pytester: pytest.Pytester) -> None:
    path = pytester.path / "seeds.json"
    path.write_text("older")

    result = passive(pytester, "def test_nothing():\n    pass", RECORD)

    assert path.read_text() == "older"
    result.stdout.fnmatch_lines(["*no server accepted a legal call; nothing is written"])


def test_a_path_that_cannot_be_written_is_told_at_the_start(pytester: pytest.Pytester) -> None:
    (pytester.path / "folder").mkdir()
    pytester.makepyfile("def test_it(): pass")

    result = run(pytester, "--shapeproof-record=folder")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--shapeproof-record*cannot write*it is a folder*"])
