"""``pytest --shapeproof``: violations fail the test that caused them, and nothing else changes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from .passive_projects import json_report, passive, run

MIXED = """
def test_good():
    assert good_call()["Ttl"] == "600"

def test_answer():
    assert "Ttl" not in bad_answer()

def test_request():
    bad_request()

def test_no_calls():
    pass
"""


def test_nothing_is_checked_without_the_option(pytester: pytest.Pytester) -> None:
    result = passive(pytester, MIXED)

    result.assert_outcomes(passed=4)
    result.stdout.no_fnmatch_line("*shapeproof ==*")


@pytest.mark.long
def test_a_violation_fails_its_test(pytester: pytest.Pytester) -> None:
    result = passive(pytester, MIXED, "--shapeproof")

    result.assert_outcomes(passed=2, failed=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*_ test_answer _*",
            "1 violation of AWS's contract by the calls of this test",
            "ERROR  response_schema  amplifybackend.GetToken  output /Ttl",
            "  the required member Ttl is missing",
            "  expected a value for Ttl",
            "  actual   nothing",
            "  call     test_calls.py:17  return getattr(backend, operation)(**params)",
            "  in       test_calls.py:30  return stubbed(*",
            '  in       test_calls.py:*  assert "Ttl" not in bad_answer()',
            "Fix the call or the mock.*",
            "  @pytest.mark.shapeproof(ignore=*",
            "*_ test_request _*",
            "ERROR  request_schema  logs.CreateLogGroup  request /logGroupClass",
            "  the value is not in its enum",
            "  expected one of STANDARD, INFREQUENT_ACCESS, DELIVERY*",
            '  actual   "GOLD"',
            '  call     *  logs.create_log_group(logGroupName="group", logGroupClass="GOLD")',
            "  in       *  bad_request()",
            "2 errors; 3 calls of 2 operations checked",
            "FAILED test_calls.py::test_answer - amplifybackend.GetToken: the required*",
        ]
    )
    result.stdout.no_fnmatch_line("*shapeproof/plugin*")


@pytest.mark.long
@pytest.mark.parametrize(
    "section, text, outcomes",
    [
        ("pytest", "shapeproof = true", {"failed": 2, "passed": 2}),
        ("pytest", "shapeproof = fail", {"failed": 2, "passed": 2}),
        ("pytest", "shapeproof = report", {"passed": 4}),
        ("pytest", "shapeproof = false", {"passed": 4}),
    ],
)
def test_the_ini_file_switches_it_on(
    pytester: pytest.Pytester, section: str, text: str, outcomes: dict[str, int]
) -> None:
    pytester.makeini(f"[{section}]\n{text}\n")

    passive(pytester, MIXED).assert_outcomes(**outcomes)


@pytest.mark.parametrize(
    "text",
    [
        "[tool.pytest.ini_options]\nshapeproof = true\n",
        pytest.param(
            '[tool.pytest]\nshapeproof = "true"\n',
            marks=pytest.mark.skipif(
                pytest.version_tuple < (9,), reason="this table is read since pytest 9"
            ),
        ),
    ],
)
def test_pyproject_switches_it_on(pytester: pytest.Pytester, text: str) -> None:
    pytester.makepyprojecttoml(text)

    passive(pytester, MIXED).assert_outcomes(failed=2, passed=2)


def test_the_option_goes_before_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nshapeproof = true\n")

    passive(pytester, MIXED, "--shapeproof=report").assert_outcomes(passed=4)


def test_the_option_does_not_swallow_a_path(pytester: pytest.Pytester) -> None:
    passive(pytester, MIXED, "--shapeproof", "test_calls.py").assert_outcomes(failed=2, passed=2)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--shapeproof", "--shapeproof-report", "pdf=x"], "*unknown format 'pdf'*"),
        (["--shapeproof", "--shapeproof-report", "json=."], "*cannot write*"),
        (["--shapeproof", "--shapeproof-baseline", "none.json"], "*none.json*"),
        (["--shapeproof", "--shapeproof-update-baseline"], "*add --shapeproof-baseline FILE*"),
        (["--shapeproof-update-baseline"], "*nothing is checked; add --shapeproof"),
        (["--shapeproof-report", "json=x"], "*nothing is checked; add --shapeproof"),
        (["--shapeproof-cov-fail-under", "120"], "*give a percentage from 0 to 100*"),
    ],
)
def test_wrong_options_are_told_in_a_line(
    pytester: pytest.Pytester, arguments: list[str], message: str
) -> None:
    result = passive(pytester, MIXED, *arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_report_only_reports(pytester: pytest.Pytester) -> None:
    result = passive(
        pytester, MIXED, "--shapeproof=report", "--shapeproof-report", "json=report.json"
    )

    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "ERROR  *",
            "  test     test_calls.py::test_*",
            "2 errors; 3 calls of 2 operations checked",
        ]
    )
    report = json_report(pytester)
    assert report["status"] == "findings"
    assert {(each["service"], each["protocol"], each["test"]) for each in report["findings"]} == {
        ("amplifybackend", "rest-json", "test_calls.py::test_answer"),
        ("logs", "json", "test_calls.py::test_request"),
    }


@pytest.mark.parametrize(
    "severity, outcomes", [("error", {"passed": 1}), ("warning", {"failed": 1})]
)
def test_the_severity_that_fails(
    pytester: pytest.Pytester, severity: str, outcomes: dict[str, int]
) -> None:
    result = passive(
        pytester,
        "def test_weak():\n    weak_call()",
        "--shapeproof",
        "--shapeproof-severity",
        severity,
    )

    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["1 warning; 1 call of 1 operation checked"])
    rows = [each for each in result.stdout.lines if each.startswith("    1  kms.ListKeys ")]
    assert len(rows) == ("passed" in outcomes)  # a test that failed for it has shown it


MARKED = """
@pytest.mark.shapeproof(ignore=["response_schema"])
def test_by_check():
    bad_answer()

