"""pytest's options in the configuration file: after the command line and the ini file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shapeproof.plugin.options import GivenOptions, unread_file

from .passive_projects import json_report, passive

TABLE = """
[tool.shapeproof.pytest]
mode = "report"
severity = "warning"
baseline = "known.json"
report = ["json=out/report.json", "markdown=/abs/report.md"]
record = "seeds.json"
cov = true
cov-fail-under = 12.5
contract = "models"
server = "mq=http://127.0.0.1:1"
"""


def given(pytester: pytest.Pytester, *arguments: str) -> GivenOptions:
    """The options of a session in the folder of the pytester, which is not run."""
    return GivenOptions.of(pytester.parseconfig("-p", "no:randomly", *arguments))


@pytest.fixture(autouse=True)
def without_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHAPEPROOF_CONFIG", raising=False)


def test_every_option(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(TABLE)
    found, here = given(pytester), pytester.path

    assert (found.mode, found.severity, found.cov, found.cov_fail_under) == (
        "report", "warning", True, 12.5,
    )  # fmt: skip
    assert found.reports == (f"json={here / 'out/report.json'}", "markdown=/abs/report.md")
    assert not found.given_reports
    assert (found.baseline, found.record, found.contract) == (
        here / "known.json", here / "seeds.json", here / "models",
    )  # fmt: skip
    assert (found.servers, found.clients) == (("mq=http://127.0.0.1:1",), ())


def test_the_ini_file_and_the_command_line_go_before_it(pytester: pytest.Pytester) -> None:
    ini = '[tool.pytest.ini_options]\nshapeproof_severity = "note"\nshapeproof_baseline = "ini"\n'
    pytester.makepyprojecttoml(TABLE + ini)
    found = given(pytester, "--shapeproof-baseline=line", "--shapeproof=fail")

    assert (found.mode, found.severity, found.baseline) == ("fail", "note", Path("line"))
    assert found.record == pytester.path / "seeds.json"


@pytest.mark.parametrize(
    "word, mode",
    [("true", "fail"), ('"fail"', "fail"), ('"report"', "report"), ("false", ""), ('"off"', "")],
)
def test_modes(pytester: pytest.Pytester, word: str, mode: str) -> None:
    pytester.makefile(".toml", shapeproof=f"[pytest]\nmode = {word}\n")
    assert given(pytester).mode == mode
    assert given(pytester, "--shapeproof=fail").mode == "fail"


def test_reports_as_a_table(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", shapeproof='[pytest.report]\njson = "a.json"\njunit = ["b", "c"]\n')
    here = pytester.path
    assert given(pytester).reports == tuple(
        f"{form}={here / path}"
        for form, path in (("json", "a.json"), ("junit", "b"), ("junit", "c"))
    )


@pytest.mark.parametrize(
    "table",
    ["[tool.shapeproof.pytest]", "[tool.'shapeproof'.pytest]", "[ tool . shapeproof . pytest ]"],
)
def test_spellings_of_the_table(pytester: pytest.Pytester, table: str) -> None:
    pytester.makepyprojecttoml(f"{table}\nmode = 'report'\n")
    assert given(pytester).mode == "report"


def test_a_file_named_by_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.mkdir("inner")
    pytester.makefile(".toml", **{"inner/other": '[pytest]\nbaseline = "known.json"\n'})
    monkeypatch.setenv("SHAPEPROOF_CONFIG", "inner/other.toml")
    assert given(pytester).baseline == pytester.path / "inner/known.json"


@pytest.mark.parametrize(
    "text, message",
    [
        ("[pytest]\nseverty = 'note'", "at pytest.severty: unknown key 'severty'; did you mean "),
        ("[pytest]\nseverity = 'bad'", "at pytest.severity: unknown value 'bad'; choose error, "),
        ("[pytest]\ncov = 'yes'", "at pytest.cov: expected a boolean, found a string"),
        ("[pytest]\ncov-fail-under = 101", "at pytest.cov-fail-under: 101 is greater than "),
        ("pytest = 3", "at pytest: expected a table, found an integer"),
        ("[pytest", "not TOML (line 1, column 8: "),
        ("[pytest]\nserver = [1]", "at pytest.server[0]: expected a string, found an integer"),
    ],
)
def test_what_does_not_fit(pytester: pytest.Pytester, text: str, message: str) -> None:
    pytester.makefile(".toml", shapeproof=text)
    config = pytester.parseconfigure
    with pytest.raises(pytest.UsageError) as caught:
        config("-p", "no:randomly")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[project]\nname = 'shapeproof'\n", "[server]\nx = 1\n"])
def test_other_tables_are_none_of_its_business(pytester: pytest.Pytester, text: str) -> None:
    pytester.makefile(".toml", pyproject=text, shapeproof="[server]\nx = 1\n")
    assert not given(pytester).judges_calls


def test_the_file_switches_passive_mode_on(pytester: pytest.Pytester) -> None:
    text = '[pytest]\nmode = "fail"\nreport = "json=report.json"\n'
    pytester.makefile(".toml", shapeproof=text)

    result = passive(pytester, "def test_bad():\n    bad_request()\n")

    result.assert_outcomes(failed=1)
    assert json_report(pytester)["status"] == "findings"


BROKEN = ("this is = = not TOML", "[server]\nseed = 2020-01-01\n[[server]]")


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_does_not_disturb_tests_that_do_not_ask_for_shapeproof(
    pytester: pytest.Pytester, text: str
) -> None:
    (pytester.path / "shapeproof.toml").write_text(text)
    assert not given(pytester).judges_calls
    for arguments in (["--shapeproof"], ["--shapeproof-severity", "note"]):
        with pytest.raises(pytest.UsageError, match=r"shapeproof\.toml: not TOML"):
            given(pytester, *arguments)


def test_a_pipe_in_place_of_the_file_does_not_disturb_them(pytester: pytest.Pytester) -> None:
    os.mkfifo(pytester.path / "shapeproof.toml")
    config = pytester.parseconfig("-p", "no:randomly")
    assert not GivenOptions.of(config).judges_calls
    assert (
        unread_file(config)
        == "shapeproof.toml: it is a pipe, no regular file; save it to one first"
    )


def test_a_wrong_table_of_pytest_is_told_unless_shapeproof_is_switched_off(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "shapeproof.toml").write_text("[pytest]\nmoode = 'fail'\n")
    with pytest.raises(pytest.UsageError, match="did you mean 'mode'"):
        given(pytester)
    assert given(pytester, "--shapeproof=off").mode == "off"
