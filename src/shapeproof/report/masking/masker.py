"""Masks what is sensitive in a finding: in its messages, its texts and all that is made of them.

A message is masked by its structure first: members at sensitive places, in bodies, paths, queries
and headers. Then the values found at such places are masked wherever else they stand, unless the
same value was also sent openly, at a place that is not sensitive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from shapeproof.exchange import Exchange, Finding, FindingTexts
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.bodies import mask_pairs
from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.report.masking.messages import (
    MAX_RESPONSE,
    masked_call,
    masked_request,
    masked_response,
    replies_as_exchanges,
)
from shapeproof.report.masking.places import OperationPlaces
from shapeproof.report.text import abbreviated

_KINDS = "string number integer boolean object list array null blob timestamp map structure enum"
_STATES = "missing absent present empty none nothing value member required optional unknown"
_SMALL = "a an the of no not or and is its one to with that than type format pattern places"
_VERDICTS = (
    "success validation error refused refusal accepted answer legal plain request fails fault "
    "changes message names for below"
)
_BOUNDS = (
    "at most least between minimum maximum minlength maxlength minitems maxitems exclusiveminimum "
    "exclusivemaximum minproperties maxproperties length characters character items item bytes "
    "byte digits more less"
)
_WORDS = frozenset(" ".join((_KINDS, _STATES, _SMALL, _VERDICTS, _BOUNDS)).split())
_MEASURE = re.compile(
    r"\b(?:at (?:most|least)|between \d+ and|(?:exclusive)?(?:min|max)\w*|more than|less than"
    r"|length(?: of)?|status|below) -?\d+(?:\.\d+)?\b"
    r"|\b\d[\d,]* (?:characters?|items?|bytes?|digits?)\b|\b\dxx\b",
    re.IGNORECASE,
)
_QUOTES = """"'`"""
_STATUS = re.compile(r"(?:an? \w+ \w+ )?\(?status \d{3}\)?(?=[: ]|$)")


def mask_statement(text: str, names: Collection[str] = ()) -> str:
    """An expected or actual text: kept where it tells only types and constraints, else masked.

    ``names`` are words that may be told as well. Of ``status 200 {...}`` the status is kept.
    """
    known = _WORDS | {each.casefold() for each in names}
    rest = re.sub(r"[\s,.;:()]+", " ", _MEASURE.sub(" ", text)).casefold()
    if all(word in known for word in rest.split()):
        return text
    status = _STATUS.match(text)
    return f"{status[0]} {MASK}" if status else MASK


def mask_quoted(text: str, values: Collection[str]) -> str:
    """A message with these values, however short they are, masked where they stand in quotes."""
    for value in values:
        for quote in _QUOTES:
            text = text.replace(f"{quote}{value}{quote}", f"{quote}{MASK}{quote}")
    return text


MAX_TEXT = 10_000
"""Longer texts of findings have their middle left out."""


class Masker:
    """Masks the findings of a run. What it returns holds no parameters and no parsed output."""

    def __init__(self, context: ReportContext) -> None:
        self._context = context
        self._places: dict[tuple[str, str], OperationPlaces] = {}

    def finding(self, finding: Finding) -> Finding:
        """The finding, masked. Its id is that of the original."""
        exchanges = (*finding.before, finding.exchange)
        call, secrets = finding.call, self.secrets(finding)
        masked = [self._exchange(finding.service, each, secrets) for each in exchanges]
        places = self.places(finding.service, finding.operation)
        texts = _Texts(places, secrets, finding)
        return replace(
            finding,
            exchange=masked[-1],
            before=tuple(masked[:-1]),
            where=texts.where(),
            texts=FindingTexts.of(
                texts.message(), texts.value(finding.expected), texts.value(finding.actual)
            ),
            call=call and masked_call(call, places, secrets),
        )

    def secrets(self, finding: Finding) -> EncodedSecrets:
        """The values that must not be told of a finding."""
        call, exchange = finding.call, finding.exchange
        replies = replies_as_exchanges(call, exchange) if call else ()
        return self._secrets(finding.service, (*finding.before, exchange, *replies))

    def reason(self, service: str, operation: str, text: str) -> str:
        """A text about an operation, of which no exchange is at hand: masked by names."""
        return mask_pairs(abbreviated(text, MAX_TEXT), self.places(service, operation).names)

    def places(self, service: str, operation: str) -> OperationPlaces:
        """The sensitive places of an operation; of one that is not known there are none."""
        key = (service, operation)
        if key not in self._places:
            contract = self._context.contract_of(service)
            self._places[key] = OperationPlaces.of(contract, operation)
        return self._places[key]

    def _exchange(self, service: str, exchange: Exchange, secrets: EncodedSecrets) -> Exchange:
        places = self.places(service, exchange.operation)
        response = exchange.response and masked_response(exchange.response, places, secrets)
        return replace(
            exchange,
            params={},
            output=None,
            case=None,
            request=masked_request(exchange.request, places, secrets),
            response=response,
            failure=exchange.failure and secrets.hide_cut(exchange.failure),
        )

    def _secrets(self, service: str, exchanges: Iterable[Exchange]) -> EncodedSecrets:
        hidden: list[Any] = []
        opened: list[Any] = []
        for each in exchanges:
            places = self.places(service, each.operation)
            if not places.any_sensitive:
                continue
            for value, is_secret in places.request.scalars(each.params):
                (hidden if is_secret else opened).append(value)
            hidden += _hidden_in_messages(places, each)
        sent_openly = {each for each in opened if isinstance(each, str)}
        return EncodedSecrets.of(
            each for each in hidden if not isinstance(each, str) or each not in sent_openly
        )


class _Texts:
    """The texts of one finding, masked."""

    def __init__(self, places: OperationPlaces, secrets: EncodedSecrets, finding: Finding) -> None:
        self._names = places.names
        self._open_names = (*places.names, finding.operation)
        self._secrets = secrets
        self._finding = finding
        self._at_secret = places.leads_to_secret(finding.where, finding.pointer)

    def where(self) -> str:
        where = self._finding.where
        if not self._at_secret:
            return where
        return "/".join(self._secrets.hide_whole(part) for part in where.split("/"))

    def message(self) -> str:
        text = self._plain(self._finding.message)
        return mask_quoted(text, self._secrets.short) if self._at_secret else text

    def value(self, text: str) -> str:
        if self._at_secret:
            return mask_statement(text, self._open_names)
        return self._plain(text)

    def _plain(self, text: str) -> str:
        short = abbreviated(text, MAX_TEXT)
        return self._secrets.hide_cut(mask_pairs(short, self._names))


def _hidden_in_messages(places: OperationPlaces, exchange: Exchange) -> Iterator[Any]:
    bodies = [(places.request, _json_value(exchange.request.body))]
    if exchange.response is not None and len(exchange.response.body) <= MAX_RESPONSE:
        bodies.append((places.response, exchange.output))
        bodies.append((places.response, _json_value(exchange.response.body)))
    for place, value in bodies:
        yield from (each for each, is_secret in place.scalars(value) if is_secret)


def _json_value(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
