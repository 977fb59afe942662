"""Test suites of users whose outcome report mode must not change, however they look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .interface import Expected, Outcome, Trial, ends
from .user_code import written
from .watchful_suites import IMPORTS, SUITES, Watchful

_HELPER = """
import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config


class Raw:
    def __init__(self, content):
        self.content = content

    def stream(self, **_):
        yield self.content


def client(service="logs"):
    config = Config(retries={"max_attempts": 1})
    made = boto3.client(service, region_name="us-east-1", aws_access_key_id="k",
                        aws_secret_access_key="s", config=config)
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    made.meta.events.register(
        "before-send", lambda request, **_: AWSResponse(request.url, 200, headers, Raw(b"{}")))
    return made


def good():
    client().create_log_group(logGroupName="x")


def bad():
    client().create_log_group(logGroupName="x", logGroupClass="CHEAP")
"""
_DEFECTS = ("a defect in shapeproof", "INTERNALERROR", "this is a defect of shapeproof")
_OPTIONS = ("-p", "no:cacheprovider", "-p", "no:randomly", "--shapeproof=report")
_REPORTS = ("--shapeproof-report", "json=r.json", "--shapeproof-report", "har=r.har")


def _reported(suite: Watchful, folder: Path) -> Iterator[str]:
    requests = json.loads((folder / "r.json").read_text())["stats"]["requests"]
    if requests < suite.calls:
        yield f"the report has {requests} calls, expected at least {suite.calls}"
    for entry in json.loads((folder / "r.har").read_text())["log"]["entries"]:
        if entry["time"] < 0:
            yield "the archive has a call that ended before it began"


def _trial(suite: Watchful) -> Trial:
    def inspect(folder: Path, outcome: Outcome) -> Iterator[str]:
        return _reported(suite, folder)

    tests = f"{IMPORTS}{suite.tests}"
    return Trial(
        "report mode",
        f"a suite that {suite.name}",
        (*suite.options, *_OPTIONS, *_REPORTS),
        Expected(ends(suite.status), says=suite.says, never=_DEFECTS, seconds=120),
        written({"helper.py": _HELPER, "test_it.py": tests, "conftest.py": ""}),
        inspect=inspect,
        module="pytest",
        before=suite.before,
    )


_BASELINE = {
    "version": 1,
    "findings": [
        {"id": "4314ba691d2fade8", "service": "logs", "protocol": "json",
         "check": "request_schema", "operation": "CreateLogGroup",
         "where": "request /logGroupClass", "message": "the value is not in its enum",
         "phase": "passive"}
    ],
}  # fmt: skip


def _kept(folder: Path, _: Outcome) -> Iterator[str]:
    if len(json.loads((folder / "known.json").read_text())["findings"]) != 1:
        yield "the baseline has lost a finding of a test that did not run"


TRIALS = (
    *(_trial(each) for each in SUITES),
    Trial(
        "report mode",
        "a baseline that is updated by one file of tests",
        ("-q", "test_one.py", *_OPTIONS, "--shapeproof-baseline", "known.json",
         "--shapeproof-update-baseline"),
        Expected(ends(0), says=("1 passed",), never=_DEFECTS),
        written({"helper.py": _HELPER, "known.json": json.dumps(_BASELINE),
                 "test_one.py": "from helper import good\ndef test_it(): good()\n"}),
        inspect=_kept,
        module="pytest",
        before="it lost the findings of all other files",
    ),
    Trial(
        "report mode",
        "a folder of contracts that are another tool's",
        ("-q", *_OPTIONS),
        Expected(ends(0), says=("1 passed", "not used: broken contract", "1 error; 1 call of"),
                 never=_DEFECTS),
        written({"helper.py": _HELPER, "contracts/service.json": "{",
                 "test_it.py": "from helper import bad\ndef test_it(): bad()\n"}),
        module="pytest",
        before="no call was judged: 'a defect in shapeproof', for each of them",
    ),
)  # fmt: skip
