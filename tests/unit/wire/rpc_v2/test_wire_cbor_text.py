"""CBOR texts, judged by cbor2."""

from __future__ import annotations

import io
import math
import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import cbor2
import pytest

from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.repeats import Repeating
from shapeproof.wire.rpc_v2.cbor_reading import MAX_DEPTH, Tagged, number_of, read_cbor
from shapeproof.wire.rpc_v2.cbor_writing import CborStyle, Single, write_cbor

EDGES = (0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**64 - 1)
VALUE: dict[str, Any] = {
    "numbers": [*EDGES, *(-1 - each for each in EDGES), 1.5, 1e300, 0.1, -0.0],
    "simple": [True, False, None],
    "texts": ["", "a", "ü" * 40, "x" * 70_000],
    "bytes": [b"", b"\x00\xff" * 200],
    "": {"k": {}, "l": []},
}
STYLES = [
    CborStyle(),
    CborStyle(indefinite=True),
    CborStyle(chunked=True),
    CborStyle(reordered=True, shortest_floats=True),
    *(CborStyle(width=each) for each in (1, 2, 4, 8)),
]


@pytest.mark.parametrize("style", STYLES)
def test_each_style_says_the_same(style: CborStyle) -> None:
    written = write_cbor(VALUE, style)
    assert cbor2.loads(written) == read_cbor(written) == VALUE


def test_the_bytes_of_the_default_style_are_those_of_cbor2() -> None:
    assert write_cbor(VALUE) == cbor2.dumps(VALUE)


@pytest.mark.parametrize(
    ("value", "bytes_"),
    [
        (Single(1.5), "fa3fc00000"),
        (Single(1e300), "fb7e37e43c8800759c"),
        (1.5, "fb3ff8000000000000"),
        (math.inf, "f97c00"),
        (-math.inf, "f9fc00"),
        (math.nan, "f97e00"),
        (Tagged(1, 5), "c105"),
        (2**64, "c249010000000000000000"),
        (-(2**64) - 1, "c349010000000000000000"),
        (Decimal("0.5"), "fb3fe0000000000000"),
        (datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC), "c105"),
        (("a",), "816161"),
    ],
)
def test_what_is_written(value: Any, bytes_: str) -> None:
    assert write_cbor(value).hex() == bytes_


@pytest.mark.parametrize("text", ["f93e00", "fa3fc00000", "fb3ff8000000000000"])
def test_floats_of_each_precision(text: str) -> None:
    assert read_cbor(bytes.fromhex(text)) == 1.5


@pytest.mark.parametrize(
    ("bytes_", "place", "reason"),
    [
        ("", "", "ends 1 byte too early"),
        ("a1616118", "/a", "too early"),
        ("01ff", "", "1 bytes after the value"),
        ("1c", "", "an integer of additional information 28"),
        ("ff", "", "a break outside"),
        ("f0", "", "a simple value"),
        ("f818", "", "a simple value"),
        ("61ff", "", "not UTF-8 at byte 0"),
        ("7f61c361bcff", "", "not UTF-8"),
        ("5f6161ff", "", "a text as a part of a byte string"),
        ("7f7f6161ffff", "", "a text as a part of a text"),
        ("a10101", "", "a key is an integer instead of a text"),
        ("a1410101", "", "a key is a byte string instead"),
        ("bf6161ff", "/a", "a break outside"),
        ("7a3fffffff", "", "too early"),
        ("5b7fffffffffffffff00", "", "too early"),
        ("9b7fffffffffffffff00", "", "a list of 9223372036854775807 entries"),
        ("bb7fffffffffffffff00", "", "a map of 9223372036854775807 entries"),
        ("81" * (MAX_DEPTH + 1) + "80", "/0/0/0/0/0/0/0/0", "nested deeper than"),
        ("c1" * 5000 + "80", "", "nested deeper than"),
        ("81" * 100_000, "/0/0/0/0/0/0/0/0", "nested deeper than"),
    ],
)
def test_what_is_no_cbor(bytes_: str, place: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_cbor(bytes.fromhex(bytes_))
    assert (caught.value.pointer, reason in caught.value.reason) == (place, True), caught.value


@pytest.mark.slow
def test_cbor2_agrees_on_what_is_readable() -> None:
    """cbor2 reads a prefix, any key, and simple values that have no meaning."""
    dice = random.Random(14)
    for _ in range(20_000):
        text = dice.randbytes(dice.randrange(1, 9))
        try:
            ours: Any = read_cbor(text)
        except UnreadableError as error:
            if any(word in error.reason for word in ("after the value", "a key", "simple")):
                continue
            ours = error
        if "Tagged" in repr(ours):
            continue
        stream = io.BytesIO(text)
        try:
            theirs: Any = cbor2.CBORDecoder(stream, read_size=1).decode()
        except (cbor2.CBORDecodeError, ValueError, OverflowError) as error:
            theirs = error
        if "tag" in str(theirs) or "undefined" in repr(theirs):
            continue
        assert isinstance(ours, Exception) == isinstance(theirs, Exception), (text, ours, theirs)


def test_keys_that_stand_twice() -> None:
    found = read_cbor(bytes.fromhex("a4616101616202616103616104"))
    assert isinstance(found, Repeating)
    assert (found, found.repeated) == ({"a": 4, "b": 2}, ("a",))


@pytest.mark.parametrize(
    ("tagged", "number"),
    [
        (Tagged(1, 1.5), 1.5),
        (Tagged(1, math.nan), None),
        (Tagged(1, True), None),
        (Tagged(2, b"\x01\x00"), 256),
        (Tagged(3, b"\x00"), -1),
        (Tagged(2, b"\x01" * 5000), None),
        (Tagged(4, [-2, 150]), 1.5),
        (Tagged(4, [0, Tagged(2, b"\x05")]), 5.0),
        (Tagged(4, [True, 1]), None),
        (Tagged(4, [1]), None),
        (Tagged(0, "2020-01-01T00:00:00Z"), None),
    ],
)
def test_numbers_with_tags(tagged: Tagged, number: object) -> None:
    assert number_of(tagged) == number
