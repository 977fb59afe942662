from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.contract.sensitive_places import ContractPlaces
from shapeproof.exchange import (
    ClientCase,
    Exchange,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
    secret_values,
)
from shapeproof.exchange.secret_values import MAX_KNOWN, SecretValues

TEXT = {"type": "string"}
SECRET = {"type": "string", "x-sensitive": True}


def structure(**members: object) -> dict[str, object]:
    return {"type": "object", "properties": members}


LOGIN = Operation(
    "Login",
    "login",
    HttpBinding("POST", "/login"),
    structure(
        Name=TEXT,
        Password=SECRET,
        Code={"type": "integer", "x-sensitive": True},
        Inner=structure(Plain=TEXT, Pin=SECRET) | {"x-shape": "Inner"},
    ),
    structure(Token=SECRET),
)
PING = Operation("Ping", "ping", HttpBinding("GET", "/ping"), structure(), structure())
CONTRACT = Contract(
    service="vault",
    api_version="2020-01-01",
    protocol="rest-json",
    full_name="Vault",
    service_id="Vault",
    operations={"Login": LOGIN, "Ping": PING},
)


@pytest.fixture
def values() -> SecretValues:
    return SecretValues(CONTRACT)


def answer(token: object) -> Exchange:
    response = HttpResponse(200, (), json.dumps({"Token": token}).encode())
    return Exchange("Login", {}, HttpRequest("POST", "/login"), response)


def test_without_marks_nothing_is_generated(values: SecretValues) -> None:
    assert not values.is_generated("sample")
    assert not values.generates_requests
    assert values.known == ()


def test_what_shapeproof_sends_at_a_sensitive_place_is_no_secret(values: SecretValues) -> None:
    values.sent("Login", {"Name": "open", "Password": "sample"})
    values.answered(answer("sample"))
    values.answered(answer("made by the server"))

    assert values.generates_requests
    assert values.is_generated("sample")
    assert not values.is_generated("open")
    assert values.known == ("made by the server",)


def test_a_value_that_a_target_returned_first_stays_a_secret(values: SecretValues) -> None:
    values.answered(answer("token-1"))
    values.sent("Login", {"Password": "token-1"})

    assert not values.is_generated("token-1")
    assert values.known == ("token-1",)


def test_what_a_strategy_of_the_user_fills_is_a_secret(values: SecretValues) -> None:
    values.sent("Login", {"Password": "hunter2", "Code": 1})

    values.filled_by_user(lambda operation, tokens, schema: tokens == ("Password",))
    values.sent("Login", {"Name": "n", "Password": "hunter2", "Code": 2})

    assert not values.is_generated("hunter2")
    assert values.is_generated(1)
    assert values.is_generated(2)
    assert values.known == ("hunter2",)


def test_a_strategy_may_fill_a_structure_with_a_sensitive_member(values: SecretValues) -> None:
    values.filled_by_user(lambda operation, tokens, schema: schema.get("x-shape") == "Inner")

    values.sent("Login", {"Password": "sample", "Inner": {"Plain": "plain", "Pin": "4711"}})

    assert values.is_generated("sample")
    assert values.known == ("4711",)


def test_what_shapeproof_always_uses_is_no_secret_whoever_sends_it_first(
    values: SecretValues,
) -> None:
    values.own(("sample", True))
    values.supplied("Login", {"Password": "sample", "Code": True})
    values.answered(answer("sample"))

    assert values.is_generated("sample")
    assert values.is_generated(True)
    assert not values.is_generated(1)
    assert values.known == ()


def test_what_a_user_s_seed_gives_is_a_secret(values: SecretValues) -> None:
    values.supplied("Login", {"Name": "n", "Password": "hunter2", "Inner": {"Pin": "4711"}})
    values.sent("Login", {"Name": "n", "Password": "hunter2", "Inner": {"Pin": "sample"}})

    assert not values.is_generated("hunter2")
    assert values.is_generated("sample")
    assert values.known == ("hunter2",)


def test_a_long_text_that_shapeproof_made_is_no_secret(values: SecretValues) -> None:
    values.sent("Login", {"Password": "x" * 20_000})

    assert values.is_generated("x" * 20_000)
    assert not values.is_generated("x" * 20_001)


def test_what_is_also_sent_openly_is_not_searched_for(values: SecretValues) -> None:
    values.answered(answer("sample"))
    values.sent("Login", {"Name": "sample"})
    assert values.known == ()

    values.answered(answer("other"))
    values.sent("Ping", {"Any": [{"Name": "other"}]})
    assert values.known == ()


def test_the_first_secrets_of_many_are_searched_for(values: SecretValues) -> None:
    for number in range(2 * MAX_KNOWN):
        values.answered(answer(number))

    assert values.known == tuple(range(MAX_KNOWN))


