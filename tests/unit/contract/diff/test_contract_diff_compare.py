"""Operations that are selected for a comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shapeproof.contract.diff import check_globs, only_operations
from shapeproof.exceptions import UnknownOperation

from .contract_diff_samples import BASE, OOPS, OPERATION, PAGINATOR, WAITER, kinds

OTHER = replace(OPERATION, name="GetThing", python_name="get_thing", errors=("Ouch",))
BOTH = replace(
    BASE,
    operations={**BASE.operations, "GetThing": OTHER},
    errors={**BASE.errors, "Ouch": replace(OOPS, name="Ouch"), "Unused": OOPS},
    paginators={**BASE.paginators, "GetThing": replace(PAGINATOR, operation="GetThing")},
    waiters={**BASE.waiters, "ThingGot": replace(WAITER, name="ThingGot", operation="GetThing")},
)


@pytest.mark.parametrize("glob", ["GetThing", "get_thing", "Get*", "*get_*"])
def test_an_operation_is_kept_with_what_belongs_to_it(glob: str) -> None:
    kept = only_operations(BOTH, (glob,))
    assert list(kept.operations) == ["GetThing"]
    assert list(kept.errors) == ["Ouch"]
    assert list(kept.paginators) == ["GetThing"]
    assert list(kept.waiters) == ["ThingGot"]


def test_without_globs_everything_is_kept() -> None:
    assert only_operations(BOTH, ()) is BOTH


def test_several_globs_are_joined() -> None:
    assert list(only_operations(BOTH, ("Get*", "Put*")).operations) == ["PutThing", "GetThing"]


def test_changes_of_other_operations_are_left_out() -> None:
    assert kinds(only_operations(BASE, ("Put*",)), only_operations(BOTH, ("Put*",))) == []


def test_a_glob_must_fit_an_operation_of_some_contract() -> None:
    check_globs((BASE, BOTH), ("get_thing", "Put*"))
    with pytest.raises(UnknownOperation) as caught:
        check_globs((BASE, BOTH), ("Put*", "GetThin"))
    assert caught.value == UnknownOperation("sample", "GetThin", ("GetThing", "PutThing"))


def test_many_services_without_an_operation_are_not_all_named() -> None:
    many = [replace(BASE, service=f"s{index}") for index in range(9)]
    with pytest.raises(UnknownOperation) as caught:
        check_globs(many, ("Zzz",))
    assert str(caught.value) == "service s0, s1, s2 and 6 more has no operation 'Zzz'"
