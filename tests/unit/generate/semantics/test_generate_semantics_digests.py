from __future__ import annotations

import base64
from typing import Any

import pytest
from moto.sqs.models import Message

from shapeproof.contract.semantics import ALGORITHMS
from shapeproof.contract.shape import Shape
from shapeproof.generate.semantics.digests import digest_of
from tests.unit.generate.schema_samples import BLOB, TEXT

ANY = Shape.of({})
ATTRIBUTES: dict[str, Any] = {
    "b": {"DataType": "Binary.png", "BinaryValue": base64.b64encode(b"\xff\0").decode()},
    "a": {"DataType": "String", "StringValue": "é漢"},
    "Z": {"DataType": "Number.int", "StringValue": "12"},
}


@pytest.mark.parametrize(
    ("schema", "value", "digest"),
    [
        (TEXT, "", "d41d8cd98f00b204e9800998ecf8427e"),
        (TEXT, "hello", "5d41402abc4b2a76b9719d911017c592"),
        (BLOB, base64.b64encode(b"hello").decode(), "5d41402abc4b2a76b9719d911017c592"),
        (BLOB, "no base64!", None),
        (TEXT, 1, None),
    ],
)
def test_md5_is_that_of_the_octets_of_a_text_or_blob(schema, value, digest) -> None:
    assert digest_of("md5", Shape.of(schema), value) == digest


def test_attributes_have_the_digest_that_another_implementation_computes() -> None:
    message = Message("id", "body")
    message.message_attributes = {
        name: {
            **each,
            **({"BinaryValue": base64.b64decode(each["BinaryValue"])} if name == "b" else {}),
        }
        for name, each in ATTRIBUTES.items()
    }

    assert digest_of("message-attributes-md5", ANY, ATTRIBUTES) == message.attribute_md5


def test_what_is_sorted_as_in_the_value_has_the_same_digest() -> None:
    other = dict(reversed(ATTRIBUTES.items()))

    assert digest_of("message-attributes-md5", ANY, other) == digest_of(
        "message-attributes-md5", ANY, ATTRIBUTES
    )


@pytest.mark.parametrize("value", [None, 1, "text", [1], {"a": {}}, {"a": 1}, {"a": None}])
def test_what_is_of_another_type_has_no_digest(value) -> None:
    assert digest_of("message-attributes-md5", ANY, value) is None


def test_all_algorithms_that_a_contract_may_name_are_known() -> None:
    assert all(digest_of(each, ANY, None) is None for each in ALGORITHMS)
