"""A service model as botocore ships it, read as plain JSON without botocore."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

Shape = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation: its HTTP binding, and the names of its shapes."""

    name: str
    method: str
    uri: str
    input: str | None
    output: str | None
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Paginator:
    """How an operation is paged: members by API name, pairwise for the tokens."""

    input_tokens: tuple[str, ...]
    output_tokens: tuple[str, ...]
    result_keys: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """The documents `service-2.json` and `paginators-1.json` of a service."""

    service: Mapping[str, Any]
    paging: Mapping[str, Any]

    @property
    def shapes(self) -> Mapping[str, Shape]:
        return self.service["shapes"]

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        return {name: _operation(name, each) for name, each in self.service["operations"].items()}

    @cached_property
    def paginators(self) -> Mapping[str, Paginator]:
        return {name: _paginator(each) for name, each in self.paging["pagination"].items()}

    def shape(self, name: str | None) -> Shape:
        """A shape by name; without one, a structure that has no members."""
        return self.shapes[name] if name else {"type": "structure", "members": {}}

    def error_shape(self, code: str) -> Shape | None:
        """The structure of a modeled error, by the code that stands on the wire."""
        for name, shape in self.shapes.items():
            if shape.get("exception") and shape.get("error", {}).get("code", name) == code:
                return shape
        return None


@cache
def load_model(service: str) -> Model:
    """The newest model of a service. Raises LookupError where botocore has none."""
    home = importlib.util.find_spec("botocore")
    if home is None or home.origin is None:
        raise LookupError("botocore is not installed")
    versions = sorted((Path(home.origin).parent / "data" / service).glob("*/service-2.json*"))
    if not versions:
        raise LookupError(f"botocore has no service {service}")
    paging = _read(versions[-1].parent / "paginators-1.json", {"pagination": {}})
    return Model(_read(versions[-1]), paging)


def wire_name(name: str, member: Mapping[str, Any]) -> str:
    """What a member is called on the wire."""
    return member.get("locationName", name)


def _read(path: Path, default: Any = None) -> Any:
    packed = path.with_name(re.sub(r"(\.gz)?$", ".gz", path.name, count=1))
    if packed.exists():
        return json.loads(gzip.decompress(packed.read_bytes()))
    if default is not None and not path.exists():
        return default
    return json.loads(path.read_bytes())


def _operation(name: str, raw: Mapping[str, Any]) -> Operation:
    return Operation(
        name=name,
        method=raw["http"]["method"],
        uri=raw["http"]["requestUri"],
        input=raw.get("input", {}).get("shape"),
        output=raw.get("output", {}).get("shape"),
        errors=tuple(each["shape"] for each in raw.get("errors", ())),
    )


def _paginator(raw: Mapping[str, Any]) -> Paginator:
    return Paginator(
        input_tokens=_several(raw["input_token"]),
        output_tokens=_several(raw["output_token"]),
        result_keys=_several(raw["result_key"]),
    )


def _several(one_or_more: str | list[str]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)
