"""The fuzz phase: Hypothesis draws what enumeration cannot reach, and failures are made small."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import lookup, parse, without
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Case, Expect, Family, Fault, Finding, case_id
from shapeproof.exchange.events import CaseFinished, Event, FindingFound
from shapeproof.generate.cases.coverage import page_tokens
from shapeproof.generate.cases.faults import can_be_sent
from shapeproof.generate.cases.places import planted
from shapeproof.generate.domain import Substitution, load_domain, realistic, substitution
from shapeproof.generate.strategies import invalid_requests, requests
from shapeproof.run.server.base_requests import find_base_request
from shapeproof.run.server.failure_database import FailureDatabase, open_database
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.invalid_cases import InvalidCases
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.server.reduction import Reducer
from shapeproof.run.server.setup import SetupFailed
from shapeproof.run.server.valid_cases import ValidCases

Params = Mapping[str, Any]
Value = TypeVar("Value")
_LONGEST_LABEL = 256


def drawn(strategy: SearchStrategy[Value], count: int, name: str, run_seed: int) -> list[Value]:
    """So many values of a strategy, or fewer where there are no more.

    ``name`` tells the draws of one run apart. Nothing is shrunk: nothing fails here.
    """
    if count < 1:
        return []
    values: list[Value] = []
    number = int.from_bytes(hashlib.sha256(f"{run_seed}/{name}".encode()).digest()[:8], "big")

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Value) -> None:
        values.append(value)

    with contextlib.suppress(Unsatisfiable):
        collect()
    return values


def legal_case(operation: Operation, base: Params, value: Params, tokens: frozenset[str]) -> Case:
    """A drawn request as a case. ``tokens`` are page tokens, which cannot be made up.

    Members that travel in the path, the query or headers are those of the base where the drawn ones
    may not arrive as they are.
    """
    members = operation.request.get("properties", {})
    kept = {
        name: each
        for name, each in value.items()
        if name not in tokens and _travels(resolve(operation.request, members[name]), each)
    }
    missing = {name: base[name] for name in operation.request.get("required", ()) if name in base}
    params = {**missing, **kept}
    name = case_id(operation.name, Family.FUZZ)
    return Case(name, operation.name, Family.FUZZ, "", params, Expect.ACCEPT)


def faulted_case(operation: Operation, base: Params, value: Params, fault: Fault) -> Case | None:
    """The base with the one fault of a drawn request; None where the base cannot hold it."""
    tokens = parse(fault.pointer)
    try:
        if fault.constraint == "required":
            around = lookup(value, tokens[:-1]) if tokens[:-1] else None
            grown = base if around is None else planted(
                operation.request, base, tokens[:-1], around
            )  # fmt: skip
            params = without(grown, tokens)
        else:
            params = planted(operation.request, base, tokens, lookup(value, tokens))
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    name, label = operation.name, fault.constraint
    return Case(
        case_id(name, Family.INVALID, fault.pointer, label),
        name,
        Family.INVALID,
        fault.pointer,
        params,
        Expect.REJECT,
        fault,
        label=label,
    )


def _numbered(case: Case, number: int) -> Case:
    label = f"{number:03}"
    return replace(case, id=case_id(case.operation, case.family, case.pointer, label), label=label)


def _travels(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether every HTTP stack carries a value to where its member is bound."""
    if "x-location" not in schema or not isinstance(value, str):
        return "x-location" not in schema or isinstance(value, bool | int | float)
    visible = all(32 < ord(char) < 127 for char in value)
    return visible and 0 < len(value) <= _LONGEST_LABEL and value not in (".", "..")


PHASE = "fuzz"
FIRST_NAME_INDEX = 1_000
"""From here up indices of names are those of this phase; three for each operation."""
_MOST_TIMEOUTS = 3


