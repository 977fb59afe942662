"""Requests are signed as botocore signs them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import HttpRequest
from shapeproof.targets.interface import Place
from shapeproof.targets.signing import (
    DUMMY_KEYS,
    AuthScheme,
    Credentials,
    RequestSigner,
    place_of,
    scheme_of,
    signing_name,
)

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
EMPTY = {"type": "object", "properties": {}}


def operation(**traits: Any) -> Operation:
    return Operation("Do", "do", HttpBinding("POST", "/"), EMPTY, EMPTY, traits=traits)


def contract(**metadata: Any) -> Contract:
    return Contract("svc", "2020-01-01", "rest-json", "Service", "Svc", {}, metadata=metadata)


def signer(place: Place | None = None, **metadata: Any) -> RequestSigner:
    return RequestSigner(contract(**metadata), place, clock=NOW.timestamp)


def by_botocore(
    request: HttpRequest, url: str, auth: str = "SigV4Auth", name: str = "svc"
) -> dict[str, str]:
    made = AWSRequest(request.method, url, dict(request.headers), request.body)
    keys = BotocoreCredentials(DUMMY_KEYS.access_key, DUMMY_KEYS.secret_key)
    getattr(botocore.auth, auth)(keys, name, "us-east-1").add_auth(made)
    return {name.lower(): value for name, value in made.headers.items()}


@pytest.fixture(autouse=True)
def _at_a_fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(botocore.auth, "get_current_datetime"):
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: NOW)
        return

    class Fixed(datetime):
        @classmethod
        def utcnow(cls) -> datetime:
            return NOW

    monkeypatch.setattr(botocore.auth.datetime, "datetime", Fixed)


REQUESTS = [
    HttpRequest("GET", "/"),
    HttpRequest("POST", "/", (("Content-Type", "application/json"),), b'{"a": 1}'),
    HttpRequest(
        "PUT", "/a%2Fb/./c//d%20e?z=1&a=2&a=%20&flag", (("X-Amz-Target", "T.Do"),), b"\xff"
    ),
    HttpRequest("GET", "/é?ü=1", (("X-Odd", "  two  spaces "), ("Connection", "close"))),
    HttpRequest("DELETE", "/x[]?{y}", (("Accept", "*/*"), ("User-Agent", "me"))),
]


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(
    "place",
    [
        Place(),
        Place("https", "mock.test"),
        Place("http", "[::1]:8000", "/prefix"),
        Place(host="127.0.0.1:4566", query="x=1"),
    ],
)
@pytest.mark.parametrize("kind", ["v4", "s3v4"])
def test_a_request_is_signed_as_by_botocore(request_: HttpRequest, place: Place, kind: str) -> None:
    signed = signer(place, signatureVersion=kind).ready(request_, operation())

    auth = "S3SigV4Auth" if kind == "s3v4" else "SigV4Auth"
    expected = by_botocore(request_, place.url(place.with_query(request_).target), auth)
    assert {name.lower(): value for name, value in signed.headers} == expected
    assert signed.headers[: len(request_.headers)] == request_.headers
    assert (signed.method, signed.body) == (request_.method, request_.body)


def test_a_day_later_another_key_is_used() -> None:
    moments = iter((NOW.timestamp(), NOW.timestamp() + 86_400))
    one = RequestSigner(contract(), clock=lambda: next(moments))

    first, second = (one.ready(REQUESTS[0], operation()) for _ in range(2))

    assert (
        first.header("Authorization")
        == by_botocore(REQUESTS[0], "http://127.0.0.1/")["authorization"]
    )
    assert "/20240103/" in str(second.header("Authorization"))


def test_a_request_that_is_signed_again_has_one_signature() -> None:
    once = signer().ready(REQUESTS[1], operation())
    assert signer().ready(once, operation()) == once


@pytest.mark.parametrize(
    ("own", "query", "expected"),
    [("/a", "", "/a"), ("/a", "x=1", "/a?x=1"), ("/a?b=2", "x=1&y", "/a?b=2&x=1&y")],
)
def test_the_query_of_the_place_is_added(own: str, query: str, expected: str) -> None:
    assert Place(query=query).with_query(HttpRequest("GET", own)).target == expected


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"signingName": "sign", "endpointPrefix": "end"}, "sign"),
        ({"endpointPrefix": "end"}, "end"),
        ({}, "svc"),
    ],
)
def test_the_service_is_named_as_in_the_model(metadata: Mapping[str, str], name: str) -> None:
    assert signing_name(contract(**metadata)) == name
    signed = signer(**metadata).ready(REQUESTS[0], operation())
    assert f"/us-east-1/{name}/aws4_request" in str(signed.header("Authorization"))


V4, NO, BEARER = "aws.auth#sigv4", "smithy.api#noAuth", "smithy.api#httpBearerAuth"


@pytest.mark.parametrize(
    ("metadata", "traits", "expected"),
    [
        ({}, {}, AuthScheme.SIGV4),
        ({"signatureVersion": "v4", "auth": [V4]}, {}, AuthScheme.SIGV4),
        ({"signatureVersion": "v4", "auth": [V4]}, {"auth": [NO]}, AuthScheme.NONE),
        ({"signatureVersion": "v4"}, {"authtype": "none"}, AuthScheme.NONE),
        ({"signatureVersion": "v4"}, {"authtype": "v4-unsigned-body"}, AuthScheme.SIGV4),
        ({"auth": ["aws.auth#sigv4a", V4]}, {}, AuthScheme.SIGV4),
        ({"auth": [V4, BEARER]}, {}, AuthScheme.SIGV4),
        ({"signatureVersion": "bearer"}, {}, AuthScheme.BEARER),
        ({"auth": [BEARER]}, {}, AuthScheme.BEARER),
        ({"auth": ["one.of#ours"]}, {"auth": ["one.of#ours"]}, AuthScheme.SIGV4),
        ({"signatureVersion": "s3"}, {}, AuthScheme.S3),
        ({"signatureVersion": "s3v4"}, {"auth": [V4]}, AuthScheme.S3),
        ({"signatureVersion": "s3v4"}, {"auth": [NO]}, AuthScheme.NONE),
    ],
)
def test_the_model_says_how_an_operation_is_signed(
    metadata: Mapping[str, Any], traits: Mapping[str, Any], expected: AuthScheme
) -> None:
    assert scheme_of(contract(**metadata), operation(**traits)) is expected


def test_an_operation_without_authentication_is_sent_as_it_is() -> None:
    assert signer().ready(REQUESTS[1], operation(authtype="none")) == REQUESTS[1]


def test_a_bearer_service_gets_a_dummy_token() -> None:
    signed = signer(signatureVersion="bearer").ready(REQUESTS[0], operation())
    assert signed.headers == (("Authorization", "Bearer shapeproof-dummy-token"),)


def test_a_body_may_be_unsigned() -> None:
    one = operation(authtype="v4-unsigned-body", unsignedPayload=True)
    signed = signer().ready(REQUESTS[1], one)
    assert signed.header("X-Amz-Content-SHA256") == "UNSIGNED-PAYLOAD"
    assert "x-amz-content-sha256" in str(signed.header("Authorization"))


@pytest.mark.parametrize("text", ["KEY:SECRET", "test:with:colon/and+more="])
def test_credentials_are_read_and_not_shown(text: str) -> None:
    found = Credentials.parse(text)
    assert f"{found.access_key}:{found.secret_key}" == text
    assert found.secrets == (found.access_key, found.secret_key)
    assert found.secret_key not in repr(found)


@pytest.mark.parametrize("text", ["", "key", ":secret", "key:", "k y:s", "k/y:s", "k:\n", "é:s"])
def test_other_credentials_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadUsage) as refused:
        Credentials.parse(text)
    assert str(refused.value).startswith("--credentials: not of the form KEY:SECRET")


def test_dummy_keys_are_no_secret() -> None:
    assert DUMMY_KEYS.secrets == ()
    assert replace(DUMMY_KEYS, access_key="mine").secrets[0] == "mine"


class Elsewhere:
    kind = address = "own"
    base_url = "https://user:pw@mock.test:8443/base"


def test_a_target_s_place_is_that_of_its_base_url_unless_it_names_it() -> None:
    assert place_of(Elsewhere()) == Place("https", "mock.test:8443", "/base")
