"""Judges recorded calls: as passive mode does, and what a client has written as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shapeproof.checks.interface import ObservedCall
from shapeproof.checks.lifecycle.pages_in_sequence import PageSequence
from shapeproof.checks.parsed_calls import RequestSchema
from shapeproof.checks.request_form import NAME as REQUEST_FORM
from shapeproof.checks.request_form import RequestForm
from shapeproof.exchange import Exchange, Finding, Severity
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.run.checking import most_severe_first
from shapeproof.run.passive.judge import PassiveJudge, check_names
from shapeproof.run.passive.quick import ApiCall
from shapeproof.run.traffic.calls import TrafficCall
from shapeproof.run.traffic.contracts import TrafficContracts
from shapeproof.run.traffic.tolerances import tolerated, weighed
from shapeproof.wire.registry import find_codec

_OF_REQUEST = frozenset({RequestSchema.name, REQUEST_FORM})


def traffic_checks() -> tuple[str, ...]:
    """The names of all checks of recorded traffic."""
    return (*check_names(), REQUEST_FORM)


@dataclass
class TrafficJudge:
    """Judges the calls of files. ``tolerances`` counts what was not reported, by the reason."""

    contracts: TrafficContracts
    minimum: Severity = Severity.WARNING
    tolerances: Counter[str] = field(default_factory=Counter)
    _passive: PassiveJudge = field(init=False)
    _pages: PageSequence = field(default_factory=PageSequence)
    _forms: dict[tuple[str, str, str], RequestForm | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._passive = PassiveJudge(self.minimum, self.contracts)

    @property
    def secrets(self) -> SecretValues:
        """The sensitive values of the calls of this file."""
        return self._passive.secrets

    def begin_file(self) -> None:
        """Another file begins: what was seen in the one before means nothing in it."""
        self._passive.forget()
        self._pages = PageSequence()

    def findings(self, call: TrafficCall) -> list[Finding]:
        """What is wrong with a call, the most severe first."""
        api_call = ApiCall(call.seen)
        found = self._passive.findings(api_call)
        found = [each for each in found if _is_known(each, call)]
        found += self._of_request(call, api_call)
        kept = (weighed(each, by_aws=call.by_aws) for each in self._reported(found, call))
        return most_severe_first(each for each in kept if each.severity >= self.minimum)

    def _reported(self, found: Iterable[Finding], call: TrafficCall) -> Iterator[Finding]:
        for each in found:
            tolerance = tolerated(each, call.seen.response())
            if tolerance:
                self.tolerances[tolerance] += 1
            else:
                yield each

    def _of_request(self, call: TrafficCall, api_call: ApiCall) -> Iterator[Finding]:
        """How the request is written, and which page it asks for, where it was accepted."""
        form = None if call.seen.failed else self._form(call)
        if form is None or call.seen.sent is None:
            return
        exchange = Exchange(
            operation=call.seen.operation,
            params=api_call.params,
            request=call.seen.request(),
            response=call.seen.response(),
            output=api_call.output,
        )
        seen = ObservedCall(contract=call.contract, operation=form.operation, exchange=exchange)
        if call.unread_request is not None:
            yield form.unreadable(seen, call.unread_request)
        elif call.params_known:
            yield from form.findings(seen)
            yield from self._pages.findings(seen) if call.answer_known else ()

    def _form(self, call: TrafficCall) -> RequestForm | None:
        key = call.seen.service, call.seen.protocol, call.seen.operation
        if key not in self._forms:
            codec = find_codec(call.seen.protocol)
            operation = call.contract.operations.get(call.seen.operation)
            self._forms[key] = (
                None
                if codec is None or operation is None
                else RequestForm(call.contract, operation, codec)
            )
        return self._forms[key]


def _is_known(finding: Finding, call: TrafficCall) -> bool:
    """Whether the recording has what a finding is about."""
    of_request = finding.check in _OF_REQUEST
    return call.params_known if of_request else call.answer_known
