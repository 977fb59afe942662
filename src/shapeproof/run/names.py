"""Fresh identifiers: never used before in a run, and the same again with the same seed."""

from __future__ import annotations

import hashlib

from shapeproof.contract.model import Schema
from shapeproof.generate.plain import fits_text, fitting_text, plain_scalar

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAIL = 10


def tag_of(seed: int, attempt: int) -> str:
    """Five characters that tell runs of different seeds, and their attempts, apart."""
    digest = int(hashlib.sha256(f"{seed}/{attempt}".encode()).hexdigest(), 16)
    return _base36(digest)[:5]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _ALPHABET[rest] + digits
    return digits or "0"


class Namer:
    """Hands out names for one operation's cases: ``sp``, the run's tag, operation, counter."""

    def __init__(self, tag: str, operation_index: int) -> None:
        self._prefix = f"sp{tag}{_base36(operation_index).rjust(2, '0')}"
        self._counter = 0

    def _next(self) -> str:
        self._counter += 1
        return self._prefix + _base36(self._counter).rjust(4, "0")

    def fresh(self, schema: Schema) -> str:
        """A name that fits the schema of an identifier, or the schema's plain value."""
        if "enum" in schema:
            return str(plain_scalar(schema))
        name = self._next()
        digits = str(int(hashlib.sha256(name.encode()).hexdigest(), 16))
        return fitting_text(
            schema,
            name,
            name.capitalize(),
            name.upper(),
            name[-10:],
            digits[:12],
            digits[:8],
            f"{name[:8]}-{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:24]}",
            f"arn:aws:shapeproof:us-east-1:123456789012:{name}",
        )

    def unique(self, schema: Schema, value: str, *, may_grow: bool) -> str:
        """A value made unique without losing its kind: its tail replaced, or a tail added.

        Values too short for a tail stay as they are, unless they ``may_grow``.
        """
        tail = self._next()[-_TAIL:]
        if len(value) >= 2 * _TAIL:
            candidate = value[:-_TAIL] + tail
        elif may_grow and value:
            candidate = value + tail
        else:
            return value
        return candidate if fits_text(schema, candidate) else value
