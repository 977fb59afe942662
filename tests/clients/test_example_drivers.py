"""The drivers of examples/clients: each kind of answer, from the real client behind each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shapeproof.mock import serve

ROOT = Path(__file__).parents[2]
DRIVERS = ROOT / "examples" / "clients"
INSTALLED = ROOT / ".cache" / "clients"
NODE = ("env", f"NODE_PATH={INSTALLED}/javascript/node_modules", "node")
GO = "apt-get install golang-go golang-github-aws-aws-sdk-go-v2-dev"
RUBY = "apt-get install ruby ruby-aws-sdk-kms ruby-aws-sdk-s3"

MQ = {
    "success": (
        "CreateConfiguration",
        {"Name": "a", "EngineType": "ACTIVEMQ", "EngineVersion": "5.1", "Tags": {"k": "é"}},
    ),
    "pages": ("$paginate:ListBrokers", {"MaxResults": 5}),
    "error": ("DescribeConfiguration", {"ConfigurationId": "none"}),
    "validation": ("DescribeBroker", {}),
    "no operation": ("Missing", {}),
    "no paginator": ("$paginate:DescribeBroker", {"BrokerId": "a"}),
    "no member": ("UpdateConfiguration", {"ConfigurationId": "a", "Data": "b", "X": 1}),
    "no inner member": ("UpdateBroker", {"BrokerId": "a", "Logs": {"Audit": False, "X": 1}}),
}
KMS = {
    "success": ("CreateKey", {"Description": "é"}),
    "pages": ("$paginate:ListKeys", {"Limit": 1}),
    "error": ("DescribeKey", {"KeyId": "none"}),
    "validation": ("DescribeKey", {}),
    "no operation": ("Missing", {}),
    "no paginator": ("$paginate:DescribeKey", {"KeyId": "a"}),
    "no member": ("DescribeKey", {"KeyId": "a", "X": 1}),
    "no inner member": ("CreateKey", {"Tags": [{"TagKey": "a", "TagValue": "b", "X": 1}]}),
}
CALLS = {"mq": MQ, "kms": KMS}


@dataclass(frozen=True)
class ExampleDriver:
    """A driver's command, its service, and how to have its client where ``needs`` is not there."""

    name: str
    command: tuple[str, ...]
    needs: Path | str
    remedy: str = "make clients"
    service: str = "mq"
    lacks_pages: bool = True

    @property
    def missing(self) -> bool:
        """Whether its client is not installed."""
        if isinstance(self.needs, Path):
            return not self.needs.exists()
        if not shutil.which(self.command[0]):
            return True
        tried = subprocess.run(
            (self.command[0], "-e", self.needs), capture_output=True, check=False, timeout=60
        )
        return tried.returncode != 0


def _python(name: str, python: Path, **settings: Any) -> ExampleDriver:
    command = (str(python), str(DRIVERS / f"{name}_driver.py"), "mq")
    return ExampleDriver(name, command, python, **settings)


EXAMPLES = (
    _python("boto3", Path(sys.executable)),
    _python("aiobotocore", INSTALLED / "aiobotocore" / "bin" / "python"),
    _python("awscli", INSTALLED / "awscli" / "bin" / "python", lacks_pages=False),
    ExampleDriver(
        "javascript",
        (*NODE, str(DRIVERS / "javascript_driver.mjs"), "mq"),
        INSTALLED / "javascript" / "node_modules" / "@aws-sdk" / "client-mq",
    ),
    ExampleDriver(
        "go",
        (str(INSTALLED / "go" / "mq" / "driver"),),
        INSTALLED / "go" / "mq" / "driver",
        f"{GO} && make clients",
    ),
    ExampleDriver(
        "ruby",
        ("ruby", str(DRIVERS / "ruby_driver.rb"), "kms"),
        "require 'aws-sdk-kms'",
        RUBY,
        "kms",
    ),
)


def _selected(driver: ExampleDriver) -> Any:
    """Clients on botocore are alike: of each kind one runs every day."""
    marks = pytest.mark.whole if driver.name in ("aiobotocore", "awscli") else ()
    return pytest.param(driver, marks=marks, id=driver.name)


@pytest.fixture(scope="module", params=map(_selected, EXAMPLES))
def driver(request: pytest.FixtureRequest) -> ExampleDriver:
    driver: ExampleDriver = request.param
    if driver.missing:
        pytest.skip(f"the client of the {driver.name} driver is not installed: {driver.remedy}")
    return driver


@pytest.fixture(scope="module")
def answers(driver: ExampleDriver) -> Mapping[str, dict[str, Any]]:
    """What one process of the driver says: its hello, and its answer to each call."""
    calls = CALLS[driver.service]
    lines = [
        json.dumps({"id": name, "operation": operation, "params": params}) + "\n"
        for name, (operation, params) in calls.items()
    ]
    with serve(driver.service) as server:
        own = {
            "SHAPEPROOF_ENDPOINT": server.url,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        done = subprocess.run(
            driver.command,
            input="".join(lines),
            env=os.environ | own,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    hello, *said = [json.loads(line) for line in done.stdout.splitlines()]
    return {"hello": hello} | {each["id"]: each for each in said}


def test_it_answers_each_call(driver: ExampleDriver, answers: Mapping[str, dict[str, Any]]) -> None:
    assert set(answers) == {"hello", *CALLS[driver.service]}


def test_it_names_its_client(answers: Mapping[str, dict[str, Any]]) -> None:
    hello = answers["hello"]
    assert (hello["hello"], hello["supports"]) == (1, ["paginate"])


def test_it_uses_the_names_of_the_api(
    driver: ExampleDriver, answers: Mapping[str, dict[str, Any]]
) -> None:
    output = answers["success"]["output"]
    if driver.service == "mq":
        assert output["LatestRevision"]["Revision"] == 1
        created = output["Created"]
    else:
        assert output["KeyMetadata"]["KeyState"] == "Enabled"
        created = output["KeyMetadata"]["CreationDate"]
    text = created if driver.name == "awscli" else created["$timestamp"]
    assert text.startswith("2020-08-11T00:00:00")


def test_it_joins_pages(driver: ExampleDriver, answers: Mapping[str, dict[str, Any]]) -> None:
    output = answers["pages"]["output"]
    expected = {"mq": {"BrokerSummaries": 0}, "kms": {"Keys": 1}}[driver.service]
    assert {name: len(output.get(name, ())) for name in expected} == expected


def test_it_tells_errors_of_the_server(answers: Mapping[str, dict[str, Any]]) -> None:
    error = answers["error"]["error"]
    assert (error["kind"], error["code"]) == ("service", "NotFoundException")
    assert error["status"] in (400, 404)


def test_it_tells_refused_parameters(answers: Mapping[str, dict[str, Any]]) -> None:
    assert answers["validation"]["error"]["kind"] == "validation"


@pytest.mark.parametrize("what", ["operation", "paginator", "member", "inner member"])
def test_it_says_what_its_client_does_not_have(
    driver: ExampleDriver, answers: Mapping[str, dict[str, Any]], what: str
) -> None:
    if what == "paginator" and not driver.lacks_pages:
        pytest.skip("a command without a paginator lists the one page that there is")
    assert answers[f"no {what}"] == {"id": f"no {what}", "unsupported": True}
