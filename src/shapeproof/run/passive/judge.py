"""Judges the calls of a user's clients: most pass a quick check, the others are explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.availability import NotAvailable
from shapeproof.checks.documented_rules import Documentation
from shapeproof.checks.error_shape import ErrorShape
from shapeproof.checks.interface import Check, Observation, ObservedCall, Subject
from shapeproof.checks.lifecycle.pages_in_passing import PageRules
from shapeproof.checks.malformed_body import FORMS, MalformedBody
from shapeproof.checks.missing_members import joined
from shapeproof.checks.mock_gaps import (
    crash_finding,
    crashed,
    failure_finding,
    lacking_finding,
    lacks_operation,
)
from shapeproof.checks.parsed_calls import (
    ParsedCall,
    RequestSchema,
    ValueSchemas,
    error_findings,
    output_findings,
)
from shapeproof.checks.registry import REGISTRY
from shapeproof.checks.responses import ResponseSchema, ServerError, Status
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.checks.wire_form import WireForm, unread_finding
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.sensitive_places import OperationPlaces
from shapeproof.exchange import Exchange, Finding, Severity
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.checking import documentation_of, most_severe_first
from shapeproof.run.passive.contracts import SeenContracts
from shapeproof.run.passive.quick import ApiCall, QuickCheck
from shapeproof.run.passive.tolerances import Echoes, is_tolerated, weighed
from shapeproof.targets.passive import SeenCall
from shapeproof.wire.interface import Codec
from shapeproof.wire.registry import codec_for, supported_protocols

_ON_BYTES: tuple[Check[Observation], ...] = (
    Status(),
    *(MalformedBody(each) for each in FORMS),
    WireForm(),
    ResponseSchema(),
    ErrorShape(),
)


def check_names() -> tuple[str, ...]:
    """The names of all checks of passive mode."""
    added = REGISTRY.added(Subject.ANSWER)
    gaps = (NotAvailable.name, ServerError.name)
    own = (RequestSchema.name, PageRules.name, *(each.name for each in _ON_BYTES), *gaps)
    return tuple(dict.fromkeys((*own, *(each.name for each in added))))


@dataclass(frozen=True)
class OperationJudge:
    """Judges the calls of an operation through one protocol."""

    contract: Contract
    operation: Operation
    protocol: str
    minimum: Severity
    documentation: Documentation

    @cached_property
    def _codec(self) -> Codec | None:
        """Reads the bytes; None for a protocol without a codec."""
        known = self.protocol in supported_protocols()
        return codec_for(self.protocol, self.contract.service) if known else None

    @cached_property
    def _places(self) -> OperationPlaces:
        return OperationPlaces.of(self.contract, self.operation.name)

    def mark(self, call: ApiCall, secrets: SecretValues) -> None:
        """Mark the sensitive values of a call."""
        if self._places.any_sensitive:
            secrets.observed(self._places, call.params, call.output)

    @cached_property
    def _values(self) -> ValueSchemas:
        return ValueSchemas(self.operation)

    @cached_property
    def _quick(self) -> QuickCheck:
        return QuickCheck(
            self.contract, self.operation, self._codec, self.minimum, self.documentation
        )

    @cached_property
    def _bodies(self) -> OperationSchemas:
        assert self._codec is not None
        return OperationSchemas(self.contract, self.operation, self._codec)

    @cached_property
    def _pages(self) -> PageRules | None:
        return PageRules.of(self.contract, self.operation)

    def passes(self, call: ApiCall) -> bool:
        """Whether a quick check shows that nothing is wrong. False where this is uncertain."""
        if call.seen.failed or REGISTRY.added(Subject.ANSWER):
            return False
        pages = self._pages
        if pages is not None and pages.broken(call.seen.params, call.seen.parsed):
            return False
        return self._quick.passes(call)

    def findings(self, call: ApiCall) -> Iterator[Finding]:
        """What is wrong with a call. Parameters are judged only where they were accepted."""
        params, made = call.params, call.seen
        exchange = Exchange(
            operation=self.operation.name,
            params=params,
            request=made.request(),
            response=made.response(),
            output=call.output,
        )
        seen = ParsedCall(
            contract=self.contract,
            operation=self.operation,
            exchange=exchange,
            schemas=self._values,
            documentation=self.documentation,
        )
        gap = self._gap(seen, made)
        if gap is not None:
            yield gap
            return
        found = [*self._answer(seen, made)]
        if not made.failed:
            found += RequestSchema().check(seen)
            if self._pages is not None and isinstance(made.parsed, Mapping):
                found += self._pages.findings(seen, made.params, made.parsed)
        found = [
            weighed(each, made)
            for each in joined(found)
            if not is_tolerated(each, made, self.operation)
        ]
        if made.unread and not any(each.severity is Severity.ERROR for each in found):
            found += _unread(seen, made)
        yield from found
        observed = self._observation(seen)
        for check in REGISTRY.added(Subject.ANSWER) if observed else ():
            yield from check.check(observed)

    def _gap(self, seen: ParsedCall, made: SeenCall) -> Finding | None:
        """What the mock lacks, or where it fails itself."""
        failure = made.failure
        if failure is None:
            observed = self._observation(seen) if made.failed else None
            if observed is None:
                return None
            if lacks_operation(observed):
                return lacking_finding(seen)
            return crash_finding(seen) if crashed(observed) else None
        if failure.lacking:
            return lacking_finding(seen, texts.mock_said(failure.kind, failure.message))
        return failure_finding(seen, failure.kind, failure.message, failure.where)

    def _observation(self, seen: ObservedCall) -> Observation | None:
        """The exchange with its bytes; None where they are not known or there is no codec."""
        if self._codec is None or seen.exchange.response is None:
            return None
        return Observation(
            contract=self.contract,
            operation=self.operation,
            exchange=seen.exchange,
            codec=self._codec,
            schemas=self._bodies,
        )

    def _answer(self, seen: ObservedCall, call: SeenCall) -> Iterator[Finding]:
        observed = self._observation(seen)
        if observed is not None:
            for check in _ON_BYTES:
                yield from check.check(observed)
        elif call.failed:
            if call.code is not None:
                yield from error_findings(seen, call.code, call.status)
        elif isinstance(seen.exchange.output, Mapping):
            output: Mapping[str, Any] = seen.exchange.output
            yield from output_findings(seen, self._values.response, output, call.parsed)


def _unread(seen: ParsedCall, call: SeenCall) -> Iterator[Finding]:
    """An answer that the client could not read, where no check says why.

    A gateway before a service answers 5xx in its own form.
    """
    if call.status is None or call.status < 500:
        yield unread_finding(seen, call.unread)


@dataclass
class PassiveJudge:
    """Judges calls, each by the contract of its service.

    ``minimum`` is the minimum severity of findings that are reported.
    """

    minimum: Severity = Severity.WARNING
    contracts: SeenContracts = field(default_factory=SeenContracts)
    secrets: SecretValues = field(default_factory=SecretValues)
    """The sensitive values of the calls of one test."""
    _echoes: Echoes = field(default_factory=Echoes)
    _judges: dict[tuple[str, str, str, str], OperationJudge | None] = field(default_factory=dict)

    def findings(self, call: ApiCall) -> list[Finding]:
        """What is wrong with a call, the most severe first; mostly nothing."""
        judge = self._judge(call.seen)
        if judge is not None:
            judge.mark(call, self.secrets)
        if judge is None or judge.passes(call):
            return []
        found = self._echoes.left_out(judge.findings(call))
        return most_severe_first(each for each in found if each.severity >= self.minimum)

    def forget(self) -> None:
        """Forget the values of the test before: another test begins."""
        self._echoes.forget()
        self.secrets = SecretValues()

    def _judge(self, call: SeenCall) -> OperationJudge | None:
        key = call.service, call.api_version, call.protocol, call.operation
        if key not in self._judges:
            contract = self.contracts.of(call)
            operation = contract.operations.get(call.operation) if contract else None
            self._judges[key] = (
                OperationJudge(
                    contract,
                    operation,
                    call.protocol,
                    self.minimum,
                    documentation_of(contract, call.description),
                )
                if contract is not None and operation is not None
                else None
            )
        return self._judges[key]
