import math
from datetime import UTC, datetime
from typing import Any

import pytest

from shapeproof.contract.model import Schema
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.text_values import text_of, text_value
from shapeproof.wire.timestamps import TimestampFormat

from .wire_samples import BLOB, NUMBER, STRING, TIMESTAMP

INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
JSON: Schema = {"x-jsonvalue": True}


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        (STRING, "é, x", "é, x"),
        (STRING, "", ""),
        (INTEGER, 0, "0"),
        (INTEGER, -12, "-12"),
        (NUMBER, 1.5, "1.5"),
        (NUMBER, -math.inf, "-Infinity"),
        (BOOLEAN, True, "true"),
        (BOOLEAN, False, "false"),
        (BLOB, "aGk=", "aGk="),
        (TIMESTAMP, "2014-04-29T18:30:38Z", "Tue, 29 Apr 2014 18:30:38 GMT"),
        (
            {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"},
            "2014-04-29T18:30:38Z",
            "1398796238",
        ),
        (JSON, {"Foo": "Bar"}, "eyJGb28iOiJCYXIifQ=="),
        (JSON, True, "dHJ1ZQ=="),
    ],
)
def test_values_come_back(schema: Schema, value: Any, text: str) -> None:
    codec = text_value(schema, TimestampFormat.HTTP_DATE)
    assert codec.encode(value) == text
    assert codec.decode(text) == value


def test_not_a_number_comes_back() -> None:
    assert math.isnan(text_value(NUMBER, TimestampFormat.DATE_TIME).decode("NaN"))


@pytest.mark.parametrize("schema", [STRING, INTEGER, NUMBER, BOOLEAN, BLOB, TIMESTAMP])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1]}, '{"a":[1]}'),
        ([], "[]"),
        ("word", "word"),
        (True, "true"),
        (7, "7"),
        (math.nan, "NaN"),
        (b"hi", "aGk="),
        (None, "null"),
    ],
)
def test_wrong_types_are_written_too(schema: Schema, value: Any, text: str) -> None:
    assert text_value(schema, TimestampFormat.DATE_TIME).encode(value) == text


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (INTEGER, "1.5"),
        (INTEGER, "٣"),
        (INTEGER, "9" * 5000),
        (NUMBER, "nan"),
        (NUMBER, "1_000"),
        (BOOLEAN, "True"),
    ],
)
def test_texts_of_a_wrong_type_are_left(schema: Schema, text: str) -> None:
    assert text_value(schema, TimestampFormat.DATE_TIME).decode(text) == text


@pytest.mark.parametrize(
    ("schema", "text"), [(TIMESTAMP, "soon"), (JSON, "?"), (JSON, "eyJ"), (JSON, "e30="[:2] + "==")]
)
def test_texts_that_cannot_be_read(schema: Schema, text: str) -> None:
    with pytest.raises(UnreadableError):
        text_value(schema, TimestampFormat.DATE_TIME).decode(text)


def test_moments_without_a_schema() -> None:
    assert text_of(datetime(2020, 1, 1, tzinfo=UTC)) == "2020-01-01T00:00:00Z"


@pytest.mark.parametrize(("value", "text"), [("/box/B1", "B1"), ("B1", "B1"), (5, "5")])
def test_an_identifier_that_is_given_as_a_path(value: Any, text: str) -> None:
    kind = text_value({"type": "string", "x-path-id": True}, TimestampFormat.DATE_TIME)
    assert kind.encode(value) == text
    assert kind.decode("B1") == "B1"