@pytest.mark.parametrize(("sent", "other"), [(1, True), (0, False), (True, 1)])
def test_truth_values_are_not_numbers(values: SecretValues, sent: object, other: object) -> None:
    values.sent("Login", {"Password": sent})

    assert values.is_generated(sent)
    assert not values.is_generated(other)


@pytest.mark.parametrize("value", [{"a": 1}, [1], {1}])
def test_only_scalars_are_generated(value: object) -> None:
    assert not SecretValues().is_generated(value)


def test_what_a_client_is_given_is_no_secret(values: SecretValues) -> None:
    body = HttpResponse(200, (), b'{"Token": "in the reply"}')
    case = ClientCase(
        "Login:x", "Login", "x", "", {"Name": "n", "Password": "sample"}, (Reply(b"", body),),
        Outcome.OUTPUT, {"Token": "as expected"},
    )  # fmt: skip

    values.played(case)

    assert all(map(values.is_generated, ("sample", "in the reply", "as expected")))
    assert not values.is_generated("n")
    assert not values.generates_requests


def test_what_a_test_of_the_user_sends_and_gets_is_a_secret(values: SecretValues) -> None:
    places = ContractPlaces(CONTRACT).of("Login")

    values.observed(places, {"Name": "open", "Password": "hunter2"}, {"Token": "token-1"})
    values.observed(places, {"Name": "token-1"}, None)

    assert values.known == ("hunter2",)
    assert not values.is_generated("hunter2")


def test_values_of_an_earlier_run_are_secret_unless_this_run_made_them(
    values: SecretValues,
) -> None:
    values.sent("Login", {"Password": "sample"})
    values.replayed("Login")
    values.sent("Login", {"Password": "sample", "Inner": {"Pin": "of-an-earlier-run"}})
    assert values.is_generated("sample")
    assert not values.is_generated("of-an-earlier-run")
    assert values.known == ("of-an-earlier-run",)


def test_a_long_run_marks_a_bounded_number_of_values(
    values: SecretValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_values, "MAX_MARKS", 3)
    for number in range(10):
        values.sent("Login", {"Name": f"open{number}", "Password": f"made{number}"})
        values.sent("Ping", {"Name": "x" * (secret_values.MAX_TEXT + 1)})
    assert [values.is_generated(f"made{number}") for number in (0, 2, 3, 9)] == [
        True,
        True,
        False,
        False,
    ]


def test_an_error_is_no_payload() -> None:
    """Where all of an output is sensitive, the code and the text of an error are not."""
    payload = structure(Body={"type": "string", "x-sensitive": True}) | {"x-payload": "Body"}
    operation = Operation("Call", "call", HttpBinding("POST", "/"), structure(), payload)
    values = SecretValues(replace(CONTRACT, operations={"Call": operation}))
    told = json.dumps({"message": "no such thing", "Body": "hidden"}).encode()
    for status, secrets in ((404, {"hidden"}), (200, {"no such thing", "hidden"})):
        answered = HttpResponse(status, (), told)
        values.answered(Exchange("Call", {}, HttpRequest("POST", "/"), answered))
        assert set(values.known) == secrets


def test_other_members_are_no_payload() -> None:
    """A status beside a payload that is sensitive as a whole."""
    members = structure(Code={"type": "integer"}, Body={"type": "string", "x-sensitive": True})
    operation = Operation(
        "Call", "call", HttpBinding("POST", "/"), structure(), members | {"x-payload": "Body"}
    )
    values = SecretValues(replace(CONTRACT, operations={"Call": operation}))
    answered = Exchange("Call", {}, HttpRequest("POST", "/"), HttpResponse(200, (), b"hidden"))
    values.answered(replace(answered, output={"Code": 200, "Body": "hidden"}))
    assert set(values.known) == {"hidden"}


@pytest.mark.parametrize(
    ("name", "value", "is_secret"),
    [
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG", True),
        ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjEJr", True),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic dXNlcjpwYXNzd29yZA", True),
        ("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-YmVk", True),
        ("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBUZZ7XQP", True),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", False),
        ("AWS_SECRET_ACCESS_KEY", "testing", False),
        ("AWS_SECRET_ACCESS_KEY", "shapeproof-dummy-secret-key", False),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/token", False),
        ("AWS_PROFILE", "a-profile-of-some-length", False),
        ("OTHER_TOKEN", "IQoJb3JpZ2luX2VjEJr", False),
    ],
)
def test_keys_and_tokens_of_the_environment_are_secret(
    name: str, value: str, is_secret: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    assert (value in SecretValues().known) is is_secret
