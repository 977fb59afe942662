"""What shells complete: through click, and in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from shapeproof.cli.bash_completion import JoiningBashComplete, joined_words
from shapeproof.cli.main import COMMANDS, cli, run

FILE = '[targets.staging]\nservice = "mq"\nmoto = true\n[targets.local]\nmoto = true\n'
SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHAPEPROOF_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapeproof.toml").write_text(FILE, encoding="utf-8")


def completed(arguments: str, incomplete: str) -> list[str]:
    shell = ShellComplete(cli, {}, "shapeproof", "_SHAPEPROOF_COMPLETE")
    found = shell.get_completions(arguments.split(), incomplete)
    return [str(each.value) for each in found]


@pytest.mark.parametrize(
    "arguments, incomplete, expected",
    [
        ("", "", [*COMMANDS]),
        ("contract", "", ["diff", "lifecycle", "list", "openapi", "pin", "show"]),
        ("config", "", ["check", "schema", "show"]),
        ("server", "amplifyb", ["amplifybackend"]),
        ("client", "amplifyb", ["amplifybackend"]),
        ("mock mq", "amplifyb", ["amplifybackend"]),
        ("contract show", "amplifyb", ["amplifybackend"]),
        ("server", "@", ["@staging", "@local"]),
        ("server mq", "@s", ["@staging"]),
        ("client mq", "@s", ["@staging"]),
        ("config show mq", "@s", ["@staging"]),
        ("mock", "@", []),
        ("server mq --operation", "CreateC", ["CreateConfiguration"]),
        ("server mq --operation", "create_c", ["create_configuration"]),
        ("server mq --seed 1 --exclude-operation", "CreateC", ["CreateConfiguration"]),
        ("server @staging --operation", "CreateC", ["CreateConfiguration"]),
        ("server --operation", "CreateC", []),
        ("server nosuch --operation", "CreateC", []),
        ("contract show mq", "CreateC", ["CreateConfiguration"]),
        ("server mq --phases", "", ["coverage", "fuzz", "stateful"]),
        ("server mq --phases", "fuzz,", ["fuzz,coverage", "fuzz,stateful"]),
        ("server mq --phases", "fuzz,co", ["fuzz,coverage"]),
        ("server mq --protocol", "rest-", ["rest-json", "rest-xml"]),
        ("mock mq --protocol", "rest-", ["rest-json", "rest-xml"]),
        ("server mq --fail-on", "", ["error", "warning", "note"]),
        ("server mq --report", "jso", ["json=", "jsonl="]),
        ("traffic x.har --report", "jso", ["json=", "jsonl="]),
        ("server mq --report", "json=out/x", ["out/x"]),
        ("report show x --format", "ter", ["terminal"]),
    ],
)
def test_completions(arguments: str, incomplete: str, expected: list[str]) -> None:
    assert completed(arguments, incomplete) == expected


def test_a_broken_file_stops_no_completion(tmp_path: Path) -> None:
    (tmp_path / "shapeproof.toml").write_text("x y", encoding="utf-8")
    assert completed("server mq --fail-on", "e") == ["error"]
    assert completed("server mq", "@") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_for_shells(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BashComplete, "_check_version", staticmethod(lambda: None))
    text = SHELLS[shell](cli, {}, "shapeproof", "_SHAPEPROOF_COMPLETE").source()
    assert f"_SHAPEPROOF_COMPLETE={shell}_complete" in text


@pytest.mark.parametrize("wanted", ["bash_source", "zsh_complete"])
def test_nothing_but_completions_is_printed(
    wanted: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(BashComplete, "_check_version", staticmethod(lambda: None))
    for name, value in (
        ("_SHAPEPROOF_COMPLETE", wanted),
        ("COMP_WORDS", "x s"),
        ("COMP_CWORD", "1"),
    ):
        monkeypatch.setenv(name, value)
    assert run([]) == 0
    out, err = capsys.readouterr()
    assert out
    assert not err


@pytest.mark.parametrize(
    "words, joined",
    [
        (["s", "server", "mq"], ["s", "server", "mq"]),
        (["s", "--report", "json", "=", "x"], ["s", "--report", "json=x"]),
        (["s", "--report", "json", "="], ["s", "--report", "json="]),
        (["s", "--report", "=", "json", "=", "x", "y"], ["s", "--report=json=x", "y"]),
    ],
)
def test_words_that_bash_has_cut(words: list[str], joined: list[str]) -> None:
    assert joined_words(words) == joined


@pytest.mark.parametrize(
    "words, at, arguments, incomplete",
    [
        ("s server mq --report json = out", 6, "server mq --report", "json=out"),
        ("s server mq --report json =", 5, "server mq --report", "json="),
        ("s server mq --report json = x", 7, "server mq --report json=x", ""),
        ("s server mq --phases fuzz,", 4, "server mq --phases", "fuzz,"),
        ("s server", 2, "server", ""),
    ],
)
def test_the_word_at_the_cursor(
    words: str, at: int, arguments: str, incomplete: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(at))
    shell = JoiningBashComplete(cli, {}, "s", "_S_COMPLETE")
    assert shell.get_completion_args() == (arguments.split(), incomplete)


SCRIPT = """
eval "$(_SHAPEPROOF_COMPLETE=bash_source shapeproof)"
try() { COMPREPLY=(); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _shapeproof_completion shapeproof 2>/dev/null; echo "${COMPREPLY[*]}"; }
complete -p shapeproof
try shapeproof server amplifyb
try shapeproof server mq --phases fuzz,
try shapeproof server mq --report jso
try shapeproof server mq @
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed (apt install bash)")
def test_a_real_bash(tmp_path: Path) -> None:
    command = tmp_path / "bin/shapeproof"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m shapeproof "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "--norc", "-c", SCRIPT], env={**os.environ, "PATH": path}, cwd=tmp_path,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.stdout.splitlines() == [
        "complete -o nosort -F _shapeproof_completion shapeproof",
        "amplifybackend",
        "fuzz,coverage fuzz,stateful",
        "json= jsonl=",
        "@staging @local",
    ], done.stderr


@pytest.mark.slow
def test_a_tab_compiles_nothing(tmp_path: Path) -> None:
    """Completing operations reads names only."""
    program = (
        "import sys; from tests.unit.cli.test_cli_completion import completed;"
        "assert completed('server mq --operation', 'CreateC');"
        "print(*({'moto', 'hypothesis', 'jsonschema', 'boto3'} & set(sys.modules)))"
    )
    here = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=here, capture_output=True, text=True, timeout=120,
        env={**os.environ, "SHAPEPROOF_CONFIG": "/dev/null"}, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""
