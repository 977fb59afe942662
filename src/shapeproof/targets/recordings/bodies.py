"""Bodies and header fields as recordings write them: texts, bytes, base64, compressed."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.exchange import Headers, HttpResponse

MAX_BODY = 64 * 1024 * 1024
"""The longest body that is unpacked."""
_GZIP = b"\x1f\x8b"


class UnusableMessage(ValueError):
    """A message whose address or body cannot be read, and why."""


def octets(value: Any) -> bytes:
    """A body that is a text, bytes or nothing. Raises UnusableMessage for anything else."""
    if value is None:
        return b""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    raise UnusableMessage(f"a body is {type(value).__name__}, not a text")


def from_base64(value: Any) -> bytes:
    """A body in base64, line breaks allowed. Raises UnusableMessage."""
    try:
        return base64.b64decode(b"".join(octets(value).split()), validate=True)
    except (binascii.Error, ValueError):
        raise UnusableMessage("a body that should be base64 is not") from None


def unpacked(response: HttpResponse) -> HttpResponse:
    """A response with its body as clients read it. Raises UnusableMessage.

    Tools keep the header field of a coding although they have decoded the body, so that the body
    itself is asked whether it is compressed.
    """
    coding = (response.header("Content-Encoding") or "").strip().lower()
    body = response.body
    if not body or coding in ("", "identity"):
        return response
    if coding not in _CODINGS or (coding == "deflate" and not _is_zlib(body)):
        if not _is_text(body):
            raise UnusableMessage(f"the body is compressed with {coding[:20]}, which is not read")
        return response
    if coding.endswith("gzip") and not body.startswith(_GZIP):
        return response
    decoded = _inflated(body)
    headers = tuple(each for each in response.headers if each[0].lower() != "content-encoding")
    return HttpResponse(response.status, headers, decoded)


_CODINGS = frozenset({"gzip", "x-gzip", "deflate"})


def _is_text(body: bytes) -> bool:
    """Whether a tool has decoded a body: what is compressed is no UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0


def _inflated(body: bytes) -> bytes:
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        found = stream.decompress(body, MAX_BODY)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise UnusableMessage(f"the compressed body cannot be unpacked: {error}") from None
    if stream.unconsumed_tail:
        raise UnusableMessage(f"the body is longer than {MAX_BODY:,} bytes when it is unpacked")
    return found


def is_shorter(response: HttpResponse) -> bool:
    """Whether the body is shorter than its length says.

    A tool has kept its beginning only, or a person has edited it.
    """
    stated = response.header("Content-Length") or ""
    if response.header("Content-Encoding") or not stated.isdecimal():
        return False
    return 0 < len(response.body) < int(stated[:18])


def header_pairs(value: Any) -> Headers:
    """Header fields from a mapping (of texts or lists) or a list of pairs or of names and values.

    Pseudo header fields of HTTP/2 (``:path``) are left out.
    """
    pairs = ((_text(name), _text(each)) for name, each in _pairs(value))
    return tuple((name, each) for name, each in pairs if name and not name.startswith(":"))


def _pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        for name, given in value.items():
            for each in given if isinstance(given, list | tuple) else (given,):
                yield name, each
        return
    for each in value if isinstance(value, list | tuple) else ():
        if isinstance(each, Mapping):
            yield each.get("name"), each.get("value")
        elif isinstance(each, list | tuple) and len(each) == 2:
            yield each[0], each[1]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""