@pytest.mark.shapeproof(ignore="amplifybackend.Get*")
def test_by_operation():
    bad_answer()

@pytest.mark.shapeproof(ignore=["output /Ttl"])
class TestByClass:
    def test_place(self):
        bad_answer()

@pytest.mark.shapeproof(ignore=["error_shape", "logs"])
def test_another():
    bad_answer()

@pytest.mark.shapeproof(severity="warning")
def test_stricter():
    weak_call()
"""


def test_marks_leave_out_and_sharpen(pytester: pytest.Pytester) -> None:
    result = passive(pytester, MARKED, "--shapeproof", "--strict-markers")

    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["FAILED *::test_another*", "FAILED *::test_stricter*"])


@pytest.mark.parametrize(
    "mark, message",
    [
        ("ignored=['x']", "pytest.mark.shapeproof takes ignore=*not ignored*"),
        ("'response_schema'", "pytest.mark.shapeproof takes ignore=*'response_schema'*"),
        ("ignore=5", "pytest.mark.shapeproof: ignore=5 is not a list*"),
        ("severity='bad'", "pytest.mark.shapeproof: unknown severity 'bad'*"),
    ],
)
def test_marks_that_cannot_be_read(pytester: pytest.Pytester, mark: str, message: str) -> None:
    tests = f"@pytest.mark.shapeproof({mark})\ndef test_x():\n    pass\n"

    result = passive(pytester, tests, "--shapeproof")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


PHASES = """
@pytest.fixture
def made():
    bad_answer()
    yield
    log.append("torn down")

@pytest.fixture
def left():
    yield
    bad_answer()

log = []

def test_setup(made):
    log.append("ran")

def test_order():
    assert log == ["ran", "torn down"]

def test_teardown(left):
    pass

@pytest.mark.xfail
def test_expected():
    bad_answer()

@pytest.mark.xfail
def test_expected_and_so():
    bad_answer()
    assert False

def test_failing_anyway():
    bad_answer()
    assert 1 == 2
"""


def test_every_phase_of_a_test(pytester: pytest.Pytester) -> None:
    result = passive(pytester, PHASES, "--shapeproof")

    result.assert_outcomes(passed=2, failed=2, errors=1, xfailed=1, xpassed=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_teardown*",
            "ERROR  response_schema*",
            "*_ test_setup _*",
            "*_ test_failing_anyway _*",
            "*assert 1 == 2",
            "*- shapeproof -*",
            "ERROR  response_schema*",
        ]
    )


def test_unittest_classes(pytester: pytest.Pytester) -> None:
    tests = """
