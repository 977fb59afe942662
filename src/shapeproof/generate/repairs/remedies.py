"""What can be put at a place to meet a demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.domain.arn_patterns import ACCOUNT, REGION, arns_for
from shapeproof.generate.repairs.clauses import Clause
from shapeproof.generate.repairs.phrases import Demand
from shapeproof.generate.values.bounded_patterns import BoundedPattern
from shapeproof.generate.values.known import KnownValues
from shapeproof.generate.values.plain import PlainValues, fits_text

_LONGEST_TEXT = 4096
_MOST_ITEMS = 100
_FUTURE, _PAST = "2036-01-01T00:00:00Z", "2020-08-11T00:00:00Z"

_KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("arn", "amazon resource name"), (f"arn:aws:iam::{ACCOUNT}:role/sample",)),
    (("url", "uri"), ("https://sample.example.com/sample",)),
    (("email", "e-mail"), ("sample@example.com",)),
    (("uuid", "guid"), ("01234567-89ab-4def-8123-456789abcdef",)),
    (("json", "definition"), ("{}", "[]")),
    (("policy",), ('{"Version": "2012-10-17", "Statement": []}', "{}")),
    (("event pattern",), ('{"source": ["sample"]}',)),
    (("time zone", "timezone"), ("UTC", "Europe/Berlin")),
    (("date", "timestamp", "time"), ("2026-01-01T00:00:00Z", "2026-01-01", "1767225600")),
    (("cron",), ("cron(0 12 * * ? *)", "0 12 * * *")),
    (("rate", "schedule"), ("rate(5 minutes)", "cron(0 12 * * ? *)")),
    (("cidr",), ("10.0.0.0/16", "10.0.0.0/24")),
    (("ip",), ("192.0.2.1", "10.0.0.10")),
    (("region",), (REGION,)),
    (("account",), (ACCOUNT,)),
    (("base64", "base-64"), ("c2FtcGxl",)),
    (("xml",), ("<sample/>",)),
    (("yaml",), ("sample: 1",)),
    (("phone",), ("+12065550100",)),
    (("integer", "number"), ("1",)),
    (("s3",), ("s3://sample/sample",)),
    (("kms",), (f"arn:aws:kms:{REGION}:{ACCOUNT}:key/01234567-89ab-4def-8123-456789abcdef",)),
    (("certificate",), ("-----BEGIN CERTIFICATE-----\nc2FtcGxl\n-----END CERTIFICATE-----",)),
    (("semantic version", "semver"), ("1.0.0",)),
    (("regex",), (".*",)),
)
"""Beginnings of words of a message, and what they may mean; the first that fits counts."""


@dataclass(frozen=True)
class RepairPlace:
    """A place of a request that is to be changed, and what is there."""

    root: Schema
    tokens: Tokens
    current: Any
    known: KnownValues

    @property
    def shape(self) -> Shape:
        """The shape of the place."""
        return Shape.of(self.root).at(self.tokens)

    @property
    def texts(self) -> tuple[str, ...]:
        """Realistic texts of the place."""
        known = self.known(self.tokens, self.shape)
        return tuple(each for each in known if isinstance(each, str))

    def plain(self) -> Any:
        """The plain value of the place."""
        return PlainValues(self.root, known=self.known).value(self.shape, self.tokens)


def values_for(spot: RepairPlace, clause: Clause) -> Iterator[Any]:
    """Legal values that meet a demand and differ from the current one, the best first."""
    for value in _values(spot, clause):
        if value != spot.current and _is_legal(spot.shape, value):
            yield value


def _values(spot: RepairPlace, clause: Clause) -> Iterator[Any]:
    match clause.demand:
        case Demand.PRESENT if spot.current in (None, "", [], {}):
            yield _not_empty(spot)
        case Demand.PATTERN:
            yield from _matching(spot, clause.data[0])
        case Demand.ONE_OF:
            yield from _of_list(spot.shape, clause.data)
        case Demand.AT_LEAST | Demand.AT_MOST | Demand.LONGER | Demand.SHORTER:
            yield from _within(spot, clause.demand, int(clause.data[0]))
        case Demand.EXAMPLE:
            yield from _like(spot, clause.data[0])
        case Demand.PREFIX:
            yield from _beginning(spot, clause.data[0].rstrip(".,;"))
        case Demand.SUFFIX:
            yield f"{spot.current or 'sample'}{clause.data[0].rstrip(',;')}"
        case Demand.KIND:
            yield from _of_kind(spot, clause.data[0].lower())
        case Demand.FUTURE:
            yield from _instants(spot.shape, _FUTURE)
        case Demand.PAST:
            yield from _instants(spot.shape, _PAST)
        case Demand.UNUSED:
            yield from _renamed(spot)


def _not_empty(spot: RepairPlace) -> Any:
    """The plain value, with an element where it would be empty."""
    value, shape = spot.plain(), spot.shape
    if value == [] and shape.is_list:
        plain = PlainValues(spot.root, known=spot.known)
        return [plain.value(shape.item, (*spot.tokens, "0"))]
    if value == "" and shape.kind is Kind.STRING:
        return "sample"
    if value == {} and shape.is_structure:
        return PlainValues(spot.root, full=True, known=spot.known).value(shape, spot.tokens)
    return value


def _matching(spot: RepairPlace, stated: str) -> Iterator[str]:
    """Texts for a pattern, as it may be written in a sentence."""
    for text in dict.fromkeys((_unquoted(stated), _unquoted(stated).rstrip(".,;"))):
        pattern = BoundedPattern(text)
        if pattern.is_usable:
            arns = arns_for(text, "", ("sample", "role/sample"))
            yield from pattern.texts((*spot.texts, *arns))


def _unquoted(text: str) -> str:
    text = text.strip().strip("`")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"/":
        text = text[1:-1]
    return text


def _of_list(shape: Shape, values: Sequence[str]) -> Iterator[Any]:
    if shape.is_list and shape.item.kind is Kind.STRING:
        yield from ([each] for each in values)
    for each in values:
        match shape.kind:
            case Kind.INTEGER | Kind.NUMBER:
                if each.lstrip("-").isdigit():
                    yield int(each)
            case Kind.BOOLEAN:
                if each.lower() in ("true", "false"):
                    yield each.lower() == "true"
            case _:
                yield each


def _within(spot: RepairPlace, demand: Demand, bound: int) -> Iterator[Any]:
    shape, value = spot.shape, spot.current
    if shape.kind in (Kind.INTEGER, Kind.NUMBER):
        yield bound
    elif demand is Demand.AT_LEAST or demand is Demand.LONGER:
        yield from _grown(spot, min(bound, _LONGEST_TEXT))
    elif isinstance(value, str | list):
        yield value[: max(bound, 0)]


def _grown(spot: RepairPlace, length: int) -> Iterator[Any]:
    value = spot.current
    if isinstance(value, str) and len(value) < length:
        yield from (value + filler * (length - len(value)) for filler in ("0", "a", "A"))
    if isinstance(value, list) and len(value) < length <= _MOST_ITEMS:
        plain = PlainValues(spot.root, known=spot.known)
        item = value[-1] if value else plain.value(spot.shape.item, (*spot.tokens, "0"))
        more = [_numbered(item, count) for count in range(2, length - len(value) + 2)]
        yield [*value, *more] if value else [item, *more][:length]


def _numbered(item: Any, count: int) -> Any:
    return f"{item}{count}" if isinstance(item, str) else item


def _like(spot: RepairPlace, example: str) -> Iterator[Any]:
    """An example as it stands; where it has places to fill in, known values go first."""
    text = example.rstrip(".,;:)'\"`")
    pattern = BoundedPattern(text)
    if any(char in text for char in "\\[^*+") and pattern.is_usable:
        yield from pattern.texts(spot.texts)
    yield from (each for each in spot.texts if each[:4] == text[:4])
    if not any(char in text for char in "<>{}$"):
        yield text


def _beginning(spot: RepairPlace, prefix: str) -> Iterator[str]:
    yield from (each for each in spot.texts if each.startswith(prefix))
    yield f"{prefix}{spot.current if isinstance(spot.current, str) else 'sample'}"
    yield prefix


def _of_kind(spot: RepairPlace, kind: str) -> Iterator[Any]:
    yield from spot.texts
    for words, values in _KINDS:
        if any(kind.startswith(word) for word in words):
            yield from values
            return


def _instants(shape: Shape, instant: str) -> Iterator[str]:
    yield instant
    if not shape.is_timestamp:
        yield instant[:10]


def _renamed(spot: RepairPlace) -> Iterator[str]:
    """Other names in the same form, which are the same in each run."""
    if isinstance(spot.current, str) and spot.current:
        text = spot.current
        for tail in ("2", "b", "-2"):
            yield text + tail
            yield text[: -len(tail)] + tail


def _is_legal(shape: Shape, value: Any) -> bool:
    """Whether the contract allows a value, as far as repairs can make another one."""
    schema = shape.schema
    if isinstance(value, bool) or value is None:
        return shape.kind is Kind.BOOLEAN and value is not None
    if isinstance(value, str):
        if shape.kind is Kind.TIMESTAMP:
            return "T" in value
        return shape.kind in (Kind.STRING, Kind.JSON_TEXT) and fits_text(schema, value)
    if isinstance(value, int | float):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return shape.kind in (Kind.INTEGER, Kind.NUMBER) and low <= value <= high
    if isinstance(value, list):
        most = shape.max_count
        within = shape.min_count <= len(value) <= (len(value) if most is None else most)
        return shape.is_list and within and all(_is_legal(shape.item, each) for each in value)
    return isinstance(value, dict) and (shape.is_structure or shape.is_map)
