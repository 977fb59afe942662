"""Successes in which one member has another JSON type: nobody can say what a client reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.exchange import ClientCase, Outcome
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.outputs import varied_places
from shapeproof.generate.client.replies import reply_of
from shapeproof.generate.places import planted

_WRONG: tuple[tuple[str, Any], ...] = (
    ("string", "sample"),
    ("number", 1.5),
    ("boolean", True),
    ("list", ["sample"]),
    ("object", {"sample": 1}),
)
_LABELS = {"array": "list", "integer": "number"}


def mistyped_cases(answers: Answers) -> Iterator[ClientCase]:
    """One wrong type for each place, in turn."""
    for turn, place in enumerate(each for each in varied_places(answers) if _is_typed(each.schema)):
        if place.location != "body":
            continue
        kind = place.schema["type"]
        wrong = [each for each in _WRONG if each[0] != _LABELS.get(kind, kind)]
        label, value = wrong[turn % len(wrong)]
        sent = planted(answers.root, answers.full, place.tokens, value)
        yield answers.case(
            "robustness",
            f"type-{label}",
            reply_of(answers.response(sent)),
            outcome=Outcome.OPEN,
            pointer=place.pointer,
            attempts=(1, None),
        )


def _is_typed(schema: Any) -> bool:
    return isinstance(schema.get("type"), str)
