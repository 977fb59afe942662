"""Bytes as base64 texts (RFC 4648, 4)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from shapeproof.contract.model import Schema
from shapeproof.generate.strategies.lengths import LONGEST, filled
from shapeproof.generate.strategies.maker import Maker

_PLAIN = b"sample"
_LISTED = 64
_MOST_DRAWN = 64


@dataclass(frozen=True)
class Blob(Maker):
    """Bytes: some that are listed (the plain ones first), or any."""

    listed: tuple[bytes, ...]
    any: SearchStrategy[bytes]
    least: int

    def plain(self) -> str:
        """The word ``sample``, as near as the bounds let it."""
        return _written(self.listed[0])

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> str:
        """Listed bytes, or some that are drawn."""
        choice = block[at]
        if choice < _LISTED:
            return _written(self.listed[choice % len(self.listed)])
        return _written(filled(draw(self.any), self.least))


def _written(octets: bytes) -> str:
    return b64encode(octets).decode()


def blob(schema: Schema) -> Blob:
    """Blobs within ``x-min-bytes`` and ``x-max-bytes``."""
    low = int(schema.get("x-min-bytes", 0))
    high = max(low, int(schema.get("x-max-bytes", max(low, LONGEST))))
    plain = filled(_PLAIN, low)[:high]
    ordinary = (plain, filled(_PLAIN, low)[:low], b"\x00", b"\xff\xfe\xfd", b"{}", b" \r\n\x00\xf0")
    listed = [each for each in ordinary if low <= len(each) <= high]
    if "x-max-bytes" in schema and high <= LONGEST:
        listed.append(filled(b"\xffsample", high)[:high])
    least = min(low, 1) if low > _MOST_DRAWN else low
    drawn = st.binary(min_size=least, max_size=min(high, _MOST_DRAWN))
    return Blob(tuple(dict.fromkeys(listed)), drawn, low)
