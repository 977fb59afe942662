"""Requests in forms, compared with those that the codec writes."""

from dataclasses import replace

import pytest

from shapeproof.checks.client.comparison import request_differences
from shapeproof.compile import compile_service
from shapeproof.exchange import HttpRequest
from shapeproof.wire import codec_for

CONTRACT = compile_service("sns")
CODEC = codec_for("query")
OPERATION = CONTRACT.operations["TagResource"]
PARAMS = {"ResourceArn": "arn:a b", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": ""}]}
RIGHT = CODEC.encode_request(CONTRACT, OPERATION, PARAMS)


def found(sent: HttpRequest) -> list[tuple[str, str]]:
    differences = request_differences(CONTRACT, OPERATION, CODEC, PARAMS, sent)
    return [(each.constraint, each.pointer) for each in differences if not each.allowed]


def with_form(form: bytes) -> HttpRequest:
    return replace(RIGHT, body=form)


@pytest.mark.parametrize(
    "sent",
    [
        RIGHT,
        with_form(b"&".join(reversed(RIGHT.body.split(b"&")))),
        with_form(RIGHT.body.replace(b"%20", b"+")),
        with_form(RIGHT.body.replace(b"arn", b"%61rn")),
        HttpRequest("GET", "/?" + RIGHT.body.decode(), (), b""),
        HttpRequest("GET", f"/?{RIGHT.body.decode()}&X-Amz-Expires=60&X-Amz-Date=x", (), b""),
    ],
)
def test_legal_ways_of_writing_a_form(sent: HttpRequest) -> None:
    assert found(sent) == []


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (with_form(RIGHT.body.replace(b"Version=2010-03-31", b"Version=2009-01-01")),
         ("version", "")),
        (with_form(RIGHT.body.replace(b"Tags.member.", b"Tags.")), ("list-element", "/Tags")),
        (with_form(RIGHT.body.replace(b"member.2", b"member.3").replace(b"member.1", b"member.2")),
         ("extra", "/Tags")),
        (with_form(RIGHT.body.replace(b"Key=k", b"Key=K")), ("value", "/Tags/0/Key")),
        (with_form(RIGHT.body + b"&Extra=x"), ("extra", "/Extra")),
        (with_form(RIGHT.body + b"&ResourceArn=x"), ("duplicate", "/ResourceArn")),
        (with_form(RIGHT.body.replace(b"ResourceArn=", b"resourceArn=")),
         ("missing", "/ResourceArn")),
        (with_form(RIGHT.body + b"%"), ("form", "")),
        (replace(RIGHT, method="PUT"), ("method", "")),
    ],
)  # fmt: skip
def test_wrong_ways_of_writing_a_form(sent: HttpRequest, expected: tuple[str, str]) -> None:
    assert expected in found(sent)
