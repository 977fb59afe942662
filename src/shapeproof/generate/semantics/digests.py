"""The digests that ``x-digest`` of a contract may name, of values in the API view."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shapeproof.contract.shape import Shape

_TEXT, _BINARY = b"\1", b"\2"


def digest_of(algorithm: str, shape: Shape, value: Any) -> str | None:
    """The digest of a value of a shape, None of a value that has none."""
    try:
        return _ALGORITHMS[algorithm](shape, value)
    except (AttributeError, LookupError, TypeError, ValueError):  # it is of another type
        return None


def _md5(shape: Shape, value: Any) -> str:
    return _hexadecimal(_octets(value, is_blob=shape.is_blob))


def _message_attributes_md5(shape: Shape, value: Any) -> str:
    """The MD5 of the attributes of a message.

    The developer guide of Amazon SQS ("Calculating the MD5 message digest for message attributes"):
    sorted by name, of each its name, its data type, a byte that tells texts from bytes, and its
    value; a length in four bytes precedes each but the byte.
    """
    if not isinstance(value, Mapping):
        raise TypeError
    return _hexadecimal(b"".join(_attribute_octets(value)))


def _attribute_octets(attributes: Mapping[str, Any]) -> Iterator[bytes]:
    for name in sorted(attributes):
        attribute = attributes[name]
        kind, binary = str(attribute["DataType"]), attribute.get("BinaryValue")
        has_bytes = binary is not None and attribute.get("StringValue") is None
        is_binary = kind.startswith("Binary") or has_bytes
        held = binary if is_binary else attribute.get("StringValue")
        yield _measured(name.encode())
        yield _measured(kind.encode())
        yield _BINARY if is_binary else _TEXT
        yield _measured(_octets(held or "", is_blob=is_binary))


def _measured(octets: bytes) -> bytes:
    return len(octets).to_bytes(4) + octets


def _octets(value: Any, *, is_blob: bool) -> bytes:
    if not isinstance(value, str):
        raise TypeError
    try:
        return base64.b64decode(value, validate=True) if is_blob else value.encode()
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _hexadecimal(octets: bytes) -> str:
    return hashlib.md5(octets, usedforsecurity=False).hexdigest()


_ALGORITHMS: Mapping[str, Callable[[Shape, Any], str]] = {
    "md5": _md5,
    "message-attributes-md5": _message_attributes_md5,
}
