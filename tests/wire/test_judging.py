"""The judges see what they are there for, and only that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpResponse
from shapeproof.wire.aws_query.query import QueryCodec

from .bench import Bench, bench, differing
from .body_comparison import cbor_body, form_body, json_body, xml_body
from .judging import botocore_reads_ours, client_reads_ours


@pytest.mark.parametrize(
    ("read", "one", "other", "alike"),
    [
        (json_body, b'{"a": 1, "b": 2}', b'{"b":2,"a":1}', True),
        (json_body, b'{"a": 1}', b'{"a": true}', False),
        (form_body, b"A=1&B=2", b"B=2&A=1", True),
        (form_body, b"A=x%20y", b"A=x+y", False),
        (form_body, b"A=1", b"A=1&A=1", False),
        (xml_body, b"<a><b>1</b> <c/></a>", b"<a><c></c><b>1</b></a>", True),
        (xml_body, b"<a><b>1</b><b>2</b></a>", b"<a><b>2</b><b>1</b></a>", False),
        (xml_body, b'<a xmlns="u"><b/></a>', b'<x:a xmlns:x="u"><x:b/></x:a>', False),
        (xml_body, b'<a xmlns="u"/>', b"<a/>", False),
        (xml_body, b"<a> x</a>", b"<a>x</a>", False),
        (cbor_body, b"\xa1\x61a\x01", b"\xbf\x61a\x01\xff", True),
        (cbor_body, b"\xc1\x01", b"\xc1\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", True),
        (cbor_body, b"\x01", b"\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", False),
        (cbor_body, b"\xfa\x3f\x80\x00\x00", b"\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", False),
        (cbor_body, b"\x61a", b"\x41a", False),
        (cbor_body, b"\xc1\x01", b"\x01", False),
    ],
)
def test_bodies_are_alike(
    read: Callable[[bytes], Any], one: bytes, other: bytes, alike: bool
) -> None:
    assert (read(one) == read(other)) is alike


def test_places_that_differ() -> None:
    flag = {
        "type": "object",
        "properties": {"Flag": {"type": "boolean"}, "Tags": {"type": "array"}},
    }
    found = differing(flag, {"Flag": True, "Tags": [1, 2]}, {"Flag": 1, "Tags": [1, 3]})

    assert [each.pointer for each in found] == ["/Flag", "/Tags/1"]


class Miscased(QueryCodec):
    """Writes an element of answers in other letters."""

    def encode_response(
        self, contract: Contract, operation: Operation, output: Any
    ) -> HttpResponse:
        response = super().encode_response(contract, operation, output)
        return replace(response, body=response.body.replace(b"TopicArn>", b"topicArn>"))


class Planted(Bench):
    """A service whose codec has a defect."""

    codec = Miscased()


@pytest.mark.parametrize("judge", [botocore_reads_ours, client_reads_ours])
def test_a_planted_defect_is_seen(judge: Any) -> None:
    sound = bench("sns", "query")
    operation = sound.contract.operations["CreateTopic"]
    output = {"TopicArn": "arn"}

    assert list(judge(sound, operation, output)) == []
    assert list(judge(Planted(sound.contract, sound.model), operation, output)) != []
