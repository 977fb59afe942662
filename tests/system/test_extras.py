"""What is an extra is not imported without need, and is asked for by name where it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT = """
import importlib.util, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def find_spec(name, package=None):
    return None if name.partition(".")[0] in MISSING else found(name, package)

found, importlib.util.find_spec = importlib.util.find_spec, find_spec
MISSING = {"schemathesis", "redis", "flask", "flask_cors", "docker"}
sys.meta_path.insert(0, Missing())
"""
_RUN = "from shapeproof.cli.main import run\nsys.exit(run(sys.argv[1:]))\n"


def _python(script: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("server", "amplifybackend", "--engine", "schemathesis"),
            "schemathesis is not installed; pip install 'shapeproof[schemathesis]'",
        ),
        (
            ("server", "mq", "--moto"),
            "Flask, by which moto's mocks answer HTTP requests, is not installed; "
            "pip install 'shapeproof[server]'",
        ),
        (
            ("mock", "mq", "--moto"),
            "Flask, by which moto's mocks answer HTTP requests, is not installed; "
            "pip install 'shapeproof[server]'",
        ),
    ],
)
def test_a_missing_extra_is_one_line(arguments: tuple[str, ...], line: str, tmp_path: Path) -> None:
    done = _python(_WITHOUT + _RUN, *arguments, folder=tmp_path)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"shapeproof: {line}"
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.long
def test_the_bundled_mock_needs_no_extra(tmp_path: Path) -> None:
    arguments = ("server", "amplifybackend", "--operation", "GetToken", "--phases", "coverage")

    done = _python(_WITHOUT + _RUN, *arguments, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr


_NO_SCHEMATHESIS = "import sys; sys.exit('schemathesis' in sys.modules)\n"


def test_importing_shapeproof_imports_no_schemathesis(tmp_path: Path) -> None:
    script = f"import shapeproof; shapeproof.requests, shapeproof.parametrize\n{_NO_SCHEMATHESIS}"

    assert _python(script, folder=tmp_path).returncode == 0


@pytest.mark.long
def test_a_run_imports_no_schemathesis(tmp_path: Path) -> None:
    script = (
        "from shapeproof.cli.main import run\n"
        "assert run(['server', 'amplifybackend', '--operation', 'GetToken']) == 0\n"
    )

    done = _python(script + _NO_SCHEMATHESIS, folder=tmp_path)

    assert done.returncode == 0, done.stderr


def test_passive_mode_imports_no_schemathesis(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        "import sys\n\ndef test_one():\n    assert 'schemathesis' not in sys.modules\n"
    )
    script = (
        "import sys, pytest\n"
        "sys.exit(pytest.main(['--shapeproof', '-q', '-p', 'no:schemathesis', 'test_one.py']))\n"
    )

    done = _python(script, folder=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
