"""Members in header fields and in the query string (Smithy HTTP binding traits)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.exchange import Headers
from shapeproof.wire.interface import within
from shapeproof.wire.members import Member
from shapeproof.wire.rest.uri_template import Pairs
from shapeproof.wire.text_values import PlainText, TextValue, TimestampText, text_of, text_value
from shapeproof.wire.timestamps import TimestampFormat

_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"\s*(?:,|$)|([^,]*)(?:,|$))', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE = re.compile(r'(["\\])')


def join_list(items: Iterable[str]) -> str:
    """The field value of strings; those that hold a comma or a quote become quoted strings."""
    return ", ".join(_quoted(item) for item in items)


def split_list(value: str) -> list[str]:
    """The items of a field value, quoted strings unquoted; empty elements do not count."""
    items: list[str] = []
    position = 0
    while found := _ITEM.match(value, position):
        quoted, bare = found.groups()
        if quoted is not None:
            items.append(_ESCAPED.sub(r"\1", quoted))
        elif bare.strip():
            items.append(bare.strip())
        position = found.end()
        if position == len(value):
            break
    return items


def split_dates(value: str) -> list[str]:
    """The items of a list of HTTP dates, in each of which there is a comma."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) % 2 or not all(part.isalpha() for part in parts[::2]):
        return parts
    return [f"{day}, {rest}" for day, rest in zip(parts[::2], parts[1::2], strict=True)]


def _quoted(item: str) -> str:
    if item == item.strip() and not {'"', ","} & set(item):
        return item
    return '"' + _ESCAPE.sub(r"\\\1", item) + '"'


@dataclass(frozen=True)
class HeaderList:
    """A list in one field, which may also come in several lines."""

    item: TextValue

    def encode(self, value: Any) -> str:
        """The field value; nulls are left out."""
        if not isinstance(value, (list, tuple)):
            return text_of(value)
        texts = [self.item.encode(each) for each in value if each is not None]
        return join_list(texts) if isinstance(self.item, PlainText) else ", ".join(texts)

    def decode(self, text: str) -> Any:
        """The items in the API view."""
        dates = isinstance(self.item, TimestampText) and self.item.form is TimestampFormat.HTTP_DATE
        return [self.item.decode(each) for each in (split_dates if dates else split_list)(text)]


@dataclass(frozen=True)
class HeaderMember:
    """One member and the field that it travels in; for a prefix, all fields that begin with it."""

    name: str
    field: str
    prefix: bool
    value: TextValue

    @classmethod
    def of(cls, member: Member) -> HeaderMember:
        """Find out how a member is written."""
        prefix = member.location == "headers"
        shape = member.shape.value if prefix else member.shape
        value: TextValue
        if shape.is_list:
            value = HeaderList(text_value(shape.item.schema, TimestampFormat.HTTP_DATE))
        else:
            value = text_value(shape.schema, TimestampFormat.HTTP_DATE)
        return cls(member.name, member.wire_name, prefix, value)

    def encode(self, value: Any) -> Iterator[tuple[str, str]]:
        """The fields of a value."""
        if not self.prefix:
            yield self.field, self.value.encode(value)
        elif isinstance(value, Mapping):
            for key, each in value.items():
                if each is not None:
                    yield f"{self.field}{key}", self.value.encode(each)
        elif self.field:
            yield self.field, text_of(value)

    def decode(self, lines: Mapping[str, list[tuple[str, str]]]) -> Any:
        """The value in fields by lower-case name; None where there is none."""
        start = self.field.lower()
        if self.prefix:
            found = [line for key in lines if key.startswith(start) for line in lines[key]]
            entries = {name[len(start) :]: self.value.decode(text) for name, text in found}
            return entries or None
        texts = [text for _, text in lines.get(start, ())]
        if not texts:
            return None
        joined = ", ".join(texts) if isinstance(self.value, HeaderList) else texts[0]
        return self.value.decode(joined)


