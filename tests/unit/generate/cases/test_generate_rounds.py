"""Rounds: the same cases as the whole enumeration, the most telling first, made when asked for."""

from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract
from shapeproof.exchange import Expect
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.robustness import is_robustness, may_kill
from shapeproof.generate.cases.rounds import FIRST_ROUND, Round, last_rounds, rounds
from shapeproof.run.contracts import load
from tests.unit.generate.schema_samples import COLOUR, TEXT, contract, operation, structure


def of(made: list[Round]) -> list[str]:
    return [case.id for each in made for case in each.cases]


def whole(cases: CoverageCases) -> list[str]:
    return [case.id for case in cases.all()]


@pytest.mark.slow
@pytest.mark.parametrize("service", ["amplifybackend", "mq"])
@pytest.mark.parametrize("full_base", [False, True])
def test_they_have_the_cases_of_the_whole_enumeration(service: str, full_base: bool) -> None:
    found = load(service)
    for each in list(found.operations.values())[::5]:
        base: Any = CoverageCases(found, each).full if full_base else None
        cases = CoverageCases(found, each, base)
        assert sorted(of(list(rounds(cases, robustness=True)))) == sorted(whole(cases))


@pytest.mark.slow
@pytest.mark.parametrize("size", [3, 50])
def test_those_of_a_bounded_run_have_the_same_cases(amplifybackend: Contract, size: int) -> None:
    for name in ("UpdateBackendAPI", "CreateToken"):
        cases = CoverageCases(amplifybackend, amplifybackend.operations[name])
        made = list(rounds(cases, size=size))
        assert sorted(of(made)) == sorted(of(list(rounds(cases))))
        assert max(len(each.cases) for each in made) <= size
        assert [each.level for each in made] == sorted(each.level for each in made)


def test_those_of_a_bounded_run_have_faults_at_every_place_first(amplifybackend: Contract) -> None:
    update = amplifybackend.operations["UpdateBackendAuth"]
    made = list(rounds(CoverageCases(amplifybackend, update), size=20))
    first = [case for each in made for case in each.cases if each.level == 0]
    required = {case.id for each in made for case in each.cases if case.label == "left-out"}
    assert required <= {case.id for case in first}
    assert len(first) < sum(len(each.cases) for each in made) / 3


def test_the_last_ones_can_be_asked_for_alone(amplifybackend: Contract) -> None:
    cases = CoverageCases(amplifybackend, amplifybackend.operations["CreateBackendAuth"])
    ahead = list(last_rounds(cases, 2, robustness=False))
    assert all(each.is_last and len(each.cases) <= 2 for each in ahead)
    last = [case for each in rounds(cases) if each.is_last for case in each.cases]
    assert {case.id for each in ahead for case in each.cases} == {case.id for case in last}


def test_the_first_is_short_and_has_something_of_each_kind(amplifybackend: Contract) -> None:
    for each in amplifybackend.operations.values():
        first = next(rounds(CoverageCases(amplifybackend, each))).cases
        assert len(first) <= FIRST_ROUND
        assert first[0].family == "minimal"
        assert Expect.ACCEPT in {case.expect for case in first}
        needs = each.name in amplifybackend.lifecycle.needs
        assert any(case.family == "absent" for case in first) == needs


@pytest.mark.slow
def test_what_may_end_the_server_comes_last(amplifybackend: Contract) -> None:
    create = amplifybackend.operations["CreateBackendAuth"]
    made = list(rounds(CoverageCases(amplifybackend, create)))
    assert [each.is_last for each in made] == [False] * (len(made) - 1) + [True]
    assert all(map(may_kill, made[-1].cases))
    assert not any(may_kill(case) for each in made[:-1] for case in each.cases)


@pytest.mark.parametrize("asked", [False, True])
def test_without_a_review_robustness_is_asked_for_and_comes_late(
    amplifybackend: Contract, asked: bool
) -> None:
    guessed = replace(amplifybackend, lifecycle=Lifecycle())
    update = guessed.operations["UpdateBackendStorage"]
    made = list(rounds(CoverageCases(guessed, update), robustness=asked))
    kinds = [is_robustness(case) for each in made for case in each.cases]
    assert any(kinds) == asked
    first = kinds.index(True) if asked else len(kinds)
    assert not any(kinds[:first])
    assert all(kinds[first:])


@pytest.mark.slow
def test_they_are_made_when_they_are_asked_for() -> None:
    """Otherwise this would never end."""
    deep: dict[str, Any] = structure(A=COLOUR, B=TEXT)
    for _ in range(4):
        deep = structure(**{f"M{number}": deep for number in range(7)})
    put = operation("Put", "POST", "/put", structure(D=deep))
    service = contract(put)
    made = list(islice(rounds(CoverageCases(service, put)), 3))
    assert [len(each.cases) for each in made] == [FIRST_ROUND, 2 * FIRST_ROUND, 4 * FIRST_ROUND]


ABSURD = [
    {**TEXT, "minLength": 300_000_000},
    {"type": "array", "items": TEXT, "minItems": 30_000_000},
    {"type": "string", "x-blob": True, "x-min-bytes": 300_000_000},
]


@pytest.mark.slow
@pytest.mark.parametrize("schema", ABSURD, ids=["text", "list", "blob"])
def test_absurd_bounds_make_a_bounded_number_of_bounded_cases(schema: dict[str, Any]) -> None:
    put = operation("Put", "POST", "/put", structure("A", A=schema, B=schema, C=COLOUR))
    count = 0
    for each in rounds(CoverageCases(contract(put), put)):
        count += len(each.cases)
        assert all(len(str(case.params)) < 10_000_000 for case in each.cases[:3])
    assert count < 6_000
