"""Outputs as boto3 gives them: datetimes, bytes, and streams that can be read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from botocore.response import StreamingBody

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.targets.client.python_values import to_python


def as_boto3(schema: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """A new output, of one in the API view or as boto3 has it; the streams are new as well."""
    made: dict[str, Any] = to_python(schema, output)
    for name, member in schema.get("properties", {}).items():
        if name in made:
            made[name] = _streamed(resolve(schema, member), made[name])
    return made


def copied(value: Any) -> Any:
    """A copy of mappings and lists; what they hold may be a stream, and is taken over."""
    if isinstance(value, Mapping):
        return {key: copied(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(each) for each in value]
    return value


class _Events:
    """The events of a stream, as botocore's EventStream gives them."""

    def __init__(self, events: list[Any]) -> None:
        self._events = iter(events)

    def __iter__(self) -> Iterator[Any]:
        return self._events

    def close(self) -> None:
        """No event follows."""
        self._events = iter(())


def _streamed(schema: Schema, value: Any) -> Any:
    if schema.get("x-eventstream") and isinstance(value, list):
        return _Events(value)
    if not schema.get("x-streaming"):
        return value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, (bytes, bytearray)):
        return StreamingBody(BytesIO(value), len(value))
    if hasattr(value, "read") and not hasattr(value, "iter_chunks"):
        return StreamingBody(value, None)
    return value
