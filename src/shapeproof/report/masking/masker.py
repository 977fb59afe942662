"""Masks secrets in findings: in their messages, their texts and all that is made of them.

A message is masked by its structure first: members at sensitive places, in bodies, paths, queries
and headers. Then the secrets found there, and those that the run has marked, are masked wherever
else they stand, unless the same value was also sent openly, at a place that is not sensitive.
Values that shapeproof generated stay readable.

A text of a finding is masked by its parts. The words of the contract in it are no secret.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from shapeproof.contract.pointer import join, parse
from shapeproof.contract.sensitive_places import ContractPlaces, OperationPlaces
from shapeproof.exchange import Exchange, Finding, Text
from shapeproof.exchange.secret_values import SecretValues, in_request, in_response
from shapeproof.exchange.text import Mask
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.bodies import mask_pairs
from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.report.masking.messages import (
    masked_call,
    masked_request,
    masked_response,
    replies_as_exchanges,
)
from shapeproof.report.text import abbreviated

MAX_TEXT = 10_000
"""Longer texts of findings have their middle left out."""


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
        mask = _mask(places, secrets, places.leads_to_secret(finding.where, finding.pointer))
        return replace(
            finding,
            exchange=masked[-1],
            before=tuple(masked[:-1]),
            where=_where(finding.where, places, secrets),
            texts=finding.texts.each(lambda text: _masked_text(text, mask, secrets)),
            call=call and masked_call(call, places, secrets),
        )

    def secrets(self, finding: Finding) -> EncodedSecrets:
        """The values that must not be shown in a finding."""
        call, exchange = finding.call, finding.exchange
        replies = replies_as_exchanges(call, exchange) if call else ()
        return self._secrets(finding.service, (*finding.before, exchange, *replies))

    def reason(self, service: str, operation: str, text: str | Text) -> str:
        """A text about an operation as a whole, without an exchange."""
        secrets = EncodedSecrets.of(self.marked.known)
        mask = _mask(self.places(service, operation), secrets, at_secret=False)
        return mask(text) if isinstance(text, str) else text.rendered(mask)

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


def _mask(places: OperationPlaces, secrets: EncodedSecrets, at_secret: bool) -> Mask:
    """What masks the parts of a text: at a sensitive place all of them, elsewhere the secrets."""

    def masked(text: str) -> str:
        if at_secret:
            return text if _is_readable(text, places.names, secrets) else MASK
        short = abbreviated(text, MAX_TEXT)
        return secrets.hide_cut(mask_pairs(short, places.names, secrets))

    return masked


def _masked_text(text: Text, mask: Mask, secrets: EncodedSecrets) -> Text:
    """The text, rendered. Secrets are searched for in a template without parts, too."""
    if text.parts:
        return Text(abbreviated(text.rendered(mask), MAX_TEXT))
    return Text(secrets.hide_cut(abbreviated(text.template, MAX_TEXT)))


def _is_readable(text: str, names: Collection[str], secrets: EncodedSecrets) -> bool:
    """Whether a text at a sensitive place consists of generated values and names of members."""
    if secrets.is_readable(text):
        return True
    try:
        todo = [json.loads(text)]
    except (ValueError, RecursionError):
        return False
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if not all(key in names or secrets.is_generated(key) for key in value):
                return False
            todo += value.values()
        elif isinstance(value, list):
            todo += value
        elif value is not None and not secrets.is_generated(value):
            return False
    return True


def _where(where: str, places: OperationPlaces, secrets: EncodedSecrets) -> str:
    """The place of a finding, with secrets in it masked; names of members are none."""
    head, *parts = where.split("/")
    tokens: tuple[str, ...] = ()
    masked = [head]
    for part in parts:
        (name,) = parse(f"/{part}")
        masked.append(part if places.declare(tokens, name) else join((secrets.hide(name),))[1:])
        tokens = (*tokens, name)
    return "/".join(masked)
