"""Failures that pass, and how few of them there are."""

from __future__ import annotations

import re

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange import ClientCase, Outcome, Reply
from shapeproof.generate.client import is_exemplar
from shapeproof.generate.client.selection import exemplars, in_turn, share_of
from tests.unit.generate.schema_samples import TEXT, bound, structure

from .client_samples import REQUEST, cases_of, operation, service

NO_BODY = structure("Id", Id=bound(TEXT, "uri", "id"))
LABELS = {
    "500",
    "502",
    "503",
    "504",
    "503-retry-after-1",
    "429",
    "429-retry-after-0",
    "429-unnamed",
    "400-ThrottlingException",
    "reset",
    "503-always",
    "503-retry-after-date",
    "429-always",
    "reset-always",
}
OPEN = {"429-unnamed", "400-ThrottlingException"}


def retries(cases: dict[str, ClientCase]) -> set[str]:
    return {id_.removeprefix("retry:") for id_ in cases if id_.startswith("retry:")}


@pytest.fixture(scope="module")
def made() -> Contract:
    return service(operation("A"), operation("B", request=NO_BODY), operation("C"), operation("D"))


def test_exemplars_are_the_first_with_and_without_a_body(made: Contract) -> None:
    assert exemplars(made) == ("A", "B")
    assert [is_exemplar(made, each) for each in made.operations.values()] == [True, True, False,
        False]  # fmt: skip
    assert exemplars(service(operation("Z", request=NO_BODY), operation("Y"))) == ("Y", "Z")
    assert exemplars(service(operation("Z"))) == ("Z",)
    assert exemplars(service(operation("H", method="HEAD"), operation("N", status=204))) == ()


def test_the_exemplars_have_all_of_the_list_together(made: Contract) -> None:
    finals = {"400-final", "403-final", "404-final"}
    first, second = retries(cases_of(made, "A")), retries(cases_of(made, "B"))
    assert (first | second) == LABELS | finals
    assert (first & second) == {"500", "400-ThrottlingException", "reset"} | finals
    assert retries(cases_of(service(operation("Z")), "Z")) == LABELS | finals


def test_another_operation_has_one_and_the_next_another(made: Contract) -> None:
    one, other = retries(cases_of(made, "C")), retries(cases_of(made, "D"))
    assert len(one - {"400-final", "403-final", "404-final"}) == 1
    assert one != other


def test_retried_errors_of_the_model_are_named_in_every_way_once(made: Contract) -> None:
    ids = [*cases_of(made, "A"), *cases_of(made, "B")]
    named = [re.sub(r"error:(Busy|Odd)-", "", each) for each in ids if re.search("Busy|Odd", each)]
    assert sorted(named) == sorted(
        [
            "header",
            "header-suffix",
            "header-namespace",
            "type",
            "type-namespace",
            "code",
        ]
    )


def test_a_failure_and_then_the_success() -> None:
    found = cases_of(service(operation("Z", request=REQUEST)), "Z")
    for label in LABELS - OPEN - {"503-always", "429-always", "reset-always"}:
        case = found[f"retry:{label}"]
        assert len(case.replies) == 2, case.id
        assert case.outcome is Outcome.OUTPUT, case.id
        assert case.attempts == (2, None), case.id
    assert found["retry:reset"].replies[0] == Reply(b"", None, "reset")
    after = found["retry:503-retry-after-1"].replies[0]
    assert b"Retry-After: 1\r\n" in after.data
    assert b"Retry-After: 0\r\n" in found["retry:429-retry-after-0"].replies[0].data
    assert b"errortype" not in found["retry:429-unnamed"].replies[0].data
    assert all(found[f"retry:{label}"].outcome is Outcome.OPEN for label in OPEN)
    for label in ("503", "429", "reset"):
        always = found[f"retry:{label}-always"]
        assert len(always.replies) == 1
        assert always.attempts == (1, 30)
    dated = found["retry:503-retry-after-date"].replies[0].data
    assert b"Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n" in dated
    for status in (400, 403, 404):
        final = found[f"retry:{status}-final"]
        assert final.attempts == (1, 1)
        assert final.error is not None
        assert final.error.status == status


def costs_a_sleep(case: ClientCase) -> bool:
    """Whether SDKs wait before they try again, at least one of them."""
    first = case.replies[0]
    if first.response is None:
        return not case.id.endswith("length-over")
    return first.response.status in (429, 500, 502, 503, 504) or b"Throttling" in first.data


@pytest.mark.slow
def test_few_cases_of_amplifybackend_cost_a_sleep(
    client_cases_of: dict[str, list[ClientCase]],
) -> None:
    costly = [case for each in client_cases_of.values() for case in each if costs_a_sleep(case)]
    assert 60 < len(costly) < 130
    total = sum(map(len, client_cases_of.values()))
    assert 3000 <= total <= 4900


def test_dealt_and_in_turn() -> None:
    assert share_of([1, 2, 3], ("A", "B"), "A") == [1, 3]
    assert share_of([1, 2, 3], ("A", "B"), "B") == [2]
    assert [in_turn([1, 2, 3], position, 2) for position in range(3)] == [[1, 2], [3, 1], [2, 3]]
    assert in_turn([], 5) == []
    assert in_turn([1], 5, 3) == [1]
