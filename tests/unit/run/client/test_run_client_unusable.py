"""A client that never sends anything is stopped after its first calls, with the likely reason."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import ClientResult
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.client.unusable import UselessClient, breakdown_words
from shapeproof.run.plan import Plan
from shapeproof.targets.client import (
    CallableClient,
    ReplyFailure,
    ServiceFailure,
    ValidationFailure,
)
from shapeproof.targets.client.driver_process import DriverProcess

from .client_fakes import CODEC, CodecClient, contract, runner

Answer = Callable[[str, dict[str, Any], str], Any]


def failing(error: Exception) -> Answer:
    def answer(name: str, params: dict[str, Any], endpoint: str) -> Any:
        raise error

    return answer


SILENT = {
    "transport": (
        failing(ReplyFailure("connection refused")),
        r"it answered transport: .*connection refused; does it use SHAPEPROOF_ENDPOINT",
    ),
    "validation": (
        failing(ValidationFailure("no AppId")),
        r"it answered validation: no AppId; does it pass on the params",
    ),
    "service": (
        failing(ServiceFailure("NoToken", "no token", 403, {})),
        r"it answered service: NoToken no token; it talks to something else",
    ),
    "ok": (lambda *_: {}, r"it answered ok; does it use SHAPEPROOF_ENDPOINT .* or is it a stub"),
}


def started(answer: Answer, *operations: str) -> ClientRunner:
    plan = Plan(operations=operations, phases=("coverage",))
    target = CallableClient(answer, address="silent client")
    return ClientRunner(contract(), CODEC, target, plan, seconds=5)


@pytest.mark.parametrize("kind", SILENT)
def test_a_client_that_sends_nothing_is_stopped(kind: str) -> None:
    answer, expected = SILENT[kind]
    run = started(answer)
    with pytest.raises(UselessClient, match=expected) as stopped:
        run.start()
    run.close()
    assert "sent no request for 8 legal calls of " in str(stopped.value)
    assert str(stopped.value).startswith("nothing could be checked: ")


def test_one_operation_is_called_several_times() -> None:
    run = started(SILENT["transport"][0], "CreateBackend")
    with pytest.raises(UselessClient, match="for 3 legal calls of CreateBackend: "):
        run.start()
    run.close()


def test_a_refusal_of_one_operation_is_a_finding_of_the_run() -> None:
    run = started(SILENT["validation"][0], "CreateBackend")
    run.start()
    run.close()


class Late(CodecClient):
    """Refuses its first calls."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        if self.calls < 5:
            self.calls += 1
            raise ValidationFailure("not yet")
        return super().__call__(name, params, endpoint)


def test_one_request_is_enough() -> None:
    run = runner(Late(), ["*"])
    run.start()
    run.close()


def test_a_client_that_lacks_everything_is_stopped() -> None:
    class Lacking(CallableClient):
        def call(self, *_: Any, **__: Any) -> ClientResult:
            return ClientResult(unsupported=True)

    plan = Plan(operations=("*Token",), phases=("coverage",))
    run = ClientRunner(contract(), CODEC, Lacking(failing(ValueError())), plan, seconds=5)
    with pytest.raises(UselessClient, match=r"answered all \d legal calls with unsupported"):
        run.start()
    run.close()


DRIVERS = {
    "print('listening', flush=True); input()": r"not JSON .*listening\); write logs to stderr",
    "import no_such_module": r"ModuleNotFoundError: No module named 'no_such_module' .*run its",
    "pass": r"exited with status 0\); it has to read calls from stdin",
    "import sys; [None for line in sys.stdin]": r"does not answer in time; answer each line",
}


@pytest.mark.parametrize("program", DRIVERS)
def test_a_driver_that_never_answers(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shapeproof.targets.client.driver_process.STARTUP_SECONDS", 1.0)
    path = tmp_path / "driver.py"
    path.write_text(program)
    target = DriverProcess(f"{sys.executable} {path}")
    plan = Plan(operations=("GetBackend",), phases=("coverage",))
    run = ClientRunner(contract(), CODEC, target, plan, seconds=1.0)
    with pytest.raises(UnreachableTarget, match=DRIVERS[program]):
        run.start()
    run.close()


def test_what_lines_show_is_told_whatever_the_log_says() -> None:
    detail = "not JSON: hello; its log ends:\nTraceback (most recent call last):\nValueError: x"
    reason, _ = breakdown_words(ClientResult(breakdown="garbage", detail=detail))
    assert reason.endswith("(not JSON: hello)")
    reason, _ = breakdown_words(ClientResult(breakdown="crashed", detail=detail))
    assert reason.endswith("(ValueError: x)")


def test_of_a_function_nothing_is_said_about_lines() -> None:
    for breakdown in ("hung", "crashed", "garbage"):
        words = " ".join(breakdown_words(ClientResult(breakdown=breakdown), "callable"))
        assert not {"stdin", "stdout", "line", "command"} & set(words.split())
