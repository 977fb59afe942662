"""Members in the query string (Smithy ``httpQuery`` and ``httpQueryParams`` traits)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.members import Member
from shapeproof.wire.query_string import Pairs
from shapeproof.wire.text_values import TextValue, text_value
from shapeproof.wire.timestamps import TimestampFormat
from shapeproof.wire.unreadable import within


@dataclass(frozen=True)
class QueryMember:
    """One member: a scalar, a list (its name repeats) or a map (each key is a name)."""

    name: str
    wire_name: str
    kind: str
    value: TextValue
    many: bool

    @classmethod
    def of(cls, root: Schema, member: Member) -> QueryMember:
        """Find out how a member is written."""
        schema, kind = member.schema, "scalar"
        if schema.get("x-map"):
            kind, schema = "map", resolve(root, schema["additionalProperties"])
        many = schema.get("type") == "array"
        if many:
            kind = "list" if kind == "scalar" else kind
            schema = resolve(root, schema["items"])
        value = text_value(schema, TimestampFormat.DATE_TIME)
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
    def of(cls, root: Schema, members: Iterable[Member]) -> QueryMembers:
        """Prepare the members of a document."""
        return cls({each.name: QueryMember.of(root, each) for each in members})

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
