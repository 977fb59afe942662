"""Events of the JSON protocols: their documents are JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_json.json_text import JSON, dump_json, json_type, parse_json
from shapeproof.wire.body_values import BodyCompiler, BodyValue, decode_bounded, encode_bounded
from shapeproof.wire.interface import Deviation, UnreadableError
from shapeproof.wire.members import Member
from shapeproof.wire.timestamps import TimestampFormat


@dataclass(frozen=True)
class JsonDocument:
    """A structure as JSON; no payload is an empty one."""

    form: BodyValue

    def write(self, value: Any) -> bytes:
        """The JSON text."""
        return dump_json(encode_bounded(self.form, value))

    def read(self, payload: bytes) -> Any:
        """The members in the API view."""
        value = self.tree(payload)
        if not isinstance(value, dict):
            raise UnreadableError(f"expected a JSON object, found {json_type(value)}")
        return decode_bounded(self.form, value)

    def tree(self, payload: bytes) -> Any:
        """The JSON value."""
        return parse_json(payload) if payload else {}

    def deviations(self, payload: bytes) -> tuple[Deviation, ...]:
        """None: the tree shows everything."""
        return ()


class JsonDocuments:
    """Makes the documents for one schema."""

    media_type = JSON

    def __init__(self, root: Schema, timestamps: TimestampFormat) -> None:
        self._compiler = BodyCompiler(root, timestamps)

    def structure(self, shape: Shape, members: tuple[Member, ...]) -> JsonDocument:
        """A structure of some members."""
        return JsonDocument(self._compiler.structure(members))

    def value(self, shape: Shape) -> JsonDocument:
        """A whole shape."""
        return JsonDocument(self._compiler.value(shape))
