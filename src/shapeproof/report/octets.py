"""Text of a message head as the bytes that go out."""

from __future__ import annotations


def octets(text: str) -> bytes:
    """UTF-8; what cannot be encoded is a question mark."""
    return text.encode("utf-8", "replace")


def header_octets(value: str) -> bytes:
    """A header value: ISO-8859-1 where that can be, as clients send it, else UTF-8."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return octets(value)
