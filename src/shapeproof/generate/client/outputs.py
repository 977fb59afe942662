"""Successes that the contract allows: what a client must read, one factor at a time."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.pointer import lookup, replaced, without
from shapeproof.contract.shape import BODY
from shapeproof.exchange import ClientCase, ClientFamily, Family, Outcome
from shapeproof.generate.cases.places import CasePlace, PlaceKind, places, planted
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER, is_long_text, legal_values
from shapeproof.generate.client.case_builder import ClientCaseBuilder, Params
from shapeproof.generate.client.listing import marked_element
from shapeproof.generate.client.reading import is_set_by_server, readable
from shapeproof.generate.client.replies import reply_of
from shapeproof.generate.client.selection import thinned
from shapeproof.generate.values.plain import PlainValues, fits_text

_TEXTS = frozenset({Family.TEXT, Family.LENGTH})
_UNKNOWN_VALUE = "SHAPEPROOF_NO_SUCH_VALUE"
_UNKNOWN_OBJECT = {"a": [1, {"b": None}], "c": "unknown"}
_MANY = 1000
_LARGEST_ELEMENT = 400
_OTHER_NAME = "under a name in another case of letters"
_INSTANTS = ("2020-08-11T00:00:00.5Z", "1970-01-01T00:00:00Z", "2100-12-31T23:59:59Z")


@dataclass(frozen=True)
class OutputVariation:
    """An output: what the service sends, and what a client makes of it (API view)."""

    family: Family
    label: str
    pointer: str
    sent: Params
    output: Params


def output_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The successes of an operation that differ in what they say."""
    listed = list(_variations(builder))
    texts = [each.pointer for each in listed if each.family in _TEXTS]
    whole = texts[0] if texts and builder.at_length else None

    def group(each: OutputVariation) -> Hashable | None:
        return each.pointer if each.family in _TEXTS and each.pointer != whole else None

    return _distinct(builder, thinned(listed, group, builder.position))


