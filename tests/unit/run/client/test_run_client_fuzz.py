"""Drawn calls: a finding is reported with the smallest call that shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import Operation
from shapeproof.exchange import HttpRequest
from shapeproof.generate.values.plain import PlainValues

from .client_fakes import CodecClient, contract, events_of, findings_of

pytestmark = pytest.mark.slow
NAME = "CreateBackendAuth"


def spoils_long_texts(
    operation: Operation, params: dict[str, Any], request: HttpRequest
) -> HttpRequest:
    """Loses a character where a text has a Q in it."""
    return replace(request, body=request.body.replace(b"Q", b""))


def test_a_drawn_call_is_made_small() -> None:
    events = events_of(CodecClient(spoils_long_texts), NAME, phases=("fuzz",), max_examples=40)

    found = [each for each in findings_of(events) if each.check == "wire_request"]
    assert found
    plain = PlainValues(contract().operations[NAME].request).value()
    for finding_id in {each.id for each in found}:
        calls = [each.call for each in found if each.id == finding_id]
        sizes = [count(each.case.params) for each in calls if each is not None]
        assert min(sizes) - count(plain) <= 4, min(sizes)


def count(value: Any) -> int:
    """How many scalars there are in a value."""
    if isinstance(value, dict | list):
        return sum(map(count, value.values() if isinstance(value, dict) else value))
    return 1


def test_the_same_seed_asks_the_same() -> None:
    def requests_of(seed: int) -> list[str]:
        seen: list[str] = []

        def note(
            _operation: Operation, params: dict[str, Any], request: HttpRequest
        ) -> HttpRequest:
            seen.append(f"{request.target} {request.body!r}")
            return request

        events_of(CodecClient(note), NAME, phases=("fuzz",), max_examples=10, seed=seed)
        return seen

    assert requests_of(3) == requests_of(3)
    assert requests_of(3) != requests_of(4)
