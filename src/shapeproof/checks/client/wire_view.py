"""Values on the wire: what counts as the same JSON in the body of a request."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.client.instants import timestamp_gap
from shapeproof.checks.client.scalars import scalar_gap
from shapeproof.checks.client.trees import Members
from shapeproof.contract.model import Schema


class WireView:
    """Members are as they stand; a null that was given may be left out."""

    def members(self, holder: Schema, value: Members) -> Members:
        """All of them."""
        return value

    def elements(self, holder: Schema, value: list[Any]) -> list[Any]:
        """All of them."""
        return value

    def may_lack(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """A null says that a member is absent (tolerance ``null``)."""
        return value is None and not holder.get("x-document")

    def may_add(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """SDKs fill in idempotency tokens (tolerance ``idempotency-token``)."""
        return is_filled_in(member, value)

    def scalar(self, schema: Schema, expected: Any, actual: Any) -> str | None:
        """Timestamps by form and instant, all else by type and value."""
        if schema.get("x-timestamp"):
            return timestamp_gap(expected, actual, whole_seconds=True)
        return scalar_gap(schema, expected, actual)


def is_filled_in(member: Schema, value: Any) -> bool:
    """Whether a value may stand for an idempotency token that was not given."""
    return bool(member.get("x-idempotency-token") and isinstance(value, str) and value)
