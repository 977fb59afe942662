"""A file of a user that is imported in place of a module is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from shapeproof.cli.main import run
from shapeproof.hidden_modules import hidden_modules

SOURCE = Path(__file__).resolve().parents[2] / "src"


def module_at(name: str, path: Path) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = str(path)
    return module


def test_nothing_is_hidden() -> None:
    assert hidden_modules() == ()


@pytest.mark.parametrize(
    ("name", "whose"), [("random", "of Python"), ("click", "that is installed")]
)
def test_a_hidden_module_is_named(
    name: str, whose: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, module_at(name, tmp_path / f"{name}.py"))

    (found,) = hidden_modules()

    assert found == (
        f"{tmp_path / name}.py hides the module {name} {whose}; "
        "rename it, or do not import from its folder"
    )


def test_what_is_no_library_of_ours_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "app", module_at("app", tmp_path / "app.py"))

    assert hidden_modules() == ()


def test_an_exception_is_explained_by_the_module_that_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise AttributeError("module 'random' has no attribute 'Random'")

    monkeypatch.setitem(sys.modules, "random", module_at("random", tmp_path / "random.py"))
    monkeypatch.setattr("shapeproof.cli.main.cli.main", fail)

    assert run(["server"]) == 2

    assert "no attribute 'Random': " in (said := capfd.readouterr().err)
    assert "random.py hides the module random of Python; rename it" in said


@pytest.mark.parametrize(
    ("name", "folder", "status", "said"),
    [
        ("click", "", 0, "shapeproof, version"),  # the working folder comes last
        ("click", ".", 2, "click.py hides the module click that is installed"),
    ],
)
def test_a_folder_of_a_user_in_the_import_path(
    name: str, folder: str, status: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    path = os.pathsep.join(filter(None, [folder, str(SOURCE)]))

    done = subprocess.run(
        [sys.executable, "-m", "shapeproof", "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, said in done.stdout + done.stderr) == (status, True)
    assert "Traceback" not in done.stderr