@dataclass
class OperationFuzzing:
    """Runs the drawn cases of one operation; ``events`` is to be consumed once.

    ``index`` tells its names apart from those of other operations; ``unmet`` says that what the
    lifecycle guesses of it cannot be met.
    """

    context: PhaseContext
    operation: Operation
    base: Case
    memory: FailureDatabase
    index: int
    unmet: bool = False
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._bench = self._new_bench(3 * self.index)
        self._legal = ValidCases(self._bench, self.base)
        self._faulted = InvalidCases(self._bench, self.base, self._legal.refusals)
        other = self._new_bench(3 * self.index + 1)
        trials = ValidCases(other, self.base, reduces=False)
        self._reducer = Reducer(other, self.base, trials.run)

    def _new_bench(self, index: int) -> OperationHarness:
        context = self.context
        session, namer = context.session(), context.namer(FIRST_NAME_INDEX + index)
        bench = OperationHarness.of(session, namer, self.operation, context.observer())
        if self.unmet:
            bench.forget_need()
        return bench

    def events(self, drawn: Sequence[Case]) -> Iterator[Event]:
        """Run what failed in earlier runs first, then what was drawn."""
        remembered = self.memory.cases(self.operation.name)
        for case in remembered:
            failed = len(self._told)
            yield from self._run(case)
            if len(self._told) == failed:
                self.memory.forget(case)
        for number, case in enumerate(drawn):
            yield from self._run(_numbered(case, number + 1) if case.fault is None else case)
            if self._bench.session.timeouts >= _MOST_TIMEOUTS:
                break
        self._faulted.settle()
        yield from self._findings(None)

    def _run(self, case: Case) -> Iterator[Event]:
        if case.expect is Expect.ACCEPT:
            self._faulted.settle()
            yield from self._findings(None)
        runner = self._legal if case.expect is Expect.ACCEPT else self._faulted
        try:
            outcome = runner.run(case)
        except SetupFailed:
            outcome = "not run"
            self._bench.drop()
        yield CaseFinished(self.operation.name, case.id, PHASE, outcome)
        yield from self._findings(case)

    def _findings(self, case: Case | None) -> Iterator[Event]:
        """What was found; a drawn legal request that was not reduced yet is, and kept."""
        observer = self._bench.observer
        found, observer.findings = observer.findings, []
        new = [each for each in found if each.id not in self._told]
        if case is not None and case.family is Family.FUZZ and new:
            found = self._reduced(case, found)
        self._told |= {each.id for each in found}
        if new and case is not None:
            self.memory.keep(case)
        yield from (FindingFound(replace(each, phase=PHASE)) for each in found)

    def _reduced(self, case: Case, found: list[Finding]) -> list[Finding]:
        """The findings of a request as the smallest requests that still show them have them."""
        kept: list[Finding] = []
        for each in found:
            shown = each.exchange.case
            if each.id in self._told or (shown is not None and shown.family is not Family.FUZZ):
                kept.append(each)  # reduced already
            elif all(each.id != other.id for other in kept):
                kept += self._reducer.smallest(case, each)
        return kept


_FAULTED_SHARE = 3
"""One drawn request in so many has a fault: the coverage phase has tried each already."""


def fuzz_phase(context: PhaseContext) -> Iterator[Event]:
    """Fuzz every operation of the plan that the coverage phase has reached."""
    database = open_database() if context.plan.remember else None
    memory = FailureDatabase(context.contract.service, database)
    order = {name: index for index, name in enumerate(sorted(context.contract.operations))}
    domain = load_domain(context.contract.service, context.plan.strategies, context.contract)
    ask = substitution(domain, context.contract)
    for operation in context.operations:
        index = order[operation.name]
        params, unmet = context.bases.get(operation.name), operation.name in context.unmet
        if params is None and "coverage" not in context.plan.run_phases:
            params, unmet = _accepted(context, operation, index)
        if params is not None:
            name = case_id(operation.name, Family.MINIMAL)
            base = Case(name, operation.name, Family.MINIMAL, "", params, Expect.ACCEPT)
            fuzzed = OperationFuzzing(context, operation, base, memory, index, unmet)
            yield from fuzzed.events(_cases(context, operation, params, ask))


def _accepted(
    context: PhaseContext, operation: Operation, index: int
) -> tuple[Mapping[str, Any] | None, bool]:
    """A request that is accepted, where no other phase has looked for one, and what is unmet."""
    namer = context.namer(FIRST_NAME_INDEX + 3 * index + 2)
    bench = OperationHarness.of(context.session(), namer, operation, context.observer())
    found = find_base_request(bench)
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
        *(each for each in planted if each and can_be_sent(contract, operation, each.params)),
    ]
