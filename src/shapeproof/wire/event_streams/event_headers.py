"""Members of events in the headers of frames (Smithy ``eventHeader`` trait)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shapeproof.wire.aws_json.json_text import raw_blob, to_base64
from shapeproof.wire.event_streams.event_frames import Header, HeaderType
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.members import Member
from shapeproof.wire.text_values import text_of
from shapeproof.wire.timestamps import TimestampFormat, decode_timestamp, encode_timestamp

_WIDTHS = {"byte": HeaderType.BYTE, "short": HeaderType.SHORT, "long": HeaderType.LONG}


def header_of(member: Member, value: Any) -> Header:
    """The header of a member's value (API view); a value of another type travels as a text."""
    shape, name = member.shape, member.wire_name
    if shape.is_timestamp:
        seconds = encode_timestamp(value, TimestampFormat.EPOCH_SECONDS)
        if isinstance(seconds, (int, float)):
            return Header(name, HeaderType.TIMESTAMP, round(seconds * 1000))
    elif shape.is_blob:
        return Header(name, HeaderType.BYTES, raw_blob(value if _is_raw(value) else text_of(value)))
    elif isinstance(value, bool):
        return Header(name, HeaderType.TRUE if value else HeaderType.FALSE, value)
    elif isinstance(value, int) and shape.type == "integer":
        width = shape.schema.get("x-integer", "")
        return Header(name, _WIDTHS.get(width, HeaderType.INTEGER), value)
    return Header(name, HeaderType.STRING, text_of(value))


def header_value(member: Member, header: Header, *, is_tree: bool) -> Any:
    """What a header says of a member, in the API view or as a tree."""
    value = header.value
    if header.type is HeaderType.TIMESTAMP and member.shape.is_timestamp:
        return value / 1000 if is_tree else _instant(value)
    if isinstance(value, bytes):
        return to_base64(value)
    return value


def _instant(milliseconds: int) -> str:
    try:
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise UnreadableError(f"{milliseconds} milliseconds are no timestamp") from None
    return decode_timestamp(instant.isoformat())


def _is_raw(value: Any) -> bool:
    return isinstance(value, (str, bytes, bytearray, memoryview))
