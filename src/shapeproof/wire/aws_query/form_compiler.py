"""The writers and readers of forms, made from schemas."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_query.form_values import (
    FormList,
    FormMap,
    FormReference,
    FormScalar,
    FormStructure,
    FormStyle,
    FormValue,
)
from shapeproof.wire.members import Member, members_of
from shapeproof.wire.shape_compiler import WireShapeCompiler
from shapeproof.wire.text_values import NumberText, PlainText, text_value
from shapeproof.wire.timestamps import TimestampFormat, timestamp_format


class FormCompiler(WireShapeCompiler[FormValue]):
    """Compiles the schemas of one document; ``timestamps`` is the protocol's default format."""

    def __init__(self, root: Schema, style: FormStyle, timestamps: TimestampFormat) -> None:
        self._style = style
        self._timestamps = timestamps
        super().__init__(root)

    def structure(self, members: Iterable[Member]) -> FormStructure:
        """A structure of some members."""
        known = list(members)
        names = {each.name: self._style.name_of(each) for each in known}
        values = {names[each.name]: self.value(each.shape) for each in known}
        return FormStructure(self._style, names, values)

    def _reference(self, name: str) -> FormReference:
        return FormReference(name, self._definitions)

    def _structure(self, shape: Shape) -> FormStructure:
        return self.structure(members_of(shape))

    def _list(self, shape: Shape) -> FormList:
        return FormList(self._style, self._style.element_of(shape), self.value(shape.item))

    def _map(self, shape: Shape) -> FormMap:
        return FormMap(
            self._style,
            element="" if shape.is_flattened else "entry",
            key_name=shape.key.stated_wire_name or "key",
            value_name=shape.value.stated_wire_name or "value",
            value=self.value(shape.value),
        )

    def _scalar(self, shape: Shape) -> FormScalar:
        written = text_value(shape.schema, self._timestamps)
        if not shape.is_timestamp:
            return FormScalar(self._style, written, written)
        seconds = timestamp_format(shape.schema, self._timestamps) is TimestampFormat.EPOCH_SECONDS
        return FormScalar(self._style, written, NumberText() if seconds else PlainText())
