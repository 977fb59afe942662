"""Test projects of users who let their calls be checked."""

from __future__ import annotations

import json
from typing import Any

import boto3
import botocore.stub
import moto
import pytest

import shapeproof.mock
import shapeproof.plugin.passive  # imported once, or each inner run imports it again

from .suite_projects import IN_ORDER

PREAMBLE = '''
import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws


def client(service):
    return boto3.client(service, region_name="us-east-1", aws_access_key_id="x",
                        aws_secret_access_key="y")


def stubbed(operation, response, **params):
    backend = client("amplifybackend")
    with Stubber(backend) as stubber:
        stubber.add_response(operation, response)
        return getattr(backend, operation)(**params)


TOKEN = {"AppId": "d1", "ChallengeCode": "c", "SessionId": "s", "Ttl": "600"}


def good_call():
    return stubbed("get_token", TOKEN, AppId="d1", SessionId="s")


def bad_answer():
    """The required member Ttl is missing."""
    lacking = {name: each for name, each in TOKEN.items() if name != "Ttl"}
    return stubbed("get_token", lacking, AppId="d1", SessionId="s")


def bad_request():
    """A value that is not in its enum, which moto takes."""
    with mock_aws():
        logs = client("logs")
        logs.create_log_group(logGroupName="group", logGroupClass="GOLD")


def weak_call():
    """A number is too large, which is a warning."""
    with mock_aws():
        client("kms").list_keys(Limit=5000)
'''
USED = (boto3, botocore.stub, moto, shapeproof.mock, shapeproof.plugin.passive)


def passive(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Run tests, after the preamble, in this process."""
    pytester.makepyfile(test_calls=f"{PREAMBLE}\n\n{tests}")
    return run(pytester, *arguments)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run what is there."""
    return pytester.runpytest_inprocess(*IN_ORDER, *arguments)


def json_report(pytester: pytest.Pytester, name: str = "report.json") -> dict[str, Any]:
    """A report that a run has written."""
    found: dict[str, Any] = json.loads((pytester.path / name).read_text())
    return found
