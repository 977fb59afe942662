"""What counts as the same value: in the body of a request, and in the API view of an output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.comparison.twins import (
    date_text_gaps,
    date_texts,
    shared_gaps,
    sharing_names,
)
from shapeproof.checks.client.comparison.values import (
    Members,
    Trees,
    ValueGap,
    element_of,
    inner_of,
    is_encoded_text,
    scalar_gap,
    timestamp_gap,
)
from shapeproof.checks.client.texts import kind_of
from shapeproof.contract.shape import Shape
from shapeproof.exchange.traits import NO_TRAITS, ClientTrait, Traits


class WireView:
    """Members are as they stand; a null that was given may be left out."""

    def members(self, holder: Shape, value: Members) -> Members:
        """All of them."""
        return value

    def elements(self, holder: Shape, value: list[Any]) -> list[Any]:
        """All of them."""
        return value

    def may_lack(self, holder: Shape, name: str, value: Any) -> bool:
        """A null says that a member is absent (tolerance ``null``)."""
        return value is None and not holder.is_document

    def may_add(self, holder: Shape, name: str, value: Any) -> bool:
        """SDKs fill in idempotency tokens (tolerance ``idempotency-token``)."""
        return is_filled_in(inner_of(holder, name), value)

    def scalar(self, shape: Shape, expected: Any, actual: Any) -> str | None:
        """Timestamps by form and instant, all else by type and value."""
        if shape.is_timestamp:
            return timestamp_gap(expected, actual, whole_seconds=True)
        if is_encoded_text(shape, expected, actual):
            return None
        return scalar_gap(shape, expected, actual)

    def further(self, holder: Shape, expected: Members, actual: Members) -> Iterator[ValueGap]:
        """Nothing is left out."""
        return iter(())


def is_filled_in(member: Shape, value: Any) -> bool:
    """Whether a value may stand for a member that was not given, such as an idempotency token."""
    is_own = member.is_idempotency_token or member.is_filled_in
    return bool(is_own and isinstance(value, str) and value)


SDK_METADATA = frozenset({"ResponseMetadata", "$metadata"})
UNKNOWN_CHOICES = frozenset({"SDK_UNKNOWN_MEMBER", "$unknown"})
DIGITS = "^[0-9]+$"
"""The pattern of texts that may be read as numbers (tolerance ``digits``)."""
_NO_VALUES: tuple[Any, ...] = ("", {}, [])


@dataclass(frozen=True)
class ApiView:
    """Null is absent, an absent list or map may be read as an empty one.

    ``traits`` are those that the client declares, each a tolerance of its own.
    """

    root: Shape
    traits: Traits = NO_TRAITS

    def members(self, holder: Shape, value: Members) -> Members:
        """Those that are not null and are read alone; names of header fields in lower case."""
        if holder.is_document:
            return value
        if self._is_closed_union(holder, value):
            return {}
        apart = {name for group in sharing_names(holder) for name in group}
        if holder is self.root:
            apart |= date_texts(holder, value).keys()
        given = {
            name: each for name, each in value.items() if each is not None and name not in apart
        }
        if holder.location == "headers":
            return {name.lower(): _trimmed(each) for name, each in given.items()}
        return given

    def elements(self, holder: Shape, value: list[Any]) -> list[Any]:
        """Those that are not null (tolerance ``null-in-reply``)."""
        if holder.is_document:
            return value
        shape = element_of(holder)
        return [
            each for each in value if each is not None and not self._is_closed_union(shape, each)
        ]

    def may_lack(self, holder: Shape, name: str, value: Any) -> bool:
        """An empty payload (tolerance ``empty-payload``), a union that cannot be represented."""
        if self._is_closed_union(inner_of(holder, name), value):
            return True
        return self._is_empty_payload(holder, name, value)

    def may_add(self, holder: Shape, name: str, value: Any) -> bool:
        """What SDKs add to the members that were sent, and empty lists and maps."""
        member = inner_of(holder, name)
        if (member.is_list or member.is_map) and value in _NO_VALUES:
            return True
        if ClientTrait.ZERO_VALUES in self.traits and is_zero_value(member, value):
            return True
        if self._is_closed_union(member, value):
            return True
        if holder.is_union and name in UNKNOWN_CHOICES:
            return True
        if holder.location == "headers" and not holder.stated_wire_name:
            return True
        if holder is not self.root:
            return False
        is_metadata = name in SDK_METADATA or member.location == "statusCode"
        return is_metadata or self._is_empty_payload(holder, name, value)

    def scalar(self, shape: Shape, expected: Any, actual: Any) -> str | None:
        """Timestamps by instant, all else by type and value."""
        if shape.is_timestamp:
            return timestamp_gap(expected, actual)
        if shape.location == "header":
            expected, actual = _trimmed(expected), _trimmed(actual)
        if shape.schema.get("pattern") == DIGITS and _is_number_of(expected, actual):
            return None
        return scalar_gap(shape, expected, actual)

    def further(self, holder: Shape, expected: Members, actual: Members) -> Iterator[ValueGap]:
        """Members that have one name on the wire, and texts of dates beside the dates."""
        if holder.is_document:
            return
        for group in sharing_names(holder):
            yield from shared_gaps(holder, group, expected, actual)
        if holder is self.root:
            yield from date_text_gaps(holder, expected, actual)

    def _is_closed_union(self, shape: Shape, value: Any) -> bool:
        """Whether a union holds no member that it knows (tolerance ``closed-unions``)."""
        if ClientTrait.CLOSED_UNIONS not in self.traits or not shape.is_union:
            return False
        return isinstance(value, dict) and value.keys().isdisjoint(shape.members)

    def _is_empty_payload(self, holder: Shape, name: str, value: Any) -> bool:
        return holder is self.root and name == holder.payload and value in _NO_VALUES


def api_gaps(
    shape: Shape, expected: Any, actual: Any, traits: Traits = NO_TRAITS
) -> Iterator[ValueGap]:
    """Where two values of a document differ in the API view, to a client with these traits."""
    return Trees(shape, ApiView(shape, traits)).gaps(expected, actual)


_ZERO_VALUES = {"boolean": False, "integer": 0, "number": 0, "string": ""}


def is_zero_value(member: Shape, value: Any) -> bool:
    """Whether a value is what a language reads for an absent number, boolean or text.

    A timestamp or a blob has none. This is the tolerance ``zero-values``.
    """
    if member.is_timestamp or member.is_blob or member.is_document:
        return False
    zero = _ZERO_VALUES.get(member.type or "")
    return zero is not None and kind_of(value) == kind_of(zero) and bool(value == zero)


def _is_number_of(text: Any, number: Any) -> bool:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return is_number and isinstance(text, str) and text.isdecimal() and float(text) == number


def _trimmed(value: Any) -> Any:
    """A text from a header field without the blanks around it (tolerance ``header-blanks``)."""
    return value.strip(" \t") if isinstance(value, str) else value
