"""Code of users neither ends the process of a command nor takes its streams away."""

import builtins
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.command_process import CommandProcess, EndedProcess

ENDS = ("_exit", "abort", "execv", "execve")


@pytest.fixture
def process() -> Iterator[CommandProcess]:
    kept = {name: getattr(os, name) for name in ENDS}
    taken = CommandProcess()
    taken.take_over()
    yield taken
    for name, real in kept.items():
        setattr(os, name, real)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: os._exit(0), r"it called os\._exit\(0\) in test_command_process\.py, line \d+"),
        (lambda: (1, os.abort()), r"it called os\.abort\(\)"),
        (
            lambda: os.execv("/bin/true", ["true"]),
            r"it called os\.execv\('/bin/true', \['true'\]\)",
        ),
        (lambda: os.execlp("true", "true"), r"it called os\.execv"),
    ],
)
def test_what_would_end_the_process_raises(
    process: CommandProcess, call: Callable[[], Any], said: str
) -> None:
    with pytest.raises(EndedProcess, match=said):
        call()


def test_a_copy_of_the_process_may_end_itself(process: CommandProcess) -> None:
    pid = os.fork()
    if not pid:
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_a_copy_that_goes_on_is_ended(process: CommandProcess) -> None:
    pid = os.fork()
    if not pid:
        process.restore()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _wait_for(thread: threading.Thread) -> None:
    thread.start()
    thread.join()
    threading.Event().wait(30)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_of_a_user_interrupts_the_run(
    process: CommandProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=os._exit, args=(0,))
    with pytest.raises(KeyboardInterrupt):
        _wait_for(thread)
    assert "os._exit(0)" in process.ended_by
    assert "code of yours ended the run" in capfd.readouterr().err


def test_streams_and_builtins_are_restored(
    process: CommandProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sys.stdout, sys.stderr, builtins.len
    sys.stdout, sys.stderr = io.StringIO(), None
    monkeypatch.setattr(builtins, "len", lambda _: 7)
    monkeypatch.setattr(builtins, "added", 1, raising=False)
    process.restore()
    assert (sys.stdout, sys.stderr, builtins.len) == before
    assert vars(builtins)["added"] == 1
    assert process.replaced == ["builtins.len"]


def test_the_folder_is_that_in_which_it_was_started(
    process: CommandProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path.cwd()
    monkeypatch.chdir(tmp_path)
    assert (process.folder, CommandProcess().folder) == (before, tmp_path)


def test_before_a_command_has_begun_nothing_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    own = io.StringIO()
    monkeypatch.setattr(sys, "stdout", own)
    CommandProcess().restore()
    assert sys.stdout is own
    assert not CommandProcess().is_ours
