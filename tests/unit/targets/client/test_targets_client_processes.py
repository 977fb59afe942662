"""The processes of a driver: what ends with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from shapeproof.targets.client.processes import ProcessGroup

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="found by /proc")
DRIVER = "import subprocess, sys\nchild = subprocess.Popen(['sleep', '60'], start_new_session={})\n"
CHILDREN = (
    pytest.param(False, id="group"),
    pytest.param(True, id="session", marks=ON_LINUX),
)


def has_ended(pid: int) -> bool:
    """Whether a process ends soon; one that nobody has asked how has ended as well."""
    for _ in range(400):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


@contextmanager
def ended_at_last(pid: int) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("own_session", CHILDREN)
def test_a_child_of_a_driver_ends_with_it(own_session: bool) -> None:
    code = f"{DRIVER.format(own_session)}print(child.pid, flush=True)\nsys.stdin.read()"
    group = ProcessGroup([sys.executable, "-S", "-c", code], dict(os.environ))
    pid = int(group.stdout.readline())
    with ended_at_last(pid):
        assert os.getpgid(pid) == pid if own_session else os.getpgid(pid) != pid
        group.end(patience=5.0, term_seconds=1.0)
        assert has_ended(pid)


@ON_LINUX
def test_a_child_in_a_session_of_its_own_ends_when_its_driver_has_ended_before() -> None:
    code = f"{DRIVER.format(True)}print(child.pid, flush=True)"
    group = ProcessGroup([sys.executable, "-S", "-c", code], dict(os.environ))
    pid = int(group.stdout.readline())
    with ended_at_last(pid):
        assert group.exited(10.0) == 0
        group.end(patience=1.0, term_seconds=1.0)
        assert has_ended(pid)


@ON_LINUX
def test_a_process_of_another_is_left_alone() -> None:
    """Neither one without the variable, nor one of another driver."""
    sleep = ["sleep", "60"]
    with (
        subprocess.Popen(sleep, start_new_session=True) as plain,
        subprocess.Popen(
            sleep, env={"SHAPEPROOF_PROCESS": "1-1", "PATH": os.environ["PATH"]}
        ) as other,
    ):
        group = ProcessGroup(["true"], dict(os.environ))
        group.end(patience=5.0, term_seconds=1.0)
        assert (plain.poll(), other.poll()) == (None, None)
        plain.kill()
        other.kill()
