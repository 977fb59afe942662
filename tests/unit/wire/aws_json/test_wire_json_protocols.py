from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.exchange import HttpResponse
from shapeproof.wire.aws_json.json_protocols import decode_json_error
from shapeproof.wire.interface import WireError

LONG = "aws.protocoltests#FooError:http://internal.amazon.com/coral/"


def error(body: bytes, header: str | None = None) -> WireError:
    headers = () if header is None else (("X-Amzn-ErrorType", header),)
    return decode_json_error(HttpResponse(400, headers, body))


@pytest.mark.parametrize(
    ("body", "header", "found"),
    [
        (b"", "FooError", WireError("FooError", None, "header")),
        (b"", LONG, WireError("FooError", None, "header")),
        (b"", "FooError:http://internal.amazon.com/#coral", WireError("FooError", None, "header")),
        (b'{"code": "B"}', "C", WireError("C", None, "header", {"code": "B"})),
        (b"", "ns#FooError", WireError("FooError", None, "header")),
        (b'{"__type": "%s"}' % LONG.encode(), None, WireError("FooError", None, "__type")),
        (b'{"code": "FooError"}', None, WireError("FooError", None, "code")),
        (b'{"Code": "FooError"}', None, WireError("FooError", None, "code")),
        (b'{"code": 404, "Code": "X"}', None, WireError("X", None, "code", {"code": 404})),
        (b'{"__type": "A", "code": "B"}', None, WireError("A", None, "__type", {"code": "B"})),
        (b'{"__type": "A", "code": "B"}', "C", WireError("C", None, "header", {"code": "B"})),
        (b'{"code": "B"}', " ", WireError("B", None, "code")),
        (b'{"message": "m", "x": 1}', None, WireError(None, "m", "", {"x": 1})),
        (b'{"Message": "m"}', None, WireError(None, "m", "")),
        (b'{"errorMessage": "m"}', None, WireError(None, "m", "")),
        (b'{"message": 5, "Message": "m"}', None, WireError(None, "m", "", {"message": 5})),
        (b'{"message": ""}', "A", WireError("A", "", "header")),
        (b"<html>", None, WireError(None, None)),
        (b"[]", None, WireError(None, None)),
        (b"\xff", "A", WireError("A", None, "header")),
        (b"[" * 100_000, None, WireError(None, None)),
        (b"", ":", WireError(None, None)),
    ],
)
def test_errors(body: bytes, header: str | None, found: WireError) -> None:
    assert error(body, header) == found


@given(st.binary(max_size=40), st.text(max_size=10) | st.none())
def test_nothing_makes_it_raise(body: bytes, header: str | None) -> None:
    found: Any = error(body, header)
    assert found.code is None or found.code
