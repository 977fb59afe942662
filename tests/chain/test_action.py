"""The GitHub Action's scripts, run by real processes against the bundled mock."""

import importlib
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import yaml

from shapeproof.mock import serve
from tests.chain.composite import Outcome, load_action, read_outputs, run_action, run_script
from tests.support.programs import REPOSITORY

ONE = "--operation ListS3Buckets --phases coverage"
FEW = "--max-requests 30 --phases coverage"
FAULTY = """
from shapeproof.mock import wsgi_app

inner = wsgi_app("amplifybackend")


def app(environ, start_response):
    def start(status, headers, *rest):
        return start_response("200 OK" if status[0] == "4" else status, headers, *rest)

    return inner(environ, start)
"""


def run(workspace: Path, env: Mapping[str, str] | None = None, **inputs: str) -> Outcome:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    given = {"service": "amplifybackend", "formats": "junit", **given}
    return run_action(workspace, given, sys.executable, **(env or {}))


@pytest.mark.long
def test_the_bundled_mock_conforms(tmp_path: Path) -> None:
    outcome = run(tmp_path, args=ONE)
    assert outcome.status == 0, outcome.log
    folder = tmp_path / "shapeproof-reports"
    expected = {"status": "conforms", "findings": "0", "reports": str(folder), "sarif": ""}
    assert outcome.outputs == expected
    assert sorted(each.name for each in folder.glob("a*")) == [
        "amplifybackend.json",
        "amplifybackend.xml",
    ]
    assert outcome.summary.startswith("# Conformance of amplifybackend: conforms\n")


@pytest.mark.long
def test_a_server_that_the_action_starts(tmp_path: Path) -> None:
    with serve("amplifybackend") as free:  # a port that is free in a moment
        port = free.url.rpartition(":")[2]
    start = f'"{sys.executable}" -m shapeproof mock amplifybackend --port {port}'
    url = f"http://127.0.0.1:{port}"
    outcome = run(tmp_path, start=start, url=url, args=ONE)
    assert outcome.status == 0, outcome.log
    assert "http" in (tmp_path / "shapeproof-reports" / "server.log").read_text()
    with pytest.raises(URLError):  # it was stopped
        urlopen(url)


@pytest.mark.long
def test_findings_fail_the_step_and_are_counted(tmp_path: Path) -> None:
    (tmp_path / "faulty.py").write_text(FAULTY)
    outcome = run(tmp_path, wsgi="faulty:app", args=ONE)
    assert outcome.status == 1, outcome.log
    assert outcome.outputs["status"] == "findings"
    assert int(outcome.outputs["findings"]) > 0
    assert "::error title=shapeproof::amplifybackend: findings (exit status 1)" in outcome.log


@pytest.mark.long
def test_several_services_a_limit_and_the_gravest_of_all(tmp_path: Path) -> None:
    outcome = run(tmp_path, service="amplifybackend, amplifybakend", args=FEW, fail="false")
    assert (outcome.status, outcome.outputs["status"]) == (2, "error")
    assert "did you mean amplifybackend" in outcome.log
    assert "::error title=shapeproof::amplifybackend: incomplete (exit status 3)" in outcome.log
    assert (tmp_path / "shapeproof-reports" / "amplifybackend.json").exists()


@pytest.mark.parametrize(
    ("statuses", "fail", "word", "expected"),
    [
        ([0, 0], "true", "conforms", 0),
        ([0, 1, 3], "true", "findings", 1),
        ([0, 1, 3], "false", "findings", 0),
        ([3, 0], "true", "incomplete", 3),
        ([3, 0], "false", "incomplete", 0),
        ([1, 2], "false", "error", 2),
        ([2, 70], "true", "error", 70),
        ([70, -9], "true", "error", -9),
    ],
)
def test_the_status_of_several_services(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    statuses: list[int],
    fail: str,
    word: str,
    expected: int,
) -> None:
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    monkeypatch.setenv("INPUT_FAIL", fail)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    outcome = importlib.import_module("github_steps.outcome")
    named = {f"service{number}": status for number, status in enumerate(statuses)}
    assert outcome.conclude(named, tmp_path) == expected
    assert read_outputs((tmp_path / "output").read_text())["status"] == word


