"""Answers that list resources: those that exist, filtered, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind
from shapeproof.generate.client.reading import readable
from shapeproof.mock.backends import ContractError, ModeledError
from shapeproof.mock.generated.errors import ErrorChoice, absent
from shapeproof.mock.generated.fitting import UNFIT, Valued, fitted
from shapeproof.mock.generated.listings import Filters, ListPlace
from shapeproof.mock.generated.names import plain_name, singular
from shapeproof.mock.generated.outputs import Outputs
from shapeproof.mock.generated.pages import Pages, UnknownToken
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.state import ServiceState

_COUNTS = frozenset({"count", "totalcount", "keycount", "total", "itemcount", "totalitems",
                     "totalresults", "size"})  # fmt: skip


@dataclass(frozen=True)
class ListingAnswers:
    """Makes the answers of one service that list resources."""

    contract: Contract
    state: ServiceState
    outputs: Outputs
    errors: ErrorChoice
    _pages: dict[str, Pages] = field(default_factory=dict, repr=False)

    def answer(
        self, operation: Operation, resource: Resource, place: ListPlace, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The output that lists what a request asks for. Raises ModeledError."""
        pages = self._pages.get(operation.name)
        if pages is None:
            pages = self._pages[operation.name] = Pages.of(self.contract, operation)
        plain = self.outputs.plain(operation)
        filters = Filters(resource, params, pages.own_members)
        records = sorted(self.state.records.of(resource), key=lambda each: each.serial)
        shown = {id(each): self._item(place, plain, each) for each in records}
        asked = [each for each in records if filters.takes(each, shown[id(each)])]
        if not asked:
            self._refuse_unknown(operation, resource, params)
        try:
            page = pages.page(asked, params)
        except UnknownToken:
            code = self.errors.token(operation)
            raise ModeledError(code, "The page token is not valid") from None
        items = [shown[id(each)] for each in page.records]
        output = _with_list(self._around(operation, plain, params), place.tokens, items)
        output = pages.stated(output, page)
        for name, member in operation.response_shape.members.items():
            if member.kind is Kind.INTEGER and plain_name(name) in _COUNTS and name in output:
                output[name] = len(items)
        return readable(operation.response, output)

    def _around(
        self, operation: Operation, plain: Mapping[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The members around the list, repeating the parameters; other lists are empty."""
        output: dict[str, Any] = {}
        for name, member in operation.response_shape.members.items():
            if name in params and name in plain:
                given = fitted(member, Valued(params[name], operation.request_shape.member(name)))
                if given is not UNFIT:
                    output[name] = given
                    continue
            if name not in plain:
                continue
            empties = member.kind is Kind.LIST and member.min_count == 0
            output[name] = [] if empties else plain[name]
        return output

    def _item(self, place: ListPlace, plain: Any, record: Record) -> Any:
        if place.identifier is not None:
            return record.identifiers[place.identifier]
        example = _at(plain, (*place.tokens, "0"))
        return self.outputs.shown(place.item, example, record, depth=len(place.tokens))

    def _refuse_unknown(
        self, operation: Operation, resource: Resource, params: Mapping[str, Any]
    ) -> None:
        """Refuse a request that asks for resources by their identifiers, none of which exists."""
        own = {plain_name(each) for each in resource.names}
        by_name = any(
            singular(plain_name(name)) in own and isinstance(value, list) and value
            for name, value in params.items()
        )
        if not by_name:
            return
        code, message = self.errors.not_found(operation, resource), absent(resource)
        if code is not None:
            raise ModeledError(code, message)
        if self.contract.protocol == "ec2":
            raise ContractError(self.errors.customary_not_found(resource), message)


def _at(value: Any, tokens: Tokens) -> Any:
    for token in tokens:
        if isinstance(value, list):
            value = value[int(token)] if len(value) > int(token) else {}
        else:
            value = value.get(token, {}) if isinstance(value, Mapping) else {}
    return value


def _with_list(output: Any, tokens: Tokens, items: list[Any]) -> Any:
    """The output with a list at a place; an outer list has an element around each item."""
    head, *rest = tokens
    if not rest:
        return {**output, head: items}
    inner = output.get(head)
    if rest[0] == "0":
        around = inner[0] if isinstance(inner, list) and inner else {}
        return {**output, head: [_with_list(around, tuple(rest[1:]), [each]) for each in items]}
    return {**output, head: _with_list(inner or {}, tuple(rest), items)}
