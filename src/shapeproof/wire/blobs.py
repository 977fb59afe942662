"""Blobs: bytes that travel as base64 text, or raw as a payload (Smithy ``blob``; RFC 4648, 4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any


def to_base64(raw: bytes | bytearray | memoryview) -> str:
    """The base64 text of bytes: a blob in the API view."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes that a base64 text stands for. Raises ValueError for any other text."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not base64: {error}") from None


def encode_blob(value: Any) -> Any:
    """A blob as it travels in JSON: base64 text. What is no blob is passed through."""
    return to_base64(value) if isinstance(value, (bytes, bytearray, memoryview)) else value


def raw_blob(value: str | bytes | bytearray | memoryview) -> bytes:
    """A blob as it travels as a payload: its bytes. Text that is no base64 travels as UTF-8."""
    if not isinstance(value, str):
        return bytes(value)
    try:
        return from_base64(value)
    except ValueError:
        return value.encode("utf-8", "surrogatepass")