import unittest

class Calls(unittest.TestCase):
    def setUp(self):
        good_call()

    def test_bad(self):
        bad_answer()

    def test_good(self):
        good_call()
"""
    result = passive(pytester, tests, "--shapeproof")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*_ Calls.test_bad _*", "ERROR  response_schema*"])


def test_junit_and_stop_at_the_first(pytester: pytest.Pytester) -> None:
    result = passive(pytester, MIXED, "--shapeproof", "-x", "--junitxml=junit.xml")

    result.assert_outcomes(passed=1, failed=1)
    failure = next(ET.parse(pytester.path / "junit.xml").iter("failure"))
    assert "amplifybackend.GetToken: the required member Ttl is missing" in failure.get(
        "message", ""
    )
    assert "response_schema  amplifybackend.GetToken  output /Ttl" in (failure.text or "")


def test_last_failed(pytester: pytest.Pytester) -> None:
    passive(pytester, MIXED, "--shapeproof")

    run(pytester, "--shapeproof", "--lf").assert_outcomes(failed=2)


@pytest.mark.long
def test_the_baseline_keeps_what_is_known(pytester: pytest.Pytester) -> None:
    update = ("--shapeproof-baseline=known.json", "--shapeproof-update-baseline")
    passive(pytester, MIXED, "--shapeproof=report", *update)

    result = run(pytester, "--shapeproof", "--shapeproof-baseline=known.json")

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["2 errors (2 known) (2 not shown: -v); 3 calls of *"])


IMPORTED = """
bad_answer()

def test_nothing():
    pass
"""


def test_calls_outside_of_tests_are_told_and_fail_none(pytester: pytest.Pytester) -> None:
    result = passive(pytester, IMPORTED, "--shapeproof", "-v")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["ERROR  response_schema*", "  test     none: outside of tests", "1 error; 1 call of 1 *"]
    )


def test_a_part_of_the_tests_forgets_nothing(pytester: pytest.Pytester) -> None:
    update = ("--shapeproof-baseline=known.json", "--shapeproof-update-baseline")
    passive(pytester, MIXED, "--shapeproof=report", *update)

    result = run(pytester, "--shapeproof=report", "-k", "test_good", *update)

    result.stdout.fnmatch_lines(["known.json: 0 findings of this run written"])
    assert len(json_report(pytester, "known.json")["findings"]) == 2
    run(pytester, "--shapeproof=report", "-k", "", *update)
    assert len(json_report(pytester, "known.json")["findings"]) == 2
    run(pytester, "--shapeproof=report", "test_calls.py::test_good", *update)
    assert len(json_report(pytester, "known.json")["findings"]) == 2


ODD_MARK = """
@pytest.fixture
def group():
    bad_request()

@pytest.mark.shapeproof(wrong=1)
def test_mark(group):
    pass
"""


def test_report_mode_changes_no_outcome_for_a_wrong_mark(pytester: pytest.Pytester) -> None:
    result = passive(pytester, ODD_MARK, "--shapeproof=report", "--setup-only")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["1 error; 1 call of 1 *", "*test_mark: pytest.mark.shapeproof *"])
    listed = run(pytester, "--co", "--shapeproof=report", "--shapeproof-cov-fail-under=50")
    assert listed.ret == pytest.ExitCode.OK


def test_a_report_that_cannot_be_written_hides_nothing(pytester: pytest.Pytester) -> None:
    result = passive(pytester, MIXED, "--shapeproof", "--shapeproof-report", "json=/dev/full")

    result.assert_outcomes(passed=2, failed=2)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*/dev/full*"])


def test_the_run_that_writes_the_baseline_does_not_fail(pytester: pytest.Pytester) -> None:
    update = ("--shapeproof-baseline=known.json", "--shapeproof-update-baseline")
    result = passive(pytester, MIXED, "--shapeproof", *update)

    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["known.json: 2 findings of this run written"])
    entries = json_report(pytester, "known.json")["findings"]
    assert {(each["service"], each["protocol"]) for each in entries} == {
        ("amplifybackend", "rest-json"),
        ("logs", "json"),
    }


def test_off_goes_before_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nshapeproof = true\n")

    passive(pytester, MIXED, "--shapeproof=off").assert_outcomes(passed=4)
