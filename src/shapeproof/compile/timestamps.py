"""In which format a timestamp travels: by what is stated, by its location, by the protocol.

Smithy ``timestampFormat`` trait and the ``aws.protocols`` documents, in botocore's names for the
formats: ``iso8601``, ``rfc822``, ``unixTimestamp``.
"""

from __future__ import annotations

from collections.abc import Mapping

_EPOCH, _ISO, _HTTP = "unixTimestamp", "iso8601", "rfc822"
_BY_PROTOCOL: Mapping[str, str] = {"query": _ISO, "ec2": _ISO, "rest-xml": _ISO}
_BY_LOCATION: Mapping[str, str] = {
    "header": _HTTP,
    "headers": _HTTP,
    "uri": _ISO,
    "querystring": _ISO,
}
_SMITHY_NAMES: Mapping[str, str] = {
    "date-time": _ISO,
    "http-date": _HTTP,
    "epoch-seconds": _EPOCH,
}


def stated_format(name: str) -> str:
    """The format that a model names, in botocore's words or in Smithy's."""
    return _SMITHY_NAMES.get(name, name)


def body_format(protocol: str) -> str:
    """The format of a timestamp in a body that states none."""
    return _BY_PROTOCOL.get(protocol, _EPOCH)


def ignores_stated(protocol: str) -> bool:
    """Whether the protocol has one format whatever is stated (CBOR's tag 1, epoch seconds)."""
    return protocol == "smithy-rpc-v2-cbor"


def format_at(location: str | None) -> str | None:
    """The format of a timestamp at a location that states none; None for bodies."""
    return _BY_LOCATION.get(location or "")
