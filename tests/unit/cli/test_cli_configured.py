"""What the configuration file says to commands: precedence, targets, paths, errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from shapeproof.cli.config_show import parsed
from shapeproof.cli.configured import configuration_of, target_name
from shapeproof.cli.main import run
from shapeproof.configuration.files import configuration_file

FILE = """
fail-on = "note"
exclude-operation = "Delete*"
seed = 1
phases = ["coverage", "fuzz"]
contract = "models"
report = "json=out/{all}.json"

[server]
seed = 2
max-examples = 2
operation = ["Create*"]

[server.report]
json = "a.json"
junit = ["b.xml", "/abs/c.xml"]

[services.mq]
seed = 3
protocol = "rest-json"
min-reached = 30
url = "http://127.0.0.1:1"

[services.mq.server]
seed = 4
workers = 4

[services.mq.mock]
port = 0

[targets.staging]
service = "mq"
url = "http://127.0.0.1:2"
seed = 5
credentials = "KEY:SECRET"
reset-url = "http://127.0.0.1:2/reset"

[targets.local]
moto = true

[targets.several]
service = ["mq", "sqs"]
wsgi = "m:app"

[targets.js]
service = "mq"
driver = "node driver.js"

[contract-diff]
fail-on = "breaking"

[mock]
latency = 1
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SHAPEPROOF_CONFIG", raising=False)
    (tmp_path / "shapeproof.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def options(command: str, *arguments: str) -> dict[str, Any]:
    """The parameters of a call, as click parses it."""
    return parsed(configuration_file(), tuple(command.split()), arguments).params


SERVER = [
    (("sqs",), {"seed": 2, "fail_on": "note", "max_examples": 2, "url": None, "workers": 1}),
    (("sqs",), {"phases": "coverage,fuzz", "operations": ("Create*",)}),
    (("sqs",), {"reports": ("json=a.json", "junit=b.xml", "junit=/abs/c.xml")}),
    (("mq",), {"seed": 4, "workers": 4, "min_reached": 30.0, "url": "http://127.0.0.1:1"}),
    (("mq", "@staging"), {"seed": 5, "workers": 4, "url": "http://127.0.0.1:2"}),
    (("mq", "@staging"), {"credentials": "KEY:SECRET", "reset_url": "http://127.0.0.1:2/reset"}),
    (("@staging",), {"service": "mq", "url": "http://127.0.0.1:2", "seed": 5, "workers": 4}),
    (("sqs", "@staging"), {"service": "sqs", "seed": 5, "workers": 1}),
    (("mq", "@local"), {"use_moto": True, "url": None, "seed": 4}),
    (("mq", "http://127.0.0.1:9"), {"url": "http://127.0.0.1:9"}),
    (("@staging", "http://127.0.0.1:9"), {"service": "mq", "url": "http://127.0.0.1:9"}),
]


@pytest.mark.parametrize("arguments, expected", SERVER, ids=lambda each: str(each)[:60])
def test_values_of_server(arguments: tuple[str, ...], expected: dict[str, Any]) -> None:
    found = options("server", *arguments)
    assert {name: found[name] for name in expected} == expected


def server_options(*arguments: str) -> dict[str, Any]:
    """The parameters of a call with options on its command line."""
    from shapeproof.cli.main import cli

    command = cli.get_command(click.Context(cli), "server")
    assert command is not None
    return command.make_context("server", list(arguments), parent=click.Context(cli)).params


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (("mq", "--seed", "9"), {"seed": 9, "workers": 4}),
        (("mq", "--moto"), {"use_moto": True, "url": None}),
        (("mq", "@staging", "--wsgi", "m:a"), {"wsgi": "m:a", "url": None, "seed": 5}),
        (("mq", "--report", "json=x"), {"reports": ("json=x",)}),
        (("mq", "--phases", "stateful"), {"phases": "stateful"}),
        (("mq", "--no-config"), {"seed": None, "workers": 1, "url": None, "reports": ()}),
    ],
    ids=lambda each: str(each)[:40],
)
def test_the_command_line_goes_first(arguments: tuple[str, ...], expected: dict[str, Any]) -> None:
    found = server_options(*arguments)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "command, arguments, expected",
    [
        ("client", ("@js",), {"service": "mq", "driver": "node driver.js", "seed": 3}),
        ("client", ("mq", "@js"), {"driver": "node driver.js"}),
        ("client", ("sqs",), {"driver": None, "seed": 1, "fail_on": "note"}),
        ("mock", ("mq",), {"port": 0, "latency": 1.0, "seed": 3, "use_moto": False}),
        ("mock", ("mq", "sqs"), {"port": 5000, "latency": 1.0, "seed": 1}),
        ("contract show", ("mq",), {"protocol": "rest-json", "contract_path": None}),
        ("report merge", ("a.json",), {"reports": (), "output": None}),
        ("contract diff", ("a", "b"), {"fail_on": "breaking", "service": None, "globs": ()}),
        ("contract pin", ("mq",), {"folder": Path("contracts")}),
        ("traffic", ("x.har",), {"fail_on": "note", "services": ()}),
    ],
)  # fmt: skip
def test_values_of_other_commands(
    command: str, arguments: tuple[str, ...], expected: dict[str, Any]
) -> None:
    found = options(command, *arguments)
    assert {name: found[name] for name in expected} == expected


