"""Conforming servers get no finding, whichever way they decide what is left open."""

import pytest

from shapeproof.exchange import Severity
from shapeproof.mock import wsgi_app

from .reference import CONFORMING, OPERATIONS, build
from .running import Outcome, run

# Servers whose messages say as little as "Bad request" get a note for it, and nothing else.
SAY_LITTLE = frozenset({"minimal", "old_router"})
MOST_REQUESTS = 10_000 + 4_000
"""Those of the coverage phase, and those of the stateful phase, random walks included."""


VARIANTS = sorted(CONFORMING)
PARTS = 4
"""Every day a variant is run against one of so many parts of the operations."""


def expect_conforming(outcome: Outcome, operations: int = 31) -> None:
    assert outcome.lines == []
    assert not outcome.stopped
    assert outcome.stats.operations_reached == outcome.stats.operations == operations
    assert outcome.stats.requests <= MOST_REQUESTS


@pytest.mark.long
@pytest.mark.sampled("seed", [0], [0, 1, 20_260_811])
def test_the_bundled_mock_conforms(seed: int) -> None:
    outcome = run(wsgi_app("amplifybackend"), seed=seed)
    expect_conforming(outcome)
    for kind in ("operations", "enum_values", "faults"):
        tally = outcome.stats.coverage[kind]
        assert tally.exercised == tally.total > 0


@pytest.mark.long
def test_a_second_run_is_not_disturbed_by_what_the_first_has_left() -> None:
    app = wsgi_app("amplifybackend")
    operations = ["CreateBackend", "CreateBackendConfig", "CloneBackend"]
    first, second = run(app, operations), run(app, operations)
    assert first.lines == second.lines == []


def expect_silence(variant: str, outcome: Outcome, operations: int) -> None:
    if variant in SAY_LITTLE:
        assert {each.constraint for each in outcome.findings} <= {"names nothing"}
        assert {each.severity for each in outcome.findings} <= {Severity.NOTE}
        assert outcome.stats.operations == operations
    else:
        expect_conforming(outcome, operations)


@pytest.mark.long(every_day=2)
@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
def test_conforming_variants_at_some_operations(variant: str) -> None:
    part = OPERATIONS[VARIANTS.index(variant) % PARTS :: PARTS]
    outcome = run(build(variant), part, phases=("coverage",))
    expect_silence(variant, outcome, len(part))


@pytest.mark.long(every_day=1)
@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS[::PARTS])
def test_conforming_variants_in_random_walks(variant: str) -> None:
    outcome = run(build(variant), phases=("stateful",), max_examples=8)
    assert outcome.stats.operations_reached == 28  # three operations keep no state
    allowed = {"names nothing"} if variant in SAY_LITTLE else set()
    assert {each.constraint for each in outcome.findings} <= allowed


@pytest.mark.whole
@pytest.mark.parametrize("variant", VARIANTS)
def test_conforming_variants(variant: str) -> None:
    outcome = run(build(variant))
    expect_silence(variant, outcome, 31)
    if variant in SAY_LITTLE:
        assert outcome.findings


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.sampled("variant", VARIANTS[::6], VARIANTS)
def test_conforming_variants_are_fuzzed(variant: str) -> None:
    outcome = run(build(variant), seed=VARIANTS.index(variant), phases=("fuzz",), max_examples=12)
    assert outcome.stats.cases["fuzz"] > 200
    expect_silence(variant, outcome, 31)
