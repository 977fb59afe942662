"""Forgets kept requests that the contract of this run does not fit any more, with a note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import Expect, How
from shapeproof.run.plan import Plan
from shapeproof.run.seeds.checking import RequestChecker
from shapeproof.run.server.failure_database import (
    FailureDatabase,
    KeptCase,
    is_stale,
    open_database,
    schema_digest,
)
from shapeproof.run.server.fuzz import FuzzPhase

_OF_MESSAGES = frozenset({How.MALFORMED_BODY, How.API_NAME, How.NO_LIST})
"""Faults that no value of the parameters shows."""


def forget_stale(contract: Contract, plan: Plan) -> tuple[str, ...]:
    """Drop what earlier runs have kept and this contract does not fit; a line for each operation.

    Nothing is dropped where the run would not send what is kept.
    """
    if not plan.remember or FuzzPhase.name not in plan.run_phases:
        return ()
    database = FailureDatabase(contract.service, open_database())
    return tuple(_notes(database, contract, plan.select(contract)))


def _notes(
    database: FailureDatabase, contract: Contract, operations: Sequence[Operation]
) -> Iterator[str]:
    for name in database.operations():
        if name not in contract.operations:
            database.drop_operation(name)
            yield f"{name}: its kept requests are forgotten, as the contract has no such operation"
    for operation in operations:
        unfit = [
            saved for saved, kept in database.all_of(operation.name) if not _fits(operation, kept)
        ]
        for saved in unfit:
            database.drop(operation.name, saved)
        if unfit:
            what = "a kept request" if len(unfit) == 1 else f"{len(unfit)} kept requests"
            verbs = ("does", "is") if len(unfit) == 1 else ("do", "are")
            why = f"{verbs[0]} not fit the contract any more and {verbs[1]} forgotten"
            yield f"{operation.name}: {what} {why}"


def _fits(operation: Operation, kept: KeptCase | None) -> bool:
    if kept is None or is_stale(operation.request_shape, kept.case):
        return False
    if not kept.schema or kept.schema == schema_digest(operation.request_shape):
        return True
    fault = kept.case.fault
    if fault is not None and fault.how in _OF_MESSAGES:
        return True
    is_legal = RequestChecker(operation).problem(kept.case.params) is None
    return is_legal == (kept.case.expect is Expect.ACCEPT)
