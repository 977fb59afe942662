"""What a mock keeps: one record for each resource that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.mock.generated.fitting import Valued
from shapeproof.mock.generated.names import name_within, plain_name

Key = tuple[Any, ...]
"""The values of a resource's identifiers, in their order."""


@dataclass
class Record:
    """A resource: its identifiers, and what was written to it or made for it, by member name."""

    resource: Resource
    serial: int
    identifiers: dict[str, Any]
    values: dict[str, Valued] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    """What the mock has chosen, by the name within the resource: ``arn``, ``id``."""

    @property
    def key(self) -> Key:
        """The values of its identifiers."""
        return tuple(self.identifiers[name] for name in self.resource.identifiers)

    def find(self, name: str) -> Valued | None:
        """What a member of a structure about the resource holds; None where nothing is known."""
        by_name, within = self._names
        plain = plain_name(name)
        if plain in by_name:
            return by_name[plain]
        own = name_within(self.resource.name, name)
        found = within.get(own)
        return Valued(self.made[own]) if found is None and own in self.made else found

    def write(self, values: Mapping[str, Valued]) -> None:
        """Write members; what was written before stays."""
        self.values.update(values)
        self.__dict__.pop("_found", None)

    @property
    def _names(self) -> tuple[dict[str, Valued], dict[str, Valued]]:
        found: tuple[dict[str, Valued], dict[str, Valued]] | None = self.__dict__.get("_found")
        if found is None:
            named = {**self.values}
            for name, value in self.resource.with_aliases(self.identifiers).items():
                named[name] = Valued(value)
            by_name = {plain_name(name): each for name, each in named.items()}
            within = {name_within(self.resource.name, n): each for n, each in named.items()}
            found = self.__dict__["_found"] = (by_name, within)
        return found

    def document(self) -> dict[str, Any]:
        """The record as JSON."""
        values = {name: each.value for name, each in self.values.items()}
        return {**values, **self.identifiers, **({"made": self.made} if self.made else {})}


@dataclass
class Records:
    """All records of a service, by kind and identifiers, the oldest first."""

    kinds: dict[str, dict[Key, Record]] = field(default_factory=dict)
    count: int = 0

    def of(self, resource: Resource) -> Iterator[Record]:
        """The records of a kind."""
        yield from tuple(self.kinds.get(resource.name, {}).values())

    def get(self, resource: Resource, identifiers: Mapping[str, Any]) -> Record | None:
        """The record with these identifiers."""
        key = tuple(identifiers.get(name) for name in resource.identifiers)
        return self.kinds.get(resource.name, {}).get(key)

    def next_serial(self) -> int:
        """The number of a new record."""
        self.count += 1
        return self.count

    def add(self, record: Record) -> None:
        """Keep a record, in place of one with the same identifiers."""
        self.kinds.setdefault(record.resource.name, {})[record.key] = record

    def remove(self, record: Record) -> None:
        """Forget a record."""
        self.kinds.get(record.resource.name, {}).pop(record.key, None)

    def clear(self) -> None:
        """Forget all."""
        self.kinds.clear()
        self.count = 0

    def document(self) -> dict[str, Any]:
        """All records as JSON, by kind."""
        return {
            kind: [each.document() for each in records.values()]
            for kind, records in sorted(self.kinds.items())
            if records
        }
