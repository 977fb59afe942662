"""Names the case that is left of one with many factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.checks.case_words import TOGETHER
from shapeproof.contract.pointer import Tokens, join
from shapeproof.exchange import Case
from shapeproof.run.refusals import PRESENT, Factors


def case_of(case: Case, factors: Factors, params: Mapping[str, Any]) -> Case:
    """The case with fewer factors; its id names all places that are needed, in a stable order."""
    factors = tuple(sorted(factors, key=lambda each: each[0]))
    if len(factors) == 1:
        return _single(case, *factors[0], params)
    words = [
        join(tokens) + ("" if value is PRESENT else f"={value}") for tokens, value in factors[:4]
    ]
    label = " + ".join(words) + (" + ..." if len(factors) > 4 else "")
    return replace(
        case,
        id=f"{case.operation}:{TOGETHER}:{label}" if label else case.id,
        family=TOGETHER,
        pointer="",
        params=params,
    )


def _single(case: Case, tokens: Tokens, value: Any, params: Mapping[str, Any]) -> Case:
    """The case that varies this one place: the same as if it had been tried by itself."""
    family, label = ("alone", "") if value is PRESENT else ("enum", str(value))
    parts = (case.operation, family, join(tokens), label)
    name = ":".join(part for part in parts if part)
    return replace(case, id=name, family=family, pointer=join(tokens), params=params)
