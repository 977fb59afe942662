from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import (
    TimestampFormat,
    decode_timestamp,
    encode_timestamp,
    timestamp_format,
)

FORMATS = list(TimestampFormat)


@pytest.mark.parametrize(
    ("value", "form", "wire"),
    [
        ("2014-04-29T18:30:38Z", TimestampFormat.EPOCH_SECONDS, 1398796238),
        ("2000-01-02T20:34:56.123Z", TimestampFormat.EPOCH_SECONDS, 946845296.123),
        ("1969-12-31T23:59:59.5Z", TimestampFormat.EPOCH_SECONDS, -0.5),
        ("2014-04-29T20:30:38+02:00", TimestampFormat.DATE_TIME, "2014-04-29T18:30:38Z"),
        ("2014-04-29T18:30:38.120Z", TimestampFormat.DATE_TIME, "2014-04-29T18:30:38.12Z"),
        ("0999-01-01T00:00:00Z", TimestampFormat.DATE_TIME, "0999-01-01T00:00:00Z"),
        ("2014-04-29T18:30:38Z", TimestampFormat.HTTP_DATE, "Tue, 29 Apr 2014 18:30:38 GMT"),
        ("0999-01-01T00:00:00Z", TimestampFormat.HTTP_DATE, "Tue, 01 Jan 0999 00:00:00 GMT"),
        (datetime(1970, 1, 1), TimestampFormat.EPOCH_SECONDS, 0),
        (
            datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            TimestampFormat.DATE_TIME,
            "1970-01-01T00:00:00Z",
        ),
    ],
)
def test_encode(value: Any, form: TimestampFormat, wire: Any) -> None:
    assert encode_timestamp(value, form) == wire


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        17,
        1.5,
        "",
        "soon",
        "2014-04-29",
        "2014-04-29T18:30:38",
        "2014-13-29T18:30:38Z",
        "0001-01-01T00:00:00+23:00",
        [],
        {"a": 1},
    ],
)
def test_what_is_no_timestamp_is_passed_through(value: Any, form: TimestampFormat) -> None:
    assert encode_timestamp(value, form) is value


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (1398796238, "2014-04-29T18:30:38Z"),
        (946845296.123, "2000-01-02T20:34:56.123Z"),
        (-1, "1969-12-31T23:59:59Z"),
        ("1398796238", "2014-04-29T18:30:38Z"),
        ("1.398796238E9", "2014-04-29T18:30:38Z"),
        ("Tue, 29 Apr 2014 18:30:38 GMT", "2014-04-29T18:30:38Z"),
        ("Sun, 02 Jan 2000 20:34:56.456 GMT", "2000-01-02T20:34:56.456Z"),
        ("Tue, 29 Apr 2014 20:30:38 +0200", "2014-04-29T18:30:38Z"),
        ("2014-04-29T18:30:38Z", "2014-04-29T18:30:38Z"),
        ("2014-04-29 18:30:38", "2014-04-29T18:30:38Z"),
        ("2014-04-29T18:30:38.123456789Z", "2014-04-29T18:30:38.123456Z"),
        ("2019-12-16T22:48:18-01:00", "2019-12-16T23:48:18Z"),
    ],
)
def test_decode(wire: Any, value: str) -> None:
    assert decode_timestamp(wire) == value


@pytest.mark.parametrize(
    "wire",
    [
        "",
        "soon",
        "2014-02-30T00:00:00Z",
        "Tue, 29 Abc 2014 18:30:38 GMT",
        "9" * 18,
        1e300,
        float("nan"),
        float("inf"),
        10**400,
        True,
        None,
        [1],
        {},
        "x" * 500,
    ],
)
def test_what_is_no_timestamp_is_refused(wire: Any) -> None:
    with pytest.raises(UnreadableError, match="is no date-time, HTTP date or epoch seconds"):
        decode_timestamp(wire)


def test_the_text_of_an_error_is_bounded() -> None:
    with pytest.raises(UnreadableError) as caught:
        decode_timestamp("x" * 10_000)
    assert len(str(caught.value)) < 200


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_all_forms_come_back(form: TimestampFormat, moment: datetime) -> None:
    if form is TimestampFormat.HTTP_DATE:
        moment = moment.replace(microsecond=0)
    in_api_view = encode_timestamp(moment, TimestampFormat.DATE_TIME)
    wire = encode_timestamp(moment, form)
    back = datetime.fromisoformat(decode_timestamp(wire))
    assert abs(back - moment) <= timedelta(milliseconds=1)
    assert encode_timestamp(in_api_view, form) == wire


def test_a_format_that_is_stated_wins() -> None:
    stated = {"x-timestamp-format": "rfc822"}
    assert timestamp_format(stated, TimestampFormat.DATE_TIME) is TimestampFormat.HTTP_DATE
    assert timestamp_format({}, TimestampFormat.DATE_TIME) is TimestampFormat.DATE_TIME
