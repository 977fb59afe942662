from dataclasses import replace

import pytest

from shapeproof.checks.severities import (
    of_accepted_fault,
    of_fact,
    of_response,
    sure_if_reviewed,
)
from shapeproof.compile import compile_service
from shapeproof.contract.trust import Trust
from shapeproof.exchange import Severity

CONTRACT = compile_service("mq")


@pytest.mark.parametrize(
    ("constraint", "accepted", "answered"),
    [
        ("required", Severity.ERROR, Severity.WARNING),
        ("type", Severity.ERROR, Severity.ERROR),
        ("enum", Severity.ERROR, Severity.WARNING),
        ("maximum", Severity.WARNING, Severity.NOTE),
        ("pattern", Severity.WARNING, Severity.NOTE),
        ("minProperties", Severity.WARNING, Severity.NOTE),
        ("something else", Severity.WARNING, Severity.NOTE),
    ],
)
def test_what_the_table_of_trust_makes_of_it(
    constraint: str, accepted: Severity, answered: Severity
) -> None:
    assert of_accepted_fault(CONTRACT, constraint) is accepted
    assert of_response(CONTRACT, constraint) is answered


@pytest.mark.parametrize(
    ("constraint", "severity"),
    [
        ("name", Severity.ERROR),
        ("format", Severity.ERROR),
        ("anyOf", Severity.ERROR),
        ("unknown", Severity.WARNING),
    ],
)
def test_a_response(constraint: str, severity: Severity) -> None:
    assert of_response(CONTRACT, constraint) is severity


def test_a_service_and_a_place_may_be_trusted_otherwise() -> None:
    sure = replace(CONTRACT, trust={"response-enum": Trust.SURE})
    doubted = {"x-trust": {"enum": "doubtful"}}

    assert of_response(sure, "enum") is Severity.ERROR
    assert of_response(sure, "enum", doubted) is Severity.NOTE
    assert of_response(sure, "required", doubted) is Severity.WARNING
    assert of_accepted_fault(sure, "enum", doubted) is Severity.NOTE
    assert of_fact(sure, "error-undeclared") is Severity.WARNING


def test_what_rests_on_the_lifecycle() -> None:
    assert sure_if_reviewed(True) is Severity.ERROR
    assert sure_if_reviewed(False) is Severity.WARNING
    assert sure_if_reviewed(False, Severity.NOTE) is Severity.NOTE
