"""Whatever a driver does becomes a result, costs a bounded time, and leaves no process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exceptions import BadUsage, UnreachableTarget
from shapeproof.exchange import ClientError, ClientResult, HttpRequest
from shapeproof.exchange.sites import Site
from shapeproof.targets.client import driver_process
from shapeproof.targets.client import processes as driver_lines
from shapeproof.targets.client.driver_process import DriverProcess

from .client_drivers import command, written

ENDPOINT = "http://127.0.0.1:9"
SECONDS = 20.0
"""The hard bound of what is answered."""
SOON = 0.3
"""The time-out of what is not."""
REQUEST = {
    "type": "object",
    "properties": {"When": {"type": "string", "x-timestamp": True}, "Text": {"type": "string"}},
}
OPERATION = Operation("GetThing", "get_thing", HttpBinding("GET", "/"), REQUEST, {})

Start = Callable[[str], DriverProcess]


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("drivers"))


@pytest.fixture
def start(script: Path) -> Iterator[Start]:
    """Starts drivers; all are closed in the end."""
    drivers: list[DriverProcess] = []

    def started(mode: str) -> DriverProcess:
        drivers.append(DriverProcess(command(script, mode)))
        drivers[-1].start(ENDPOINT)
        return drivers[-1]

    yield started
    for each in drivers:
        each.close()


def ask(driver: DriverProcess, timeout: float = SECONDS, **params: Any) -> ClientResult:
    return driver.call(OPERATION, params, paginate=False, timeout=timeout)


def wait_for_log(driver: DriverProcess, lines: int) -> None:
    deadline = time.monotonic() + SECONDS
    while driver.log.count("\n") < lines:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Whether a process has ended within the bound; a zombie has."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True
        )
        if not state.stdout.strip() or state.stdout.startswith("Z"):
            return True
        time.sleep(0.02)
    return False


def test_a_call(start: Start) -> None:
    driver = start("good")
    assert not driver.answered
    result = ask(driver, When="2020-08-11T00:00:00Z", Text="é\ud800\n")
    assert result.output["call"] == {
        "id": 1,
        "operation": "GetThing",
        "params": {"When": "2020-08-11T00:00:00Z", "Text": "é\ud800\n"},
    }
    paged = driver.call(OPERATION, {}, paginate=True, timeout=SECONDS)
    assert paged.output["call"] == {"id": 2, "operation": "$paginate:GetThing", "params": {}}
    assert (driver.answered, driver.kind, driver.unsolicited()) == (True, "driver", "")


def test_an_error(start: Start) -> None:
    driver = start("error-first")
    error = ClientError("service", "Gone", None, 404, {"At": "AA=="})
    assert ask(driver) == ClientResult(error=error)


def test_nothing_of_the_users_configuration(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, "the user's own")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    monkeypatch.setenv("NO_PROXY", "elsewhere")
    environment = ask(start("good")).output["environment"]
    assert {name for name in environment if name.startswith("AWS_")} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_DISABLE_HOST_PREFIX_INJECTION",
        "AWS_ENABLE_ENDPOINT_DISCOVERY",
        "AWS_ENDPOINT_URL",
        "AWS_MAX_ATTEMPTS",
    }
    assert "the user's own" not in environment.values()
    assert environment["SHAPEPROOF_ENDPOINT"] == environment["AWS_ENDPOINT_URL"] == ENDPOINT
    assert environment["NO_PROXY"] == "elsewhere,127.0.0.1,localhost"
    assert environment["AWS_CONFIG_FILE"] == os.devnull


# --- What is said in place of an answer

BREAKDOWNS: dict[str, tuple[str, str]] = {
    "hangs": ("hung", "no answer in time"),
    "hangs-within-a-line": ("hung", 'an unfinished line: {"id":'),
    "is-killed": ("crashed", "SIGKILL"),
    "garbage": ("garbage", "Connecting ..."),
    "no-utf-8": ("garbage", "not UTF-8 at byte 39"),
    "no-object": ("garbage", "not a JSON object"),
    "deep": ("garbage", "nested too deep"),
    "nan": ("garbage", '{"$float": "NaN"}'),
    "no-output": ("garbage", '"output" is not an object'),
    "two-answers": ("two answers", "after its answer"),
    "wrong-id": ("wrong id", "the id 3, not 2"),
    "text-id": ("wrong id", "the id '2', not 2"),
    "no-id": ("garbage", "no id"),
    "closes-stdout": ("closed", "closed its stdout"),
    "endless-line": ("flooded", "xxxx"),
    "endless-blanks": ("flooded", "without an end"),
    "endless-lines": ("garbage", "no id"),
    "endless-stderr": ("hung", "spam"),
    "ignores-sigterm": ("hung", "no answer in time"),
    "leaves-a-child": ("hung", "no answer in time"),
}


@pytest.mark.slow
@pytest.mark.parametrize("mode", BREAKDOWNS)
def test_breakdowns(mode: str, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_lines, "MAX_LINE", 1 << 20)
    monkeypatch.setattr(driver_process, "TERM_SECONDS", SOON)
    breakdown, words = BREAKDOWNS[mode]
    driver = start(mode)
    first = ask(driver)
    assert first.succeeded
    result = ask(driver, SOON if breakdown == "hung" else SECONDS)
    assert (result.breakdown, result.output, result.error) == (breakdown, None, None)
    assert words in result.detail
    assert is_gone(first.output["pid"])
    assert ask(driver).breakdown == "closed"
    driver.start(ENDPOINT)
    assert ask(driver).succeeded


@pytest.mark.parametrize("mode", ["crashes", "ends"])
def test_the_third_call_ends_it(mode: str, start: Start) -> None:
    driver = start(mode)
    assert ask(driver).succeeded
    assert ask(driver).succeeded
    result = ask(driver)
    assert result.breakdown == "crashed"
    if mode == "crashes":
        assert "it has exited with status 1" in result.detail
        assert driver.last_words.startswith("KeyError: 'a slip' (")
        assert result.detail.endswith("KeyError: 'a slip'")
    else:
        assert result.detail == "it has exited with status 0"


@pytest.mark.parametrize(
    ("mode", "words"),
    [("crashes-at-start", "no module called anything"), ("ends-at-start", "")],
)
def test_what_never_worked(mode: str, words: str, start: Start) -> None:
    driver = start(mode)
    assert ask(driver).breakdown == "crashed"
    assert (driver.answered, driver.last_words) == (False, words)


def test_a_driver_that_does_not_read(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_process, "STARTUP_SECONDS", SOON)
    result = ask(start("never-reads"), SOON, Text="x" * 1_000_000)
    assert result.breakdown == "hung"


def test_a_late_second_answer(start: Start) -> None:
    driver = start("late-answer")
    assert ask(driver).succeeded
    assert ask(driver).succeeded
    wait_for_log(driver, 1)
    assert driver.unsolicited() == '{"again": true}'
    assert driver.unsolicited() == ""
    assert ask(driver).succeeded
    wait_for_log(driver, 2)
    result = ask(driver)
    assert result.breakdown == "two answers"
    assert "after its answer to call 3 (GetThing)" in result.detail


# --- What is odd, but an answer


@pytest.mark.parametrize("mode", ["huge-line", "blank-lines", "closes-stdin"])
def test_answers_all_the_same(mode: str, start: Start) -> None:
    driver = start(mode)
    assert ask(driver).succeeded
    assert ask(driver).succeeded


def test_output_that_is_deep(start: Start) -> None:
    driver = start("deep-output")
    assert ask(driver).succeeded
    assert ask(driver).breakdown in (None, "garbage")


def test_a_log_is_bounded(start: Start) -> None:
    driver = start("floods-stderr")
    assert ask(driver).succeeded
    driver.close()
    assert len(driver.log) <= 16 << 10
    assert driver.last_words == "the end"


# --- The hello


def test_a_hello(start: Start) -> None:
    driver = start("hello")
    assert driver.paginates
    assert driver.client == "a client 1.0"
    assert ask(driver).output["call"]["id"] == 1
    driver.start(ENDPOINT)
    assert driver.paginates
    assert ask(driver).output["call"]["id"] == 2


@pytest.mark.parametrize("needed_first", [True, False])
def test_a_slow_hello(needed_first: bool, start: Start) -> None:
    driver = start("slow-hello")
    assert not needed_first or driver.paginates
    assert ask(driver, SOON).succeeded  # the start is not counted
    assert driver.paginates


def test_no_hello(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_process, "HELLO_SECONDS", 0.05)
    driver = start("good")
    assert not driver.paginates
    assert ask(driver).succeeded
    assert (driver.paginates, driver.client) == (None, None)


@pytest.mark.parametrize(
    ("mode", "words"), [("hello-2", "version 1 of the protocol"), ("odd-hello", '"supports"')]
)
@pytest.mark.parametrize("needed_first", [True, False])
def test_a_hello_that_is_not_understood(
    mode: str, words: str, needed_first: bool, start: Start
) -> None:
    driver = start(mode)
    assert not needed_first or not driver.paginates
    result = ask(driver)
    assert result.breakdown == "garbage"
    assert words in result.detail


# --- Commands


@pytest.mark.parametrize("text", ["", "  ", "''", "python 'driver.py"])
def test_commands_that_are_none(text: str) -> None:
    with pytest.raises(BadUsage, match="write it as in a shell"):
        DriverProcess(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no-such-command-at-all --x", "no-such-command-at-all: No such file or directory"),
        ("/", "Permission denied"),
        ("a\0b", "embedded null byte"),
    ],
)
def test_commands_that_cannot_be_started(text: str, words: str) -> None:
    driver = DriverProcess(text)
    with pytest.raises(UnreachableTarget) as raised:
        driver.start(ENDPOINT)
    assert words in str(raised.value)
    assert str(raised.value).startswith("cannot start the client")
    assert ask(driver).breakdown == "closed"


# --- No process stays


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", ["good", "ignores-sigterm", "leaves-a-child", "leaves-a-child-alone", "stays-after-eof"]
)
def test_close_ends_all(mode: str, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_process, "PATIENCE_SECONDS", SOON)
    monkeypatch.setattr(driver_process, "TERM_SECONDS", SOON)
    driver = start(mode)
    output = ask(driver).output
    driver.close()
    assert is_gone(output["pid"])
    assert output["child"] is None or is_gone(output["child"])
    driver.close()  # once more does no harm


USER = """
import sys
from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.targets.client import driver_process

