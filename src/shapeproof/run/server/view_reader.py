"""Asks the views of a write for what it has written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.views.comparing import keys_of, scopes_in
from shapeproof.checks.views.sources import value_of
from shapeproof.checks.views.views import View
from shapeproof.contract.model import Contract, Paginator
from shapeproof.contract.page_places import first_value_at, paginator_of, value_at
from shapeproof.exchange import Exchange
from shapeproof.generate.values.plain import PlainValues

Call = Callable[[str, Mapping[str, Any]], Exchange]
_MOST_PAGES = 8
_TOKEN = re.compile(r"token$|marker$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a view has answered: the exchange that shows it, the scopes, and whether it is all."""

    last: Exchange
    scopes: list[Any]
    whole: bool


@dataclass(frozen=True)
class ViewReader:
    """Reads views by ``call``, page by page, until what was written is found."""

    contract: Contract
    call: Call
    most: int = _MOST_PAGES

    def read(
        self, view: View, written: Exchange, base: Mapping[str, Any] | None = None
    ) -> Reading | None:
        """The answer about what was written; None where the write does not say how to ask."""
        params = self._params(view, written, base)
        if params is None:
            return None
        paginator = self._paginator(view.operation)
        may_be_more = paginator is None and self._is_paged(view.operation)
        shown, scopes = None, list[Any]()
        for _ in range(self.most):
            exchange = self.call(view.operation, params)
            if not exchange.accepted:
                return Reading(exchange, [], False)
            found = scopes_in(view, written, exchange.output)
            shown, scopes = exchange if found or shown is None else shown, scopes + found
            following = next_page(paginator, params, exchange)
            if following is None or (scopes and not view.is_of_unit):
                return Reading(shown, scopes, not may_be_more)
            params = following
        assert shown is not None
        return Reading(shown, scopes if not view.is_of_unit else [], False)

    def _paginator(self, operation: str) -> Paginator | None:
        return self.contract.paginators.get(operation) or paginator_of(self.contract, operation)

    def _is_paged(self, operation: str) -> bool:
        """Whether a request may have a token, so that its answer may not be all."""
        members = self.contract.operations[operation].request_shape.members
        return any(_TOKEN.search(each) for each in members)

    def _params(
        self, view: View, written: Exchange, base: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        operation = self.contract.operations[view.operation]
        params = dict(PlainValues(operation.request).value()) if base is None else dict(base)
        for name, sources in view.bound:
            value = value_of(sources, written)
            if value is None or value in ("", ".", ".."):
                return None
            params[name] = value
        keys = keys_of(view, written)
        if view.list is not None and not keys:
            return None
        narrowing = ((name, key) for key in keys for name, x in view.narrowed.items() if x == key)
        for name, key in list(narrowing)[:1]:
            is_list = operation.request_shape.member(name).is_list
            params[name] = [keys[key]] if is_list else keys[key]
        return params


def next_page(
    paginator: Paginator | None, params: Mapping[str, Any], exchange: Exchange
) -> dict[str, Any] | None:
    """The request for the next page, with all of its tokens; None where this is the last one."""
    if paginator is None:
        return None
    if paginator.more_results and not value_at(exchange.output, paginator.more_results):
        return None
    pairs = zip(paginator.input_tokens, paginator.output_tokens, strict=False)
    tokens = {name: first_value_at(exchange.output, path) for name, path in pairs}
    given = {name: value for name, value in tokens.items() if value}
    return {**params, **given} if given else None
