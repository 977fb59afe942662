"""Members in header fields (Smithy ``httpHeader`` and ``httpPrefixHeaders`` traits)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Headers
from shapeproof.wire.header_lists import join_list, split_dates, split_list
from shapeproof.wire.members import Member
from shapeproof.wire.text_values import PlainText, TextValue, TimestampText, text_of, text_value
from shapeproof.wire.timestamps import TimestampFormat
from shapeproof.wire.unreadable import within


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
    def of(cls, root: Schema, member: Member) -> HeaderMember:
        """Find out how a member is written."""
        schema, prefix = member.schema, member.location == "headers"
        if prefix:
            schema = resolve(root, schema.get("additionalProperties", {}))
        value: TextValue
        if schema.get("type") == "array":
            item = resolve(root, schema["items"])
            value = HeaderList(text_value(item, TimestampFormat.HTTP_DATE))
        else:
            value = text_value(schema, TimestampFormat.HTTP_DATE)
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
    def of(cls, root: Schema, members: Iterable[Member]) -> HeaderMembers:
        """Prepare the members of a document."""
        return cls({each.name: HeaderMember.of(root, each) for each in members})

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