@dataclass(frozen=True)
class HeaderMembers:
    """All members of a message that travel in header fields."""

    members: Mapping[str, HeaderMember]

    @classmethod
    def of(cls, members: Iterable[Member]) -> HeaderMembers:
        """Prepare the members of a document."""
        return cls({each.name: HeaderMember.of(each) for each in members})

    def binds(self, field: str) -> bool:
        """Whether a member is the value of a field, so that the field is absent where it is."""
        return any(each.field.lower() == field.lower() for each in self.members.values())

    def encode(self, params: Mapping[str, Any]) -> Headers:
        """The fields of all members given; null is not sent."""
        return tuple(
            field
            for name, value in params.items()
            if value is not None and name in self.members
            for field in self.members[name].encode(value)
        )

    def decode(self, headers: Headers) -> dict[str, Any]:
        """The members that fields hold."""
        if not self.members:
            return {}
        lines: dict[str, list[tuple[str, str]]] = {}
        for name, text in headers:
            lines.setdefault(name.lower(), []).append((name, text))
        found = {
            name: within(f"header {member.field}", member.decode, lines)
            for name, member in self.members.items()
        }
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class QueryMember:
    """One member: a scalar, a list (its name repeats) or a map (each key is a name)."""

    name: str
    wire_name: str
    kind: str
    value: TextValue
    many: bool

    @classmethod
    def of(cls, member: Member) -> QueryMember:
        """Find out how a member is written."""
        shape, kind = member.shape, "scalar"
        if shape.is_map:
            kind, shape = "map", shape.value
        many = shape.is_list
        if many:
            kind = "list" if kind == "scalar" else kind
            shape = shape.item
        value = text_value(shape.schema, TimestampFormat.DATE_TIME)
        return cls(member.name, member.wire_name, kind, value, many)

    def encode(self, value: Any) -> Iterator[tuple[str, str]]:
        """The pairs of a value."""
        if self.kind == "map" and isinstance(value, Mapping):
            for key, each in value.items():
                yield from self._pairs(str(key), each)
        else:
            yield from self._pairs(self.wire_name, value)

    def decode(self, pairs: Pairs) -> Any:
        """The value of the pairs that are the member's."""
        if self.kind == "map":
            found: dict[str, Any] = {}
            for key, each in pairs:
                value = self.value.decode(each)
                found[key] = [*found.get(key, []), value] if self.many else value
            return found
        values = [self.value.decode(each) for _, each in pairs]
        return values if self.many else values[0]

    def _pairs(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        several = isinstance(value, (list, tuple)) and self.many
        for each in value if several else (value,):
            if each is not None:
                yield name, self.value.encode(each)


@dataclass(frozen=True)
class QueryMembers:
    """All members of a request that travel in the query string."""

    members: Mapping[str, QueryMember]

    @classmethod
    def of(cls, members: Iterable[Member]) -> QueryMembers:
        """Prepare the members of a document."""
        return cls({each.name: QueryMember.of(each) for each in members})

    def encode(self, params: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The pairs of all members given; null is not sent. A named member outdoes a map's key."""
        named: list[tuple[str, str]] = []
        mapped: list[tuple[str, str]] = []
        for name, value in params.items():
            member = self.members.get(name)
            if member is not None and value is not None:
                (mapped if member.kind == "map" else named).extend(member.encode(value))
        taken = {name for name, _ in named}
        return named + [pair for pair in mapped if pair[0] not in taken]

    def decode(self, pairs: Pairs) -> dict[str, Any]:
        """The members that pairs hold; a map takes the names that no other member has."""
        taken = {each.wire_name for each in self.members.values() if each.kind != "map"}
        params: dict[str, Any] = {}
        for name, member in self.members.items():
            if member.kind == "map":
                own = tuple(pair for pair in pairs if pair[0] not in taken)
            else:
                own = tuple(pair for pair in pairs if pair[0] == member.wire_name)
            if own:
                params[name] = within(f"query {member.wire_name}", member.decode, own)
        return params
