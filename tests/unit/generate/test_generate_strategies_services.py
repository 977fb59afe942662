"""Values for services: jsonschema and botocore take the legal ones; faults are what they say.

All operations of all services, with 20 values for each request and response::

    python -m pytest --whole tests/unit/generate/strategies -n 2
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.generate.cases.places import places
from shapeproof.generate.strategies import (
    errors,
    invalid_requests,
    invalid_responses,
    requests,
    responses,
)
from tests.support.selection import one_in

from .strategy_judges import Botocore, Judge, drawn
from .unreachable import has_no_value

MOST_PLACES = 3000
"""Documents with more take jsonschema too long to look for every error."""


def sampled(items: Sequence[Any], count: int, number: int = 0) -> list[Any]:
    """Some of the items, the same ones every time."""
    chance = random.Random(number)
    return chance.sample(list(items), min(count, len(items)))


def streams_in(schema: Schema) -> bool:
    """Whether a request holds a stream of events: botocore validates none."""
    return any(each.get("x-eventstream") for each in schema.get("properties", {}).values())


def complaints(
    contract: Contract, operation: Operation, count: int, botocore: Botocore
) -> Iterator[str]:
    """Draw values of a request and a response, and have them judged: a text each, mostly empty."""
    for strategy, root in (
        (requests(contract, operation), operation.request),
        (responses(contract, operation), operation.response),
    ):
        if has_no_value(root):
            continue
        judge = Judge(root)
        for value in drawn(strategy, count):
            complaint = judge.complaint(value)
            if root is operation.request and not streams_in(root) and not complaint:
                complaint = botocore.complaint(operation.name, root, value)
            yield complaint and f"{contract.service} {operation.name} {value!r:.300}: {complaint}"


def fault_complaints(contract: Contract, operation: Operation, count: int) -> Iterator[str]:
    """Draw faults of a request and a response, and have them judged."""
    for strategy, root in (
        (invalid_requests(contract, operation), operation.request),
        (invalid_responses(contract, operation), operation.response),
    ):
        if has_no_value(root) or len(places(root)) > MOST_PLACES:
            continue
        judge = Judge(root)
        for value, fault in drawn(strategy, count):
            complaint = judge.fault_complaint(value, fault)
            yield complaint and f"{contract.service} {operation.name} {value!r:.300}: {complaint}"


def test_modeled_errors(amplifybackend: Contract) -> None:
    operation = amplifybackend.operations["CreateBackend"]
    found = drawn(errors(amplifybackend, operation), 100)
    assert {name for name, _ in found} == set(operation.errors)
    for name, value in found:
        assert Judge(amplifybackend.errors[name].schema).complaint(value) == ""


@dataclass(frozen=True)
class Depth:
    """How many operations of a service are judged, None for all, and how many draws of each."""

    operations: int | None
    draws: int


def chosen(contract: Contract, count: int | None) -> Sequence[Operation]:
    operations = tuple(contract.operations.values())
    return operations if count is None else sampled(operations, count, len(contract.service))


SERVICES = available_services()
WHOLE = Depth(None, 20)


@pytest.mark.slow
@pytest.mark.sampled(
    "service, depth",
    [(each, Depth(4, 4)) for each in one_in(60, SERVICES)],
    [(each, WHOLE) for each in SERVICES],
)
def test_values_of_all_services(service: str, depth: Depth) -> None:
    contract, botocore = compile_service(service), Botocore(service)
    found = [
        each
        for operation in chosen(contract, depth.operations)
        for each in complaints(contract, operation, depth.draws, botocore)
    ]
    assert [each for each in found if each] == []


@pytest.mark.slow
@pytest.mark.sampled(
    "service, depth",
    [(each, Depth(2, 5)) for each in one_in(60, SERVICES)],
    [(each, WHOLE) for each in SERVICES],
)
def test_faults_of_all_services(service: str, depth: Depth) -> None:
    contract = compile_service(service)
    found = [
        each
        for operation in chosen(contract, depth.operations)
        for each in fault_complaints(contract, operation, depth.draws)
    ]
    assert [each for each in found if each] == []