driver_process.PATIENCE_SECONDS = driver_process.TERM_SECONDS = 0.3
driver = driver_process.DriverProcess(sys.argv[1])
driver.start("http://127.0.0.1:9")
operation = Operation("A", "a", HttpBinding("GET", "/"), {}, {})
first = driver.call(operation, {}, paginate=False, timeout=60)
print(first.output["pid"], first.output["child"], flush=True)
if sys.argv[2] == "exit":
    sys.exit(0)
try:
    driver.call(operation, {}, paginate=False, timeout=60)
finally:
    if sys.argv[2] == "close":
        driver.close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["hangs", "ignores-sigterm", "leaves-a-child"])
@pytest.mark.parametrize("way", ["exit", "close", "interrupt"])
def test_nothing_stays_when_the_user_goes(mode: str, way: str, script: Path) -> None:
    """Be it by an exit or by Ctrl-C, with and without a close."""
    user = subprocess.Popen(
        [sys.executable, "-c", USER, command(script, mode), way],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with user:
        assert user.stdout is not None
        pids = [int(each) for each in user.stdout.readline().split() if each != "None"]
        if way != "exit":
            user.send_signal(signal.SIGINT)
        user.wait(SECONDS)
    assert len(pids) == (2 if mode == "leaves-a-child" else 1)
    assert all(map(is_gone, pids))


def test_the_line_of_a_driver_is_the_beginning_of_its_file(script: Path) -> None:
    request = HttpRequest("GET", "/")
    assert DriverProcess(command(script, "fine")).site_of(OPERATION, request) == Site(
        str(script), 1
    )
    program = f"{sys.executable} -c '{'pass;' * 2_000}'"
    assert DriverProcess(program).site_of(OPERATION, request) == Site(sys.executable, 1)
