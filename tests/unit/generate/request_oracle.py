"""jsonschema judges requests and says where each one is wrong.

Where an error lies:

- a ``required`` error at the member that is missing;
- any other error at the value that it is about, whatever it holds.

A fault is one place: *every* error must lie exactly there. Nothing below it counts, as a faulty
value holds nothing (``{}``, ``[]``), or what is legal (a list that is too long).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join, parse
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Case
from shapeproof.generate.cases.places import planted, schema_at
from shapeproof.generate.values.plain import PlainValues


@dataclass(frozen=True)
class Wrong:
    """What an error says: the place and the keyword that is broken there."""

    pointer: str
    keyword: str


@dataclass(frozen=True)
class Oracle:
    """Judges the requests of one operation (API view)."""

    root: Schema

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(_with_patterns_python_knows(self.root))

    def wrongs(self, params: Any) -> set[Wrong]:
        """Everything that is wrong with a request; nothing for a legal one."""
        value = _without_nulls(self.root, self.root, params)
        return {each for error in self._validator.iter_errors(value) for each in _wrongs(error)}

    def mended(self, case: Case) -> Any:
        """The request of a faulty case with a plain legal value at the fault's place."""
        assert case.fault is not None
        tokens = parse(case.fault.pointer)
        value = PlainValues(self.root).value(schema_at(self.root, tokens))
        return planted(self.root, case.params, tokens, value)


def _wrongs(error: ValidationError) -> Iterator[Wrong]:
    tokens = [str(each) for each in error.absolute_path]
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield Wrong(join([*tokens, name]), "required")
    else:
        yield Wrong(join(tokens), str(error.validator))


def _with_patterns_python_knows(schema: Any) -> Any:
    """The schema without the few patterns that Python's ``re`` cannot read (``\\p{L}``)."""
    if isinstance(schema, list):
        return [_with_patterns_python_knows(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _with_patterns_python_knows(each)
        for key, each in schema.items()
        if not (key == "pattern" and isinstance(each, str) and not _compiles(each))
    }


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _without_nulls(root: Schema, schema: Schema, value: Any) -> Any:
    """The value without the nulls of optional members: they say the same as nothing."""
    schema = resolve(root, schema)
    if isinstance(value, list) and schema.get("type") == "array":
        return [_without_nulls(root, schema["items"], each) for each in value]
    if not isinstance(value, dict):
        return value
    if schema.get("x-map"):
        inner = schema["additionalProperties"]
        return {key: _without_nulls(root, inner, each) for key, each in value.items()}
    members, required = schema.get("properties", {}), schema.get("required", ())
    return {
        key: _without_nulls(root, members.get(key, {}), each)
        for key, each in value.items()
        if not (each is None and key in members and key not in required)
    }