def test_only_new_findings_of_some_severity_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    failing = importlib.import_module("github_steps.outcome").failing
    severities = ("error", "error", "warning", "note")
    findings = [{"severity": each, "known": False} for each in severities]
    findings.append({"severity": "error", "known": True})
    counts = {each: failing({"findings": findings}, each) for each in severities}
    assert counts == {"error": 2, "warning": 3, "note": 4}


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"service": " "}, "service: name at least one service"),
        ({"service": "../../etc"}, "service: '../../etc' is not the name of a service"),
        ({"fail-on": "fatal"}, "fail-on: expected error, warning, note, found 'fatal'"),
        ({"fail": "no"}, "fail: expected true or false, found 'no'"),
        ({"moto": "yes"}, "moto: expected true or false, found 'yes'"),
        ({"wait-seconds": "soon"}, "wait-seconds: expected a number from 1 to 3600, found 'soon'"),
        ({"wait-seconds": "9" * 5_000}, "wait-seconds: expected a number from 1 to 3600, found"),
        ({"formats": "html ../../x/y/z"}, "formats: '../../x/y/z' is not the name of a format"),
        ({"formats": "html=a::set-output"}, "formats: 'html=a::set-output' is not the name of"),
        ({"service": "s3 $(id)"}, "service: '$(id)' is not the name of a service"),
        ({"service": "s3/.."}, "service: 's3/..' is not the name of a service"),
        ({"args": "--seeds 'a"}, "args: No closing quotation; quote it as in a shell"),
        ({"start": "sleep 60"}, "wait-for: give the URL that answers"),
        ({"start": "exit 4", "url": "http://127.0.0.1:9"}, "start: the command has ended with"),
        (
            {"wait-for": "http://127.0.0.1:9", "wait-seconds": "1"},
            "wait-for: http://127.0.0.1:9 has not answered within 1 seconds",
        ),
        ({"wait-for": "127.0.0.1:9"}, "wait-for: expected a URL that begins with http://"),
        ({"wait-for": "http://127.0.0.1:x"}, "wait-for: 'http://127.0.0.1:x' is not a URL"),
        ({"reports": "action.yml/x"}, "reports: cannot make the folder"),
    ],
)
def test_a_wrong_input_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: Mapping[str, str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "action.yml").touch()
    for name, value in {"service": "amplifybackend", **inputs}.items():
        monkeypatch.setenv("INPUT_" + name.upper().replace("-", "_"), value)
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    check = importlib.import_module("github_steps.check")
    with pytest.raises(importlib.import_module("github_steps.steps").BadInput) as caught:
        check.check()
    assert str(caught.value).startswith(message)


def test_a_wrong_input_is_one_line(tmp_path: Path) -> None:
    outcome = run(tmp_path, fail_on="fatal")
    assert outcome.status == 2
    found = "fail-on: expected error, warning, note, found 'fatal'"
    assert outcome.log == f"::error title=shapeproof::{found}\n"


def test_inputs_are_never_run_by_a_shell(tmp_path: Path) -> None:
    hostile = "$(touch hit); `touch hit` \"; touch hit; '"
    inputs = dict.fromkeys(("wsgi", "baseline", "reports"), hostile)
    outcome = run(tmp_path, args="'$(touch hit)' ';' touch hit", **inputs)
    assert outcome.status == 2
    assert not (tmp_path / "hit").exists()


def test_what_a_server_says_is_no_command_of_the_log(tmp_path: Path) -> None:
    start = "printf '::add-path::/evil\\n::error::no\\n'; exit 1"
    outcome = run(tmp_path, start=start, url="http://127.0.0.1:9")
    before, token, after = re.split(r"^::stop-commands::(\w+)\n", outcome.log, flags=re.MULTILINE)
    said, end, _ = after.partition(f"::{token}::")
    assert end
    assert "::add-path::/evil" in said
    assert "evil" not in before


