"""The fuzz phase: Hypothesis draws requests that enumeration cannot reach; failures are reduced."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.pointer import lookup, parse, without
from shapeproof.contract.shape import BODY, Shape
from shapeproof.exchange import Case, Expect, Family, Fault, Finding, case_id
from shapeproof.exchange.events import CaseFinished, Event, FindingFound
from shapeproof.generate.cases.faults import can_be_sent
from shapeproof.generate.cases.places import planted
from shapeproof.generate.cases.robustness import in_amounts, is_robustness, wants_robustness
from shapeproof.generate.domain import Substitution, realistic
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.draws import drawn
from shapeproof.generate.strategies import invalid_requests, requests
from shapeproof.generate.values.dry_runs import really_done
from shapeproof.run.server.base_requests import BaseRequest
from shapeproof.run.server.failure_database import FailureDatabase
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.invalid_cases import InvalidCases
from shapeproof.run.server.phase import PhaseContext, PhaseRun
from shapeproof.run.server.reduction import Reducer
from shapeproof.run.server.valid_cases import ValidCases

Params = Mapping[str, Any]
_LONGEST_LABEL = 256


def legal_case(operation: Operation, base: Params, value: Params, tokens: frozenset[str]) -> Case:
    """A drawn request as a case. ``tokens`` are page tokens, which only the server can make.

    Members that travel in the path, the query or headers are those of the base where the drawn ones
    may not arrive as they are.
    """
    members = operation.request_shape.members
    kept = {
        name: each
        for name, each in value.items()
        if name not in tokens and _travels(members[name], each)
    }
    missing = {name: base[name] for name in operation.request_shape.required if name in base}
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


def _travels(shape: Shape, value: Any) -> bool:
    """Whether every HTTP stack carries a value to where its member is bound."""
    if shape.location == BODY or not isinstance(value, str):
        return shape.location == BODY or isinstance(value, bool | int | float)
    visible = all(32 < ord(char) < 127 for char in value)
    return visible and 0 < len(value) <= _LONGEST_LABEL and value not in (".", "..")


FIRST_ROUND = 3
"""Drawn requests of each operation in the first round."""
_MOST_TIMEOUTS = 3
_FIRST_NAME_INDEX = 1_000
"""The indices of names from here up belong to this phase; three for each operation."""
_FAULTED_SHARE = 3
"""One drawn request in so many has a fault: the coverage phase has tried each already."""


class FuzzPhase:
    """Fuzzes every operation of which a base request is accepted."""

    name = "fuzz"
    share = 0.04

    def begin(self, context: PhaseContext) -> FuzzRun:
        """This phase of one run."""
        return FuzzRun(context)


class FuzzRun(PhaseRun):
    """The fuzzing of all operations of a run. Each finding is reported at once."""

    def __init__(self, context: PhaseContext) -> None:
        self._context = context

    def rounds(self) -> Iterator[Iterator[Event]]:
        """A few requests of every operation, then the rest of each."""
        going: list[Iterator[Event | None]] = []
        is_bounded = self._context.plan.is_bounded
        yield self._first(going, 1 if is_bounded else FIRST_ROUND)
        while is_bounded and going:
            yield self._next(going)
        yield (event for each in going for event in each if event is not None)

    def _next(self, going: list[Iterator[Event | None]]) -> Iterator[Event]:
        """A drawn request of every operation; those that have no other are done."""
        for each in tuple(going):
            ended = yield from _up_to(each, 1)
            if ended:
                going.remove(each)

    def _first(self, going: list[Iterator[Event | None]], count: int) -> Iterator[Event]:
        context = self._context
        service = context.contract.service
        realistic_values = context.realistic or RealisticValues(context.contract)
        database = FailureDatabase(
            service,
            context.database,
            holds_a_users=realistic_values.has_users or bool(context.plan.seeds.by_operation),
        )
        ask = realistic_values.substitution
        for operation in context.operations:
            base = _base_request(context, operation)
            if base.case is None:
                continue
            cases = _cases(context, operation, base.case.params, ask)
            events = OperationFuzzing(context, operation, base, database).events(cases)
            going.append(events)
            yield from _up_to(events, count)


def _up_to(events: Iterator[Event | None], count: int) -> Generator[Event, None, bool]:
    """The events up to so many Nones. Returns whether they have ended."""
    for event in events:
        if event is not None:
            yield event
            continue
        count -= 1
        if count == 0:
            return False
    return True


def _base_request(context: PhaseContext, operation: Operation) -> BaseRequest:
    known = context.bases.of(operation.name)
    return known or context.bases.find(context.harness(operation.name))


def _harness(
    context: PhaseContext, operation: Operation, number: int, found: BaseRequest
) -> OperationHarness:
    """One of the two harnesses of an operation."""
    namer = context.namer(_FIRST_NAME_INDEX + 3 * context.index(operation) + number)
    harness = OperationHarness.of(
        context.session(), namer, operation, context.observer(), context.bases
    )
    harness.adopt(found)
    return harness


class OperationFuzzing:
    """Runs the drawn cases of one operation; ``events`` is to be consumed once."""

    def __init__(
        self,
        context: PhaseContext,
        operation: Operation,
        found: BaseRequest,
        database: FailureDatabase,
    ) -> None:
        assert found.case is not None
        name = operation.name
        label = case_id(name, Family.MINIMAL)
        base = Case(label, name, Family.MINIMAL, "", found.case.params, Expect.ACCEPT)
        harness = _harness(context, operation, 0, found)
        self._operation = name
        self._request = operation.request_shape
        self._database = database
        self._secrets = context.secrets
        self._session = harness.session
        self._valid = ValidCases(harness, base)
        self._invalid = InvalidCases(harness, base, self._valid.refusals)
        other = _harness(context, operation, 1, found)
        trials = ValidCases(other, base, reduces=False)
        self._reducer = Reducer(other, base, trials.run)
        self._reported: set[str] = set()

    def events(self, drawn: Sequence[Case]) -> Iterator[Event | None]:
        """Run what failed in earlier runs first, then what was drawn; None comes between those."""
        kept = self._database.cases(self._operation, self._request)
        if any(each.holds_a_users for each in kept):
            self._secrets.replayed(self._operation)
        for each in kept:
            before = len(self._reported)
            yield from self._run(each.case)
            if len(self._reported) == before:
                self._database.forget(each)
        for number, case in enumerate(drawn):
            if number == FIRST_ROUND:
                yield from self._events(list(self._invalid.settle()))
            if number >= 1:
                yield None
            yield from self._run(_numbered(case, number + 1) if case.fault is None else case)
            if self._session.timeouts >= _MOST_TIMEOUTS:
                break
        yield from self._events(list(self._invalid.settle()))

    def _run(self, case: Case) -> Iterator[Event]:
        if case.expect is Expect.ACCEPT:
            yield from self._events(list(self._invalid.settle()))
            result = self._valid.run(case)
        else:
            result = self._invalid.run(case)
        yield CaseFinished(
            self._operation, case.id, FuzzPhase.name, result.outcome, case.kind, case.pointer
        )
        is_new = any(each.id not in self._reported for each in result.findings)
        if is_new and case.family is Family.FUZZ:
            yield from self._events(self._reduced(case, result.findings))
        else:
            yield from self._events(result.findings)
        if is_new:
            self._database.keep(case, self._request)

    def _events(self, found: Iterable[Finding]) -> Iterator[Event]:
        found = tuple(found)
        self._reported |= {each.id for each in found}
        return (FindingFound(replace(each, phase=FuzzPhase.name)) for each in found)

    def _reduced(self, case: Case, found: Iterable[Finding]) -> list[Finding]:
        """The findings of a drawn request as the smallest requests show them."""
        kept: list[Finding] = []
        for each in found:
            shown = each.exchange.case
            if each.id in self._reported or (shown is not None and shown.family is not Family.FUZZ):
                kept.append(each)  # reduced already
            elif all(each.id != other.id for other in kept):
                kept += self._reducer.smallest(case, each)
        return kept


def _cases(
    context: PhaseContext, operation: Operation, base: Mapping[str, Any], ask: Substitution
) -> list[Case]:
    """The drawn cases of one operation: legal ones first."""
    contract, plan = context.contract, context.plan
    if not operation.request_shape.members:
        return []
    tokens = page_tokens(operation.request, contract.paginators.get(operation.name))
    faulted = plan.max_examples // _FAULTED_SHARE
    legal = drawn(
        realistic(requests(contract, operation), operation, ask),
        plan.max_examples - faulted,
        operation.name,
        plan.seed,
        context.budget.check,
    )
    broken = drawn(
        invalid_requests(contract, operation),
        faulted,
        f"{operation.name}/invalid",
        plan.seed,
        context.budget.check,
    )
    planted = [faulted_case(operation, base, value, fault) for value, fault in broken]
    robust = wants_robustness(contract, asked=plan.robustness)
    legal = [really_done(operation.request_shape, each) for each in legal]
    if not robust:
        legal = [in_amounts(operation.request_shape, each) for each in legal]
    return [
        *(legal_case(operation, base, value, tokens) for value in legal),
        *(
            each
            for each in planted
            if each
            and each.fault
            and can_be_sent(contract, operation, each.params, each.fault)
            and (robust or not is_robustness(each))
        ),
    ]
