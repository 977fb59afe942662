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
from shapeproof.exchange import Finding

OUTPUT_CHECK = "response_schema"
_PLACE = "output"
_NO_MEMBERS = frozenset({"ResponseMetadata"})


def output_findings(
    seen: Occasion, schema: BodySchema, output: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong with an output (API view); what clients add to it is no part of it."""
    value = {name: each for name, each in output.items() if name not in _NO_MEMBERS}
    for misnomer in misnomers(schema.schema, value):
        yield misnamed(OUTPUT_CHECK, seen, _PLACE, misnomer)
    for error in schema.errors(without_nulls(value)):
        yield from explained(OUTPUT_CHECK, seen, _PLACE, value, error, of_response)
