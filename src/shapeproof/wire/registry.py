"""Which protocols there is a codec for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.exchange import HttpRequest
from shapeproof.wire.interface import Codec, ProtocolTraits

_factories: dict[str, Callable[[], Codec]] = {}
_codecs: dict[str, Codec] = {}


def register_codec(protocol: str, factory: Callable[[], Codec]) -> None:
    """Let a factory make the codec of a protocol, by its name in service models."""
    _factories[protocol] = factory
    _codecs.pop(protocol, None)


def forget_codec(protocol: str) -> None:
    """Undo ``register_codec``."""
    _factories.pop(protocol, None)
    _codecs.pop(protocol, None)


def supported_protocols() -> tuple[str, ...]:
    """The protocols that there is a codec for, by their names in service models."""
    return tuple(sorted(_factories))


def find_codec(protocol: str) -> Codec | None:
    """The codec of a protocol, one for all callers; None where there is none."""
    if protocol not in _codecs and protocol in _factories:
        _codecs[protocol] = _factories[protocol]()
    return _codecs.get(protocol)


def codec_for(protocol: str, service: str = "(unnamed)") -> Codec:
    """The codec of a protocol, one for all callers. Raises UnsupportedProtocol for the rest."""
    codec = find_codec(protocol)
    if codec is None:
        raise UnsupportedProtocol(service, protocol, supported_protocols())
    return codec


def chosen_protocol(contract: Contract, protocol: str) -> str:
    """A protocol that a user names, if the service speaks it and there is a codec for it.

    Raises BadUsage, which names those to choose from, and UnsupportedProtocol where there is none.
    """
    usable = usable_protocols(contract)
    if protocol in usable:
        return protocol
    if not usable:
        raise UnsupportedProtocol(contract.service, contract.protocol, supported_protocols())
    reason = f"{contract.service} speaks {', '.join(contract.protocols)}"
    if protocol in contract.protocols:
        reason = f"shapeproof does not support this protocol of {contract.service}"
    raise BadUsage(f"--protocol {protocol}", reason, f"choose from {', '.join(usable)}")


def spoken_protocol(contract: Contract, request: HttpRequest) -> str | None:
    """The protocol of a service that a request is written in, None where it is in none of them."""
    for protocol in dict.fromkeys((contract.protocol, *contract.protocols)):
        codec = find_codec(protocol)
        if codec is not None and codec.route(contract, request) is not None:
            return protocol
    return None


def usable_protocols(contract: Contract) -> tuple[str, ...]:
    """The protocols of a service that there is a codec for."""
    return tuple(each for each in contract.protocols if each in supported_protocols())


def traits_of(protocol: str) -> ProtocolTraits:
    """The facts of a protocol, also of one that has no codec."""
    codec = find_codec(protocol)
    if codec is not None:
        return codec.traits
    return ProtocolTraits()


def operation_headers() -> frozenset[str]:
    """The header fields, in lower case, in which protocols name the operation."""
    added = (each for each in _factories if _factories[each] is not _own_factories.get(each))
    named = (traits_of(each).operation_header for each in added)
    return frozenset({_OWN_HEADER, *(each.lower() for each in named if each is not None)})


_OWN = {
    "json": "aws_json.json_rpc.JsonRpcCodec",
    "rest-json": "aws_json.rest_json.RestJsonCodec",
    "rest-xml": "aws_xml.rest_xml.RestXmlCodec",
    "query": "aws_query.query.QueryCodec",
    "ec2": "aws_query.ec2.Ec2Codec",
    "smithy-rpc-v2-cbor": "rpc_v2.rpc_v2_cbor.RpcV2CborCodec",
}
"""A codec is imported when its protocol is first met: a user's tests speak one or two of them."""


_OWN_HEADER = "x-amz-target"
"""The header field in which a protocol of the table names the operation: no codec is imported to
know it."""


def _own_codec(place: str) -> Codec:
    module, _, name = place.rpartition(".")
    codec: Codec = getattr(import_module(f"{__package__}.{module}"), name)()
    return codec


_own_factories = {each: partial(_own_codec, place) for each, place in _OWN.items()}
for _protocol, _factory in _own_factories.items():
    register_codec(_protocol, _factory)
