"""Options on the command line and in the ini file, and what is wrong with them."""

from __future__ import annotations

import pytest

from .passive_projects import json_report, passive, run

NO_TESTS = "def test_nothing():\n    pass\n"
UNKNOWN = [
    (["--shapeproof=repotr"], "--shapeproof: unknown value 'repotr'; choose fail, report or off *"),
    (
        ["-o", "addopts=--shapeproof=x"],
        "--shapeproof: unknown value 'x'; choose fail, report or off",
    ),
    (
        ["--shapeproof-severity", "fatal"],
        "--shapeproof-severity: unknown value 'fatal'; choose error, warning or note",
    ),
    (["--shapeproof-cov-fail-under", "half"], "--shapeproof-cov-fail-under half: give a perc*"),
    (["--shapeproof-cov-fail-under", "120"], "--shapeproof-cov-fail-under 120: give a percent*"),
]


def _is_refused(result: pytest.RunResult, line: str) -> None:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {line}"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


@pytest.mark.parametrize("arguments, line", UNKNOWN)
def test_values_of_the_command_line(
    pytester: pytest.Pytester, arguments: list[str], line: str
) -> None:
    _is_refused(run(pytester, *arguments), line)


def test_values_of_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--shapeproof=repotr")

    _is_refused(run(pytester), "--shapeproof: unknown value 'repotr'; choose fail, *")


@pytest.mark.parametrize(
    "text, line",
    [
        (
            "shapeproof = loudly",
            "shapeproof in tox.ini: unknown value 'loudly'; choose true, fail, report or false",
        ),
        (
            "shapeproof_severity = fatal",
            "shapeproof_severity in tox.ini: unknown value 'fatal'; choose error, warning or note",
        ),
        ("shapeproof_cov = perhaps", "shapeproof_cov in tox.ini: invalid truth value 'perhaps'"),
        ("shapeproof_cov_fail_under = all", "shapeproof_cov_fail_under in tox.ini all: give a *"),
        ("shapeproof = 1\nshapeproof_baseline = none.json", "*none.json: No such file*"),
        ("shapeproof = 1\nshapeproof_report = pdf=x", "*unknown format 'pdf'*"),
        ("shapeproof_server = x", "--shapeproof-server x: not of the form SERVICE=URL"),
        ("shapeproof_client = sqs=", "--shapeproof-client sqs=: not of the form SERVICE=CMD"),
    ],
)
def test_values_of_the_ini_file(pytester: pytest.Pytester, text: str, line: str) -> None:
    pytester.makefile(".ini", tox=f"[pytest]\n{text}\n")

    _is_refused(run(pytester), line)


def test_paths_of_the_ini_file_are_relative_to_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makefile(
        ".ini",
        tox="""
        [pytest]
        shapeproof = report
        shapeproof_severity = warning
        shapeproof_report =
            json=out/report.json
            markdown=out/report.md
        shapeproof_record = out/seeds.json
        shapeproof_cov = true
        shapeproof_cov_fail_under = 0
        """,
    )
    inner = pytester.mkdir("inner")
    tests = "def test_weak():\n    weak_call()\n"
    monkeypatch.chdir(inner)

    result = passive(pytester, tests, str(pytester.path / "test_calls.py"))

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*% of the contracts exercised, at least the minimum of 0 %"])
    report = json_report(pytester, "out/report.json")
    assert (report["fail_on"], report["status"]) == ("warning", "findings")
    assert (pytester.path / "out/report.md").exists()
    assert not [*inner.iterdir()]


def test_the_command_line_goes_before_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini",
        tox="""
        [pytest]
        shapeproof_severity = warning
        shapeproof_report = json=ini.json
        """,
    )

    result = passive(
        pytester,
        "def test_weak():\n    weak_call()\n",
        "--shapeproof",
        "--shapeproof-severity=error",
        "--shapeproof-report=json=given.json",
    )

    result.assert_outcomes(passed=1)
    assert (pytester.path / "given.json").exists()
    assert not (pytester.path / "ini.json").exists()


@pytest.mark.long
def test_what_the_ini_file_says_of_a_mode_that_is_off(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini", tox="[pytest]\nshapeproof_report = json=ini.json\nshapeproof_cov = true\n"
    )
    pytester.makepyfile(NO_TESTS)

    result = run(pytester, "--shapeproof=off")

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*= shapeproof =*")
    assert not (pytester.path / "ini.json").exists()


def test_items_of_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini",
        tox="[pytest]\nshapeproof_server =\n  amplifybackend=http://127.0.0.1:1\n",
    )

    result = run(pytester, "--collect-only", "-q", "-k", "GetToken and status")

    result.stdout.fnmatch_lines(["shapeproof-server::amplifybackend::GetToken::status"])
