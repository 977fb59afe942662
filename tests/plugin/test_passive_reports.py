"""``--shapeproof-report``: the formats of a passive run."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from ..report_schemas import validator
from .passive_projects import json_report, passive

TWICE = """
def test_a():
    bad_answer()

def test_b():
    bad_answer()
    bad_request()
"""
SECRET = """
def test_secret():
    with mock_aws():
        client("cognito-idp").create_user_pool(PoolName="p" * 200)
        pools = client("cognito-idp").list_user_pools(MaxResults=5)["UserPools"]
        client("cognito-idp").admin_create_user(
            UserPoolId=pools[0]["Id"], Username="u", TemporaryPassword="Hush-1234",
            DesiredDeliveryMediums=["PIGEON"])
"""


@pytest.mark.parametrize("mode", ["--shapeproof", "--shapeproof=report"])
def test_every_format(pytester: pytest.Pytester, mode: str) -> None:
    formats = {"json": "r.json", "jsonl": "r.jsonl", "junit": "r.xml", "markdown": "r.md"}
    formats |= {"sarif": "r.sarif", "har": "r.har", "har-findings": "found.har"}
    options = [f"--shapeproof-report={form}={path}" for form, path in formats.items()]

    passive(pytester, TWICE, mode, *options)

    report = json_report(pytester, "r.json")
    validator("report-1.json").validate(report)
    assert (report["service"], report["target"]["kind"]) == (None, "pytest")
    assert report["stats"]["requests"] == 3
    assert {each["operation"]: each["count"] for each in report["findings"]} == {
        "GetToken": 2,
        "CreateLogGroup": 1,
    }
    assert {each["phase"] for each in report["findings"]} == {"passive"}
    lines = [json.loads(each) for each in (pytester.path / "r.jsonl").read_text().splitlines()]
    for line in lines:
        validator("events-1.json").validate(line)
    assert [each["event"] for each in lines] == ["run_started", *["finding"] * 3, "run_finished"]
    assert lines[1]["finding"]["test"] == "test_calls.py::test_a"
    assert len(list(ET.parse(pytester.path / "r.xml").iter("failure"))) == 2
    assert "amplifybackend" in (pytester.path / "r.md").read_text()
    sarif = json.loads((pytester.path / "r.sarif").read_text())["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in sarif]
    assert {each["artifactLocation"]["uri"] for each in places} == {"test_calls.py"}
    assert all(each["region"]["startLine"] > 1 for each in places)
    entries = json.loads((pytester.path / "r.har").read_text())["log"]["entries"]
    assert [each["comment"].partition(";")[0] for each in entries] == ["test test_calls.py::test_b"]
    assert len(json.loads((pytester.path / "found.har").read_text())["log"]["entries"]) == 1


def test_what_is_sensitive_is_masked(pytester: pytest.Pytester) -> None:
    result = passive(pytester, SECRET, "--shapeproof=report", "--shapeproof-report", "json=r.json")

    result.assert_outcomes(passed=1)
    text = (pytester.path / "r.json").read_text()
    assert "PIGEON" in text
    assert "Hush-1234" not in text
