"""Every case is right: the codec, the standard library and jsonschema agree with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, ExpectedError, Outcome
from shapeproof.generate.client import client_cases
from shapeproof.generate.client.selection import exemplars, has_event_stream
from tests.unit.generate.sampled_services import SERVICES, compiled, sampled

from .client_judge import CODEC, judge

NOT_FOUND_OTHERWISE = ExpectedError(404, "NotFoundException", fields={"ResourceType": "other"})


@pytest.mark.slow
def test_cases_of_two_operations(amplifybackend: Contract) -> None:
    for name in ("CloneBackend", "ListBackendJobs"):
        operation = amplifybackend.operations[name]
        for case in client_cases(amplifybackend, operation, CODEC):
            judge(amplifybackend, operation, case)


@pytest.mark.slow
def test_all_cases_of_amplifybackend(
    amplifybackend: Contract, client_cases_of: dict[str, list[ClientCase]]
) -> None:
    for name, cases in client_cases_of.items():
        for case in cases:
            judge(amplifybackend, amplifybackend.operations[name], case)


@pytest.mark.parametrize(
    ("suffix", "change"),
    [
        ("output:full", {"output": {"AppId": "other"}}),
        ("output:full", {"outcome": Outcome.FAILURE}),
        ("output:full", {"params": {"AppId": 1}}),
        ("error:NotFoundException-code", {"error": ExpectedError(404, "Other")}),
        ("error:NotFoundException-code", {"error": ExpectedError(400, "NotFoundException")}),
        ("error:NotFoundException-code", {"error": NOT_FOUND_OTHERWISE}),
        ("robustness:half", {"outcome": Outcome.OUTPUT, "output": {}}),
    ],
)
def test_the_judge_sees_what_is_wrong(
    amplifybackend: Contract, suffix: str, change: dict[str, Any]
) -> None:
    operation = amplifybackend.operations["CloneBackend"]
    cases = client_cases(amplifybackend, operation, CODEC)
    case = next(each for each in cases if each.id == f"CloneBackend:{suffix}")
    with pytest.raises((AssertionError, ValueError)):
        judge(amplifybackend, operation, replace(case, **change))


def chosen(service: str) -> list[tuple[Contract, Operation]]:
    """Two operations, one that is tried at length, and one that is read page by page."""
    contract = compiled(service)
    paged = [each for each in sorted(contract.paginators) if each in contract.operations][:1]
    names = [*exemplars(contract)[:1], *paged]
    more = [(contract, contract.operations[each]) for each in names]
    return [*sampled(service, 2), *more]


@pytest.mark.long(every_day=2)
@pytest.mark.slow
@pytest.mark.sampled("service", SERVICES[::5], SERVICES[::2])
def test_cases_of_other_services(service: str) -> None:
    count = 0
    for contract, operation in chosen(service):
        for case in client_cases(contract, operation, CODEC):
            judge(contract, operation, case)
            count += 1
        assert count or has_event_stream(operation)
