"""The body of a success against the response schema, on the bytes.

Clients hide wrong casing, unknown members and numbers as strings; here they show. An explicit null
for an optional member is none of these: clients read it as absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.bodies import without_nulls
from shapeproof.checks.explaining import explained, misnamed
from shapeproof.checks.interface import Observation
from shapeproof.checks.names import misnomers
from shapeproof.checks.occasion import Occasion
from shapeproof.checks.schemas import BodySchema
from shapeproof.checks.severities import of_response
from shapeproof.exchange import Finding
from shapeproof.wire.json_text import parse_json


class ResponseSchema:
    """Required members, types, enums, names and bounds of a success."""

    name = "response_schema"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """A finding for each place of the body that breaks the schema."""
        body_schema = seen.schemas.response
        if not seen.exchange.accepted or body_schema is None:
            return
        try:
            raw = parse_json(seen.response.body) if seen.response.body else {}
        except ValueError:
            return
        yield from findings_of_body(self.name, seen, body_schema, raw, "response body")


def findings_of_body(
    check: str, seen: Occasion, body_schema: BodySchema, raw: Any, place: str
) -> Iterator[Finding]:
    """What is wrong with a parsed body, or with what a client has read of it."""
    wrong_names = tuple(misnomers(body_schema.schema, raw))
    # A required member under a wrong name is told once, by its name.
    renamed = {(each.holder, each.wire_name) for each in wrong_names if each.wire_name}
    for misnomer in wrong_names:
        yield misnamed(check, seen, place, misnomer)
    for error in body_schema.errors(without_nulls(raw)):
        yield from explained(check, seen, place, raw, error, of_response, renamed)