def test_paths_are_relative_to_the_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert options("mock", "mq")["contract_path"] == Path("models")
    monkeypatch.chdir(project / "inner")
    assert options("mock", "mq")["contract_path"] == project / "models"
    assert options("server", "sqs")["reports"] == (
        f"json={project}/a.json", f"junit={project}/b.xml", "junit=/abs/c.xml",
    )  # fmt: skip


def test_the_target_has_its_name() -> None:
    ctx = parsed(configuration_file(), ("server",), ["@staging"])
    assert configuration_of(ctx).target == "staging"
    with ctx:
        assert target_name() == "staging"
    assert target_name() == ""


REFUSED = [
    (
        "server mq @stagin",
        "@stagin: shapeproof.toml has no such target; did you mean @staging?",
    ),
    (
        "server mq @x",
        "@x: shapeproof.toml has no such target; choose from @staging, @local, @several, @js",
    ),
    (
        "server mq @js",
        "shapeproof.toml: targets.js.driver: 'shapeproof server' has no such option",
    ),
    (
        "server @local",
        "shapeproof.toml: targets.local: it names no service; write 'shapeproof server "
        "SERVICE @local', or add service",
    ),
    (
        "server @several",
        "shapeproof.toml: targets.several: it has 2 services (mq, sqs); choose one: "
        "'shapeproof server SERVICE @several'",
    ),
    ("server @local @staging", "@local @staging: a run has one target; omit one of them"),
    (
        "server mq @staging --no-config",
        "@staging: there is no configuration file; add [tool.shapeproof.targets.staging] to "
        "pyproject.toml, or [targets.staging] to shapeproof.toml",
    ),
    ("client mq x --boto3", "Got unexpected extra argument (x)"),
    ("server mq --config lacking.toml", "lacking.toml: No such file or directory"),
    (
        "server mq --config x.toml --no-config",
        "--no-config: --config names a file; omit one of them",
    ),
]  # fmt: skip


