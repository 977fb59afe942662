"""Masks secrets in findings: in their messages, their texts and all that is made of them.

A message is masked by its structure first: members at sensitive places, in bodies, paths, queries
and headers. Then the secrets found there, and those that the run has marked, are masked wherever
else they stand, unless the same value was also sent openly, at a place that is not sensitive.
Values that shapeproof generated stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from shapeproof.contract.sensitive_places import ContractPlaces, OperationPlaces
from shapeproof.exchange import Exchange, Finding, Text
from shapeproof.exchange.secret_values import SecretValues, in_request, in_response
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.encodings import EncodedSecrets
from shapeproof.report.masking.messages import (
    masked_call,
    masked_request,
    masked_response,
    replies_as_exchanges,
)
from shapeproof.report.masking.texts import TextMask


class Masker:
    """Masks the findings of a run. Masked findings have no parameters and no parsed output."""

    def __init__(self, context: ReportContext) -> None:
        self.marked = SecretValues()
        """The secrets that the run has marked."""
        self._context = context
        self._places: dict[str, ContractPlaces] = {}

    def finding(self, finding: Finding) -> Finding:
        """The finding, masked. Its id is that of the original."""
        exchanges = (*finding.before, finding.exchange)
        call, secrets = finding.call, self.secrets(finding)
        masked = [self._exchange(finding.service, each, secrets) for each in exchanges]
        places = self.places(finding.service, finding.operation)
        mask = TextMask(places, secrets)
        if places.leads_to_secret(finding.where, finding.pointer):
            mask = TextMask.of(places, secrets, finding.exchange, masked[-1].request.target)
        return replace(
            finding,
            exchange=masked[-1],
            before=tuple(masked[:-1]),
            where=mask.where(finding.where),
            constraint=_masked_constraint(finding.constraint, secrets),
            texts=finding.texts.opened().each(mask.text),
            call=call and masked_call(call, places, secrets),
        )

    def exchange(self, service: str, exchange: Exchange) -> Exchange:
        """An exchange of which no finding is known, masked."""
        return self._exchange(service, exchange, self._secrets(service, (exchange,)))

    def secrets(self, finding: Finding) -> EncodedSecrets:
        """The values that must not be shown in a finding."""
        call, exchange = finding.call, finding.exchange
        replies = replies_as_exchanges(call, exchange) if call else ()
        return self._secrets(finding.service, (*finding.before, exchange, *replies))

    def reason(self, service: str, operation: str, text: str | Text) -> str:
        """A text about an operation as a whole, without an exchange."""
        if not text:
            return ""
        secrets = EncodedSecrets.of(self.marked.known)
        mask = TextMask(self.places(service, operation), secrets)
        return mask.part(text) if isinstance(text, str) else str(mask.text(text))

    def places(self, service: str, operation: str) -> OperationPlaces:
        """The sensitive places of an operation; none if it is unknown."""
        if service not in self._places:
            self._places[service] = ContractPlaces(self._context.contract_of(service))
        return self._places[service].of(operation)

    def _exchange(self, service: str, exchange: Exchange, secrets: EncodedSecrets) -> Exchange:
        places = self.places(service, exchange.operation)
        response = exchange.response and masked_response(exchange.response, places, secrets)
        if self._is_generated(places, exchange):
            places = OperationPlaces()
        return replace(
            exchange,
            params={},
            output=None,
            case=None,
            request=masked_request(exchange.request, places, secrets),
            response=response,
            failure=exchange.failure and secrets.hide_cut(exchange.failure),
        )

    def _is_generated(self, places: OperationPlaces, exchange: Exchange) -> bool:
        """Whether shapeproof made the request, and generated all its sensitive values."""
        return self.marked.generates_requests and all(
            self.marked.is_generated(value)
            for value, is_sensitive in places.request.scalars(exchange.params)
            if is_sensitive
        )

    def _secrets(self, service: str, exchanges: Iterable[Exchange]) -> EncodedSecrets:
        marked = self.marked
        hidden: list[Any] = [*marked.known]
        opened: set[str] = set()
        for each in exchanges:
            places = self.places(service, each.operation)
            for value, is_sensitive in places.request.scalars(each.params):
                if is_sensitive:
                    hidden.append(value)
                elif isinstance(value, str):
                    opened.add(value)
            hidden += [*in_request(places, each), *in_response(places, each)]
        return EncodedSecrets.of(
            (
                each
                for each in hidden
                if not marked.is_generated(each) and not (isinstance(each, str) and each in opened)
            ),
            marked.is_generated,
        )


def _masked_constraint(constraint: str, secrets: EncodedSecrets) -> str:
    """The constraint: its first word is of the contract, what follows may be of the target."""
    word, space, rest = constraint.partition(" ")
    return f"{word}{space}{secrets.hide(rest)}"
