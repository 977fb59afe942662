"""Values for services: jsonschema and botocore take the legal ones; faults are what they say.

All operations of all services, with 20 values for each request and response::

    SHAPEPROOF_ALL=1 python -m pytest -m slow tests/unit/generate/strategies -n 2 -s
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
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
from tests.unit.generate.unreachable import has_no_value

from .strategy_judges import Botocore, Judge, drawn

ALL = os.environ.get("SHAPEPROOF_ALL") == "1"
PARTS = 8
"""The slow tests are cut into so many, to be shared out."""
SECONDS = 3.0
"""How long each part goes on with its sample, where not all is asked for."""
MOST_PLACES = 3000
"""Documents with more take jsonschema too long to look for every error."""


def sampled(items: Sequence[Any], count: int, number: int = 0) -> list[Any]:
    """Some of the items, the same ones every time."""
    chance = random.Random(number)
    return chance.sample(list(items), min(count, len(items)))


def operations(services: int, each: int, number: int = 0) -> Iterator[tuple[Contract, Operation]]:
    for service in sampled(available_services(), services, number):
        contract = compile_service(service)
        for operation in sampled(tuple(contract.operations.values()), each, number):
            yield contract, operation


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


@pytest.mark.slow
def test_a_few_values_of_forty_services() -> None:
    botocores: dict[str, Botocore] = {}
    for contract, operation in operations(40, 2):
        judge = botocores.setdefault(contract.service, Botocore(contract.service))
        assert not any(complaints(contract, operation, 4, judge))


@pytest.mark.slow
def test_a_few_faults_of_twenty_services() -> None:
    for contract, operation in operations(20, 1, number=1):
        assert not any(fault_complaints(contract, operation, 5))


def test_modeled_errors(amplifybackend: Contract) -> None:
    operation = amplifybackend.operations["CreateBackend"]
    found = drawn(errors(amplifybackend, operation), 100)
    assert {name for name, _ in found} == set(operation.errors)
    for name, value in found:
        assert Judge(amplifybackend.errors[name].schema).complaint(value) == ""


def part_of_all(part: int, each: int, number: int) -> Iterator[tuple[Contract, Operation]]:
    """One part of all operations; without SHAPEPROOF_ALL ``each`` of as many services as time
    allows."""
    until = time.monotonic() + SECONDS
    for service in sampled(available_services(), 10_000, number)[part::PARTS]:
        contract = compile_service(service)
        chosen = tuple(contract.operations.values())
        for operation in chosen if ALL else sampled(chosen, each, len(service)):
            yield contract, operation
        if not ALL and time.monotonic() > until:
            return


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_values_of_all_services(part: int) -> None:
    counted, wrong = Counter[str](), []
    botocore = Botocore("sts")
    for contract, operation in part_of_all(part, 2, 0):
        if botocore.service != contract.service:
            botocore = Botocore(contract.service)
            counted["services"] += 1
        found = list(complaints(contract, operation, 20 if ALL else 4, botocore))
        counted.update(operations=1, values=len(found))
        wrong += [each for each in found if each]
    print(dict(counted))
    assert counted["operations"] > 10
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_faults_of_all_services(part: int) -> None:
    counted, wrong = Counter[str](), []
    for contract, operation in part_of_all(part, 1, 2):
        found = list(fault_complaints(contract, operation, 20 if ALL else 5))
        counted.update(operations=1, faults=len(found))
        wrong += [each for each in found if each]
    print(dict(counted))
    assert counted["operations"] > 3
    assert wrong == []
