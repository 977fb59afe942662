"""Errors that an overlay declares: unknown ones, ones of other operations, ones that are there."""

from __future__ import annotations

import pytest

from shapeproof.contract.overlay import Overlay
from shapeproof.run.contracts import compile_installed

MQ = compile_installed("mq")
SCHEMA = {"type": "object", "properties": {"Message": {"type": "string"}}}


def corrected(name: str, operation: str = "DeleteBroker") -> Overlay:
    correction = {"file": f"{operation}.json", "pointer": f"/errors/{name}", "value": SCHEMA}
    return Overlay.of("o.json", {"corrections": [{**correction, "reason": "-"}]})


@pytest.mark.parametrize("name", ["MoonException", "ConflictException"])
def test_an_error_is_declared_by_one_operation(name: str) -> None:
    contract = corrected(name).apply_all(MQ)
    before = MQ.operations["DeleteBroker"]
    assert name not in before.errors
    after = contract.operations["DeleteBroker"]
    assert after.errors == (*before.errors, name)
    assert contract.error_of(after, name) is not None
    assert contract.operations["ListBrokers"].errors == MQ.operations["ListBrokers"].errors


def test_an_error_that_is_declared_only_gets_its_schema() -> None:
    contract = corrected("NotFoundException").apply_all(MQ)
    assert contract.operations["DeleteBroker"].errors == MQ.operations["DeleteBroker"].errors
    assert contract.errors["NotFoundException"].schema == SCHEMA
