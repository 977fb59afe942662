"""What Python clients take and give, in the API view."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from io import BytesIO
from typing import Any

import pytest

from shapeproof.run.checking import api_value


class Kind(StrEnum):
    GOOD = "good"


class Level(IntEnum):
    LOW = 1


class Old(str, Enum):  # noqa: UP042  # what code before Python 3.11 has
    GOOD = "good"


@pytest.mark.parametrize(
    "value, due",
    [
        ({"a": [1, 2.5, True, None, "x"]}, {"a": [1, 2.5, True, None, "x"]}),
        (OrderedDict(a=(1, 2)), {"a": [1, 2]}),
        (b"bytes", ""),
        (bytearray(b"x"), ""),
        (datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), "2020-01-02T03:04:05Z"),
        (datetime(2020, 1, 2, 3, 4, 5), "2020-01-02T03:04:05Z"),
        (
            datetime(2020, 1, 2, 3, tzinfo=timezone(timedelta(hours=1))),
            "2020-01-02T02:00:00Z",
        ),
        (Decimal("1.5"), 1.5),
        (Kind.GOOD, "good"),
        (Old.GOOD, "good"),
        (Level.LOW, 1),
    ],
)
def test_values(value: Any, due: Any) -> None:
    found = api_value(value)

    assert found == due
    assert type(found) is type(due)


def test_a_stream_is_not_read() -> None:
    stream = BytesIO(b"contents")

    assert api_value({"Body": stream}) == {"Body": ""}
    assert stream.tell() == 0


def test_an_iterator_is_not_consumed() -> None:
    events = iter([1, 2])

    assert api_value(events) == ""
    assert next(events) == 1


def test_an_object_is_its_text() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd"

    assert api_value(Odd()) == "odd"
