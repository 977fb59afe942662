"""Events of RPC v2 CBOR: their documents are CBOR."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.body_values import BodyValue, decode_bounded, encode_bounded
from shapeproof.wire.interface import Deviation, UnreadableError
from shapeproof.wire.members import Member
from shapeproof.wire.rpc_v2.cbor_reading import cbor_type, read_cbor
from shapeproof.wire.rpc_v2.cbor_values import CborCompiler, deviations_of, tree_of
from shapeproof.wire.rpc_v2.cbor_writing import write_cbor

CBOR = "application/cbor"


@dataclass(frozen=True)
class CborDocument:
    """A structure as CBOR; no payload is an empty one."""

    shape: Shape
    form: BodyValue

    def write(self, value: Any) -> bytes:
        """The CBOR text."""
        return write_cbor(encode_bounded(self.form, value))

    def read(self, payload: bytes) -> Any:
        """The members in the API view."""
        value = read_cbor(payload) if payload else {}
        if not isinstance(value, dict):
            raise UnreadableError(f"expected a CBOR map, found {cbor_type(value)}")
        return decode_bounded(self.form, value)

    def tree(self, payload: bytes) -> Any:
        """The value in the types of JSON."""
        return tree_of(read_cbor(payload)) if payload else {}

    def deviations(self, payload: bytes) -> Iterator[Deviation]:
        """Values of another CBOR type than the tree shows."""
        try:
            value = read_cbor(payload) if payload else {}
        except UnreadableError:
            return iter(())
        return deviations_of(self.shape, value)


class CborDocuments:
    """Makes the documents for one schema."""

    media_type = CBOR

    def __init__(self, root: Schema) -> None:
        self._compiler = CborCompiler(root)

    def structure(self, shape: Shape, members: tuple[Member, ...]) -> CborDocument:
        """A structure of some members."""
        return CborDocument(shape, self._compiler.structure(members))

    def value(self, shape: Shape) -> CborDocument:
        """A whole shape."""
        return CborDocument(shape, self._compiler.value(shape))
