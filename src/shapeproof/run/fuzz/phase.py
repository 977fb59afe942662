"""The fuzz phase of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect
from shapeproof.generate.coverage import CoverageCases
from shapeproof.generate.domain import Substitution, load_domain, realistic, substitution
from shapeproof.generate.strategies import invalid_requests, requests
from shapeproof.run.bench import Bench
from shapeproof.run.events import Event
from shapeproof.run.fuzz.drawing import drawn, faulted_case, legal_case
from shapeproof.run.fuzz.memory import FuzzMemory, open_database
from shapeproof.run.fuzz.operation import NAMES, FuzzedOperation
from shapeproof.run.phase import PhaseContext
from shapeproof.run.state import SetupFailed

_FAULTED_SHARE = 3
"""One drawn request in so many has a fault: the coverage phase has tried each already."""


def fuzz_phase(context: PhaseContext) -> Iterator[Event]:
    """Fuzz every operation of the plan that the coverage phase has reached."""
    database = open_database() if context.plan.remember else None
    memory = FuzzMemory(context.contract.service, database)
    order = {name: index for index, name in enumerate(sorted(context.contract.operations))}
    domain = load_domain(context.contract.service, context.plan.strategies, context.contract)
    ask = substitution(domain, context.contract)
    for operation in context.operations:
        index = order[operation.name]
        params = context.bases.get(operation.name)
        if params is None and "coverage" not in context.plan.run_phases:
            params = _accepted(context, operation, index)
        if params is not None:
            base = Case(
                f"{operation.name}:minimal", operation.name, "minimal", "", params, Expect.ACCEPT
            )
            fuzzed = FuzzedOperation(context, operation, base, memory, index)
            yield from fuzzed.events(_cases(context, operation, params, ask))


def _accepted(context: PhaseContext, operation: Operation, index: int) -> Mapping[str, Any] | None:
    """A request that is accepted, where no other phase has looked for one."""
    namer = context.namer(NAMES + 3 * index + 2)
    bench = Bench.of(context.session(), namer, operation, context.observer())
    for case in CoverageCases(context.contract, operation).grounds():
        try:
            exchange = bench.run(case, bench.state_for(case))
        except SetupFailed:
            return None
        bench.drop()
        if exchange.accepted:
            return case.params
    return None


def _cases(
    context: PhaseContext, operation: Operation, base: Mapping[str, Any], ask: Substitution
) -> list[Case]:
    """The drawn cases of one operation: legal ones first."""
    contract, plan = context.contract, context.plan
    if not operation.request.get("properties"):
        return []
    tokens = CoverageCases(contract, operation).tokens
    faulted = plan.max_examples // _FAULTED_SHARE
    legal = drawn(
        realistic(requests(contract, operation), operation, ask),
        plan.max_examples - faulted,
        operation.name,
        plan.seed,
    )
    broken = drawn(
        invalid_requests(contract, operation), faulted, f"{operation.name}/invalid", plan.seed
    )
    planted = [faulted_case(operation, base, value, fault) for value, fault in broken]
    return [
        *(legal_case(operation, base, value, tokens) for value in legal),
        *(case for case in planted if case is not None),
    ]
