"""Values survive the way to a client and back."""

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.contract.model import Operation
from shapeproof.generate.strategies import values
from shapeproof.run.strategies import load_contract
from shapeproof.targets.client.values import from_driver, from_python, to_driver, to_python
from shapeproof.wire.timestamps import decode_timestamp

SERVICES = {
    "rest-json": "lambda",
    "json": "kinesis",
    "query": "sts",
    "rest-xml": "cloudfront",
    "smithy-rpc-v2-cbor": "cloudwatch",
    "ec2": "ec2",
}

BLOB: dict[str, Any] = {"type": "string", "x-blob": True}
WHEN: dict[str, Any] = {"type": "string", "x-timestamp": True}
NUMBER: dict[str, Any] = {"type": "number"}
TEXT: dict[str, Any] = {"type": "string"}
DAY = "2020-08-11T00:00:00Z"


def structure(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (BLOB, "c2FtcGxl", {"$blob": "c2FtcGxl"}),
        (BLOB, "", {"$blob": ""}),
        (BLOB, "no base64", "no base64"),
        (BLOB, b"sample", {"$blob": "c2FtcGxl"}),
        (BLOB, 7, 7),
        (TEXT, "c2FtcGxl", "c2FtcGxl"),
        (TEXT, DAY, DAY),
        (WHEN, DAY, {"$timestamp": DAY}),
        (WHEN, "2020-08-11T01:00:00.5+01:00", {"$timestamp": "2020-08-11T01:00:00.5+01:00"}),
        (WHEN, "yesterday", "yesterday"),
        (WHEN, "2020-13-11T00:00:00Z", "2020-13-11T00:00:00Z"),
        (WHEN, "1597104000", "1597104000"),
        (WHEN, None, None),
        (NUMBER, 0.5, 0.5),
        (NUMBER, math.nan, {"$float": "NaN"}),
        (NUMBER, -math.inf, {"$float": "-Infinity"}),
        (TEXT, math.inf, {"$float": "Infinity"}),
        (
            {"x-document": True},
            {"a": ["c2FtcGxl", {"$blob": 1}]},
            {"a": ["c2FtcGxl", {"$blob": 1}]},
        ),
        ({"type": "array", "items": WHEN}, [DAY, 1], [{"$timestamp": DAY}, 1]),
        ({"type": "array", "items": BLOB}, {"a": ""}, {"a": ""}),
        (structure(a=BLOB), {"a": "", "b": ""}, {"a": {"$blob": ""}, "b": ""}),
        (structure(a=BLOB), [""], [""]),
        (
            {"type": "object", "x-map": True, "additionalProperties": WHEN},
            {"k": DAY},
            {"k": {"$timestamp": DAY}},
        ),
    ],
)
def test_what_a_driver_is_given(schema: Any, value: Any, expected: Any) -> None:
    assert to_driver(schema, value) == expected


def test_schemas_that_hold_themselves() -> None:
    node = {"type": "object", "properties": {"at": WHEN, "next": {"$ref": "#/$defs/Node"}}}
    schema = {"$ref": "#/$defs/Node", "$defs": {"Node": node}}
    assert to_driver(schema, {"next": {"next": {"at": DAY}}}) == {
        "next": {"next": {"at": {"$timestamp": DAY}}}
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"$blob": "c2FtcGxl"}, "c2FtcGxl"),
        ({"$blob": "no base64"}, {"$blob": "no base64"}),
        ({"$blob": 1}, {"$blob": 1}),
        ({"$blob": "", "b": 1}, {"$blob": "", "b": 1}),
        ({"$timestamp": "2020-08-11T01:00:00.500+01:00"}, "2020-08-11T00:00:00.5Z"),
        ({"$timestamp": "2020-08-11"}, {"$timestamp": "2020-08-11"}),
        ({"$timestamp": "1597104000"}, {"$timestamp": "1597104000"}),
        ({"$float": "-Infinity"}, -math.inf),
        ({"$float": "1.5"}, {"$float": "1.5"}),
        ({"$other": "x"}, {"$other": "x"}),
        ([{"a": {"$blob": ""}}, None, True, 1.0], [{"a": ""}, None, True, 1.0]),
    ],
)
def test_what_a_driver_writes(written: Any, expected: Any) -> None:
    assert from_driver(written) == expected


