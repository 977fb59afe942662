"""The codec of Smithy's RPC v2 CBOR protocol (``smithy.protocols#rpcv2Cbor``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpResponse
from shapeproof.wire.body_schema import whole_json_body_schema
from shapeproof.wire.body_values import StructureValue, decode_bounded, encode_bounded
from shapeproof.wire.event_streams.event_bodies import StreamMembers, stream_members
from shapeproof.wire.interface import Deviation, MessageKind, ProtocolTraits, UnreadableError
from shapeproof.wire.members import members_of
from shapeproof.wire.repeats import repeated_places
from shapeproof.wire.rpc_v2.cbor_events import CBOR, CborDocuments
from shapeproof.wire.rpc_v2.cbor_reading import Tagged, cbor_type, read_cbor
from shapeproof.wire.rpc_v2.cbor_values import CborCompiler, deviations_of, tree_of
from shapeproof.wire.rpc_v2.cbor_variants import CBOR_VARIANTS
from shapeproof.wire.rpc_v2.cbor_writing import CborStyle, write_cbor
from shapeproof.wire.rpc_v2.rpc_v2 import RpcV2Codec
from shapeproof.wire.timestamps import TimestampFormat


class RpcV2CborCodec(RpcV2Codec):
    """RPC v2 with bodies in CBOR."""

    protocol = "smithy-rpc-v2-cbor"
    traits = ProtocolTraits(
        body_form="cbor",
        body_description="a CBOR map",
        own_media_type=True,
        error_code_places="__type in the body",
        empty_bodies=frozenset({b"", b"\xa0", b"\xbf\xff"}),
        reads_any_body=True,
        boto3_members_outside_error=True,
    )
    variants = CBOR_VARIANTS
    header_value = "rpc-v2-cbor"
    body_type = CBOR

    def __init__(self) -> None:
        self._members_of = IdentityCache[Schema, StructureValue](_structure)
        self._schemas = IdentityCache[Schema, Schema | None](_schema)
        self._streams = IdentityCache[Schema, StreamMembers | None](_stream)

    def stream_of(self, schema: Schema) -> StreamMembers | None:
        """The body that is a stream of events, None where it is none."""
        return self._streams(schema)

    def write(self, value: Any) -> bytes:
        """The CBOR text of a value."""
        return write_cbor(value)

    def read(self, body: bytes) -> Any:
        """The value of a CBOR text. Raises UnreadableError."""
        return read_cbor(body)

    def encode_members(self, schema: Schema, members: Mapping[str, Any]) -> bytes:
        """The map of the members."""
        return write_cbor(encode_bounded(self._members_of(schema), members))

    def decode_members(self, schema: Schema, body: bytes) -> dict[str, Any]:
        """The members of a map; no body is an empty one."""
        structure = self._members_of(schema)
        if not body or not structure.members:
            return {}
        value = read_cbor(body)
        if not isinstance(value, dict):
            raise UnreadableError(f"expected a CBOR map, found {cbor_type(value)}")
        members: dict[str, Any] = decode_bounded(structure, value)
        return members

    def body_deviations(self, schema: Schema, value: Any) -> Iterator[Deviation]:
        """Byte strings for texts, missing tags and the like; a body that is no map at all."""
        shape = Shape.of(schema)
        if not shape.members and not isinstance(value, dict):
            yield Deviation("", "type", "a map", cbor_type(value))
        yield from deviations_of(shape, value)

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        """The schema of the tree."""
        return self._schemas(schema)

    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> Any:
        """The tree of a CBOR text, or a list of events; no body is an empty map."""
        stream = self.stream_of(schema)
        if stream is not None:
            return stream.tree(body)
        return tree_of(read_cbor(body)) if body else {}

    def equal_errors(self, response: HttpResponse) -> tuple[tuple[str, HttpResponse], ...]:
        """The same error in maps of indefinite length."""
        body = write_cbor(read_cbor(response.body), CborStyle(indefinite=True))
        return (("indefinite", replace(response, body=body)),)

    def repeated_members(self, body: bytes) -> Iterator[Tokens]:
        """The places of keys that a map has more than once (RFC 8949, 5.6)."""
        return repeated_places(read_cbor(body)) if body else iter(())

    def canonical_body(self, body: bytes) -> object:
        """The value in one way of writing it."""
        try:
            return repr(_sorted(read_cbor(body)))
        except UnreadableError:
            return body


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return Tagged(value.tag, _sorted(value.value)) if isinstance(value, Tagged) else value


def _structure(schema: Schema) -> StructureValue:
    return CborCompiler(schema).structure(members_of(Shape.of(schema)))


def _stream(schema: Schema) -> StreamMembers | None:
    return stream_members(schema, CborDocuments)


def _schema(schema: Schema) -> Schema | None:
    return whole_json_body_schema(schema, TimestampFormat.EPOCH_SECONDS)
