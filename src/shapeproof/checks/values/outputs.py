"""Parsed outputs against the response schema: less than the bytes show, but always there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.occasion import Occasion
from shapeproof.checks.response_schema import findings_of_body
from shapeproof.checks.schemas import BodySchema
from shapeproof.contract.model import Schema
from shapeproof.exchange import Finding

OUTPUT_CHECK = "response_schema"
_PLACE = "output"
_ADDED = frozenset({"ResponseMetadata"})


def output_findings(
    seen: Occasion, schema: BodySchema, output: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with an output (API view)."""
    value = own_members(schema.schema, output)
    yield from findings_of_body(OUTPUT_CHECK, seen, schema, value, _PLACE)


def own_members(schema: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without what clients add to it, and with no events in a stream of events.

    Events that are there as a list stay.

    botocore adds ``ResponseMetadata``, and beside a timestamp, in some services, its text.
    """
    members = schema.get("properties", {})
    return {
        name: [] if _is_stream(members.get(name, {}), each) else each
        for name, each in output.items()
        if name not in _ADDED and not _is_text_of(members, name)
    }


def _is_stream(member: Schema, value: Any) -> bool:
    return bool(member.get("x-eventstream")) and not isinstance(value, list)


def _is_text_of(members: Mapping[str, Schema], name: str) -> bool:
    timestamp = members.get(name.removesuffix("String"), {}).get("x-timestamp")
    return name not in members and bool(timestamp)
