"""The fuzz phase of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect
from shapeproof.generate.coverage import page_tokens
from shapeproof.generate.domain import Substitution, load_domain, realistic, substitution
from shapeproof.generate.strategies import invalid_requests, requests
from shapeproof.run.base import find_base
from shapeproof.run.bench import Bench
from shapeproof.run.events import Event
from shapeproof.run.fuzz.drawing import drawn, faulted_case, legal_case
from shapeproof.run.fuzz.memory import FuzzMemory, open_database
from shapeproof.run.fuzz.operation import NAMES, FuzzedOperation
from shapeproof.run.phase import PhaseContext

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
        params, unmet = context.bases.get(operation.name), operation.name in context.unmet
        if params is None and "coverage" not in context.plan.run_phases:
            params, unmet = _accepted(context, operation, index)
        if params is not None:
            base = Case(
                f"{operation.name}:minimal", operation.name, "minimal", "", params, Expect.ACCEPT
            )
            fuzzed = FuzzedOperation(context, operation, base, memory, index, unmet)
            yield from fuzzed.events(_cases(context, operation, params, ask))


def _accepted(
    context: PhaseContext, operation: Operation, index: int
) -> tuple[Mapping[str, Any] | None, bool]:
    """A request that is accepted, where no other phase has looked for one, and what is unmet."""
    namer = context.namer(NAMES + 3 * index + 2)
    bench = Bench.of(context.session(), namer, operation, context.observer())
    found = find_base(bench)
    return None if found.case is None else found.case.params, found.unmet


def _cases(
    context: PhaseContext, operation: Operation, base: Mapping[str, Any], ask: Substitution
) -> list[Case]:
    """The drawn cases of one operation: legal ones first."""
    contract, plan = context.contract, context.plan
    if not operation.request.get("properties"):
        return []
    tokens = page_tokens(operation.request, contract.paginators.get(operation.name))
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
