"""What is wrong with parameters, in the words that AWS's services have for it.

``1 validation error detected: Value 'x' at 'tags.1.member.key' failed to satisfy constraint: Member
must have length less than or equal to 128``
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import BODY, Shape

_MAX_PROBLEMS = 10
_MAX_TEXT = 200
_TYPES = {"array": "a list", "integer": "an integer", "object": "a structure"}


@dataclass(frozen=True)
class Problem:
    """One place of the parameters that breaks the contract, and the words for it."""

    path: str
    text: str
    is_missing: bool = False


def summary(problems: list[Problem]) -> str:
    """The message that refuses a request with these problems."""
    count = len(problems)
    more = f"; and {count - _MAX_PROBLEMS} more" if count > _MAX_PROBLEMS else ""
    shown = "; ".join(each.text for each in problems[:_MAX_PROBLEMS])
    return f"{count} validation error{'s' if count > 1 else ''} detected: {shown}{more}"


@dataclass(frozen=True)
class RequestValidator:
    """Finds what is wrong with the parameters of one operation."""

    schema: Schema

    def problems(self, params: Mapping[str, Any]) -> Iterator[Problem]:
        """Every place that breaks the schema, and how: once for each place."""
        try:
            if self._fast is not None and self._fast.is_valid(params):
                return
        except ValueError:
            pass  # a text that the fast validator cannot read from Python
        found: dict[str, Problem] = {}
        for error in self._explaining.iter_errors(params):
            problem = _problem(Shape.of(self.schema), error)
            found.setdefault(problem.path, problem)
        yield from found.values()

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator | None:
        try:
            return jsonschema_rs.Draft202012Validator(dict(self.schema))
        except (ValueError, jsonschema_rs.ValidationError):
            return None  # its automaton for some pattern is too large

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        return Draft202012Validator(dict(self.schema))


def _problem(root: Shape, error: ValidationError) -> Problem:
    tokens = tuple(str(each) for each in error.absolute_path)
    missing = _missing_name(error) if error.validator == "required" else None
    if missing is not None:
        tokens = (*tokens, missing)
    path = _path(root, tokens)
    value = "null" if missing is not None else f"'{_shown(error.instance)}'"
    text = f"Value {value} at '{path}' failed to satisfy constraint: {_constraint(error)}"
    return Problem(path, text, missing is not None)


def _missing_name(error: ValidationError) -> str:
    required: Any = error.validator_value
    return next((name for name in required if f"{name!r} is a" in error.message), "")


def _path(root: Shape, tokens: Tokens) -> str:
    """A place as AWS writes it: elements are counted from 1, members begin with a small letter."""
    steps: list[str] = []
    shape = root
    for token in tokens:
        if shape.is_list:
            steps += [str(int(token) + 1), "member"]
        elif shape.is_map:
            steps += [token, "member"]
        else:
            member = shape.member(token)
            name = member.wire_name(token) if member.location == BODY else token
            steps.append(name[:1].lower() + name[1:])
        shape = shape.child(token)
    return ".".join(steps) or "request"


def _constraint(error: ValidationError) -> str:
    limit: Any = error.validator_value
    match error.validator:
        case "required":
            return "Member must not be null"
        case "enum":
            return f"Member must satisfy enum value set: [{', '.join(map(str, limit))}]"
        case "pattern":
            return f"Member must satisfy regular expression pattern: {limit}"
        case "minLength" | "minItems" | "minProperties":
            return f"Member must have length greater than or equal to {limit}"
        case "maxLength" | "maxItems" | "maxProperties":
            return f"Member must have length less than or equal to {limit}"
        case "minimum":
            return f"Member must have value greater than or equal to {limit}"
        case "maximum":
            return f"Member must have value less than or equal to {limit}"
        case "type":
            wanted = limit if isinstance(limit, str) else limit[0]
            return f"Member must be {_TYPES.get(wanted, f'a {wanted}')}"
        case "propertyNames":
            return "Map keys must satisfy constraint"
        case _:
            return f"Member must be legal: {_cut(error.message)}"


def _shown(value: Any) -> str:
    """A value as AWS's services print it, cut."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _cut(f"[{', '.join(_shown(each) for each in value[:10])}]")
    if isinstance(value, Mapping):
        return _cut("{" + ", ".join(f"{k}={_shown(v)}" for k, v in [*value.items()][:10]) + "}")
    return "null" if value is None else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}..."
