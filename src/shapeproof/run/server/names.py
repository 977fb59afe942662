"""Names for what a run makes: fresh in each call, and different from those of earlier runs."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.generate.domain.arn_patterns import arns_for
from shapeproof.generate.domain.forms import FREE_PART
from shapeproof.generate.values.plain import PlainValues, fits_text, fitting_text, plain_scalar
from shapeproof.run.server.session import Session

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_TAIL = 10
_MOST_ATTEMPTS = 8
_PLAIN = re.compile(r"[\w-]*")
"""A word: a value that has no form of its own."""
_LAST_PART = re.compile(r"[^:/]*$")
_LONGEST_FORM = 200
_NUMBERS = 30_000
"""So many numbers are tried where a schema states no maximum: they fit into 16 bits."""


def tag_of(seed: int, attempt: int) -> str:
    """Five characters that differ between runs of different seeds, and between their attempts."""
    digest = int(hashlib.sha256(f"{seed}/{attempt}".encode()).hexdigest(), 16)
    return _base36(digest)[:5]


@dataclass
class RunTag:
    """The tag of a run. It moves on where names turn out to be taken by an earlier run."""

    text: str
    seed: int = 0
    attempt: int = 0

    def move_on(self) -> None:
        """Take the next tag; after many of them one that depends on the time."""
        self.attempt += 1
        number = self.attempt if self.attempt < _MOST_ATTEMPTS else time.time_ns()
        self.text = tag_of(self.seed, number)


def free_tag(session: Session, seed: int) -> str:
    """A tag under which an earlier run against the same server has left nothing behind.

    One resource is made under it. Where that is refused, the next tag is tried, and after many of
    them one that depends on the time. Where all are refused, making resources is broken, and the
    cases will show that. Where the lifecycle is guessed, the search for base requests finds out.
    """
    root = _root_maker(session.contract)
    if root is None or not session.contract.lifecycle.reviewed:
        return tag_of(seed, 0)
    operation, members = root
    for attempt in (*range(_MOST_ATTEMPTS), time.time_ns()):
        tag = tag_of(seed, attempt)
        namer = Namer(tag, len(session.contract.operations))
        params = dict(PlainValues(operation.request).value())
        schemas = operation.request_shape.members
        params |= {member: namer.fresh(schemas[member]) for member in members}
        if session.call(operation, params).accepted:
            return tag
    return tag_of(seed, 0)


def _root_maker(contract: Contract) -> tuple[Operation, tuple[str, ...]] | None:
    """An operation that makes a resource without a parent, and the members that name it."""
    for resource in contract.lifecycle.resources.values():
        if resource.parent is None and not resource.generated and resource.makers:
            maker = resource.makers[0]
            operation = contract.operations[maker.operation]
            members = tuple(maker.member_of(each) for each in resource.identifiers)
            if all(each in operation.request_shape.members for each in members):
                return operation, members
    return None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _ALPHABET[rest] + digits
    return digits or "0"


def _arns(schema: Schema, name: str) -> Iterator[str]:
    """ARNs for a schema's pattern that have a name in them."""
    tails = (name, f"resource/{name}", f"resource:{name}")
    return (each for each in arns_for(schema.get("pattern", ""), "", tails) if name in each)


class Namer:
    """Makes names for one operation's cases: ``sp``, the run's tag, operation, counter."""

    def __init__(self, tag: str | RunTag, operation_index: int) -> None:
        self.tag = RunTag(tag) if isinstance(tag, str) else tag
        self._operation = _base36(operation_index).rjust(2, "0")
        self._numbers = count(1)  # threads never get the same number

    def _next(self) -> str:
        number = _base36(next(self._numbers)).rjust(4, "0")
        return f"sp{self.tag.text}{self._operation}{number}"

    def fresh(self, schema: Schema | Shape) -> Any:
        """A name that fits the schema of an identifier, or the schema's plain value.

        Where things are told apart by numbers (RuleNumber), it is a number.
        """
        schema = schema.schema if isinstance(schema, Shape) else schema
        if schema.get("type") in ("integer", "number"):
            return self._number(schema)
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
            *_arns(schema, name),
            f"arn:aws:shapeproof:us-east-1:123456789012:{name}",
            *_in_the_form_of(schema, name, digits),
        )

    def _number(self, schema: Schema) -> int:
        """A number within the bounds of a schema, none twice where there are enough."""
        least: int = max(math.ceil(schema.get("minimum", 1)), 1)
        most: int = math.floor(schema.get("maximum", least + _NUMBERS))
        return least + next(self._numbers) % (max(most - least, 0) + 1)

    def another(self, schema: Schema | Shape, value: str) -> str:
        """A name for the place of a value: in its form where it has one (a domain, an address)."""
        schema = schema.schema if isinstance(schema, Shape) else schema
        if _PLAIN.fullmatch(value):
            return str(self.fresh(schema))
        name = self._next()
        if FREE_PART in value and fits_text(schema, value.replace(FREE_PART, name, 1)):
            return value.replace(FREE_PART, name, 1)
        for candidate in (f"{name}.{value}", name + value, value + name, value[:-_TAIL] + name):
            if len(value) < _LONGEST_FORM and fits_text(schema, candidate):
                return candidate
        return self.unique(schema, value, may_grow=False)

    def another_arn(self, schema: Schema | Shape, value: str) -> Any:
        """An ARN like another one whose last part is new; else a fresh name."""
        schema = schema.schema if isinstance(schema, Shape) else schema
        candidate = _LAST_PART.sub(self._next(), value, count=1)
        return candidate if fits_text(schema, candidate) else self.fresh(schema)

    def too_long(self, value: str) -> str:
        """Another text of the same length, where it has room for a tail of its own."""
        return value[:-_TAIL] + self._next()[-_TAIL:] if len(value) >= 2 * _TAIL else value

    def unique(self, schema: Schema | Shape, value: str, *, may_grow: bool) -> str:
        """A value made unique in the same form: its tail is replaced, or a tail is added.

        Values too short for a tail stay as they are, unless they ``may_grow``.
        """
        schema = schema.schema if isinstance(schema, Shape) else schema
        tail = self._next()[-_TAIL:]
        if len(value) >= 2 * _TAIL:
            candidate = value[:-_TAIL] + tail
        elif may_grow and value:
            candidate = value + tail
        else:
            return value
        return candidate if fits_text(schema, candidate) else value


def _in_the_form_of(schema: Schema, name: str, digits: str) -> Iterator[str]:
    """The plain text of a schema with a tail that is not used elsewhere, in several forms."""
    plain = plain_scalar(schema)
    if not isinstance(plain, str) or "pattern" not in schema:
        yield f"s{name[-5:]}"
        yield digits[:4]
        return
    for tail in (name[-10:], name[-6:], name[-4:], name[-10:].upper(), digits[:8], digits[:4]):
        yield plain + tail
        yield plain[: -len(tail)] + tail
