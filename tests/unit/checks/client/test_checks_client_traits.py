"""What each declared trait allows in an output, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.checks.client.comparison.views import api_gaps
from shapeproof.checks.client.tolerances import DECLARED, TOLERANCES
from shapeproof.contract.shape import Shape
from shapeproof.exchange.traits import NO_TRAITS, ClientTrait, known_traits, unknown_traits

from .client_call_samples import RESPONSE

ROOT = Shape.of(RESPONSE)
ZERO, CLOSED = ClientTrait.ZERO_VALUES, ClientTrait.CLOSED_UNIONS


def gaps(expected: Any, actual: Any, *traits: ClientTrait) -> list[tuple[str, str]]:
    found = api_gaps(ROOT, expected, actual, frozenset(traits))
    return [("/".join(each.tokens), each.kind) for each in found]


@pytest.mark.parametrize(
    ("trait", "expected", "actual"),
    [
        (ZERO, {}, {"Count": 0}),
        (ZERO, {}, {"Trace": ""}),
        (ZERO, {"Root": {}}, {"Root": {"Label": "", "Weight": 0.0}}),
        (ZERO, {"Either": {"A": "a"}}, {"Either": {"A": "a", "B": ""}}),
        (CLOSED, {"Either": {"C": "c"}}, {}),
        (CLOSED, {"Either": {}}, {}),
        (CLOSED, {"Either": {"C": "c"}}, {"Either": {}}),
    ],
)
def test_what_a_trait_allows(trait: ClientTrait, expected: Any, actual: Any) -> None:
    assert gaps(expected, actual, trait) == []
    assert gaps(expected, actual) != []


@pytest.mark.parametrize(
    ("trait", "expected", "actual", "kind"),
    [
        (ZERO, {}, {"Count": 1}, "extra"),
        (ZERO, {}, {"Count": False}, "extra"),
        (ZERO, {}, {"Count": ""}, "extra"),
        (ZERO, {}, {"Root": {}}, "extra"),
        (ZERO, {}, {"Day": ""}, "extra"),
        (ZERO, {}, {"Root": {"Raw": ""}}, "extra"),
        (ZERO, {}, {"Unknown": 0}, "unknown"),
        (ZERO, {"Count": 0}, {}, "missing"),
        (ZERO, {"Count": 5}, {"Count": 0}, "value"),
        (CLOSED, {"Either": {"A": "a"}}, {}, "missing"),
        (CLOSED, {"Either": {"A": "a"}}, {"Either": {}}, "missing"),
        (CLOSED, {}, {"Either": {"A": "a"}}, "extra"),
    ],
)
def test_what_a_trait_does_not_allow(
    trait: ClientTrait, expected: Any, actual: Any, kind: str
) -> None:
    assert [each for _, each in gaps(expected, actual, trait)] == [kind]


def test_names_of_traits() -> None:
    assert known_traits(["zero-values", "x"]) == {ZERO}
    assert known_traits([]) == NO_TRAITS
    assert unknown_traits(["zero-values"]) == ()
    assert unknown_traits(["Zero_Value", "bogus"]) == (
        "the client declares the unknown trait 'Zero_Value', which has no effect; did you mean "
        "'zero-values'?",
        "the client declares the unknown trait 'bogus', which has no effect; choose from "
        "zero-values, closed-unions, message-prefix, integers-only",
    )


def test_each_trait_is_a_tolerance() -> None:
    assert [each.name for each in DECLARED] == list(ClientTrait)
    assert not {each.name for each in DECLARED} & {each.name for each in TOLERANCES}


def test_of_many_unknown_traits_a_few_are_named() -> None:
    lines = unknown_traits([*(f"bogus-{each}" for each in range(20)), "bogus-1"])
    assert len(lines) == 9
    assert lines[-1] == "the client declares 12 more unknown traits"
