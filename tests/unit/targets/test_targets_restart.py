"""Commands that start a server again, and URLs that reset it."""

import os
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shapeproof.exceptions import BadUsage, ForbiddenTarget, UnreachableTarget
from shapeproof.mock import MockServer
from shapeproof.targets import restart
from shapeproof.targets.restart import NotRestarted, ResetUrl, RestartCommand

PYTHON = shlex.quote(sys.executable)


def after(count: int) -> Callable[[], bool]:
    """Listens from so many questions on."""
    asked: list[None] = []

    def listens() -> bool:
        asked.append(None)
        return len(asked) > count

    return listens


def test_a_command_that_ends_when_it_has_started_the_server(tmp_path: Path) -> None:
    mark = tmp_path / "a file"
    command = RestartCommand.parse(f"{PYTHON} -c 'import sys; open(sys.argv[1], \"w\")' '{mark}'")
    command.run(mark.exists)
    assert mark.exists()


def test_nothing_is_done_by_a_shell(tmp_path: Path) -> None:
    words = RestartCommand.parse("touch $HOME `x`; rm -rf *").words
    assert words == ("touch", "$HOME", "`x`;", "rm", "-rf", "*")


def test_a_server_in_the_foreground_is_ended_before_it_is_started_again() -> None:
    command = RestartCommand.parse(f"{PYTHON} -c 'import time; time.sleep(60)'")
    command.run(after(1))
    first = command._process
    assert first is not None
    assert first.poll() is None
    command.run(after(1))
    second = command._process
    assert first.poll() is not None
    assert second is not None
    command._end_previous()
    assert second.poll() is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("'print(1); print(2); raise SystemExit(3)'", "failed with status 3: 1 2"),
        ("'import time; print(5, flush=True); time.sleep(60)'", "did not bring it back in time"),
    ],
)
def test_a_command_that_fails_says_what_it_has_printed(text: str, said: str) -> None:
    with pytest.raises(NotRestarted) as failed:
        RestartCommand.parse(f"{PYTHON} -c {text}").run(lambda: False, 0.5)
    assert str(failed.value).startswith(f"the restart command {said}")


STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done"


def stubborn() -> RestartCommand:
    """A command that ignores SIGTERM."""
    return RestartCommand(("sh", "-c", STUBBORN))


def interrupted() -> bool:
    raise KeyboardInterrupt


def test_a_command_that_ignores_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restart, "_STOP_SECONDS", 0.2)
    command = stubborn()
    command.run(after(3))
    process = command._process
    assert process is not None
    command._end_previous()
    assert process.wait(5) == -signal.SIGKILL


def test_a_command_that_is_waited_for_ends_with_an_interrupt() -> None:
    command = stubborn()
    with pytest.raises(KeyboardInterrupt):
        command.run(interrupted)
    assert command._process is not None
    assert command._process.wait(5) == -signal.SIGKILL


def test_a_command_that_is_being_ended_ends_with_an_interrupt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = stubborn()
    command.run(after(3))
    process = command._process
    assert process is not None
    waits = iter((True, False))
    real = process.wait

    def wait(timeout: float | None = None) -> int:
        if next(waits):
            raise KeyboardInterrupt
        return real(timeout)

    monkeypatch.setattr(process, "wait", wait)
    with pytest.raises(KeyboardInterrupt):
        command._end_previous()
    assert process.returncode == -signal.SIGKILL


def test_what_a_command_prints_is_bounded_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restart, "_MOST_ON_DISK", 1 << 16)
    monkeypatch.setattr(restart, "_POLL_SECONDS", 0.005)
    with tempfile.TemporaryFile() as output:
        restart._keep_small(os.dup(output.fileno()))
        output.write(b"x" * (1 << 18))
        output.flush()
        for _ in range(1_000):
            if not os.fstat(output.fileno()).st_blocks:
                break
            time.sleep(0.01)
        assert os.fstat(output.fileno()).st_blocks == 0
        output.write(b"the end")
        output.flush()
        assert restart._end_of(output).endswith("the end")


def test_a_command_that_there_is_not() -> None:
    with pytest.raises(NotRestarted, match="cannot be run"):
        RestartCommand.parse("no-such-command-here").run(lambda: False)


@pytest.mark.parametrize("text", ["", "  ", "'open"])
def test_texts_that_are_no_command(text: str) -> None:
    with pytest.raises(BadUsage, match="--restart-cmd"):
        RestartCommand.parse(text)


def test_a_server_is_reset_by_a_post() -> None:
    seen: list[tuple[str, str, str]] = []

    def app(environ, start):
        seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]))
        start("200 OK" if "ok" in environ["PATH_INFO"] else "404 Not Found", [])
        return [b""]

    with MockServer(app) as server:
        ResetUrl.open(f"{server.url}/ok/reset?all=1", allow_remote=False).call()
        with pytest.raises(BadUsage, match=r"--reset-url http://127.*/no: it is answered with 404"):
            ResetUrl.open(f"{server.url}/no", allow_remote=False).call()
    assert seen == [("POST", "/ok/reset", "all=1"), ("POST", "/no", "")]
    with pytest.raises(UnreachableTarget):
        ResetUrl.open(server.url, allow_remote=False).call()


def test_only_a_loopback_address_is_reset() -> None:
    with pytest.raises(ForbiddenTarget):
        ResetUrl.open("http://10.0.0.1/reset", allow_remote=False)
    assert ResetUrl.open("http://10.0.0.1/reset", allow_remote=True)
