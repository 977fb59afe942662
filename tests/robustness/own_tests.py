"""Test suites and conftest files of users, under the pytest plugin."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .interface import Expected, Outcome, Trial, ends
from .user_code import Files, written

_TESTS = """
import os, signal, subprocess, sys, threading, time
import boto3, botocore.client, pytest
from botocore.stub import Stubber
class Odd(BaseException):
    pass
class Mute(Exception):
    def __str__(self):
        raise RuntimeError
def called():
    client = boto3.client("sts", region_name="us-east-1", aws_access_key_id="k",
                          aws_secret_access_key="s")
    with Stubber(client) as stub:
        stub.add_response("get_caller_identity", {"Account": "1"})
        return client.get_caller_identity()
def test_first():
    called()
TOP
def test_odd():
    called()
DEED
def test_last():
    called()
"""
_REPORTS = ("--shapeproof-report", "json=r.json", "--shapeproof-report", "jsonl=r.jsonl")
_PASSIVE = ("-p", "no:cacheprovider", "-p", "no:randomly", "--shapeproof=report", *_REPORTS)
"""The tests run in their order, so that it is known how many calls were made before an end."""


@dataclass(frozen=True)
class Suite:
    """What is odd about a suite: the body of a test, or what stands before it or in conftest.

    ``calls`` is how many calls the report has at least; None where there can be no report.
    ``quiet`` says that pytest has its option ``-q``, which needs its terminal.
    """

    name: str
    deed: str = "pass"
    top: str = ""
    conftest: str = ""
    options: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (0,)
    calls: int | None = 3
    traces: bool = False
    quiet: bool = True


SUITES = (
    Suite("has a test that forks", "pid = os.fork()\nif not pid: os._exit(0)\nos.waitpid(pid, 0)"),
    Suite("has a test whose copy calls and exits",
          "pid = os.fork()\nif not pid:\n    called()\n    os._exit(0)\nos.waitpid(pid, 0)"),
    Suite("runs in two processes of pytest-xdist", options=("-n", "2")),
    Suite("has a worker of pytest-xdist that dies", "os._exit(3)", options=("-n", "1"),
          statuses=(1,), calls=1),
    Suite("captures nothing", "print('said')", options=("-s",)),
    Suite("calls pytest.exit", "pytest.exit('enough')", statuses=(2,), calls=2),
    Suite("raises KeyboardInterrupt", "raise KeyboardInterrupt", statuses=(2,), calls=2),
    Suite("raises a BaseException", "raise Odd", statuses=(1, 3), calls=1, traces=True),
    Suite("raises an exception whose text fails", "raise Mute", statuses=(1,)),
    Suite("calls sys.exit(0)", "sys.exit(0)", statuses=(1,)),
    Suite("calls os._exit(0)", "os._exit(0)", calls=None),
    Suite("stops at the first failure", "assert 0", options=("-x",), statuses=(1,), calls=2),
    Suite("leaves a thread that never ends",
          "threading.Thread(target=time.sleep, args=(10_000,), daemon=True).start()"),
    Suite("leaves a thread that calls",
          "def go():\n    for _ in range(20): called()\nthreading.Thread(target=go).start()"),
    Suite("replaces the function that calls",
          "botocore.client.BaseClient._make_api_call = lambda *a, **k: {}", calls=2),
    Suite("has a fake that raises a BaseException",
          "with pytest.MonkeyPatch.context() as patch:\n"
          "    def fail(*a, **k): raise Odd\n"
          "    patch.setattr(botocore.client.BaseClient, '_make_api_call', fail)\n"
          "    with pytest.raises(Odd): called()"),
    Suite("has a handler of events that raises a BaseException",
          "client = boto3.client('sts', region_name='us-east-1', aws_access_key_id='k',"
          " aws_secret_access_key='s')\ndef fail(**k): raise Odd\n"
          "client.meta.events.register('before-call', fail)\n"
          "with pytest.raises(Odd): client.get_caller_identity()"),
    Suite("has a fake that answers what is no output",
          "class Bad(dict):\n    def __getitem__(self, name): raise Odd\n"
          "    items = keys = values = __iter__ = lambda self: 1 / 0\n"
          "with pytest.MonkeyPatch.context() as patch:\n"
          "    patch.setattr(botocore.client.BaseClient, '_make_api_call', lambda *a: Bad())\n"
          "    called()"),
    Suite("has a fake whose answer raises a BaseException where it is read",
          "class Bad(dict):\n    def __getitem__(self, name): raise Odd\n"
          "    get = items = keys = values = lambda *a: a[0]['']\n"
          "with pytest.MonkeyPatch.context() as patch:\n"
          "    patch.setattr(botocore.client.BaseClient, '_make_api_call', lambda *a: Bad(a=1))\n"
          "    boto3.client('sts', region_name='us-east-1').get_caller_identity()"),
    Suite("has a fixture that raises a BaseException",
          top="@pytest.fixture(autouse=True)\ndef bad(request):\n    yield\n"
          "    if request.node.name == 'test_odd': raise Odd\n",
          statuses=(1, 3), calls=1, traces=True),
    Suite("has a fixture that exits",
          top="@pytest.fixture(autouse=True)\ndef bad(request):\n    yield\n"
          "    if request.node.name == 'test_odd': sys.exit(0)\n", statuses=(1,)),
    Suite("has a conftest that fails", conftest="raise ValueError('broken')", statuses=(4,),
          calls=None, traces=True),
    Suite("has a conftest that exits", conftest="import sys; sys.exit(0)", statuses=(0,),
          calls=None),
    Suite("has a conftest that calls pytest.exit",
          conftest="import pytest; pytest.exit('not here')", statuses=(4,),
          calls=None),
    Suite("has no terminal", options=("-p", "no:terminal"), quiet=False),
    Suite("has hooks that raise",
          conftest="def pytest_runtest_logreport(report): raise ValueError('hook')",
          statuses=(1, 3), calls=0, traces=True),
    Suite("ends its reports early", "import gc; gc.disable(); sys.stdout = sys.stderr = None"),
    Suite("changes the working folder", "os.chdir('/')"),
    Suite("clears the environment", "os.environ.clear()"),
    Suite("removes modules", "sys.modules.pop('shapeproof.exchange', None)"),
    Suite("lowers the limit of recursion", "sys.setrecursionlimit(150)", statuses=(0, 1, 3),
          calls=0, traces=True),
    Suite("prints 2 MB", "print('y' * 2_000_000)"),
    Suite("is killed by an alarm", "signal.alarm(1); time.sleep(10)", statuses=(-14,), calls=None),
)  # fmt: skip


def _reported(suite: Suite, folder: Path, outcome: Outcome) -> Iterator[str]:
    if suite.calls is None:
        return
    path = folder / "r.json"
    if not path.is_file():
        yield "no report was written"
        return
    requests = json.loads(path.read_text())["stats"]["requests"]
    if requests < suite.calls:
        yield f"the report has {requests} calls, expected at least {suite.calls}"
    for line in (folder / "r.jsonl").read_text().splitlines():
        json.loads(line)


def _indented(lines: str) -> str:
    return "".join(f"    {line}\n" for line in lines.split("\n"))


def _test_file(suite: Suite) -> str:
    return _TESTS.replace("TOP", suite.top).replace("DEED\n", _indented(suite.deed))


def _together(name: str, suites: Sequence[Suite], status: int) -> Trial:
    """Suites that end as any does: a file each, in one process."""
    files = {f"test_{number}.py": _test_file(each) for number, each in enumerate(suites)}
    calls = sum(each.calls or 0 for each in suites)
    whole = Suite(name, statuses=(status,), calls=calls)
    return _trial(whole, {"conftest.py": "", **files})


def _trial(suite: Suite, files: Files | None = None) -> Trial:
    never = ("this is a defect of shapeproof", "a defect in shapeproof", "INTERNALERROR")
    return Trial(
        "tests of users",
        f"a suite that {suite.name}",
        (*("-q",) * suite.quiet, *_PASSIVE, *suite.options),
        Expected(ends(*suite.statuses), never=never[: 2 if suite.traces else 3], seconds=120),
        written(files or {"test_it.py": _test_file(suite), "conftest.py": suite.conftest}),
        inspect=lambda folder, outcome: _reported(suite, folder, outcome),
        module="pytest",
    )


def _joins(suite: Suite, status: int) -> bool:
    return suite.statuses == (status,) and suite.calls == 3 and not suite.options


_FINE = tuple(each for each in SUITES if _joins(each, 0))
_FAILING = tuple(each for each in SUITES if _joins(each, 1))
TRIALS = (
    _together(f"has tests of {len(_FINE)} odd kinds", _FINE, 0),
    _together(f"has failing tests of {len(_FAILING)} kinds", _FAILING, 1),
    *(_trial(each) for each in SUITES if each not in (*_FINE, *_FAILING)),
)
