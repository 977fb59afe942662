"""The label of every case is right: jsonschema, which knows nothing of the generators, agrees."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import Case, Expect, How
from shapeproof.generate.cases.coverage import CoverageCases, coverage_cases
from tests.unit.generate.request_oracle import Oracle, Wrong
from tests.unit.generate.sampled_services import SERVICES, sampled

FAULTS_OF_VALUES = {
    "enum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "required",
    "type",
}


def check(oracle: Oracle, cases: Iterable[Case]) -> None:
    """Legal cases are legal; each fault is where it says, is what it says, and is the only one."""
    for case in cases:
        if case.expect is Expect.ACCEPT:
            assert oracle.wrongs(case.params) == set(), case.id
        if case.expect is Expect.REJECT and case.distortion is None:
            check_fault(oracle, case)


def check_fault(oracle: Oracle, case: Case) -> None:
    fault = case.fault
    assert fault is not None, case.id
    assert fault.constraint in FAULTS_OF_VALUES, case.id
    wrongs = oracle.wrongs(case.params)
    assert {each.pointer for each in wrongs} == {fault.pointer}, case.id
    if fault.constraint == "type":
        # A value of another type is also none of the enum.
        assert Wrong(fault.pointer, "type") in wrongs, case.id
        assert wrongs <= {Wrong(fault.pointer, "type"), Wrong(fault.pointer, "enum")}, case.id
    else:
        assert wrongs == {Wrong(fault.pointer, fault.constraint)}, case.id
    assert oracle.wrongs(oracle.mended(case)) == set(), case.id


@pytest.mark.slow
def test_all_cases_of_amplifybackend(
    amplifybackend: Contract, cases: dict[str, list[Case]]
) -> None:
    assert len(cases) == 31
    for name, each in cases.items():
        check(Oracle(amplifybackend.operations[name].request), each)


@pytest.mark.long
@pytest.mark.slow
def test_all_cases_of_amplifybackend_on_a_full_request(amplifybackend: Contract) -> None:
    for operation in amplifybackend.operations.values():
        full = CoverageCases(amplifybackend, operation).full
        check(Oracle(operation.request), coverage_cases(amplifybackend, operation, full))


def test_all_grounds_of_amplifybackend(amplifybackend: Contract) -> None:
    for operation in amplifybackend.operations.values():
        check(Oracle(operation.request), CoverageCases(amplifybackend, operation).base_requests())


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICES)
def test_cases_of_other_services(service: str) -> None:
    for contract, operation in sampled(service, 2):
        check(Oracle(operation.request), coverage_cases(contract, operation))


def test_a_fault_says_what_it_is(cases: dict[str, list[Case]]) -> None:
    for case in (case for each in cases.values() for case in each):
        assert (case.fault is not None) is (case.expect is Expect.REJECT), case.id
        if case.fault is not None:
            assert isinstance(case.fault.how, How), case.id
            assert case.fault.noticed_by in ("client", "server", "both"), case.id
            assert case.fault.pointer == case.pointer, case.id
