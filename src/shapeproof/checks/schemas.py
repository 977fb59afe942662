"""The schemas of an operation, compiled once: a quick yes or no, and an explanation of a no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from shapeproof.checks.documented_rules import whole_pattern
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.wire.interface import Codec, MessageKind
from shapeproof.wire.timestamps import TimestampFormat, is_written_in

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


@dataclass(frozen=True)
class SchemaError:
    """One place where a value breaks a schema: the keyword, its limit, and what stands there.

    ``anywhere`` is the place with ``*`` for each index of a list and key of a map.
    """

    tokens: Tokens
    anywhere: Tokens
    keyword: str
    limit: Any
    instance: Any
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class BodySchema:
    """The schema of one kind of body, in the wire view.

    ``formats`` says that timestamps in texts are judged: by values of boto3 they cannot be.
    """

    schema: Schema
    formats: bool = False

    @property
    def shape(self) -> Shape:
        """The typed view of the schema."""
        return Shape.of(self.schema)

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        """None where it refuses a pattern: there are some whose automata it finds too large."""
        try:
            return jsonschema_rs.Draft202012Validator(
                dict(self.schema), validate_formats=self.formats
            )
        except (ValueError, jsonschema_rs.ValidationError):
            return None

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        # Only wrong values need it, and it takes long to import.
        from jsonschema import Draft202012Validator, FormatChecker

        checker = FormatChecker(())
        checker.checkers["date-time"] = (_is_date_time, ())
        return Draft202012Validator(
            dict(self.schema), format_checker=checker if self.formats else None
        )

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Every error of a value, none if it is valid; one for all that is missing in a place."""
        try:
            if self._fast is not None and self._fast.is_valid(value):
                return
        except ValueError:
            # Numbers or strings that the fast validator cannot take over from Python.
            pass
        incomplete: set[Tokens] = set()
        for error in self._explaining.iter_errors(value):
            tokens = tuple(str(each) for each in error.absolute_path)
            if error.validator == "required":
                if tokens in incomplete:
                    continue
                incomplete.add(tokens)
            yield SchemaError(
                tokens=tokens,
                anywhere=_anywhere(error.absolute_schema_path),
                keyword=str(error.validator),
                limit=error.validator_value,
                instance=error.instance,
                schema=error.schema if isinstance(error.schema, Mapping) else {},
            )


def _is_date_time(value: object) -> bool:
    """Whether a text is a time as strict SDKs read it, with its zone; other types are no texts."""
    return not isinstance(value, str) or is_written_in(value, TimestampFormat.DATE_TIME)


def _anywhere(path: Iterable[str | int]) -> Tokens:
    """The place that a path through a schema leads to."""
    found: list[str] = []
    steps = iter(path)
    for step in steps:
        if step == "properties":
            found += [str(name) for name in islice(steps, 1)]
        elif step in ("items", "additionalProperties"):
            found.append("*")
    return tuple(found)


@dataclass(frozen=True)
class OperationSchemas:
    """The bodies that an operation may answer with."""

    contract: Contract
    operation: Operation
    codec: Codec

    @cached_property
    def response(self) -> BodySchema | None:
        """The body of a success; None where the model does not describe it or it has no members.

        No client reads a body without members.
        """
        root = self.operation.response
        return self._body(root, MessageKind.OUTPUT) if Shape.of(root).members else None

    @cached_property
    def errors(self) -> Mapping[str, BodySchema]:
        """The bodies of the modeled errors, by code."""
        found = {
            error.code: self._body(error.schema, MessageKind.ERROR)
            for error in self.contract.errors.values()
        }
        return {code: body for code, body in found.items() if body is not None}

    def _body(self, schema: Schema, kind: MessageKind) -> BodySchema | None:
        body = self.codec.body_schema(schema, kind)
        return None if body is None else BodySchema(body, formats=True)


Matters = Callable[[str, Mapping[str, Any]], bool]
"""Whether it matters that a constraint of a schema is broken."""

_CONSTRAINT_KEYWORDS = frozenset(
    {
        "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems",
        "maxItems", "minProperties", "maxProperties", "propertyNames", "format",
    }
)  # fmt: skip
_NAMED = ("properties", "$defs")
_SINGLE = ("items", "additionalProperties")


def weighed_as(keyword: str, schema: Mapping[str, Any]) -> str:
    """The constraint by which a broken keyword is weighed.

    A union with no member or with several is no value of its type: clients refuse to send it, and
    cannot read it.
    """
    return "type" if is_of_union(keyword, schema) else keyword


def is_of_union(keyword: str, schema: Mapping[str, Any]) -> bool:
    """Whether a keyword counts the members of a union."""
    return keyword in ("minProperties", "maxProperties") and bool(schema.get("x-union"))


def closed_schema(
    schema: Schema, matters: Matters, *, whole_patterns: bool = False
) -> dict[str, Any]:
    """The schema without the constraints that do not matter, and without additional members.

    Structures take no member that they do not have, if unknown ones matter. ``whole_patterns``
    makes patterns without anchors match whole texts, as services mean them in requests.
    """

    def inner(each: Schema) -> dict[str, Any]:
        return closed_schema(each, matters, whole_patterns=whole_patterns)

    kept: dict[str, Any] = {
        key: value
        for key, value in schema.items()
        if key not in _CONSTRAINT_KEYWORDS or matters(weighed_as(key, schema), schema)
    }
    if whole_patterns and "pattern" in kept:
        kept["pattern"] = whole_pattern(kept["pattern"], kept.get("maxLength")) or kept["pattern"]
    for key in _NAMED:
        if key in kept:
            kept[key] = {name: inner(each) for name, each in kept[key].items()}
    for key in _SINGLE:
        if isinstance(kept.get(key), Mapping):
            kept[key] = inner(kept[key])
    if "properties" in kept and not schema.get("x-map") and matters("unknown", schema):
        kept["additionalProperties"] = False
    return kept


def without_nulls(value: Any) -> Any:
    """The value as clients read it: members that are null are absent, ``__type`` is no member."""
    if isinstance(value, dict):
        return {
            key: without_nulls(each)
            for key, each in value.items()
            if each is not None and key != "__type"
        }
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    return value