def test_a_number_that_is_none() -> None:
    assert math.isnan(from_driver({"$float": "NaN"}))


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (BLOB, "c2FtcGxl", b"sample"),
        (BLOB, "no base64", "no base64"),
        (WHEN, "2020-08-11T01:00:00.5+01:00", datetime(2020, 8, 11, 0, 0, 0, 500_000, UTC)),
        (WHEN, "0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        (WHEN, "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        (WHEN, "yesterday", "yesterday"),
        (WHEN, 7, 7),
        (TEXT, DAY, DAY),
    ],
)
def test_what_a_python_client_is_given(schema: Any, value: Any, expected: Any) -> None:
    assert to_python(schema, value) == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (b"sample", "c2FtcGxl"),
        (bytearray(b"sample"), "c2FtcGxl"),
        (BytesIO(b"sample"), "c2FtcGxl"),
        (datetime(2020, 8, 11), DAY),
        ((1, {"a": [b""]}), [1, {"a": [""]}]),
    ],
)
def test_what_a_python_client_gives(given_: Any, expected: Any) -> None:
    assert from_python(given_) == expected


@cache
def _operations(service: str) -> tuple[Operation, ...]:
    """Those that carry blobs, timestamps or floats, if there are any."""
    found = load_contract(service).operations.values()
    return tuple(each for each in found if _is_rich(each.request)) or tuple(found)


def _is_rich(schema: Any) -> bool:
    """Patterns are left out: their first examples take long to find."""
    text = json.dumps(schema)
    marks = ("x-blob", "x-timestamp", "x-number")
    return '"pattern"' not in text and any(f'"{mark}"' in text for mark in marks)


def _members(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """The scalars of a value by their places, and the empty lists and objects."""
    inner = enumerate(value) if isinstance(value, list) else ()
    pairs = value.items() if isinstance(value, dict) else inner
    if isinstance(value, (dict, list)) and value:
        for key, each in pairs:
            yield from _members(each, (*path, key))
    else:
        yield path, value


def _same(one: Any, other: Any) -> bool:
    """Equal, or the same instant."""
    if one == other and type(one) is type(other):
        return True
    try:
        return decode_timestamp(one) == decode_timestamp(other)
    except ValueError:
        return isinstance(one, float) and math.isnan(one) and math.isnan(other)


@pytest.mark.slow
@pytest.mark.long(every_day=3)
@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],  # models are compiled
)
@given(data=st.data())
def test_round_trips(service: str, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(_operations(service)))
    params = data.draw(values(operation.request))
    line = json.dumps(to_driver(operation.request, params), allow_nan=False)
    for back in (
        from_driver(json.loads(line)),
        from_python(to_python(operation.request, params)),
    ):
        before, after = dict(_members(params)), dict(_members(back))
        assert before.keys() == after.keys()
        assert all(_same(each, after[place]) for place, each in before.items())


@pytest.mark.slow
@given(st.floats(), st.binary(), st.datetimes(timezones=st.just(UTC)))
def test_each_kind_of_its_own(number: float, octets: bytes, instant: datetime) -> None:
    schema = structure(n=NUMBER, b=BLOB, t=WHEN)
    params = from_python({"n": number, "b": octets, "t": instant})
    line = json.dumps(to_driver(schema, params), allow_nan=False)
    back = to_python(schema, from_driver(json.loads(line)))
    assert (back["b"], back["t"]) == (octets, instant)
    assert back["n"] == number or math.isnan(number)
