"""Which exceptions that end a call are defects of what answers it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any
from unittest.mock import Mock

import boto3
import botocore.client
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from shapeproof.targets.passive import SeenCall, Tap
from shapeproof.targets.passive.mock_failures import mock_failure

KEYS = {"aws_access_key_id": "x", "aws_secret_access_key": "y", "region_name": "us-east-1"}


def stub_with_a_bug(*_: object) -> Any:
    nothing: dict[str, Any] = {}
    return {"Buckets": nothing["missing"]}


def stub_that_refuses(*_: object) -> Any:
    raise KeyError("wanted")


def raised_by(function: Callable[..., Any]) -> Exception:
    try:
        function()
    except Exception as error:
        return error
    pytest.fail("nothing was raised")


def installed(function: Callable[..., Any], file: str) -> Callable[..., Any]:
    """The function, as if it were of an installed package."""
    code: CodeType = function.__code__.replace(co_filename=f"/x/site-packages/{file}")
    return FunctionType(code, function.__globals__)


@pytest.mark.parametrize(
    "function, kind, where",
    [
        (stub_with_a_bug, "KeyError", f"{Path(__file__).name}:"),
        (Mock(side_effect=stub_with_a_bug), "KeyError", f"{Path(__file__).name}:"),
        (lambda: json.loads("{"), None, ""),
        (lambda: json.dumps(object()), "TypeError", f"{Path(__file__).name}:"),
        (installed(stub_with_a_bug, "moto/a.py"), "KeyError", "moto/a.py:"),
        (installed(stub_that_refuses, "moto/a.py"), "KeyError", "moto/a.py:"),
    ],
)
def test_defects_of_mocks(function: Callable[..., Any], kind: str | None, where: str) -> None:
    found = mock_failure(raised_by(function))

    if kind is None:
        assert found is None  # JSONDecodeError is a class of its own
    else:
        assert found is not None
        assert (found.kind, found.lacking) == (kind, False)
        assert found.where.startswith(where)


@pytest.mark.parametrize(
    "function",
    [
        stub_that_refuses,
        Mock(side_effect=KeyError("wanted")),
        Mock(side_effect=ConnectionResetError()),
        Mock(side_effect=EndpointConnectionError(endpoint_url="x")),
        installed(stub_with_a_bug, "botocore/serialize.py"),
    ],
)
def test_what_a_test_or_the_client_raises_is_none(function: Callable[..., Any]) -> None:
    assert mock_failure(raised_by(function)) is None


@pytest.mark.slow
def test_a_call_ends_with_the_exception_of_its_mock(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[SeenCall] = []
    tap = Tap(calls.append)
    tap.open()
    try:
        with mock_aws(), pytest.raises(NotImplementedError):
            boto3.client("dynamodb", **KEYS).list_global_tables()
        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", stub_with_a_bug)
        with pytest.raises(KeyError, match="missing"):
            boto3.client("s3", **KEYS).list_buckets()
    finally:
        monkeypatch.undo()
        tap.close()

    lacking, failing = calls
    assert lacking.failure is not None
    assert lacking.failure.lacking
    assert lacking.failure.file.endswith("moto/core/responses.py")
    assert failing.failure is not None
    assert (failing.operation, failing.failure.kind) == ("ListBuckets", "KeyError")
    assert failing.failed
