"""What ``import shapeproof`` offers: light to import, by the names of service and operation."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import shapeproof
from shapeproof.contract.model import Contract
from shapeproof.exceptions import UnknownOperation, UnknownService
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire.registry import codec_for

from .strategy_judges import Judge, drawn, simplest

HEAVY = ("hypothesis", "botocore", "boto3", "jsonschema", "jsonschema_rs", "moto", "click", "rich")


def loaded_by(program: str) -> set[str]:
    shown = f"{program}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", shown], check=True, capture_output=True, text=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.slow
def test_the_import_is_light() -> None:
    assert loaded_by("import shapeproof").isdisjoint(HEAVY)
    assert "hypothesis" in loaded_by("from shapeproof import requests")


def test_all_names_are_there() -> None:
    names = {"load_contract", "errors", "requests", "responses"}
    names |= {"invalid_requests", "invalid_responses"}
    assert names <= set(dir(shapeproof))
    assert all(callable(getattr(shapeproof, name)) for name in names)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = shapeproof.no_such_name


def test_operations_by_both_of_their_names(amplifybackend: Contract) -> None:
    root = amplifybackend.operations["CreateBackend"].request
    for name in ("CreateBackend", "create_backend"):
        assert simplest(shapeproof.requests("amplifybackend", name)) == PlainValues(root).value()
    again = shapeproof.requests("amplifybackend", "CreateBackend")
    assert again is shapeproof.requests("amplifybackend", "create_backend")


def test_responses_errors_and_faults() -> None:
    contract = shapeproof.load_contract("amplifybackend")
    operation = contract.operations["GetBackendJob"]
    (response,) = drawn(shapeproof.responses("amplifybackend", "GetBackendJob"), 1)
    assert Judge(operation.response).complaint(response) == ""
    (error,) = drawn(shapeproof.errors("amplifybackend", "GetBackendJob"), 1)
    assert error[0] in operation.errors
    for value, fault in drawn(shapeproof.invalid_requests("amplifybackend", "CreateBackend"), 10):
        root = contract.operations["CreateBackend"].request
        assert Judge(root).fault_complaint(value, fault) == ""
    for value, fault in drawn(shapeproof.invalid_responses("amplifybackend", "GetBackendJob"), 10):
        assert Judge(operation.response).fault_complaint(value, fault) == ""


def test_unknown_names() -> None:
    with pytest.raises(UnknownOperation, match=r"did you mean CreateBackend"):
        shapeproof.requests("amplifybackend", "CreateBackendd")
    with pytest.raises(UnknownService, match="amplifybackend"):
        shapeproof.requests("amplifybackendd", "CreateBackend")


@pytest.mark.slow
def test_the_wire_view(amplifybackend: Contract) -> None:
    codec = codec_for("rest-json")
    operation: Any = amplifybackend.operations["CreateBackendAuth"]
    for make, root in (
        (shapeproof.requests, operation.request),
        (shapeproof.responses, operation.response),
    ):
        body = codec.body_schema(root)
        assert body is not None
        for value in drawn(make("amplifybackend", "CreateBackendAuth", view="wire"), 40):
            assert Draft202012Validator(dict(body)).is_valid(value)
    assert drawn(shapeproof.requests("amplifybackend", "GetToken", view="wire"), 1) == [None]
    [form] = drawn(shapeproof.requests("ec2", "CreateVpc", view="wire"), 1)
    assert isinstance(form, dict)
