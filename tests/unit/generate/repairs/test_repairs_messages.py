"""Refusals in the words of many servers, and what the first tries after them change."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.contract.pointer import lookup, parse
from shapeproof.generate.repairs import NeedsExisting, Refusal, Repaired, repairs
from shapeproof.generate.values.known import KnownValues

TEXT: dict[str, Any] = {"type": "string"}
ROLE = "arn:aws:iam::123456789012:role/sample"
REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["Name", "RoleArn"],
    "properties": {
        "Name": {"type": "string", "minLength": 1, "maxLength": 64},
        "RoleArn": TEXT,
        "QueueUrl": TEXT,
        "Mode": TEXT,
        "Definition": TEXT,
        "Schedule": TEXT,
        "StartTime": {"type": "string", "format": "date-time", "x-timestamp": True},
        "Size": {"type": "integer"},
        "MaxAttempts": {"type": "integer", "minimum": 0, "maximum": 10},
        "SubnetIds": {"type": "array", "items": TEXT},
        "Tags": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"Key": TEXT, "Value": TEXT},
                "required": ["Key", "Value"],
            },
        },
        "Target": {
            "type": "object",
            "properties": {"Arn": {**TEXT, "x-location-name": "targetArn"}, "Input": TEXT},
            "required": ["Arn"],
        },
        "kmsKeyId": TEXT,
    },
}
OPERATION = Operation("CreateThing", "create_thing", HttpBinding("POST", "/"), REQUEST, {})
GIVEN: dict[str, Any] = {
    "Name": "sample",
    "RoleArn": "sample",
    "Mode": "a",
    "Size": 1,
    "Definition": "text",
    "Schedule": "sample",
    "MaxAttempts": 1,
    "SubnetIds": ["subnet-1"],
    "StartTime": "2020-08-11T00:00:00Z",
    "Target": {"Arn": "sample"},
}


def known(tokens: Any, shape: Any) -> tuple[str, ...]:
    return (ROLE,) if tokens == ("RoleArn",) else ()


def tried(message: str, params: Any = None, code: str = "", ask: KnownValues = known) -> list[Any]:
    """The repairs of a refusal, in their order."""
    given = GIVEN if params is None else params
    return list(repairs(OPERATION, given, Refusal(message, code), ask))


def value(repair: Any, pointer: str) -> Any:
    assert isinstance(repair, Repaired), repair
    return lookup(repair.params, parse(pointer))


@pytest.mark.parametrize(
    ("message", "pointer", "expected"),
    [
        # The sentences that most AWS services make.
        (
            "1 validation error detected: Value 'sample' at 'roleArn' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: "
            "arn:aws[a-z-]*:iam::\\d{12}:role/.+",
            "/RoleArn",
            ROLE,
        ),
        (
            "1 validation error detected: Value 'a' at 'mode' failed to satisfy constraint: "
            "Member must satisfy enum value set: [FAST, SLOW]",
            "/Mode",
            "FAST",
        ),
        (
            "1 validation error detected: Value '1' at 'size' failed to satisfy constraint: "
            "Member must have value greater than or equal to 5",
            "/Size",
            5,
        ),
        (
            "1 validation error detected: Value 'sample' at 'name' failed to satisfy constraint: "
            "Member must have length greater than or equal to 8",
            "/Name",
            "sample00",
        ),
        (
            "1 validation error detected: Value 'sample' at 'name' failed to satisfy constraint: "
            "Member must have length less than or equal to 3",
            "/Name",
            "sam",
        ),
        (
            "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy "
            "constraint: Member must not be null",
            "/Tags/0/Key",
            "sample",
        ),
        (
            "1 validation error detected: Value '[subnet-1]' at 'subnetIds' failed to satisfy "
            "constraint: Member must have length greater than or equal to 2",
            "/SubnetIds",
            ["subnet-1", "subnet-12"],
        ),
        (
            "1 validation error detected: Value '[subnet-1]' at 'subnetIds' failed to satisfy "
            "constraint: [Member must satisfy regular expression pattern: sn-[0-9]{4}]",
            "/SubnetIds/0",
            "sn-0000",
        ),
        # A pattern.
        ("Invalid RoleArn: 'sample' does not match '^arn:.*:role/[a-z]+$'", "/RoleArn", ROLE),
        ("roleArn must match pattern ^arn:aws:iam::[0-9]+:role/.*$", "/RoleArn", ROLE),
        ("body.name: String does not match regex `^[A-Z]{3}$`", "/Name", "AAA"),
        ("instance.Name does not match pattern \"^n-[0-9]{3}$\"", "/Name", "n-000"),
        # A list of what is allowed.
        ("Mode must be one of FAST, SLOW", "/Mode", "FAST"),
        ("Invalid value for parameter mode: a. Valid values are: fast, slow.", "/Mode", "fast"),
        ("mode: expected one of ['fast', 'slow'] but got 'a'", "/Mode", "fast"),
        ("Unsupported Mode 'a' (supported values: FAST | SLOW)", "/Mode", "FAST"),
        ("Mode must be either 'ON' or 'OFF'", "/Mode", "ON"),
        ("The parameter Mode must be ON or OFF", "/Mode", "ON"),
        ('"mode" should be one of: "x1", "x2"', "/Mode", "x1"),
        ("'a' is not one of ['ON', 'OFF']", "/Mode", "ON"),
        # Bounds.
        ("Size must be between 10 and 20", "/Size", 10),
        ("size should be at least 4", "/Size", 4),
        ("The value of maxAttempts must be less than or equal to 0", "/MaxAttempts", 0),
        ("Name must be at least 10 characters long", "/Name", "sample0000"),
        ("Name cannot be longer than 4 characters", "/Name", "samp"),
        # What is missing.
        ("Missing required parameter: QueueUrl", "/QueueUrl", "sample"),
        ("Missing required parameter in input: \"QueueUrl\"", "/QueueUrl", "sample"),
        ("The request must contain the parameter QueueUrl", "/QueueUrl", "sample"),
        ("queue_url is required", "/QueueUrl", "sample"),
        ("Queue URL must be specified", "/QueueUrl", "sample"),
        ("KeyError: 'QueueUrl'", "/QueueUrl", "sample"),
        ("'QueueUrl'", "/QueueUrl", "sample"),
        ("data must have required property 'QueueUrl'", "/QueueUrl", "sample"),
        ("No queueUrl was provided", "/QueueUrl", "sample"),
        ("kmsKeyId cannot be null or empty", "/kmsKeyId", "sample"),
        ("target.input is missing", "/Target/Input", "sample"),
        # A form, or an example of it.
        ("schedule should be in the format rate(5 minutes)", "/Schedule", "rate(5"),
        ("Invalid Schedule, e.g. 'cron(0_12)'", "/Schedule", "cron(0_12"),
        ("Name must start with 'x-'", "/Name", "x-sample"),
        ("Name must end with '.fifo'", "/Name", "sample.fifo"),
        ("Invalid ARN: sample", "/RoleArn", ROLE),
        ("RoleArn is not a valid ARN", "/RoleArn", ROLE),
        ("Schedule is an invalid cron expression", "/Schedule", "cron(0 12 * * ? *)"),
        ("Definition is not valid JSON", "/Definition", "{}"),
        ("StartTime must be in the future", "/StartTime", "2036-01-01T00:00:00Z"),
        ("Value for Size must be a valid number", "/Name", "sample"),
    ],
)  # fmt: skip
def test_the_first_try_changes_what_the_message_names(
    message: str, pointer: str, expected: Any
) -> None:
    found = tried(message)
    if message.startswith("Value for Size"):
        assert all(value(each, "/Size") == 1 for each in found)
        return
    assert value(found[0], pointer) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Expecting value: line 1 column 1 (char 0)",
        "Unexpected token e in JSON at position 1",
        "Could not parse JSON",
    ],
)
def test_a_text_that_is_no_json_becomes_json(message: str) -> None:
    """No member is named: every text that is given may be meant."""
    found = tried(message, {"Name": "sample", "Definition": "text"})
    assert {"Name": "sample", "Definition": "{}"} in [each.params for each in found]


def test_several_errors_are_mended_together_first() -> None:
    message = (
        "2 validation errors detected: Value 'sample' at 'roleArn' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: arn:.+; Value null at 'queueUrl' failed "
        "to satisfy constraint: Member must not be null"
    )
    first = tried(message)[0]
    assert (value(first, "/RoleArn"), value(first, "/QueueUrl")) == (ROLE, "sample")


@pytest.mark.parametrize(
    "message",
    [
        "One of QueueUrl or kmsKeyId must be specified",
        "Either queueUrl or kmsKeyId is required",
        "At least one of the following parameters must be provided: QueueUrl, kmsKeyId",
    ],
)
def test_one_of_two_is_added(message: str) -> None:
    added = [set(each.params) - set(GIVEN) for each in tried(message)]
    assert {"QueueUrl"} in added
    assert {"kmsKeyId"} in added


@pytest.mark.parametrize(
    "message",
    [
        "You cannot specify both Mode and Schedule",
        "Mode and Schedule are mutually exclusive",
        "Mode and Schedule can't be used together",
        "Specify only one of Mode, Schedule",
        "Both Mode and Schedule are provided in the input",
        "Your request contains both the Mode and the Schedule. Include only one and try again.",
        "Can not use both Mode and Schedule",
        "One of Mode or Schedule has to be given, both cannot be given",
    ],
)
def test_one_of_two_is_left_out(message: str) -> None:
    left_out = [set(GIVEN) - set(each.params) for each in tried(message)]
    assert left_out[:2] == [{"Schedule"}, {"Mode"}]


@pytest.mark.parametrize(
    ("message", "member"),
    [
        ('Unknown parameter in input: "Mode"', "Mode"),
        ("Mode is not supported", "Mode"),
        ("Mode is only applicable for things that have a Size", "Mode"),
        ("Size cannot be specified for this kind of thing", "Size"),
        ("unrecognized field 'schedule'", "Schedule"),
    ],
)
def test_what_is_not_wanted_is_left_out(message: str, member: str) -> None:
    assert set(GIVEN) - set(tried(message)[0].params) == {member}


ALIKE = {
    "type": "object",
    "properties": {
        "Name": TEXT,
        "QueueTargetConfig": {"type": "object", "properties": {"Arn": TEXT}},
        "TopicTargetConfig": {"type": "object", "properties": {"Arn": TEXT}},
    },
}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"Name": "a"}, [{"Name", "QueueTargetConfig"}, {"Name", "TopicTargetConfig"}]),
        (
            {"Name": "a", "QueueTargetConfig": {}, "TopicTargetConfig": {}},
            [{"Name", "QueueTargetConfig"}, {"Name", "TopicTargetConfig"}],
        ),
    ],
)
@pytest.mark.parametrize(
    "message",
    [
        "Exactly one target config is supported",
        "Only one TargetConfig can be given.",
        "You cannot specify more than one target config",
    ],
)
def test_one_of_several_members_with_like_names(
    message: str, given: dict[str, Any], kept: list[set[str]]
) -> None:
    operation = Operation("Put", "put", HttpBinding("POST", "/"), ALIKE, {})
    found = repairs(operation, given, Refusal(message))
    assert [set(each.params) for each in found if isinstance(each, Repaired)] == kept


def test_what_is_required_stays() -> None:
    assert tried("Name is not supported") == []


@pytest.mark.parametrize(
    ("message", "code", "pointer"),
    [
        ("Role sample not found", "ResourceNotFoundException", "/RoleArn"),
        ("RoleArn does not exist", "", "/RoleArn"),
        ("Could not find queue https://sqs/q", "", "/QueueUrl"),
        ("The specified queue does not exist", "AWS.Queue.NonExistentQueue", "/QueueUrl"),
        ("Schedule with name 'abc' was not found", "", "/Schedule"),
        ("", "QueueDoesNotExist", "/QueueUrl"),
    ],
)  # fmt: skip
def test_what_has_to_exist(message: str, code: str, pointer: str) -> None:
    params = {**GIVEN, "QueueUrl": "https://sqs/q"}
    facts = [each for each in tried(message, params, code) if isinstance(each, NeedsExisting)]
    assert NeedsExisting(pointer) in facts


def test_a_name_that_is_taken_is_changed() -> None:
    first = tried("A thing with the Name 'sample' already exists", ask=lambda *_: ())[0]
    assert value(first, "/Name") == "sample2"


@pytest.mark.parametrize(
    "message", ["", "Internal error", "ServiceUnavailable", "x" * 100_000, "at '' '' \"\" `` ["]
)
def test_nothing_follows_from_what_says_nothing(message: str) -> None:
    assert tried(message) == []


HOSTILE = [
    "Name must match pattern ^(a+)+$ and '(.*)*(.*)*(.*)*x'",
    "Name must match '(a{1,9999}){1,9999}'",
    "Name must match '" + "(" * 500 + "a" + ")" * 500 + "'",
    "Name must match '[a-z]{99999999}'",
    "Name must have length greater than or equal to 999999999999",
    "SubnetIds must have at least 999999999 items",
    "Mode must be one of [" + ", ".join(f"v{n}" for n in range(100_000)) + "]",
    "Size must be between 99999999999999999999999999 and 1",
    "Name " * 20_000 + "is required",
    "Value 'x' at '" + "tags.1." * 5000 + "key' failed to satisfy constraint: must not be null",
    "Name must be one of " + "'" * 5000,
    "Schedule, e.g. " + "A" * 5000,
]  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("message", HOSTILE, ids=lambda text: text[:40])
def test_hostile_messages_are_bounded(message: str) -> None:
    for each in tried(message):
        assert isinstance(each, Repaired)
        assert len(str(each.params)) < 20_000


def test_there_are_few_and_each_is_another() -> None:
    message = "; ".join(f"{name} is required" for name in ("QueueUrl", "kmsKeyId", "Tags", "Mode"))
    found = tried(message * 5)
    assert 0 < len(found) <= 12
    assert len({str(each) for each in found}) == len(found)
    assert all(each.params != GIVEN for each in found)


@pytest.mark.parametrize(
    ("name", "message", "expected"),
    [
        ("example.com", "Name example.com. is not in zone a.example.com.", ["a.example.com"]),
        ("docs", "docs is not within docs/2026", ["docs/2026"]),
        ("example.com", "Name example.com. is not in zone example.org.", []),
    ],
)
def test_a_name_lies_within_another_one(name: str, message: str, expected: list[str]) -> None:
    found = [each for each in tried(message, {"Name": name}) if isinstance(each, Repaired)]
    assert [value(each, "/Name") for each in found] == expected