def test_values_of_outputs_cannot_set_other_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    value = "a\nstatus<<x\nfindings\nx"
    importlib.import_module("github_steps.steps").set_output("reports", value)
    assert read_outputs((tmp_path / "output").read_text()) == {"reports": value}


@pytest.mark.parametrize(
    "path", ["action.yml", "action/plan/action.yml", "action/merge/action.yml"]
)
def test_scripts_hold_no_expressions_and_get_every_input(path: str) -> None:
    action = yaml.safe_load((REPOSITORY / path).read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    assert not [each["run"] for each in steps if "${{" in each.get("run", "")]
    values = [
        each for step in steps for kind in ("env", "with") for each in step.get(kind, {}).values()
    ]
    assert set(action["inputs"]) == set(re.findall(r"inputs\.([\w-]+)", " ".join(map(str, values))))


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, str(REPOSITORY)),
        ({"MOTO": "true"}, f"{REPOSITORY}[server]"),
        ({"VERSION": "0.1.0", "EXTRAS": "redis"}, "shapeproof[redis]==0.1.0"),
        ({"VERSION": ">=0.1, <0.2"}, "shapeproof>=0.1,<0.2"),
        ({"VERSION": "--index-url=x"}, "version: expected a version"),
        ({"VERSION": "0.1 --pre"}, "version: expected a version"),
        ({"VERSION": "git+https://x"}, "version: expected a version"),
        ({"EXTRAS": "a]b"}, "extras: 'a]b' is not the name of an extra"),
    ],
)
def test_what_is_installed(
    monkeypatch: pytest.MonkeyPatch, inputs: Mapping[str, str], expected: str
) -> None:
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    for name, value in inputs.items():
        monkeypatch.setenv(f"INPUT_{name}", value)
    install = importlib.import_module("github_steps.install")
    if ": " not in expected:
        assert install.requirement() == expected
    else:
        with pytest.raises(
            importlib.import_module("github_steps.steps").BadInput, match=re.escape(expected)
        ):
            install.requirement()


@pytest.mark.parametrize(
    ("inputs", "in_process"),
    [
        ({}, False),
        ({"WSGI": "a:b"}, True),
        ({"MOTO": "true"}, True),
        ({"ARGS": "--target=a:b"}, True),
        ({"ARGS": "--target a:b"}, True),
        ({"ARGS": "--seeds --wsgi.json"}, False),
    ],
)
def test_what_runs_in_process_is_importable(
    monkeypatch: pytest.MonkeyPatch, inputs: Mapping[str, str], in_process: bool
) -> None:
    monkeypatch.syspath_prepend(REPOSITORY / "action")
    for name, value in inputs.items():
        monkeypatch.setenv(f"INPUT_{name}", value)
    assert importlib.import_module("github_steps.install").is_in_process() is in_process


def test_the_step_that_installs(tmp_path: Path) -> None:
    """Its script, up to the call of pip, which an interpreter of the test stands for."""
    step = next(each for each in load_action()["runs"]["steps"] if each.get("id") == "install")
    python = tmp_path / "python"
    program = "import subprocess, sys; subprocess.run = lambda c, check: print(*c) or "
    program += "subprocess.CompletedProcess(c, 0); import runpy; "
    program += "runpy.run_path(sys.argv.pop(1), run_name=chr(95) * 2 + 'main' + chr(95) * 2)"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{program}" "$@"\n')
    python.chmod(0o755)
    outcome = run_script(tmp_path, step["run"], {"PYTHON": str(python), "INPUT_WSGI": "a:b"})
    assert outcome.status == 0, outcome.log
    assert (
        f"-m pip install --quiet --disable-pip-version-check --no-input {REPOSITORY}" in outcome.log
    )
    assert outcome.outputs == {"python": sys.executable}
