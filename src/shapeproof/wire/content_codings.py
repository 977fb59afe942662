"""What clients wrap bodies in before they send them: chunks with checksums, and compression.

``aws-chunked`` (S3's documentation of chunked uploads) has chunks that may be signed, and trailers
that hold a checksum. Compression is the client's affair (Smithy ``requestCompression`` trait). A
server reads the body inside; checksums are allowed, and not checked.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import NoReturn

from shapeproof.contract.model import Operation
from shapeproof.exchange import HttpRequest
from shapeproof.wire.interface import UnreadableError

MAX_BODY = 64 * 1024 * 1024
"""The longest body that is unpacked."""

_CODING_HEADER = "content-encoding"
_CHUNKED = "aws-chunked"
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?\r\n")
_TRAILER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n)*(?:\r\n)?")


def is_compressed(operation: Operation) -> bool:
    """Whether clients may compress the bodies of an operation."""
    return "requestcompression" in operation.traits


def unpacked(request: HttpRequest, *, compressed: bool = False) -> HttpRequest:
    """The request with the body that was wrapped. Raises UnreadableError for a broken wrapping.

    ``compressed``: clients may compress it; else a coding is a value of the caller (a member in
    ``Content-Encoding``), and stays.
    """
    stated = request.header(_CODING_HEADER)
    if not stated:
        return request
    codings = [each.strip() for each in stated.split(",") if each.strip()]
    body = request.body
    if _CHUNKED in (each.lower() for each in codings):
        codings = [each for each in codings if each.lower() != _CHUNKED]
        body = _joined(body)
    if compressed and codings and codings[-1].lower() == "gzip":
        codings.pop()
        body = _inflated(body)
    return _with(request, body, codings) if body is not request.body else request


def _with(request: HttpRequest, body: bytes, codings: list[str]) -> HttpRequest:
    others = tuple(each for each in request.headers if each[0].lower() != _CODING_HEADER)
    left = (("Content-Encoding", ",".join(codings)),) if codings else ()
    return replace(request, headers=(*others, *left), body=body)


def _joined(body: bytes) -> bytes:
    chunks: list[bytes] = []
    position = 0
    while True:
        found = _SIZE.match(body, position)
        if found is None:
            _refuse(f"chunk {len(chunks) + 1} has no size")
        start, size = found.end(), int(found[1], 16)
        if not size:
            break
        if len(body) < start + size + 2 or body[start + size : start + size + 2] != b"\r\n":
            _refuse(f"chunk {len(chunks) + 1} is not {size} bytes long")
        chunks.append(body[start : start + size])
        position = start + size + 2
    if not _TRAILER.fullmatch(body, start):
        _refuse("what follows the last chunk are no trailers")
    return b"".join(chunks)


def _inflated(body: bytes) -> bytes:
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = stream.decompress(body, MAX_BODY)
    except zlib.error as error:
        _refuse(f"it is not gzip: {error}")
    if stream.unconsumed_tail:
        _refuse(f"it is longer than {MAX_BODY} bytes")
    if not stream.eof:
        _refuse("its gzip stream is cut off")
    return found


def _refuse(reason: str) -> NoReturn:
    raise UnreadableError(reason, part="body")
