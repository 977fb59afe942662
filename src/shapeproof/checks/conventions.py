"""Values of outputs in the types that boto3 gives: what a stub or a recording may have otherwise.

botocore's Stubber takes a number or a text for a timestamp, and a text for bytes. Code that was
only tested with those meets other types with AWS.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Severity
from shapeproof.wire.timestamps import decode_timestamp

_BYTES = (bytes, bytearray, memoryview)
_DATETIME = "a datetime"
_NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True)
class Departure:
    """A value of another type than boto3 gives at a place; ``due`` says which it gives.

    A note where the value still means what the member holds, an error where it does not.
    ``anywhere`` is the place with ``*`` for each index of a list and key of a map.
    """

    tokens: Tokens
    anywhere: Tokens
    due: str
    value: Any
    severity: Severity = Severity.NOTE

    @property
    def is_json_form(self) -> bool:
        """Whether it is a time in RFC 3339 or bytes in base64: how JSON holds them."""
        if not isinstance(self.value, str) or self.severity is not Severity.NOTE:
            return False
        read = _read_time if self.due == _DATETIME else _read_base64
        try:
            return read(self.value)
        except ValueError:
            return False


def departures(shape: Shape, value: Any) -> Iterator[Departure]:
    """Each value of an output (as boto3 gives it) that has another type than boto3's."""
    payload = shape.payload
    if (
        payload
        and isinstance(value, Mapping)
        and payload in value
        and shape.member(payload).is_blob
    ):
        # botocore leaves any blob that is the whole body to its caller.
        if isinstance(value[payload], str | bytes | bytearray):
            yield Departure((payload,), (payload,), "a StreamingBody", value[payload])
        value = {name: each for name, each in value.items() if name != payload}
    yield from _in_value(shape, value, (), ())


def _in_value(shape: Shape, value: Any, at: Tokens, anywhere: Tokens) -> Iterator[Departure]:
    if value is None or shape.is_unknown or shape.is_document or shape.is_event_stream:
        return
    if isinstance(value, Mapping):
        star = shape.is_map
        for name, each in value.items() if star or shape.is_structure else ():
            token = str(name)
            inner = (*anywhere, "*" if star else token)
            yield from _in_value(shape.member(token), each, (*at, token), inner)
    elif shape.is_list:
        if isinstance(value, tuple | set | frozenset):
            yield Departure(at, anywhere, "a list", value)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield from _in_value(shape.item, each, (*at, str(index)), (*anywhere, "*"))
    else:
        found = _of_scalar(shape, value)
        if found is not None:
            due, severity = found
            yield Departure(at, anywhere, due, value, severity)


def _of_scalar(shape: Shape, value: Any) -> tuple[str, Severity] | None:
    """What is due in place of a scalar, and how much it weighs that it is not there."""
    if shape.is_timestamp:
        weight = _weight_of_time(value)
        return None if weight is None else (_DATETIME, weight)
    if shape.is_blob:
        return ("bytes", Severity.NOTE) if isinstance(value, str) else None
    if shape.is_json_text:
        return None
    if shape.type in _NUMBERS and isinstance(value, Decimal):
        return "an int" if shape.type == "integer" else "a float", Severity.NOTE
    if shape.type == "string" and isinstance(value, (*_BYTES, date)):
        return "a str", Severity.ERROR
    return None


def _weight_of_time(value: Any) -> Severity | None:
    """None for a datetime, and for what the schema says all of."""
    if isinstance(value, datetime | bool):
        return None
    if isinstance(value, int | float | Decimal | date):
        return Severity.NOTE
    if isinstance(value, str):
        return Severity.NOTE if _is_time(value) else Severity.ERROR
    return Severity.ERROR if isinstance(value, _BYTES) else None


def _read_time(text: str) -> bool:
    return "T" in text and datetime.fromisoformat(text).tzinfo is not None


def _read_base64(text: str) -> bool:
    return b64decode(text, validate=True) is not None


def _is_time(text: str) -> bool:
    for read in (decode_timestamp, datetime.fromisoformat):
        try:
            read(text)
        except ValueError:
            continue
        return True
    return False
