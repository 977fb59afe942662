"""Correct clients get no finding, whichever way they decide what clients may decide."""

from __future__ import annotations

import pytest

from shapeproof.exchange import Severity

from .client_running import ClientOutcome, as_driver, contract_of, in_process, run_client
from .client_variants import VARIANTS
from .small_json import JsonWire

OPERATIONS = (
    "CloneBackend",
    "CreateBackendStorage",
    "CreateToken",
    "GetBackendStorage",
    "ListBackendJobs",
    "RemoveAllBackends",
    "UpdateBackendConfig",
)
MORE_OF = {
    "NeedsRequiredMembers": ("CloneBackend", "CreateToken"),
    "ReadsWholeNumbers": ("GetBackendAPI", "GetBackendAuth"),
    "TriesNo400Again": ("CloneBackend",),
}
"""What more a variant is run against, as it shows there."""


def expect_silence(outcome: ClientOutcome, operations: int) -> None:
    assert not outcome.stopped
    assert outcome.stats.operations_reached == outcome.stats.operations == operations
    notes = [each for each in outcome.findings if each.check == "local_validation"]
    assert all(each.severity is Severity.NOTE for each in notes), outcome.lines
    assert len(notes) == len(outcome.findings), outcome.lines


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("each, coverage, fuzz", [(4, 300, 30)], [(1, 3000, 300)])
def test_the_small_client_is_silent(each: int, coverage: int, fuzz: int) -> None:
    """Every day at one in four of the operations."""
    names = sorted(contract_of("amplifybackend").operations)[::each]
    outcome = run_client(in_process(), names, phases=("coverage", "fuzz"))
    expect_silence(outcome, len(names))
    # As botocore, it checks neither of them.
    places = {found.where for found in outcome.findings}
    assert places <= {"constraint enum", "constraint maximum"}
    assert each > 1 or len(places) == 2
    assert outcome.stats.cases["coverage"] > coverage
    assert outcome.stats.cases["fuzz"] > fuzz


@pytest.mark.slow
@pytest.mark.sampled("seed", [], [1, 20_260_811])
def test_the_small_client_is_silent_at_another_seed(seed: int) -> None:
    outcome = run_client(in_process(), seed=seed, phases=("fuzz",))
    assert outcome.lines == []
    assert outcome.stats.cases["fuzz"] > 300
    assert outcome.stats.operations_reached == 31


@pytest.mark.long
@pytest.mark.slow
def test_the_small_client_is_silent_as_a_process() -> None:
    expect_silence(run_client(as_driver(), OPERATIONS), len(OPERATIONS))


@pytest.mark.long(every_day=3)
@pytest.mark.slow
@pytest.mark.sampled(
    "name, few",
    [(name, True) for name in sorted(VARIANTS)],
    [(name, False) for name in sorted(VARIANTS)],
)
def test_a_variant_is_silent(name: str, few: bool) -> None:
    """Every day at two of the operations, in the whole at all of these."""
    first = sorted(VARIANTS).index(name) % len(OPERATIONS)
    chosen = (OPERATIONS[first], OPERATIONS[first - 1]) if few else OPERATIONS
    operations = tuple(dict.fromkeys((*chosen, *MORE_OF.get(name, ()))))
    outcome = run_client(
        in_process(make=VARIANTS[name]), operations, phases=("coverage", "fuzz"), max_examples=8
    )
    expect_silence(outcome, len(operations))


@pytest.mark.slow
def test_another_service_is_silent() -> None:
    outcome = run_client(in_process(service="sso"), service="sso", phases=("coverage", "fuzz"))
    expect_silence(outcome, 4)


@pytest.mark.long
@pytest.mark.slow
def test_a_client_that_speaks_json_is_silent() -> None:
    service = "secretsmanager"
    operations = ("AssociateCrossAccountReplica", "CreateSecret", "GetSecretValue", "ListSecrets")
    outcome = run_client(in_process(service, JsonWire), operations, service=service)
    expect_silence(outcome, len(operations))
