"""Identifiers that a mock chooses: well-formed by their pattern, unique, the same for a seed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from shapeproof.contract.model import Contract
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.domain.arn_patterns import ACCOUNT, REGION, arns_for
from shapeproof.generate.domain.base_values import arn_namespace
from shapeproof.generate.values.pattern_nodes import Choices
from shapeproof.generate.values.pattern_parser import parts_of
from shapeproof.generate.values.plain import fits_wholly, plain_scalar
from shapeproof.generate.values.text_constraints import BODY
from shapeproof.mock.generated.names import kebab, plain_name

_DIGITS, _CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TRIES = 30


@dataclass(frozen=True)
class Wanted:
    """What an identifier is for: the kind, the member's name and shape, the resource's own name."""

    kind: str
    member: str
    shape: Shape
    label: str | None = None


@dataclass(frozen=True)
class IdentifierMaker:
    """Makes identifiers for one service. ``url`` is where the mock is reached."""

    contract: Contract
    seed: int

    def make(self, wanted: Wanted, serial: int, taken: Container[Any], url: str = "") -> Any:
        """An identifier that is not taken, if its shape allows for another one."""
        random = Random(f"{self.seed}/{self.contract.service}/{wanted.kind}/{serial}")
        shape = wanted.shape
        if shape.kind in (Kind.INTEGER, Kind.NUMBER):
            low = shape.schema.get("minimum", 1)
            return max(int(low), 1) + serial
        fallback = None
        for text in self._texts(wanted, random, url):
            if not fits_wholly(shape.schema, text):
                continue
            fallback = text if fallback is None else fallback
            if text not in taken:
                return text
        return plain_scalar(shape.schema) if fallback is None else fallback

    def _texts(self, wanted: Wanted, random: Random, url: str) -> Iterator[str]:
        member, kind = plain_name(wanted.member), kebab(wanted.kind)
        token = _hex(random, 8)
        names = (wanted.label, f"{wanted.label}-{token}") if wanted.label else (f"{kind}-{token}",)
        if wanted.shape.enum:
            yield from (each for each in wanted.shape.enum if isinstance(each, str))
        if member.endswith("arn"):
            yield from self._arns(wanted, kind, names)
        if member.endswith("url"):
            base = url or f"https://{arn_namespace(self.contract)}.{REGION}.amazonaws.com"
            yield from (f"{base}/{ACCOUNT}/{name}" for name in names)
        if member.endswith("name"):
            yield from names
        if self.contract.protocol == "ec2":
            yield f"{kind}-{_hex(random, 17)}"
        yield str(UUID(int=random.getrandbits(128), version=4))
        for length in (32, 16, 10, 8):
            yield _hex(random, length)
        yield _text(random, _CAPITALS, 21)
        yield _text(random, _DIGITS, 12)
        yield from self._arns(wanted, kind, names)
        yield from _of_pattern(wanted.shape, random)

    def _arns(self, wanted: Wanted, kind: str, names: tuple[str, ...]) -> Iterator[str]:
        namespace = arn_namespace(self.contract)
        for name in names:
            pattern = wanted.shape.schema.get("pattern")
            if pattern is not None:
                yield from arns_for(pattern, namespace, (f"{kind}/{name}", f"{kind}:{name}", name))
            yield f"arn:aws:{namespace}:{REGION}:{ACCOUNT}:{kind}/{name}"


def _of_pattern(shape: Shape, random: Random) -> Iterator[str]:
    """Texts made of the parts of a pattern, or of letters where there is none."""
    schema = shape.schema
    low, high = schema.get("minLength", 0), schema.get("maxLength", 256)
    node = parts_of(schema["pattern"], BODY) if "pattern" in schema else None
    for _ in range(_TRIES):
        if node is None:
            yield _hex(random, max(1, low, min(16, high)))
        else:
            choices = Choices(lambda least, most: random.randbytes(max(least, min(most, 24))))
            least = max(low, node.low)
            yield node.make(choices, least, max(least, min(high, node.high)), {})


def _hex(random: Random, length: int) -> str:
    return _text(random, "0123456789abcdef", length)


def _text(random: Random, alphabet: str, length: int) -> str:
    return "".join(random.choice(alphabet) for _ in range(length))
