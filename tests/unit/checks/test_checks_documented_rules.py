"""Which rules for texts in requests weigh: those that a service's documentation states."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof import check_request
from shapeproof.checks.documented_rules import Documentation, whole_pattern
from shapeproof.exchange import Severity
from shapeproof.run.passive import PassiveJudge
from shapeproof.run.passive.quick import ApiCall
from shapeproof.targets.passive import SeenCall


@pytest.mark.parametrize(
    "service, operation, params, due",
    [
        ("logs", "CreateLogGroup", {"logGroupName": "a b"},
         ["warning /logGroupName the pattern matches only a part of the value"]),
        ("logs", "CreateLogGroup", {"logGroupName": "a" * 600},
         ["warning /logGroupName the value violates maxLength"]),
        ("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/a-b.c_d#1"}, []),
        ("scheduler", "GetSchedule", {"Name": "a b"},
         ["note /Name the pattern matches only a part of the value"]),
        ("scheduler", "CreateScheduleGroup", {"Name": "a b"},
         ["warning /Name the pattern matches only a part of the value"]),
        ("iam", "GetRole", {"RoleName": "a b"},
         ["warning /RoleName the pattern matches only a part of the value"]),
        ("lambda", "UpdateFunctionConfiguration",
         {"FunctionName": "f", "Role": "arn:aws:iam::123:role/x"},
         ["note /Role the value violates pattern"]),
        ("lambda", "Invoke", {"FunctionName": "arn:aws:lambda:region:id:function:name"},
         ["note /FunctionName the pattern matches only a part of the value"]),
        ("lambda", "Invoke", {"FunctionName": "a b"},
         ["warning /FunctionName the pattern matches only a part of the value"]),
        ("logs", "CreateLogGroup", {"logGroupName": "arn:aws:logs:eu-west-1:1:log-group*"},
         ["warning /logGroupName the pattern matches only a part of the value"]),
        ("logs", "DescribeLogGroups", {"limit": 500},
         ["warning /limit the value violates maximum"]),
    ],
)  # fmt: skip
def test_texts(service: str, operation: str, params: dict[str, Any], due: list[str]) -> None:
    found = check_request(service, operation, params)

    assert [f"{each.severity.label} {each.pointer} {each.message}" for each in found] == due


@pytest.mark.parametrize(
    "pattern, longest, whole",
    [
        ("[a-z]+", None, "^(?s:[a-z]+)$"),
        ("[a-z]{3}", 3, "^(?s:[a-z]{3})$"),
        (r"\S", 512, None),
        (r"\S", None, None),
        ("^[a-z]+", None, None),
        ("[a-z]+$", None, None),
        ("(?=a)[a-z]+", None, None),
        ("(?:a|b)+", None, "^(?s:(?:a|b)+)$"),
    ],
)
def test_patterns_that_mean_a_whole_text(pattern: str, longest: int | None, whole: str) -> None:
    assert whole_pattern(pattern, longest) == whole


def test_what_a_model_says_in_prose() -> None:
    model = {
        "operations": {
            "MoveGroup": {
                "input": {"shape": "In"},
                "documentation": "<p>Moves it.</p><p>Group names have up to 80 characters.</p>",
            }
        },
        "shapes": {
            "In": {"type": "structure", "members": {
                "GroupName": {"shape": "Text"}, "RoleArn": {"shape": "Text"},
                "Tags": {"shape": "Tags"}, "Code": {"shape": "Code"}}},
            "Tags": {"type": "map", "key": {"shape": "Text"}, "value": {
                "shape": "Text", "documentation": "Letters &amp; digits: at most 9 characters"}},
            "Text": {"type": "string"},
            "Code": {"type": "string", "documentation": "<p>It must start with c.</p>"},
        },
    }  # fmt: skip
    known = Documentation(lambda: model)

    assert known.states("MoveGroup", ("GroupName",))
    assert not known.states("MoveGroup", ("RoleArn",))
    assert known.states("MoveGroup", ("Tags", "*"))
    assert known.states("MoveGroup", ("Code",))
    assert not known.states("Unknown", ("Code",))
    assert known.states("CreateGroup", ("GroupName",))


def test_the_quick_check_passes_over_what_is_a_note() -> None:
    role = {"FunctionName": "f", "Role": "arn:aws:iam::123:role/x"}
    judge, name = PassiveJudge(), "UpdateFunctionConfiguration"

    def passes(judge: PassiveJudge, params: dict[str, Any]) -> bool:
        seen = SeenCall("lambda", "2015-03-31", "rest-json", name, params, {}, 200, "stubbed")
        own = judge._judge(seen)
        assert own is not None
        return own.passes(ApiCall(seen))

    assert passes(judge, role)
    assert not passes(judge, {**role, "FunctionName": "a b"})
    assert not passes(PassiveJudge(Severity.NOTE), role)
