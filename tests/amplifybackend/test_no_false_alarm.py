"""Conforming servers get no finding, whichever way they decide what is left open."""

import os

import pytest

from shapeproof.exchange import Severity
from shapeproof.mock import wsgi_app

from .reference import CONFORMING, build
from .running import Outcome, run

# Servers whose messages say as little as "Bad request" get a note for it, and nothing else.
SAY_LITTLE = frozenset({"minimal", "old_router"})
MOST_REQUESTS = 10_000 + 4_000
"""Those of the coverage phase, and those of the stateful phase, random walks included."""


def expect_conforming(outcome: Outcome) -> None:
    assert outcome.lines == []
    assert not outcome.stopped
    assert outcome.stats.operations_reached == outcome.stats.operations == 31
    assert outcome.stats.requests <= MOST_REQUESTS


@pytest.mark.parametrize("seed", [0, 1, 20_260_811])
def test_the_bundled_mock_conforms(seed: int) -> None:
    outcome = run(wsgi_app("amplifybackend"), seed=seed)
    expect_conforming(outcome)
    for kind in ("operations", "enum_values", "faults"):
        tally = outcome.stats.coverage[kind]
        assert tally.exercised == tally.total > 0


def test_a_second_run_is_not_disturbed_by_what_the_first_has_left() -> None:
    app = wsgi_app("amplifybackend")
    operations = ["CreateBackend", "CreateBackendConfig", "CloneBackend"]
    first, second = run(app, operations), run(app, operations)
    assert first.lines == second.lines == []


def phases_of(variant: str) -> tuple[str, ...]:
    """Every second variant is walked as well; with SHAPEPROOF_ALL=1, each."""
    walked = os.environ.get("SHAPEPROOF_ALL") or sorted(CONFORMING).index(variant) % 2 == 0
    return ("coverage", "stateful") if walked else ("coverage",)


@pytest.mark.slow
@pytest.mark.parametrize("variant", sorted(CONFORMING))
def test_conforming_variants(variant: str) -> None:
    walks = 50 if os.environ.get("SHAPEPROOF_ALL") else 8
    outcome = run(build(variant), phases=phases_of(variant), max_examples=walks)
    if variant in SAY_LITTLE:
        assert {each.constraint for each in outcome.findings} == {"names nothing"}
        assert {each.severity for each in outcome.findings} == {Severity.NOTE}
    else:
        expect_conforming(outcome)


@pytest.mark.slow
@pytest.mark.parametrize(
    "variant", sorted(CONFORMING)[:: 1 if os.environ.get("SHAPEPROOF_ALL") else 3]
)
def test_conforming_variants_are_fuzzed(variant: str) -> None:
    seed = sorted(CONFORMING).index(variant)
    outcome = run(build(variant), seed=seed, phases=("fuzz",), max_examples=12)
    assert outcome.stats.cases["fuzz"] > 200
    if variant in SAY_LITTLE:
        assert {each.constraint for each in outcome.findings} <= {"names nothing"}
    else:
        assert outcome.lines == []
        assert outcome.stats.operations_reached == 31