@pytest.mark.parametrize("line, message", REFUSED, ids=[line for line, _ in REFUSED])
def test_what_is_refused(line: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == 2
    assert capsys.readouterr().err == f"shapeproof: {message}\n"


UNFIT = [
    (
        "max_examples = 3",
        "at max_examples: unknown key 'max_examples'; did you mean 'max-examples'?",
    ),
    ("[server]\nworker = 3", "at server.worker: unknown key 'worker'; did you mean 'workers'?"),
    ("[sever]\nworkers = 3", "at sever: unknown key 'sever'; did you mean 'server'?"),
    ("[server]\nworkers = '3'", "at server.workers: expected an integer, found a string"),
    ("[server]\nworkers = 3.5", "at server.workers: expected an integer, found a number"),
    ("[server]\nworkers = 65", "at server.workers: 65 is greater than the maximum of 64"),
    (
        "[server]\nrobustness = 'yes'",
        "at server.robustness: expected a boolean, found a string",
    ),
    (
        "[server]\noperation = [1]",
        "at server.operation[0]: expected a string, found an integer",
    ),
    (
        "[server]\nfail-on = 'eror'",
        "at server.fail-on: unknown value 'eror'; did you mean 'error'?",
    ),
    (
        "[server]\nreport = ['json']",
        "at server.report[0]: expected FORMAT=PATH, such as json=report.json",
    ),
    (
        "[server.report]\njson = 3",
        "at server.report.json: expected a list or a string, found an integer",
    ),
    ("report = 'json'", "at report: expected FORMAT=PATH, such as json=report.json"),
    (
        "[target.staging]\nurl = 'http://127.0.0.1:2'",
        "at target: expected a string, found a table; did you mean 'targets'?",
    ),
    ("phases = ['fuz']", "at phases[0]: unknown value 'fuz'; did you mean 'fuzz'?"),
    ("server = 3", "at server: expected a table, found an integer"),
    (
        "[services.mq.sever]\nseed = 1",
        "at services.mq.sever: unknown key 'sever'; did you mean 'server'?",
    ),
    ("[targets.x]\nurll = 'y'", "at targets.x.urll: unknown key 'urll'; did you mean 'url'?"),
    (
        "[targets.x]\ncredentials = 3",
        "at targets.x.credentials: expected a string, found an integer",
    ),
    (
        "[pytest]\nmode = 'strict'",
        "at pytest.mode: unknown value 'strict'; choose fail, report, off, true or false",
    ),
    (
        "[targets]\n'a b'.moto = true",
        "at targets: 'a b' is not a name of letters, digits, '.', '_' and '-'",
    ),
    ("seed = 2020-01-01", "at seed: no option takes a date or time; write a string in quotes"),
]  # fmt: skip


@pytest.mark.parametrize("text, message", UNFIT, ids=[text for text, _ in UNFIT])
def test_what_does_not_fit(
    text: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run(["server", "mq", "--list-cases"]) == 2
    own = capsys.readouterr().err
    (project / "shapeproof.toml").unlink()
    (project / "pyproject.toml").write_text(_below_tool(text), encoding="utf-8")
    assert run(["traffic", "x.har"]) == 2
    in_project = capsys.readouterr().err

    assert own == f"shapeproof: shapeproof.toml {message}\n"
    place = message.replace("at ", "at tool.shapeproof.", 1)
    assert in_project == f"shapeproof: pyproject.toml {place}\n"


def _below_tool(text: str) -> str:
    return text.replace("[", "[tool.shapeproof.", 1) if text[0] == "[" else (
        f"[tool.shapeproof]\n{text}"
    )  # fmt: skip


@pytest.mark.parametrize(
    "text, message",
    [
        ("phases = 'fuz'", "phases (fuz): unknown phase fuz; choose from coverage, fuzz, stateful"),
        ("shard = '3/2'", "shard (3/2): "),
        ("[server]\ntime-limit = 0", "server.time-limit: 0.0 is not a number of seconds above 0"),
        ("strict-baseline = true", "strict-baseline: no file is given; add --baseline FILE"),
        ("[server]\ncredentials = 'hush-hush'", "server.credentials"),
    ],
)  # fmt: skip
def test_what_a_run_refuses_is_told_with_its_key(
    text: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run(["server", "amplifybackend", "--list-cases"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"shapeproof: shapeproof.toml: {message}")
    assert "hush" not in error
    assert error.count("\n") == 1


def test_a_table_of_a_group_names_those_of_its_commands(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "shapeproof.toml").write_text("[contract]\njson = true", encoding="utf-8")
    assert run(["config", "check"]) == 2
    error = capsys.readouterr().err
    assert "; its commands have tables of their own: contract-diff, contract-" in error


def test_an_option_among_targets(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "shapeproof.toml").write_text("[targets]\nurl = 'x'", encoding="utf-8")
    assert run(["config", "check"]) == 2
    error = capsys.readouterr().err
    assert error.endswith("expected a table, found a string; options stand below targets.NAME\n")


@pytest.mark.parametrize("command", ["server", "client"])
def test_a_target_that_says_nothing_of_what_is_tested(
    command: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "[targets.ci]\nservice = 'mq'\nmax-examples = 1\nmoto = false"
    if command == "client":
        text = text.replace("\nmoto = false", "")
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run([command, "@ci"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(
        "shapeproof: shapeproof.toml: targets.ci: it does not say what is tested; add one of "
    )


UNCLEAR = [
    (
        "[targets.ci]\nmax-examples = 1",
        "targets.ci: it does not say what is tested; add one of driver, boto3, callable, url, "
        "wsgi, moto, target",
    ),
    (
        "[targets.ci]\nurl = 'http://127.0.0.1:2'\nmoto = true",
        "targets.ci: url and moto exclude each other; keep one",
    ),
    ("[server]\nurl = 'http://127.0.0.1:2'\n[targets.ci]\nmax-examples = 1", ""),
    ("[services.mq]\nurl = 'http://127.0.0.1:2'\n[targets.ci]\nservice = 'mq'", ""),
]


@pytest.mark.parametrize("text, message", UNCLEAR, ids=[text for text, _ in UNCLEAR])
def test_what_targets_say_is_checked(
    text: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run(["config", "check"]) == (2 if message else 0)
    error = capsys.readouterr().err
    assert error == (f"shapeproof: shapeproof.toml: {message}\n" if message else "")


def test_help_is_shown_with_a_broken_file(project: Path) -> None:
    (project / "shapeproof.toml").write_text("x y", encoding="utf-8")
    assert run(["server", "--help"]) == 0


def test_a_file_that_does_not_count_is_told_of(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text("[tool.shapeproof]\nseed = 7\n", encoding="utf-8")
    assert run(["config", "show", "--for", "mock"]) == 0
    out, err = capsys.readouterr()
    assert err == (
        "shapeproof: shapeproof.toml is used; [tool.shapeproof] in pyproject.toml is ignored\n"
    )
    assert "configuration file: shapeproof.toml" in out


def test_show_names_sources_and_no_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "show", "@staging"]) == 0
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()[3:]}
    assert lines["seed"] == ["5", "shapeproof.toml:", "targets.staging.seed"]
    assert lines["workers"] == ["4", "shapeproof.toml:", "services.mq.server.workers"]
    assert lines["fail-on"] == ["note", "shapeproof.toml:", "fail-on"]
    assert lines["engine"] == ["shapeproof", "default"]
    assert lines["credentials"] == [
        "(not", "shown)", "shapeproof.toml:", "targets.staging.credentials",
    ]  # fmt: skip


def test_show_masks_the_credentials_of_all_urls(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://user:SECRET@127.0.0.1:1"
    text = f"[server]\nrestart-cmd = 'start --at {url}'\n[pytest]\nserver = 'mq={url}'\n"
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run(["config", "show"]) == 0
    shown = capsys.readouterr().out
    assert "mq=http://***@127.0.0.1:1" in shown
    assert "start --at http://***@127.0.0.1:1" in shown
    assert "SECRET" not in shown


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert run(["config", "show", "mq", "@staging", "--json", "--for", "server"]) == 0
    text = capsys.readouterr().out
    rows = {each["option"]: each for each in json.loads(text)}
    assert rows["url"] == {
        "command": "server", "option": "url", "value": "http://127.0.0.1:2",
        "source": "shapeproof.toml: targets.staging.url",
    }  # fmt: skip
    assert "SECRET" not in text


def test_check_finds_what_no_schema_says(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "shard = '1'\n[server.report]\njsno = 'x'\n[services.mqq]\nseed = 1\n"
    (project / "shapeproof.toml").write_text(text, encoding="utf-8")
    assert run(["config", "check"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert (
        "shapeproof: shapeproof.toml: services.mqq: unknown service 'mqq'; did you mean 'mq'?"
        in lines
    )
    assert any(each.startswith("shapeproof: shapeproof.toml: shard: ") for each in lines)
    assert any("server.report: unknown format 'jsno'" in each for each in lines)


def test_no_message_holds_credentials(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = 'service = ["mq", "curl http://me:hunter2@host"]'
    (project / "shapeproof.toml").write_text(f"[targets.x]\nmoto = true\n{said}\n")
    for line in ("config check", "config show @x", "config show"):
        run(line.split())
        shown = "".join(capsys.readouterr())
        assert "hunter2" not in shown, line
        assert "http://***@host" in shown or line == "config show"


def test_check_of_a_good_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "check"]) == 0
    assert capsys.readouterr().out == "shapeproof.toml: no problems; 4 targets, 1 service\n"


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "schema"]) == 0
    assert capsys.readouterr().out.startswith('{\n "$schema": ')


def test_without_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "shapeproof.toml").unlink()
    assert run(["config", "check"]) == 2
    assert "there is no configuration file" in capsys.readouterr().err
    assert run(["config", "show"]) == 0
    assert capsys.readouterr().out.startswith("no configuration file: add shapeproof.toml, or ")
