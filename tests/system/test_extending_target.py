"""The target of docs/how-to/write-a-target.md works as it stands."""

import json
import re
from pathlib import Path

import pytest

from .cli_runner import shapeproof

PAGE = (Path(__file__).parents[2] / "docs/how-to/write-a-target.md").read_text(encoding="utf-8")
(SOURCE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
CONFORMING = """
from shapeproof.mock import wsgi_app
from shapeproof.targets.opening import WsgiSpec, open_target
from handler_target import HandlerTarget

_app = open_target(WsgiSpec(wsgi_app("amplifybackend")))


class Forwarding(HandlerTarget):
    def send(self, request):
        return _app.send(request)
"""


MISTAKES = """
import sys
from handler_target import HandlerTarget, HttpResponse


class Exits(HandlerTarget):
    def __init__(self):
        sys.exit(7)


class NumberAsKind(HandlerTarget):
    kind = 5


class NoUrl(HandlerTarget):
    base_url = "http://[x"


class ReturnsText(HandlerTarget):
    def send(self, request):
        return "no"


class TextAsBody(HandlerTarget):
    def send(self, request):
        return HttpResponse(200, (), "text")


class FailsToClose(HandlerTarget):
    def close(self):
        raise RuntimeError("no")


class Raises(HandlerTarget):
    def send(self, request):
        raise RuntimeError("no")
"""


def run(folder: Path, target: str, *more: str) -> tuple[int, str, str]:
    (folder / "handler_target.py").write_text(SOURCE, encoding="utf-8")
    (folder / "forwarding.py").write_text(CONFORMING, encoding="utf-8")
    (folder / "mistakes.py").write_text(MISTAKES, encoding="utf-8")
    command = ("server", "amplifybackend", "--operation", "GetBackend", "--phases", "coverage")
    outcome = shapeproof(*command, "--target", target, *more, cwd=folder)
    return outcome.status, outcome.stdout, outcome.stderr


def test_a_target_of_a_users_own_is_checked(tmp_path: Path) -> None:
    report = ("--report", f"json={tmp_path / 'report.json'}")
    status, stdout, stderr = run(tmp_path, "handler_target:HandlerTarget", *report)
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (status, stderr) == (2, ""), stdout  # it answers nothing but 404
    assert "nothing could be checked" in stdout
    assert written["target"] == {"kind": "handler", "address": "handler"}
    assert {each["check"] for each in written["findings"]} >= {"not_reached"}


@pytest.mark.long
def test_a_target_of_a_users_own_that_conforms_has_no_finding(tmp_path: Path) -> None:
    status, stdout, stderr = run(tmp_path, "forwarding:Forwarding")
    assert (status, stderr) == (0, ""), stdout


@pytest.mark.long
def test_an_exception_of_send_is_an_answer_with_status_500(tmp_path: Path) -> None:
    status, stdout, stderr = run(tmp_path, "mistakes:Raises")
    assert (status, stderr) == (2, ""), stdout
    assert "CreateBackend is answered with 500" in stdout
    assert 'status 500 "RuntimeError: no"' in stdout
    assert "try: the log of the target: it fails on every request" in stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "name, reason",
    [
        ("handler_target", "not of the form MODULE:NAME"),
        ("handler_target:SOMETHING", "has no attribute 'SOMETHING'"),
        ("handler_target:__doc__", "not callable"),
        ("builtins:object", "object has no kind, address, base_url, send, close"),
        ("mistakes:Exits", "it raised SystemExit: 7"),
        ("mistakes:NumberAsKind", "kind of NumberAsKind must be str"),
        ("mistakes:NoUrl", "base_url of NoUrl is no URL: Invalid IPv6 URL"),
        ("mistakes:ReturnsText", "send returned str, expected HttpResponse"),
        ("mistakes:TextAsBody", "whose body is no bytes"),
        ("mistakes:FailsToClose", "close raised RuntimeError: no"),
        ("handler_target:handler", "it raised TypeError"),
    ],
)
def test_what_is_no_target_is_one_clear_line(name: str, reason: str, tmp_path: Path) -> None:
    status, _, stderr = run(tmp_path, name)
    assert status == 2
    assert reason in stderr
    assert stderr.count("\n") == 1
