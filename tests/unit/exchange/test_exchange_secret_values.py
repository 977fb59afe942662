from __future__ import annotations

import pytest

from shapeproof.contract.sensitive_places import OperationPlaces, SensitivePlace
from shapeproof.exchange.secret_values import MAX_KNOWN, SecretValues

PLACES = OperationPlaces(
    request=SensitivePlace.of(
        {
            "type": "object",
            "properties": {
                "Name": {"type": "string"},
                "Password": {"type": "string", "x-sensitive": True},
            },
        }
    ),
    names=frozenset({"Password"}),
)


def test_without_marks_nothing_is_generated() -> None:
    values = SecretValues()

    assert not values.is_generated("sample")
    assert not values.generates_requests
    assert values.known == ()


def test_what_shapeproof_sends_at_a_sensitive_place_is_no_secret() -> None:
    values = SecretValues()

    values.sent(PLACES, {"Name": "open", "Password": "sample"})
    values.returned(["sample", "made by the server"])

    assert values.generates_requests
    assert values.is_generated("sample")
    assert not values.is_generated("open")
    assert values.known == ("made by the server",)


def test_a_value_that_a_target_returned_first_stays_a_secret_when_it_is_sent() -> None:
    values = SecretValues()

    values.returned(["token-1"])
    values.sent(PLACES, {"Password": "token-1"})

    assert not values.is_generated("token-1")
    assert values.known == ("token-1",)


def test_what_a_strategy_of_the_user_draws_is_a_secret() -> None:
    values = SecretValues()

    values.sent(PLACES, {"Password": "hunter2"})
    values.supplied({"Login": ["hunter2", {"Pin": 4711}]})
    values.sent(PLACES, {"Password": "hunter2"})
    values.sent(PLACES, {"Password": 4711})

    assert not values.is_generated("hunter2")
    assert not values.is_generated(4711)
    assert values.known == ("hunter2", 4711)


def test_what_is_also_sent_openly_is_not_searched_for() -> None:
    values = SecretValues()

    values.returned(["sample"])
    values.sent(PLACES, {"Name": "sample"})
    assert values.known == ()

    values.returned(["other"])
    values.sent(OperationPlaces(), {"Any": [{"Name": "other"}]})
    assert values.known == ()


def test_the_first_secrets_of_many_are_searched_for() -> None:
    values = SecretValues()

    values.returned(range(2 * MAX_KNOWN))

    assert values.known == tuple(range(MAX_KNOWN))


@pytest.mark.parametrize(("sent", "other"), [(1, True), (0, False), (True, 1)])
def test_truth_values_are_not_numbers(sent: object, other: object) -> None:
    values = SecretValues()

    values.sent(PLACES, {"Password": sent})

    assert values.is_generated(sent)
    assert not values.is_generated(other)


@pytest.mark.parametrize("value", [{"a": 1}, [1], {1}])
def test_only_scalars_are_generated(value: object) -> None:
    assert not SecretValues().is_generated(value)
