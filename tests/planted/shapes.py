"""Shapes of requests, and what is wrong about a value by its shape, in AWS's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Shape:
    required: bool = False
    name: str = ""
    """The member's name on the wire, where it is not its name in the API."""
    place: str = ""
    """"uri", "query" or nothing, where a member has a place other than the body."""


@dataclass(frozen=True)
class Text(Shape):
    least: int = 0
    most: int | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Whole(Shape):
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Real(Shape):
    pass


@dataclass(frozen=True)
class Flag(Shape):
    pass


@dataclass(frozen=True)
class Moment(Shape):
    pass


@dataclass(frozen=True)
class Blob(Shape):
    pass


@dataclass(frozen=True)
class Items(Shape):
    of: Shape = field(default_factory=Text)
    item: str = "member"
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Pairs(Shape):
    key: str = "key"
    value: str = "value"
    keys: Text = field(default_factory=Text)
    of: Shape = field(default_factory=Text)
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Group(Shape):
    members: dict[str, Shape] = field(default_factory=dict)
    is_union: bool = False


@dataclass(frozen=True)
class Wrong:
    """What is wrong about a member: "missing", "type" or "value", where, and the sentence."""

    kind: str
    path: str
    text: str


class Unreadable(Exception):
    """A member whose text cannot be read as its type."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.wrong = Wrong("type", path, text)


KINDS: dict[type[Shape], tuple[type, ...]] = {
    Text: (str,),
    Whole: (int,),
    Real: (int, float),
    Flag: (bool,),
    Moment: (datetime,),
    Blob: (bytes,),
    Items: (list,),
    Pairs: (dict,),
    Group: (dict,),
}


def wrongs(value: Any, shape: Shape, path: str = "") -> Iterator[Wrong]:
    """What is wrong about a value that was read."""
    is_flag = isinstance(value, bool)
    if not isinstance(value, KINDS[type(shape)]) or (is_flag and not isinstance(shape, Flag)):
        yield Wrong("type", path, f"{path}: expected {type(shape).__name__}")
    elif isinstance(shape, Group):
        if shape.is_union and sum(each is not None for each in value.values()) != 1:
            wanted = "Member must have exactly one of the union's members"
            yield Wrong("value", path, failed(value, path, wanted))
        for name, member in shape.members.items():
            inner = f"{path}.{name}" if path else name
            if value.get(name) is None:
                if member.required:
                    yield Wrong("missing", inner, failed("null", inner, "Member must not be null"))
            else:
                yield from wrongs(value[name], member, inner)
    elif isinstance(shape, Items):
        yield from wrong_length(len(value), shape, value, path)
        for number, each in enumerate(value, 1):
            yield from wrongs(each, shape.of, f"{path}.{number}.member")
    elif isinstance(shape, Pairs):
        yield from wrong_length(len(value), shape, value, path)
        for key, each in value.items():
            yield from wrongs(key, shape.keys, f"{path}.key")
            yield from wrongs(each, shape.of, f"{path}.{key}.member")
    elif isinstance(shape, Text):
        yield from wrong_length(len(value), shape, value, path)
        if shape.enum and value not in shape.enum:
            wanted = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
            yield Wrong("value", path, failed(value, path, wanted))
        if shape.pattern and not re.fullmatch(shape.pattern, value, re.DOTALL):
            wanted = f"Member must satisfy regular expression pattern: {shape.pattern}"
            yield Wrong("value", path, failed(value, path, wanted))
    elif isinstance(shape, Whole):
        if shape.least is not None and value < shape.least:
            wanted = f"Member must have value greater than or equal to {shape.least}"
            yield Wrong("value", path, failed(value, path, wanted))
        if shape.most is not None and value > shape.most:
            wanted = f"Member must have value less than or equal to {shape.most}"
            yield Wrong("value", path, failed(value, path, wanted))


def wrong_length(
    length: int, shape: Text | Items | Pairs, value: Any, path: str
) -> Iterator[Wrong]:
    if length < shape.least:
        wanted = f"Member must have length greater than or equal to {shape.least}"
        yield Wrong("value", path, failed(value, path, wanted))
    if shape.most is not None and length > shape.most:
        wanted = f"Member must have length less than or equal to {shape.most}"
        yield Wrong("value", path, failed(value, path, wanted))


def failed(value: Any, path: str, wanted: str) -> str:
    where = path[:1].lower() + path[1:]
    shown = str(value)[:60]
    return (
        f"1 validation error detected: Value '{shown}' at '{where}' "
        f"failed to satisfy constraint: {wanted}"
    )


def read_text(text: str, shape: Shape, path: str) -> Any:
    """A scalar of query strings, forms and XML."""
    if isinstance(shape, Flag):
        if text not in ("true", "false"):
            raise Unreadable(path, f"Value ({text}) for parameter {path} is invalid.")
        return text == "true"
    if isinstance(shape, Whole):
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
            raise Unreadable(path, f"Value ({text}) for parameter {path} is invalid.")
        return int(text)
    if isinstance(shape, Real):
        try:
            return float(text)
        except ValueError as error:
            raise Unreadable(path, f"Value ({text}) for parameter {path} is invalid.") from error
    return text
