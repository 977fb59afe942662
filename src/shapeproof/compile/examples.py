"""Requests that botocore gives as examples, as candidates for base requests.

They are written by hand, for people: numbers and dates stand as texts, bytes as they are. What
cannot be read as the contract has it is left out.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

import jsonschema_rs
from botocore.utils import parse_timestamp
from jsonschema import Draft202012Validator

from shapeproof.compile.source import load_examples
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Kind, Shape

Params = Mapping[str, Any]
_MOST = 8
"""How many examples of one operation are taken."""


def examples_of(contract: Contract) -> Mapping[str, tuple[Params, ...]]:
    """The example parameters by operation, in the API view; only those that the contract allows.

    They are those of the contract's own model, or of the installed botocore, each read when it is
    asked for; empty where neither has any.
    """
    raw = contract.examples or load_examples(contract.service)

    def read(name: str) -> tuple[Params, ...]:
        return tuple(_read(contract.operations[name], raw[name]))

    return LazyMapping((name for name in raw if name in contract.operations), read)


def _read(operation: Operation, raw: Any) -> Iterator[Params]:
    seen: list[Params] = []
    for each in raw if isinstance(raw, list) else ():
        given = each.get("input", {}) if isinstance(each, dict) else {}
        try:
            params = as_value(operation.request_shape, given)
        except (ValueError, TypeError, OverflowError):
            continue
        if params not in seen and _is_legal(operation.request, params):
            seen.append(params)
            yield params
        if len(seen) == _MOST:
            return


def _is_legal(root: Schema, params: Any) -> bool:
    try:
        return jsonschema_rs.Draft202012Validator(dict(root)).is_valid(params)
    except (ValueError, jsonschema_rs.ValidationError):  # a pattern that Rust has not
        return Draft202012Validator(dict(root)).is_valid(params)


def as_value(shape: Shape, given: Any) -> Any:
    """What an example gives, as a value of a shape. Raises ValueError where it is none."""
    if shape.is_list and isinstance(given, list):
        return [as_value(shape.item, each) for each in given]
    if isinstance(given, dict) and shape.is_map:
        return {key: as_value(shape.value, each) for key, each in given.items()}
    if isinstance(given, dict) and shape.is_structure:
        return dict(_members(shape, given))
    if isinstance(given, dict | list) and shape.kind not in (Kind.JSON_TEXT, Kind.DOCUMENT):
        raise ValueError("nested where the contract is not")
    return _scalar(shape, given)


def _members(shape: Shape, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    by_letters = {name.lower(): name for name in shape.members}
    for key, value in given.items():
        name = key if key in shape.members else by_letters.get(key.lower())
        if name is None:
            raise ValueError(f"no member {key}")
        yield name, as_value(shape.members[name], value)


def _scalar(shape: Shape, given: Any) -> Any:
    match shape.kind:
        case Kind.TIMESTAMP:
            return parse_timestamp(given).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case Kind.BLOB:
            return b64encode(str(given).encode()).decode()
        case Kind.JSON_TEXT:
            return given if isinstance(given, str) else json.dumps(given)
        case Kind.STRING:
            return json.dumps(given) if isinstance(given, bool | int | float) else given
        case Kind.BOOLEAN:
            return {"true": True, "false": False}.get(str(given).lower(), given)
        case Kind.INTEGER:
            return int(given)
        case Kind.NUMBER:
            return float(given)
    return given
