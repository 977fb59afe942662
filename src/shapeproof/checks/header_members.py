"""Members of an output that travel in header fields: required ones, and the types of all.

The body shows nothing of them. Clients leave out what is missing, and fail on what is no number or
no time (Smithy ``httpHeader`` trait).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation
from shapeproof.checks.schema_findings import schema_error_findings
from shapeproof.checks.schemas import BodySchema
from shapeproof.checks.severities import of_response
from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.members import Bindings
from shapeproof.wire.rest.http_members import HeaderMember

_PLACE = "response header"


@dataclass(frozen=True)
class _HeaderSchema:
    """The members of an output in header fields, and a schema of their values (API view)."""

    members: tuple[HeaderMember, ...]
    shapes: Mapping[str, Shape]
    body: BodySchema

    @classmethod
    def of(cls, root: Schema) -> _HeaderSchema:
        """Those of one document."""
        found = Bindings.of(root).at("header")
        names = [each.name for each in found]
        given = {**root, "properties": {name: root["properties"][name] for name in names}}
        given["required"] = [each for each in root.get("required", ()) if each in names]
        shapes = {each.name: each.shape for each in found}
        return cls(tuple(map(HeaderMember.of, found)), shapes, BodySchema(given))


_schemas: IdentityCache[Schema, _HeaderSchema] = IdentityCache(_HeaderSchema.of, 256)


def header_findings(check: str, seen: Observation) -> Iterator[Finding]:
    """A finding for each header field of a success that is missing, or that breaks its schema."""
    root = seen.operation.response
    if not seen.codec.traits.http_bindings or not root.get("properties"):
        return
    schema = _schemas(root)
    values = {}
    for member in schema.members:
        text = seen.response.header(member.field)
        if text is None:
            if member.name in schema.body.shape.required:
                yield _missing(check, seen, member)
            continue
        if not text and member.name not in schema.body.shape.required:
            continue  # as good as none
        try:
            values[member.name] = member.decode({member.field.lower(): [(member.field, text)]})
        except UnreadableError:
            yield _unreadable(check, seen, member, schema.shapes[member.name], text)
    for error in schema.body.errors(values):
        if error.keyword != "required":
            member = next(each for each in schema.members if each.name == error.tokens[0])
            place = f"{_PLACE} {member.field}"
            yield from schema_error_findings(check, seen, place, values, error, of_response)


def _missing(check: str, seen: Observation, member: HeaderMember) -> Finding:
    return seen.finding(
        check, of_response(seen.contract, "required"), f"{_PLACE} {member.field}", "required",
        texts.missing_member(member.name, is_null=False), pointer=f"/{member.name}",
    )  # fmt: skip


def _unreadable(
    check: str, seen: Observation, member: HeaderMember, shape: Shape, text: str
) -> Finding:
    due = "a timestamp" if shape.is_timestamp else f"a {shape.type}"
    return seen.finding(
        check, of_response(seen.contract, "type"), f"{_PLACE} {member.field}", "type",
        texts.wrong_type(text, due), pointer=f"/{member.name}",
    )  # fmt: skip
