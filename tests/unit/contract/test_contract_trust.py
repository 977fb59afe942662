from __future__ import annotations

import re
from pathlib import Path

import pytest

from shapeproof.contract.trust import DEFAULTS, Trust, kind_of, trust_in

DOCUMENT = Path(__file__).parents[3] / "docs/reference/contract.md"


@pytest.mark.parametrize(
    ("direction", "constraint", "kind"),
    [
        ("request", "maxLength", "request-bounds"),
        ("response", "enum", "response-enum"),
        ("response", "const", "response-enum"),
        ("response", "anyOf", "response-type"),
        ("response", "name", "response-name"),
        ("request", "name", "request-bounds"),
        ("response", "if", "response-bounds"),
    ],
)
def test_the_kind_of_fact_behind_a_constraint(direction: str, constraint: str, kind: str) -> None:
    assert kind_of(direction, constraint) == kind


def test_a_place_is_asked_before_its_service_and_that_before_the_table() -> None:
    place = {"x-trust": {"enum": "doubtful"}}

    assert trust_in("response-enum", {}, {}) is Trust.USUAL
    assert trust_in("response-enum", {"response-enum": Trust.SURE}, {}) is Trust.SURE
    assert trust_in("response-enum", {"response-enum": Trust.SURE}, place) is Trust.DOUBTFUL
    assert trust_in("response-required", {}, place) is Trust.USUAL


def test_what_models_are_often_wrong_about_is_usual() -> None:
    usual = {kind for kind, trust in DEFAULTS.items() if trust is Trust.USUAL}

    assert {"response-required", "response-enum", "error-undeclared"} <= usual


def test_the_document_prints_the_table() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `([a-z]+)` \|", DOCUMENT.read_text("utf-8"), re.M)

    assert dict(rows) == {kind: trust.value for kind, trust in DEFAULTS.items()}
