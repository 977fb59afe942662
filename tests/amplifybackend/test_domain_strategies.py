"""The realistic values of AmplifyBackend: legal, of the forms that they claim, and accepted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import graphql
import jsonschema
import pytest
from botocore.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.contract.model import Schema
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.generate.domain import (
    Domain,
    DomainRule,
    load_domain,
    strategy_folders,
    substitution,
)
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock import serve

from .running import contract

DIRECTIVES = """
directive @model on OBJECT
directive @auth(rules: [Rule!]!) on OBJECT
directive @hasMany on FIELD_DEFINITION
enum Allow { public owner groups }
input Rule { allow: Allow! groups: [String] }
scalar AWSDate scalar AWSDateTime scalar AWSEmail scalar AWSJSON
type Query { ping: String }
"""
"""What AppSync and the GraphQL Transform define."""

FORMS = {
    "AppId": r"d[a-z0-9]{13}",
    "BackendManagerAppId": r"d[a-z0-9]{13}",
    "BackendEnvironmentName": r"[a-z]{2,10}",
    "TargetEnvironmentName": r"[a-z]{2,10}",
    "CognitoUserPoolId": r"[a-z]{2}-[a-z]+-\d_[0-9a-zA-Z]{9}",
    "UserPoolId": r"[a-z]{2}-[a-z]+-\d_[0-9a-zA-Z]{9}",
    "AwsUserPoolsId": r"[a-z]{2}-[a-z]+-\d_[0-9a-zA-Z]{9}",
    "IdentityPoolId": r"[a-z]{2}-[a-z]+-\d:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "WebClientId": r"[a-z0-9]{26}",
    "NativeClientId": r"[a-z0-9]{26}",
    "SessionId": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "BucketName": r"(?!xn--)(?!.*(\.\.|-s3alias$))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    "DomainPrefix": r"(?!.*(aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    "UserPoolName": r"[\w\s+=,.@-]{1,128}",
    "IdentityPoolName": r"[\w\s+=,.@-]{1,128}",
    "EmailMessage": r"[\s\S]{0,19999}\{####\}[\s\S]*",
    "SmsMessage": r"(?=[\s\S]{6,140}$)[\s\S]*\{####\}[\s\S]*",
    "CreateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "Ttl": r"\d{10}",
    "ClientSecret": r"fake-.*",
    "PrivateKey": r"[\s\S]*FAKE[\s\S]*",
}
"""By member: as the API's reference and Cognito's, S3's and Amplify's own rules have it."""
QUICK = settings(max_examples=25, suppress_health_check=list(HealthCheck))


@cache
def domain() -> Domain:
    return load_domain("amplifybackend", strategy_folders(), contract())


def documents() -> Iterator[tuple[str, str, Schema]]:
    for operation in contract().operations.values():
        yield operation.name, "request", operation.request
        yield operation.name, "response", operation.response


def ruled_places() -> list[tuple[str, str, CasePlace, DomainRule]]:
    """The places that a rule holds at."""
    return [
        (operation, side, place, rule)
        for operation, side, root in documents()
        for place in places(root)
        if (rule := domain().rule_for(operation, place.tokens, place.schema))
    ]


def strategy_of(member: str) -> st.SearchStrategy[Any]:
    rules = [rule for rule in domain().rules if rule.name == member]
    assert len(rules) == 1
    return rules[0].strategy


def test_every_registration_holds_somewhere() -> None:
    held = {id(rule) for _, _, _, rule in ruled_places()}

    assert [str(rule) for rule in domain().rules if id(rule) not in held] == []


def test_nearly_every_plain_string_of_a_request_is_known() -> None:
    unknown = {
        place.tokens[-1]
        for operation, side, root in documents()
        for place in places(root)
        if side == "request" and place.kind == "member" and place.schema.get("type") == "string"
        if "enum" not in place.schema
        and domain().rule_for(operation, place.tokens, place.schema) is None
    }
    assert unknown == {"NextToken"}


@pytest.mark.long(every_day=10)
@pytest.mark.parametrize("index", range(len(domain().rules)), ids=lambda i: str(domain().rules[i]))
def test_every_value_is_legal_at_every_place(index: int) -> None:
    rule = domain().rules[index]
    schemas: dict[str, Schema] = {}
    for _, _, place, held in ruled_places():
        if held is rule:
            schemas.setdefault(json.dumps(place.schema, sort_keys=True), place.schema)
    assert schemas

    @QUICK
    @given(rule.strategy)
    def check(value: Any) -> None:
        for schema in schemas.values():
            jsonschema.validate(value, schema, cls=jsonschema.Draft202012Validator)

    check()


@pytest.mark.parametrize("side", ["request", "response"])
def test_the_guard_lets_all_of_them_pass(side: Any) -> None:
    ask = substitution(domain(), contract(), side)
    drawn = 0
    for operation, which, place, _ in ruled_places():
        found = ask(operation, place.tokens, place.schema) if which == side else None
        if found is not None:
            drawn += 1
            settings(QUICK, max_examples=1)(given(found)(lambda value: None))()
    assert drawn > 60


@pytest.mark.parametrize("member", FORMS)
def test_form(member: str) -> None:
    @QUICK
    @given(strategy_of(member))
    def check(text: str) -> None:
        assert re.fullmatch(FORMS[member], text)

    check()


@QUICK
@given(strategy_of("RedirectSignInURIs"))
def test_redirect_uris_are_absolute_and_without_fragment(uris: list[str]) -> None:
    # Cognito's rules for callback URLs; http is for localhost only.
    for uri in uris:
        assert re.fullmatch(r"(https://|http://localhost|(?!http)[a-z]+:/)[^#\s]*", uri)
    assert len(set(uris)) == len(uris)


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(strategy_of("TransformSchema"))
def test_graphql_schemas_build(text: str) -> None:
    schema = graphql.build_schema(DIRECTIVES + text)

    assert graphql.validate_schema(schema) == []
    models = [each for each in graphql.parse(text).definitions if each.kind.startswith("object")]
    assert models
    assert all("@model" in graphql.print_ast(each) for each in models)


@QUICK
@given(strategy_of("Models"))
def test_models_are_json(text: str) -> None:
    document = json.loads(text)

    assert set(document) == {"version", "models", "enums", "nonModels"}
    assert all(model["fields"]["id"]["type"] == "ID" for model in document["models"].values())


@QUICK
@given(strategy_of("AmplifyFeatureFlags"), strategy_of("AmplifyMetaConfig"))
def test_configurations_are_json(flags: str, meta: str) -> None:
    assert set(json.loads(flags)) == {"features"}
    assert "awscloudformation" in json.loads(meta)["providers"]


@st.composite
def realistic(draw: st.DrawFn, name: str, **fixed: Any) -> dict[str, Any]:
    """A full request with a realistic value at every place that has one."""
    root = contract().operations[name].request
    ask = substitution(domain(), contract())
    params, done = PlainValues(root, full=True).value(), []
    for place in places(root):
        found = ask(name, place.tokens, place.schema)
        if found is None or any(place.tokens[: len(each)] == each for each in done):
            continue
        done.append(place.tokens)
        params = planted(root, params, place.tokens, draw(found))
    return {**params, **{key: value for key, value in fixed.items() if key in params}}


MAKERS = (
    "CreateBackend",
    "CreateBackendAPI",
    "CreateBackendAuth",
    "CreateBackendStorage",
    "CreateBackendConfig",
    "UpdateBackendConfig",
    "CreateToken",
    "RemoveAllBackends",
)


def test_the_bundled_mock_takes_realistic_requests() -> None:
    options = Config(retries={"max_attempts": 0}, parameter_validation=True)

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        fixed = {
            "AppId": data.draw(strategy_of("AppId")),
            "BackendEnvironmentName": data.draw(strategy_of("BackendEnvironmentName")),
            "CleanAmplifyApp": True,
        }
        for name in MAKERS:
            params = data.draw(realistic(name, **fixed), label=name)
            answer = getattr(client, contract().operations[name].python_name)(**params)
            assert answer["AppId"] == fixed["AppId"]

    with serve("amplifybackend") as server:
        client = boto3.client(
            "amplifybackend",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=options,
        )
        check()
