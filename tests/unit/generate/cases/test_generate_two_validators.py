"""jsonschema and jsonschema-rs, two implementations by others, judge the same values alike.

What the fast one says decides on every answer of a server, so the two must agree; where they do
not, the reason must be one that is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import without
from shapeproof.generate.cases.faults import ABSENT, illegal_values
from shapeproof.generate.cases.places import CasePlace, places, planted
from shapeproof.generate.cases.variants import legal_values
from shapeproof.generate.values.plain import PlainValues

VALUES_PER_SERVICE = 55
HOSTILE_TEXTS = ("٣", "é", "a\n", "\u2028", "x\u00a0y", "\U0001f600", "A" * 300, "", "0", "a_b-c.d")


def values_of(schema: Schema) -> Iterator[Any]:
    """Legal and illegal values of a document, all in a stable order."""
    yield PlainValues(schema).value()
    full = PlainValues(schema, full=True).value()
    yield full
    for place in spread(places(schema), 12):
        yield from (each for each in at(schema, full, place) if each is not None)


def at(schema: Schema, full: Any, place: CasePlace) -> Iterator[Any]:
    """Values that differ from the full one in one place."""
    for variant in spread(tuple(legal_values(schema, place)), 3):
        yield planted(schema, full, place.tokens, variant.value)
    for breach in spread(tuple(illegal_values(schema, place)), 3):
        if breach.value is ABSENT:
            yield without(full, place.tokens)
        else:
            yield planted(schema, full, place.tokens, breach.value)
    if place.schema.get("type") == "string":
        for text in spread(HOSTILE_TEXTS, 3, len(place.pointer)):
            yield planted(schema, full, place.tokens, text)


def spread(items: Any, count: int, start: int = 0) -> list[Any]:
    """So many of the items, evenly spread over all of them."""
    step = max(1, len(items) // count)
    return [items[(index + start) % len(items)] for index in range(0, len(items), step)][:count]


def known_reason(validator: Draft202012Validator, value: Any) -> str | None:
    """Why the two may differ on a value; None where nothing explains it.

    The fast one reads ``\\d``, ``\\w``, ``\\s`` and ``\\b`` as ECMA-262 does, for ASCII, and ``$``
    as the end; Python's ``re`` takes all of Unicode, and a newline before the end.
    """
    reasons = set()
    for text, pattern in _patterned(validator, value):
        if not text.isascii() and re.search(r"\\[dDwWsSbB]|\(\?i", pattern):
            reasons.add("classes of Unicode")
        if text.endswith("\n") and "$" in pattern:
            reasons.add("a newline before the end")
        if re.search("[\r\x85\u2028\u2029]", text) and "." in pattern:
            reasons.add("line ends that a dot takes")
    return min(reasons, default=None)


def _patterned(validator: Draft202012Validator, value: Any) -> Iterator[tuple[str, str]]:
    """The texts in a value, each with each pattern of the schema that may be asked of it."""
    patterns = set(_patterns(validator.schema))
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            todo += [*each, *each.values()]
        elif isinstance(each, list):
            todo += each
        elif isinstance(each, str):
            yield from ((each, pattern) for pattern in patterns)


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for each in schema.values():
            yield from _patterns(each)


def documents(contract: Contract) -> list[Schema]:
    """Some of a service's requests and responses, the patterned ones among them."""
    operations = spread(tuple(contract.operations.values()), 6)
    return [each for operation in operations for each in (operation.request, operation.response)]


def compare(service: str, count: Counter[str], differ: list[tuple[str, Any]]) -> None:
    judged = 0
    for schema in documents(compile_service(service)):
        slow = Draft202012Validator(schema)
        try:
            fast = jsonschema_rs.Draft202012Validator(schema)
        except jsonschema_rs.ValidationError:
            count["refused schema"] += 1
            continue
        for value in spread(tuple(values_of(schema)), 12):
            if judged == VALUES_PER_SERVICE:
                return
            judged += 1
            verdict = slow.is_valid(value)
            count["valid" if verdict else "invalid"] += 1
            if fast.is_valid(value) is not verdict:
                reason = known_reason(slow, value)
                count[reason or "unexplained"] += 1
                if reason is None:
                    differ.append((f"{service} {schema.get('x-shape')}", value))


@pytest.mark.slow
@pytest.mark.sampled("services", [40], [200])
def test_two_validators_agree(services: int) -> None:
    """On two thousand values, in the whole on ten thousand."""
    count: Counter[str] = Counter()
    differ: list[tuple[str, Any]] = []
    for service in spread(available_services(), services):
        compare(service, count, differ)

    assert differ == []
    assert count["valid"] + count["invalid"] >= 50 * services
    assert min(count["valid"], count["invalid"]) > 10 * services
    assert count["refused schema"] <= 5 + services // 10, (
        "patterns whose automata the fast one finds too large"
    )


def test_a_difference_is_known_by_its_reason() -> None:
    def reason(pattern: str, text: str) -> str | None:
        return known_reason(Draft202012Validator({"properties": {"a": {"pattern": pattern}}}), text)

    assert reason(r"^\d$", "٣") == "classes of Unicode"
    assert reason("^a$", "a\n") == "a newline before the end"
    assert reason("^[0-9]$", "٣") is None
    assert reason("^a$", "b") is None
