from __future__ import annotations

from typing import Any

import pytest

from shapeproof import load_contract
from shapeproof.contract.secret_names import names_secret
from shapeproof.contract.sensitive_places import OperationPlaces, SensitivePlace

from ..report.report_samples import structure

TEXT: dict[str, Any] = {"type": "string"}


@pytest.mark.parametrize(
    "name",
    [
        "Password",
        "MasterUserPassword",
        "Passwords",
        "passphrase",
        "SecretAccessKey",
        "secret_access_key",
        "secretKey",
        "ClientSecret",
        "secret",
        "SecretString",
        "SessionToken",
        "accessToken",
        "x-amz-security-token",
        "IdToken",
        "id_token",
        "PrivateKey",
        "PrivateKeyPlaintext",
        "ApiKey",
        "PreSharedKey",
        "Credential",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "NextToken",
        "ClientToken",
        "ClientRequestToken",
        "IdempotencyToken",
        "ContinuationToken",
        "LockToken",
        "InvalidToken",
        "PasswordPolicy",
        "PasswordLastUsed",
        "SecretId",
        "SecretArn",
        "SecretName",
        "AccessKeyId",
        "ApiKeyId",
        "PrivateKeyIdentifier",
        "EncryptionKey",
        "PublicKey",
        "CredentialType",
        "Name",
        "",
    ],
)
def test_names_of_what_is_no_secret(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (TEXT, True),
        ({"type": "string", "x-blob": True}, True),
        ({"type": "array", "items": TEXT}, True),
        ({"type": "object", "x-map": True, "additionalProperties": TEXT}, True),
        ({"type": "boolean"}, False),
        ({"type": "integer"}, False),
        ({"type": "string", "enum": ["ENABLED", "DISABLED"]}, False),
        ({"type": "string", "x-timestamp": True}, False),
        (structure({"MinimumLength": {"type": "integer"}}), False),
    ],
)
def test_only_texts_and_bytes_are_secrets_by_name(member: Any, expected: bool) -> None:
    place = SensitivePlace.of(structure({"User": structure({"Password": member, "Name": TEXT})}))

    assert place.within("/User/password") is expected
    assert ("Password" in place.sensitive_names()) is expected
    assert not place.within("/User/Name")


def test_a_name_of_the_wire_counts_as_well() -> None:
    place = SensitivePlace.of(
        structure({"Word": {"type": "string", "x-location-name": "password"}})
    )

    assert place.within("/Word")
    assert place.within("/password")
    assert list(place.scalars({"Word": "x"})) == [("x", True)]


def test_a_body_or_a_label_that_holds_a_secret_is_sensitive() -> None:
    broker = OperationPlaces.of(load_contract("mq"), "CreateUser")
    key = OperationPlaces.of(load_contract("apigateway"), "GetApiKey")

    assert broker.names == {"Password", "password"}
    assert broker.leads_to_secret("request /Password", "/Password")
    assert key.labels == {"api_Key"}