def plain_outputs(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The first of them, which vary no place."""
    return _distinct(builder, _whole(builder))


def _distinct(
    builder: ClientCaseBuilder, variations: Iterable[OutputVariation]
) -> Iterator[ClientCase]:
    seen: set[str] = set()
    for each in variations:
        key = json.dumps(each.sent, sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield _case(builder, each)


def _case(builder: ClientCaseBuilder, each: OutputVariation) -> ClientCase:
    response = builder.response(each.sent)
    return builder.case(
        ClientFamily.OUTPUT,
        "-".join(part for part in (each.family, each.label) if part),
        reply_of(response),
        outcome=Outcome.OUTPUT,
        pointer=each.pointer,
        output=builder.read(each.output, response),
    )


def varied_places(builder: ClientCaseBuilder) -> Iterator[CasePlace]:
    """The places of an output that a reply can be varied at."""
    for place in places(builder.root):
        in_body = place.in_body and place.tokens != (builder.payload,)
        in_header = place.location == "header" and len(place.tokens) == 1
        free = in_header and not is_set_by_server(builder.shape, place.tokens[0])
        if place.shape.digest is not None:
            continue  # what it is of decides it
        if free or (in_body and builder.has_structure):
            yield place


def _whole(builder: ClientCaseBuilder) -> Iterator[OutputVariation]:
    """What is said in full, what is required, and other values."""
    root, full, minimal = builder.root, builder.full, builder.minimal
    other = readable(root, PlainValues(root, other=True).value())
    for family, output in (
        (Family.FULL, full),
        (Family.MINIMAL, minimal),
        (Family.OTHER, other),
    ):
        yield OutputVariation(family, "", "", output, output)


def _variations(builder: ClientCaseBuilder) -> Iterator[OutputVariation]:
    root, minimal = builder.root, builder.minimal
    yield from _whole(builder)
    yield from _without_required(builder)
    large = False
    for place in varied_places(builder):
        builder.check()
        if place.optional:
            yield from _optional(builder, place)
        yield from _values(builder, place)
        if not large and _is_unbound_list(place):
            large = True
            elements = _many(builder, place)
            output = planted(root, minimal, place.tokens, elements)
            yield OutputVariation(Family.LIST, str(_MANY), place.pointer, output, output)
    yield from _unknown_members(builder)


def _without_required(builder: ClientCaseBuilder) -> Iterator[OutputVariation]:
    """The output without the members of the body that are required: services omit some.

    Smithy lets clients take them for empty, and some fail.
    """
    members = builder.shape.members
    names = [name for name in builder.shape.required if members[name].location == BODY]
    if not names or not builder.has_structure or builder.payload is not None:
        return
    lacking = {name: each for name, each in builder.full.items() if name not in names}
    yield OutputVariation(Family.ABSENT, "required", "", lacking, lacking)


def _recased(builder: ClientCaseBuilder) -> Iterator[OutputVariation]:
    """One member under a name in another case of letters, which is no name of the model."""
    found = [each for each in varied_places(builder) if each.in_body]
    for place in sorted(found, key=lambda each: (not each.optional, len(each.tokens))):
        *around, name = place.tokens
        holder = builder.shape.at(around)
        if place.kind is not PlaceKind.MEMBER:
            continue
        other = place.shape.wire_name(name).swapcase()
        names = {each.wire_name(known) for known, each in holder.members.items()}
        if other in names | holder.members.keys():
            continue
        value = PlainValues(builder.root).value(place.schema)
        if is_long_text(place) and fits_text(place.schema, _OTHER_NAME):
            value = _OTHER_NAME
        grown = planted(builder.root, builder.full, place.tokens, value)
        lacking = without(grown, place.tokens)
        inner = {**lookup(lacking, around), other: value}
        sent = replaced(lacking, around, inner)
        yield OutputVariation(Family.UNKNOWN_MEMBER, "recased", place.pointer, sent, lacking)
        return


def _optional(builder: ClientCaseBuilder, place: CasePlace) -> Iterator[OutputVariation]:
    root, pointer = builder.root, place.pointer
    value = PlainValues(root).value(place.schema)
    alone = planted(root, builder.minimal, place.tokens, value)
    yield OutputVariation(Family.ALONE, "", pointer, alone, alone)
    grown = planted(root, builder.full, place.tokens, value)
    lacking = without(grown, place.tokens)
    yield OutputVariation(Family.ABSENT, "", pointer, lacking, lacking)
    if place.in_body and builder.codec.traits.typed_values:
        sent = planted(root, builder.full, place.tokens, None)
        yield OutputVariation(Family.NULL, "", pointer, sent, lacking)


def _values(builder: ClientCaseBuilder, place: CasePlace) -> Iterator[OutputVariation]:
    root = builder.root
    values = [(each.family, each.label, each.value) for each in legal_values(root, place)]
    if place.shape.enum:
        values.append((Family.ENUM, "unknown", _UNKNOWN_VALUE))
    if place.in_body:
        values += [(Family.TIMESTAMP, value, value) for value in _instants(place)]
        if place.shape.type == "number" and not _is_bound(place):
            values.append((Family.NUMBER, "infinity", float("inf")))
    for family, label, value in values:
        if family not in (Family.NULL, Family.UNKNOWN_MEMBER):
            output = planted(root, builder.minimal, place.tokens, value)
            yield OutputVariation(family, label, place.pointer, output, output)


def _is_bound(place: CasePlace) -> bool:
    return "minimum" in place.schema or "maximum" in place.schema


def _instants(place: CasePlace) -> tuple[str, ...]:
    if not place.shape.is_timestamp:
        return ()
    has_fraction = place.shape.timestamp_format != "rfc822"
    return tuple(each for each in _INSTANTS if has_fraction or "." not in each)


def _is_unbound_list(place: CasePlace) -> bool:
    most = place.shape.max_count
    return place.in_body and place.shape.is_list and (most is None or most >= _MANY)


def _many(builder: ClientCaseBuilder, place: CasePlace) -> list[Any]:
    item = place.shape.item
    first = marked_element(item, (1, 0))
    if len(json.dumps(first)) > _LARGEST_ELEMENT:
        return [PlainValues(builder.root).value(item)] * _MANY
    return [marked_element(item, (1, index)) for index in range(_MANY)]


def _unknown_members(builder: ClientCaseBuilder) -> Iterator[OutputVariation]:
    """Members that the contract does not know, at each depth."""
    if not builder.has_structure or builder.shape.is_unwrapped:
        return
    root, full = builder.root, builder.full
    for label, value in (("text", "unknown"), ("object", _UNKNOWN_OBJECT), ("null", None)):
        sent = {**full, UNKNOWN_MEMBER: value}
        yield OutputVariation(Family.UNKNOWN_MEMBER, label, f"/{UNKNOWN_MEMBER}", sent, full)
    if builder.codec.traits.typed_values:
        yield from _recased(builder)
    for place in varied_places(builder):
        is_structure = place.shape.is_structure and not place.shape.is_union
        if not place.in_body or not is_structure:
            continue
        whole = PlainValues(root, full=True).value(place.schema)
        output = planted(root, full, place.tokens, whole)
        inner = {**lookup(output, place.tokens), UNKNOWN_MEMBER: _UNKNOWN_OBJECT}
        sent = planted(root, full, place.tokens, inner)
        pointer = f"{place.pointer}/{UNKNOWN_MEMBER}"
        yield OutputVariation(Family.UNKNOWN_MEMBER, "object", pointer, sent, output)
