import json
import math
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.wire.aws_json.json_text import MAX_DEPTH, dump_json, dump_json_text, parse_json
from shapeproof.wire.interface import UnreadableError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "é"}, '{"a": "é"}'.encode()),
        ({"a": "é\ud800"}, rb'{"a": "\u00e9\ud800"}'),
        ([math.nan, math.inf, -math.inf, 1.5], b'["NaN", "Infinity", "-Infinity", 1.5]'),
        ({"a": [{"b": math.nan}], "c": 0}, b'{"a": [{"b": "NaN"}], "c": 0}'),
        (b"hi", b'"aGk="'),
        (MappingProxyType({"a": (1, 2)}), b'{"a": [1, 2]}'),
        (datetime(2020, 1, 1, tzinfo=UTC), b'"2020-01-01T00:00:00Z"'),
        (Decimal("1.5"), b"1.5"),
        ({(1, 2): Decimal("NaN")}, b'{"(1, 2)": "NaN"}'),
        ({1}, b'"{1}"'),
    ],
)
def test_dump(value: Any, text: bytes) -> None:
    assert dump_json(value) == text


def test_texts_for_headers_are_compact_and_ascii() -> None:
    assert dump_json_text({"a": ["é", None]}) == r'{"a":["\u00e9",null]}'


def test_what_nests_endlessly_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nests too deep"):
        dump_json(endless)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' \r\n{"a": [1, 2.5, true, null, "\\u00e9"]}\t', {"a": [1, 2.5, True, None, "é"]}),
        (b"null", None),
        (b'"\xf0\x9f\x98\x80"', "😀"),
        (b'"\\ud800"', "\ud800"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"[" * 100 + b"]" * 100, json.loads("[" * 100 + "]" * 100)),
    ],
)
def test_what_can_be_parsed(body: bytes, value: Any) -> None:
    assert parse_json(body) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b'{"a":}', "char 5"),
        (b"{", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[-Infinity]", "-Infinity is not a JSON number"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"9" * 5000, "not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "nested deeper"),
    ],
)
def test_what_cannot_be_parsed_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_json(body)


def test_the_deepest_text_that_is_read() -> None:
    parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    parse_json(b"[" + b"[]," * 10_000 + b"{}]")
    parse_json(json.dumps("[{" * 1000).encode())
    with pytest.raises(UnreadableError):
        parse_json(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


@given(st.binary(max_size=50))
def test_only_one_error_comes_of_garbage(body: bytes) -> None:
    with suppress(UnreadableError):
        parse_json(body)
