"""Which protocols there is a codec for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.wire.interface import Codec
from shapeproof.wire.json_rpc import JsonRpcCodec
from shapeproof.wire.rest_json import RestJsonCodec

_CODECS: Mapping[str, Callable[[], Codec]] = {
    "json": JsonRpcCodec,
    "rest-json": RestJsonCodec,
}


def supported_protocols() -> tuple[str, ...]:
    """The protocols that there is a codec for, by their names in service models."""
    return tuple(sorted(_CODECS))


def codec_for(protocol: str, service: str = "(unnamed)") -> Codec:
    """The codec of a protocol, one for all callers. Raises UnsupportedProtocol for the rest."""
    if protocol not in _CODECS:
        raise UnsupportedProtocol(service, protocol, supported_protocols())
    return _made(protocol)


@cache
def _made(protocol: str) -> Codec:
    return _CODECS[protocol]()
