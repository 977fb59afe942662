"""Typed access to the fields of an untrusted JSON document, with errors that name the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join
from shapeproof.contract.schema_rules import check_schema
from shapeproof.contract.user_document import kind_name, unknown_name
from shapeproof.exceptions import BrokenContract


@dataclass(frozen=True)
class Fields:
    """An object within a document: its file, its JSON pointer and its value.

    Every accessor raises BrokenContract where the value is of another kind.
    """

    path: str
    pointer: str
    value: Any

    def __post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise BrokenContract(
                self.path, self.pointer, f"expected an object, found {kind_name(self.value)}"
            )

    def place(self, key: str) -> str:
        """The pointer of a field."""
        plain = "/" not in key and "~" not in key
        return f"{self.pointer}/{key}" if plain else self.pointer + join((key,))

    def _get(self, key: str, kind: type, default: Any = None) -> Any:
        if key not in self.value:
            if default is None:
                raise BrokenContract(self.path, self.place(key), "it is missing")
            return default
        found = self.value[key]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise BrokenContract(
                self.path, self.place(key), f"expected {_NAMES[kind]}, found {kind_name(found)}"
            )
        return found

    def text(self, key: str) -> str:
        """A string that must be there."""
        return str(self._get(key, str))

    def anything(self, key: str) -> Any:
        """A value of any kind that must be there."""
        if key not in self.value:
            raise BrokenContract(self.path, self.place(key), "it is missing")
        return self.value[key]

    def optional_text(self, key: str) -> str | None:
        """A string, or None where it is absent or null."""
        return None if self.value.get(key) is None else self.text(key)

    def number(self, key: str) -> int:
        """An integer that must be there."""
        return int(self._get(key, int))

    def optional_number(self, key: str) -> int | None:
        """An integer, or None where it is absent or null."""
        return None if self.value.get(key) is None else self.number(key)

    def flag(self, key: str) -> bool:
        """A boolean, false where it is absent."""
        return bool(self._get(key, bool, default=False)) if key in self.value else False

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty where it is absent."""
        found = self._get(key, list, default=[]) if key in self.value else []
        for index, each in enumerate(found):
            if not isinstance(each, str):
                raise BrokenContract(
                    self.path,
                    f"{self.place(key)}/{index}",
                    f"expected a string, found {kind_name(each)}",
                )
        return tuple(found)

    def inner(self, key: str) -> Fields:
        """An object within, empty where it is absent."""
        return Fields(self.path, self.place(key), self.value.get(key, {}))

    def each(self, key: str) -> dict[str, Fields]:
        """The objects within an object, by name."""
        inner = self.inner(key)
        return {name: inner.inner(name) for name in inner.value}

    def items(self, key: str) -> tuple[Fields, ...]:
        """The objects of a list, none where it is absent."""
        found = self._get(key, list, default=[]) if key in self.value else []
        return tuple(
            Fields(self.path, f"{self.place(key)}/{index}", each)
            for index, each in enumerate(found)
        )

    def schema(self, key: str) -> Schema:
        """A JSON Schema of an object."""
        found: Schema = self._get(key, dict)
        check_schema(self.path, self.place(key), found)
        return found

    def operation(self, known: frozenset[str]) -> str:
        """The ``operation`` field, which must name an operation of the service."""
        name = self.text("operation")
        self.check_operation(name, known, "operation")
        return name

    def check_operation(self, name: str, known: frozenset[str], key: str = "") -> None:
        """Raise BrokenContract where a name is not that of an operation."""
        if name not in known:
            place = self.place(key) if key else self.pointer
            raise BrokenContract(self.path, place, unknown_name("operation", name, known))


_NAMES: Mapping[type, str] = {
    str: "a string",
    int: "an integer",
    bool: "a boolean",
    list: "a list",
    dict: "an object",
}
