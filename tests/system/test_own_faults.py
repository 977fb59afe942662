"""What is wrong with the streams, the files and the code around a run is told in one line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.programs import environment

from .cli_runner import shapeproof, shapeproof_here

FEW = ("server", "amplifybackend", "--operation", "CreateToken", "--phases", "coverage")
COMMAND = f"exec {sys.executable} -m shapeproof"


def in_a_shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.long
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_lose_what_is_written_and_nothing_else(closed: str, tmp_path: Path) -> None:
    outcome = in_a_shell(f"{COMMAND} {' '.join(FEW)} --report json=r.json {closed}", tmp_path)

    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert json.loads((tmp_path / "r.json").read_text())["status"] == "conforms"


def test_a_full_disk_spares_the_other_reports(tmp_path: Path) -> None:
    outcome = shapeproof_here(
        *FEW, "--report", "jsonl=/dev/full", "--report", "json=r.json", cwd=tmp_path
    )

    assert outcome.status == 2
    assert outcome.stderr == (
        "shapeproof: --report jsonl=/dev/full: cannot write /dev/full: No space left on device\n"
    )
    assert json.loads((tmp_path / "r.json").read_text())["status"] == "conforms"
    assert "conforms" in outcome.stdout


@pytest.mark.long
def test_standard_output_that_is_full_is_told(tmp_path: Path) -> None:
    outcome = in_a_shell(f"{COMMAND} {' '.join(FEW)} > /dev/full", tmp_path)

    assert outcome.returncode == 2
    assert outcome.stderr.startswith("shapeproof: cannot write: No space left on device")
    assert "Traceback" not in outcome.stderr


def test_a_link_to_itself_is_no_defect(tmp_path: Path) -> None:
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")

    outcome = shapeproof_here(*FEW, "--report", "json=loop.json", cwd=tmp_path)

    assert outcome.status in (0, 2)
    assert "Traceback" not in outcome.stderr


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    line = f"cd gone && rmdir ../gone && {COMMAND} contract list"

    outcome = in_a_shell(line, tmp_path)

    assert outcome.returncode == 2
    assert outcome.stderr.splitlines()[-1] == (
        "shapeproof: working folder: it does not exist any more; change to a folder that exists"
    )


MUTE = """
class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no")


def app(environ, start_response):
    raise Mute


{more}
"""


def test_an_exception_that_cannot_say_anything_is_a_failure_like_others(tmp_path: Path) -> None:
    (tmp_path / "mute.py").write_text(MUTE.format(more=""))
    app = shapeproof_here(*FEW, "--wsgi", "mute:app", cwd=tmp_path)
    (tmp_path / "worse.py").write_text(MUTE.format(more="raise Mute"))
    module = shapeproof_here(*FEW, "--wsgi", "worse:app", cwd=tmp_path)

    assert app.status == module.status == 2
    assert "Traceback" not in app.stderr + module.stderr
    assert "Mute: it cannot say what is wrong" in module.stderr


@pytest.mark.parametrize("delay", [0.3, 0.8, 1.6])
def test_an_interrupt_at_the_start_ends_quietly(delay: float, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "shapeproof", *FEW],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=300)

    assert process.returncode in (0, 3)  # 0 where it was faster
    assert "Traceback" not in stderr


def test_a_password_in_a_url_is_not_shown(tmp_path: Path) -> None:
    outcome = shapeproof(*FEW, "http://me:hunter2@127.0.0.1:9", cwd=tmp_path)

    assert outcome.status == 2
    assert "hunter2" not in outcome.stderr + outcome.stdout


def test_a_relative_report_stays_where_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "moving.py").write_text(
        "import os\nfrom shapeproof.mock import wsgi_app\n"
        "app = wsgi_app('amplifybackend')\nos.chdir('/')\n"
    )
    shapeproof_here(*FEW, "--wsgi", "moving:app", "--report", "json=r.json", cwd=tmp_path)

    assert (tmp_path / "r.json").is_file()
