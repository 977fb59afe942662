"""Programs of others that judge the project's files, and how a test skips without them.

``.ci/run`` installs them below .cache/judges; SHAPEPROOF_JUDGES names another folder.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.programs import REPOSITORY

FOLDER = Path(os.environ.get("SHAPEPROOF_JUDGES", REPOSITORY / ".cache" / "judges"))
INSTALL = "tests/chain/setup.sh"


def program(name: str) -> str:
    """The path of a judge; skips where it is not installed."""
    own = FOLDER / "venv" / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; {INSTALL} installs it")
    return found


def judge(name: str, *arguments: str | Path, cwd: Path = REPOSITORY) -> str:
    """What a judge says; it fails the test with what it said if its status is not 0."""
    command = [program(name), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def node_module(name: str) -> Path:
    """The folder of an npm package; skips where it is not installed."""
    folder = FOLDER / "node_modules" / name
    if not folder.is_dir() or shutil.which("node") is None:
        pytest.skip(f"{name} is not installed; {INSTALL} installs it")
    return folder
