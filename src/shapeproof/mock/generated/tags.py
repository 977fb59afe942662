"""Tags of any resource, by its ARN or another identifier: add, remove, list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from shapeproof.contract.model import Operation
from shapeproof.contract.shape import Kind, Shape
from shapeproof.mock.generated.fitting import UNFIT, Valued, fitted
from shapeproof.mock.generated.names import plain_name

_ADD = re.compile(r"^(Tag\w*|AddTags?\w*|CreateTags?|TagResource\w*)$")
_REMOVE = re.compile(r"^(Untag\w*|RemoveTags?\w*|DeleteTags?)$")
_LIST = re.compile(r"^(List(Resource)?Tags\w*|ListTags|GetTags|ListResourceTags\w*)$")
_TAGS = frozenset({"tags", "tag", "taglist", "tagset", "resourcetags"})
_KEYS = frozenset({"tagkeys", "keys", "tagkeylist", "tagstoremove", "tags", "untagkeys"})


@dataclass(frozen=True)
class TagCall:
    """What an operation does with tags: the members for the resource and for tags or keys."""

    does: Literal["add", "remove", "list"]
    resource: str
    tags: str


@lru_cache(maxsize=4096)
def _does(name: str) -> Literal["add", "remove", "list"] | None:
    if _ADD.match(name):
        return "add"
    if _REMOVE.match(name):
        return "remove"
    return "list" if _LIST.match(name) else None


def tag_call(operation: Operation) -> TagCall | None:
    """How an operation handles tags, None where it does something else."""
    does = _does(operation.name)
    if does is None:
        return None
    members = operation.request_shape.members
    held = operation.response_shape.members if does == "list" else members
    names = _KEYS if does == "remove" else _TAGS
    tags = next((name for name, each in held.items() if _holds(name, each, names)), None)
    resources = [name for name, each in members.items() if each.kind is Kind.STRING
                 and name in operation.request_shape.required]  # fmt: skip
    if tags is None or len(resources) != 1:
        return None
    return TagCall(does, resources[0], tags)


def _holds(name: str, shape: Shape, names: frozenset[str]) -> bool:
    return plain_name(name) in names and shape.kind in (Kind.LIST, Kind.MAP)


def as_tags(shape: Shape, value: Any) -> dict[str, Any]:
    """Tags as a map of keys to values."""
    if isinstance(value, Mapping):
        return dict(value)
    found: dict[str, Any] = {}
    for each in value or ():
        if isinstance(each, Mapping):
            parts = {plain_name(name): inner for name, inner in each.items()}
            key = next((v for n, v in parts.items() if n.endswith("key")), None)
            if isinstance(key, str):
                found[key] = next((v for n, v in parts.items() if n.endswith("value")), "")
    return found


def as_keys(value: Any) -> list[str]:
    """The keys that a request names."""
    if isinstance(value, Mapping):
        return [*value]
    keys = []
    for each in value or ():
        keys += [each] if isinstance(each, str) else [*as_tags(Shape.of({}), [each])]
    return keys


def tags_in(shape: Shape, tags: Mapping[str, Any]) -> Any:
    """Tags as a value of a shape; UNFIT where they are none."""
    if not tags and shape.min_count == 0:
        return {} if shape.is_map else []
    return fitted(shape, Valued(dict(tags))) if tags else UNFIT
