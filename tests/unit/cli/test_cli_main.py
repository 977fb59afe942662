from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from shapeproof.cli.main import COMMANDS, cli, run


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_the_first_line_of_its_help(name: str) -> None:
    command = getattr(import_module(COMMANDS[name].module), name)

    assert command.name == name
    assert command.help.partition("\n")[0] == COMMANDS[name].summary


def test_help_lists_all_commands_and_imports_none() -> None:
    program = (
        "import sys; from shapeproof.cli.main import run; assert run(['--help']) == 0;"
        "print(*(each for each in sys.modules if each.startswith('shapeproof.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    *text, modules = done.stdout.splitlines()
    assert all(any(line.split()[:1] == [name] for line in text) for name in COMMANDS)
    assert set(modules.split()) == {
        "shapeproof.cli",
        "shapeproof.cli.main",
        "shapeproof.command_process",
        "shapeproof.exceptions",
    }


def test_an_unknown_command_is_unknown() -> None:
    assert cli.get_command(None, "serve") is None  # type: ignore[arg-type]


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shapeproof", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("shapeproof, version ")


def test_a_working_folder_that_is_removed_in_the_meantime_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(**_: object) -> None:
        (tmp_path / "inner").rmdir()
        Path.cwd()

    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    monkeypatch.setattr(cli, "main", gone)
    try:
        assert run([]) == 2
    finally:
        monkeypatch.chdir(tmp_path)
    assert capsys.readouterr().err.startswith("shapeproof: working folder: it does not exist")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "out of memory; "),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files: a limit of this"),
        (RuntimeError("can't start new thread"), "can't start new thread: a limit of this"),
        (OSError(errno.EFBIG, "File too large"), "cannot write: File too large"),
    ],
)
def test_limits_of_the_machine_are_no_defects(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def limited(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "main", limited)
    assert run([]) == 2
    assert capsys.readouterr().err.startswith(f"shapeproof: {said}")


def test_an_import_in_c_that_was_interrupted_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def importing(**_: object) -> None:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        raise ImportError('PyCapsule_Import could not import module "_socket"')

    monkeypatch.setattr("shapeproof.cli.main._interrupts", [])
    monkeypatch.setattr(cli, "main", importing)
    assert run([]) == 3
    assert capsys.readouterr().err == ""
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
