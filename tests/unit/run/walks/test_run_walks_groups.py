"""Which lifecycles belong together, and which shard has their walks."""

from __future__ import annotations

import pytest

from shapeproof.run.contracts import load
from shapeproof.run.walks.groups import LifecycleGroups

from ..server.small_services import contract_of, operation

FLOWS = (
    operation("CreateFlow", "flowName"),
    operation("GetFlow", "flowName", "flowName"),
    operation("DeleteFlow", "flowName"),
)
QUEUES = (
    operation("CreateQueue", "queueName"),
    operation("GetQueue", "queueName", "queueName"),
    operation("DeleteQueue", "queueName"),
)
SMALL = contract_of(*FLOWS, *QUEUES, operation("Ping", ""))


def groups(*planned: str) -> LifecycleGroups:
    return LifecycleGroups.of(SMALL, planned or tuple(SMALL.operations))


def test_a_lifecycle_is_one_group_and_other_operations_are_alone() -> None:
    found = {each.operations for each in groups().by_operation.values()}

    assert found == {
        frozenset(each.name for each in FLOWS),
        frozenset(each.name for each in QUEUES),
        frozenset({"Ping"}),
    }


@pytest.mark.parametrize(
    ("planned", "owner"),
    [((), "CreateFlow"), (("GetFlow",), "GetFlow"), (("Get*", "GetFlow"), "GetFlow")],
)
def test_the_first_planned_operation_owns_a_group(planned: tuple[str, ...], owner: str) -> None:
    home = groups(*planned).home("DeleteFlow")

    assert home is not None
    assert home.owner == owner


def test_a_walk_about_a_planned_operation_of_another_group_is_at_home_there() -> None:
    found = groups("Ping")

    assert found.home("CreateFlow") is None
    home = found.home("CreateFlow", {"GetFlow", "Ping"})
    assert home is not None
    assert home.operations == {"Ping"}


@pytest.mark.parametrize("service", ["amplifybackend", "scheduler"])
def test_every_operation_is_in_one_group(service: str) -> None:
    contract = load(service)
    by_operation = LifecycleGroups.of(contract, contract.operations).by_operation

    assert by_operation.keys() == contract.operations.keys()
    for name, group in by_operation.items():
        assert name in group.operations
        assert all(by_operation[other] is group for other in group.operations)
