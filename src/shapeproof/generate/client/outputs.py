"""Successes that the contract allows: what a client must read, one factor at a time."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.pointer import lookup, without
from shapeproof.exchange import ClientCase, Outcome
from shapeproof.generate.client.answers import Answers, Params
from shapeproof.generate.client.marking import element
from shapeproof.generate.client.reading import is_servers, settled
from shapeproof.generate.client.replies import reply_of
from shapeproof.generate.client.turns import thinned
from shapeproof.generate.places import Place, places, planted
from shapeproof.generate.plain import Plain
from shapeproof.generate.variants import UNKNOWN_MEMBER, variants

_TEXTS = frozenset({"text", "length"})
_UNKNOWN_VALUE = "SHAPEPROOF_NO_SUCH_VALUE"
_UNKNOWN_OBJECT = {"a": [1, {"b": None}], "c": "unknown"}
_MANY = 1000
_LARGEST_ELEMENT = 400
_INSTANTS = ("2020-08-11T00:00:00.5Z", "1970-01-01T00:00:00Z", "2100-12-31T23:59:59Z")


@dataclass(frozen=True)
class Variation:
    """An output: what the service sends, and what a client makes of it (API view)."""

    family: str
    label: str
    pointer: str
    sent: Params
    output: Params


def output_cases(answers: Answers) -> Iterator[ClientCase]:
    """The successes of an operation that differ in what they say."""
    listed = list(_variations(answers))
    texts = [each.pointer for each in listed if each.family in _TEXTS]
    whole = texts[0] if texts and answers.at_length else None

    def group(each: Variation) -> Hashable | None:
        return each.pointer if each.family in _TEXTS and each.pointer != whole else None

    seen: set[str] = set()
    for each in thinned(listed, group, answers.position):
        key = json.dumps(each.sent, sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield _case(answers, each)


def _case(answers: Answers, each: Variation) -> ClientCase:
    response = answers.response(each.sent)
    return answers.case(
        "output",
        "-".join(part for part in (each.family, each.label) if part),
        reply_of(response),
        outcome=Outcome.OUTPUT,
        pointer=each.pointer,
        output=answers.read(each.output, response),
    )


def varied_places(answers: Answers) -> Iterator[Place]:
    """The places of an output that a reply can be varied at."""
    for place in places(answers.root):
        in_body = place.location == "body" and place.tokens != (answers.payload,)
        in_header = place.location == "header" and len(place.tokens) == 1
        free = in_header and not is_servers(answers.root, place.tokens[0])
        if free or (in_body and answers.has_json):
            yield place


def _variations(answers: Answers) -> Iterator[Variation]:
    root, full, minimal = answers.root, answers.full, answers.minimal
    other = settled(root, Plain(root, other=True).value())
    for label, output in (("full", full), ("minimal", minimal), ("other", other)):
        yield Variation(label, "", "", output, output)
    large = False
    for place in varied_places(answers):
        if place.optional:
            yield from _optional(answers, place)
        yield from _values(answers, place)
        if not large and _is_unbound_list(place):
            large = True
            elements = _many(answers, place)
            output = planted(root, minimal, place.tokens, elements)
            yield Variation("list", str(_MANY), place.pointer, output, output)
    yield from _unknown_members(answers)


def _optional(answers: Answers, place: Place) -> Iterator[Variation]:
    root, pointer = answers.root, place.pointer
    value = Plain(root).value(place.schema)
    alone = planted(root, answers.minimal, place.tokens, value)
    yield Variation("alone", "", pointer, alone, alone)
    grown = planted(root, answers.full, place.tokens, value)
    lacking = without(grown, place.tokens)
    yield Variation("absent", "", pointer, lacking, lacking)
    if place.location == "body":
        sent = planted(root, answers.full, place.tokens, None)
        yield Variation("null", "", pointer, sent, lacking)


def _values(answers: Answers, place: Place) -> Iterator[Variation]:
    root = answers.root
    values = [(each.family, each.label, each.value) for each in variants(root, place)]
    if "enum" in place.schema:
        values.append(("enum", "unknown", _UNKNOWN_VALUE))
    if place.location == "body":
        values += [("timestamp", value, value) for value in _instants(place)]
        if place.schema.get("type") == "number" and not _is_bound(place):
            values.append(("number", "infinity", float("inf")))
    for family, label, value in values:
        if family not in ("null", "unknown-member"):
            output = planted(root, answers.minimal, place.tokens, value)
            yield Variation(family, label, place.pointer, output, output)


def _is_bound(place: Place) -> bool:
    return "minimum" in place.schema or "maximum" in place.schema


def _instants(place: Place) -> tuple[str, ...]:
    if not place.schema.get("x-timestamp"):
        return ()
    has_fraction = place.schema.get("x-timestamp-format") != "rfc822"
    return tuple(each for each in _INSTANTS if has_fraction or "." not in each)


def _is_unbound_list(place: Place) -> bool:
    schema = place.schema
    return (
        place.location == "body"
        and schema.get("type") == "array"
        and schema.get("maxItems", _MANY) >= _MANY
    )


def _many(answers: Answers, place: Place) -> list[Any]:
    items = place.schema["items"]
    first = element(answers.root, items, (1, 0))
    if len(json.dumps(first)) > _LARGEST_ELEMENT:
        return [Plain(answers.root).value(items)] * _MANY
    return [element(answers.root, items, (1, index)) for index in range(_MANY)]


def _unknown_members(answers: Answers) -> Iterator[Variation]:
    """Members that the contract does not know, at each depth."""
    if not answers.has_json:
        return
    root, full = answers.root, answers.full
    for label, value in (("text", "unknown"), ("object", _UNKNOWN_OBJECT), ("null", None)):
        sent = {**full, UNKNOWN_MEMBER: value}
        yield Variation("unknown-member", label, f"/{UNKNOWN_MEMBER}", sent, full)
    for place in varied_places(answers):
        is_structure = "properties" in place.schema and not place.schema.get("x-union")
        if place.location != "body" or not is_structure:
            continue
        whole = Plain(root, full=True).value(place.schema)
        output = planted(root, full, place.tokens, whole)
        inner = {**lookup(output, place.tokens), UNKNOWN_MEMBER: _UNKNOWN_OBJECT}
        sent = planted(root, full, place.tokens, inner)
        pointer = f"{place.pointer}/{UNKNOWN_MEMBER}"
        yield Variation("unknown-member", "object", pointer, sent, output)
