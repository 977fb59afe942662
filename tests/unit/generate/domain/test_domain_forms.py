"""Forms: values by the words in names, in any spelling, the longest words first."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.contract.shape import Shape
from shapeproof.generate.domain.arn_patterns import arns_for
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.domain.forms import Form, Forms
from shapeproof.generate.domain.interface import Domain
from shapeproof.generate.domain.member_words import listed_words, words_of
from shapeproof.generate.values.plain import PlainValues

ROLE = "arn:aws:iam::123456789012:role/sample"
TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("roleArn", "role arn"),
        ("executionRoleARN", "execution role arn"),
        ("KMSKeyIds", "kms key id"),
        ("role_arns", "role arn"),
        ("ARNs", "arn"),
        ("S3BucketName", "s3 bucket name"),
        ("Ipv6CidrBlock", "ipv6 cidr block"),
        ("IPv4Addresses", "ipv4 address"),
        ("OAuthScopes", "oauth scope"),
        ("policies", "policy"),
        ("DNS", "dns"),
        ("", ""),
    ],
)
def test_names_are_split_into_words(name: str, words: str) -> None:
    assert words_of(name) == tuple(words.split())


def contract(**members: Any) -> Contract:
    request = {"type": "object", "x-shape": "PutThingRequest", "properties": members}
    operation = Operation("PutThing", "put_thing", HttpBinding("POST", "/"), request, {})
    return Contract("things", "2026", "json", "", "", {"PutThing": operation})


def values_at(table: dict[str, tuple[Any, ...]], pointer: str, **members: Any) -> tuple[Any, ...]:
    """What forms know of a place of a request."""
    forms = Forms(tuple(Form(listed_words(name), values) for name, values in table.items()))
    made = contract(**members)
    known = RealisticValues(made, (Domain("*", forms=forms),))
    tokens = tuple(pointer.split("/"))
    return known.at("PutThing", tokens, made.operations["PutThing"].request_shape.at(tokens))


LIST = {"type": "array", "items": TEXT}
TARGET = {"type": "object", "x-shape": "QueueTarget", "properties": {"Arn": TEXT}}
MAP = {"type": "object", "x-map": True, "additionalProperties": TEXT}


@pytest.mark.parametrize(
    ("form", "pointer", "members"),
    [
        ("role arn", "executionRoleArn", {"executionRoleArn": TEXT}),
        ("role arn", "RoleARNs/0", {"RoleARNs": LIST}),
        ("role arn", "RoleArnList/0", {"RoleArnList": LIST}),
        ("role arn", "roleArns/any", {"roleArns": MAP}),
        ("put thing arn", "Arn", {"Arn": TEXT}),
        ("things arn", "Arn", {"Arn": TEXT}),
        ("queue target arn", "Target/Arn", {"Target": TARGET}),
        ("target arn", "Target/Arn", {"Target": TARGET}),
        ("destination arn", "Destinations/0/Arn", {"Destinations": {**LIST, "items": TARGET}}),
    ],
)
def test_a_form_holds_where_names_end_with_its_words(
    form: str, pointer: str, members: dict[str, Any]
) -> None:
    assert values_at({form: (ROLE,)}, pointer, **members) == (ROLE,)


def test_more_words_go_first() -> None:
    table = {"arn": ("other",), "role arn": (ROLE,), "id": ("other",)}
    assert values_at(table, "RoleArn", RoleArn=TEXT) == (ROLE,)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "boolean"},
        {"type": "string", "enum": ["A"]},
        {"type": "string", "maxLength": 5},
        {"type": "string", "pattern": "role/[a-z]+"},
        {"type": "string", "format": "date-time", "x-timestamp": True},
    ],
)
def test_values_that_do_not_fit_are_left_out(schema: dict[str, Any]) -> None:
    """A pattern has to match a text as a whole."""
    assert values_at({"role arn": (ROLE,)}, "RoleArn", RoleArn=schema) == ()


def test_an_arn_has_the_names_of_service_and_resource() -> None:
    form = ("arn:aws:<service>:us-east-1:123456789012:<resource>/sample",)
    found = values_at({"arn": form}, "GroupPlanArn", GroupPlanArn=TEXT)
    assert found == ("arn:aws:things:us-east-1:123456789012:group-plan/sample",)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("arn:aws:iam::[0-9]{12}:role/.+", (ROLE,)),
        ("arn:aws:sqs:.+", ()),
        ("[a-z]+", ()),  # "sample" fits: any name will do
        ("[a-z:0-9/]+", ()),
        ("[a-z:0-9/]{20,}", ()),  # made for other texts than ARNs
    ],
)
def test_a_pattern_that_is_made_for_a_form(pattern: str, found: tuple[str, ...]) -> None:
    """It holds the beginning of the form."""
    schema = {"type": "string", "pattern": pattern}
    assert values_at({"role arn": (ROLE,)}, "x", x=schema) == found


def test_blobs_and_numbers() -> None:
    blob = {"type": "string", "x-blob": True}
    number = {"type": "integer", "minimum": 100}
    assert values_at({"zip file": (b"PK",)}, "ZipFile", ZipFile=blob) == ("UEs=",)
    assert values_at({"port": ("tcp", 80, 443)}, "Port", Port=number) == (443,)


def test_requests_are_made_of_them() -> None:
    made = contract(RoleArn=TEXT, Targets={**LIST, "items": TARGET}, Name=TEXT)
    forms = Forms((Form(("arn",), (ROLE, "arn:other")),))
    known = RealisticValues(made, (Domain("*", forms=forms),)).of("PutThing")
    root = made.operations["PutThing"].request
    full = PlainValues(root, full=True, known=known).value()
    assert full == {"Name": "sample", "RoleArn": ROLE, "Targets": [{"Arn": ROLE}]}
    other = PlainValues(root, full=True, other=True, known=known).value()
    assert other["RoleArn"] == "arn:other"
    assert (
        PlainValues(root, known=known).value(Shape.of(root).at(("RoleArn",)), ("RoleArn",)) == ROLE
    )


@pytest.mark.parametrize(
    ("pattern", "arn"),
    [
        (
            "arn:aws[a-z-]*:(states|lambda):[a-z0-9-]+:\\d{12}:activity:[a-z]+",
            "arn:aws:states:us-east-1:123456789012:activity:sample",
        ),
        (
            "^(arn:(aws|aws-cn):sso:::instance/(sso)?ins-[a-z]{4})$",
            "arn:aws:sso:::instance/ins-aaaa",
        ),
        (
            "^arn:[^:]*:things:[^:]+:(?:[0-9]{12}|aws):(?:a|b)/[0-9]{2}$",
            "arn:aws:things:us-east-1:123456789012:a/00",
        ),
        (
            "[a-z0-9]{8}|arn:aws:things:[a-z-]*:[0-9]*:.+",
            "arn:aws:things::123456789012:role/sample",
        ),
    ],
)
def test_an_arn_is_made_for_a_pattern(pattern: str, arn: str) -> None:
    assert arns_for(pattern, "things", ("role/sample",)) == (arn,)


@pytest.mark.parametrize(
    "pattern", ["[a-z]+", "arn:aws", "arn:(aws", "(arn:a:b:c:d:e)?", "a" * 3000]
)
def test_no_arn_is_made_for_other_patterns(pattern: str) -> None:
    assert arns_for(pattern, "things", ()) == ()
