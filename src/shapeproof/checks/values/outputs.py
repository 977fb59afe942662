"""Parsed outputs against the response schema: less than the bytes show, but always there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.checks.bodies import without_nulls
from shapeproof.checks.explaining import explained, misnamed
from shapeproof.checks.names import misnomers
from shapeproof.checks.occasion import Occasion
from shapeproof.checks.schemas import BodySchema
from shapeproof.checks.severities import of_response
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
    wrong_names = tuple(misnomers(schema.schema, value))
    renamed = {(each.holder, each.wire_name) for each in wrong_names if each.wire_name}
    for misnomer in wrong_names:
        yield misnamed(OUTPUT_CHECK, seen, _PLACE, misnomer)
    for error in schema.errors(without_nulls(value)):
        yield from explained(OUTPUT_CHECK, seen, _PLACE, value, error, of_response, renamed)


def own_members(schema: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """An output without what clients add to it, and with no events in its streams of events.

    botocore adds ``ResponseMetadata``, and beside a timestamp, in some services, its text.
    """
    members = schema.get("properties", {})
    return {
        name: [] if members.get(name, {}).get("x-eventstream") else each
        for name, each in output.items()
        if name not in _ADDED and not _is_text_of(members, name)
    }


def _is_text_of(members: Mapping[str, Schema], name: str) -> bool:
    timestamp = members.get(name.removesuffix("String"), {}).get("x-timestamp")
    return name not in members and bool(timestamp)
