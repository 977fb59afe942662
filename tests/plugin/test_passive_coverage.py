"""``--shapeproof-cov``: how much of the contracts the tests exercise."""

from __future__ import annotations

import pytest

from ..report_schemas import validator
from .passive_projects import json_report, passive

CALLS = """
def test_token():
    good_call()

def test_groups():
    with mock_aws():
        logs = client("logs")
        for number in range(3):
            logs.create_log_group(logGroupName=f"g{number}", logGroupClass="STANDARD")
        with pytest.raises(ClientError):
            logs.create_log_group(logGroupName="g0")
        pages = logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 1})
        assert len(list(pages)) == 3
"""


def test_the_table_and_the_report(pytester: pytest.Pytester) -> None:
    result = passive(
        pytester, CALLS, "--shapeproof-cov", "-v", "--shapeproof-report", "json=report.json"
    )

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "contract coverage * operations *members  enum values  errors  pages",
            "amplifybackend *1/31 * 6/6 * - * 0/4 * 0/1",
            "  GetToken *1/1 * 6/6 *",
            "logs *2/* 1/*",
            "  CreateLogGroup *1/1 * 2/* 1/4 * 1/* -",
            "  DescribeLogGroups *1/1 * 1/1",
            "all services *3/*",
            "* % of the contracts exercised",
        ]
    )
    report = json_report(pytester)
    validator("report-1.json").validate(report)
    covered = {kind: each["exercised"] for kind, each in report["coverage"].items()}
    assert covered["operations"] == 3
    assert covered["errors"] == 1
    assert covered["pages"] == 1
    assert covered["faults"] == 0
    assert covered["enum_values"] >= 1


@pytest.mark.parametrize(
    "percent, status, verdict",
    [("1", pytest.ExitCode.OK, "at least"), ("99", pytest.ExitCode.TESTS_FAILED, "below")],
)
def test_fail_under(
    pytester: pytest.Pytester, percent: str, status: pytest.ExitCode, verdict: str
) -> None:
    result = passive(pytester, CALLS, "--shapeproof-cov-fail-under", percent)

    result.assert_outcomes(passed=2)
    assert result.ret == status
    result.stdout.fnmatch_lines(
        [f"*% of the contracts exercised, {verdict} the minimum of {percent} %"]
    )


@pytest.mark.parametrize("option", ["--shapeproof-cov", "--shapeproof-cov-fail-under=0"])
@pytest.mark.parametrize("ini", ["", "shapeproof = false"])
def test_coverage_alone_fails_no_test(pytester: pytest.Pytester, option: str, ini: str) -> None:
    pytester.makeini(f"[pytest]\n{ini}\n")
    tests = "def test_bad():\n    bad_answer()"

    result = passive(pytester, tests, option)

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 error; 1 call of 1 operation checked"])
