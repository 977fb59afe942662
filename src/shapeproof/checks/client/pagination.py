"""Checks of listings that a client reads page by page: every item once, in order, and an end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.breakdowns import is_endless
from shapeproof.checks.client.comparison.values import Gap, Trees
from shapeproof.checks.client.comparison.views import ApiView, api_gaps
from shapeproof.checks.client.interface import ClientObservation, gave_up_early
from shapeproof.checks.client.replies import failed
from shapeproof.checks.client.texts import NOTHING, at, told
from shapeproof.contract.model import Operation, Paginator, Schema
from shapeproof.contract.pointer import Tokens, join, lookup
from shapeproof.exchange import Finding, HttpRequest, HttpResponse, Outcome, Severity
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import decode_timestamp


def canonical(trees: Trees, raw: Schema, value: Any) -> str:
    """The same text for all values that count as the same in a view."""
    return json.dumps(_plain(trees, raw, value), sort_keys=True, default=str)


def _plain(trees: Trees, raw: Schema, value: Any) -> Any:
    schema = trees.resolved(raw)
    if isinstance(value, dict):
        given = trees.view.members(schema, value)
        names = [
            name
            for name, each in given.items()
            if not trees.view.may_add(schema, name, trees.inner(schema, name), each)
        ]
        return {name: _plain(trees, trees.inner(schema, name), given[name]) for name in names}
    if isinstance(value, list):
        inner = schema if schema.get("x-document") else schema.get("items", {})
        return [_plain(trees, inner, each) for each in trees.view.elements(schema, value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if schema.get("x-timestamp"):
        return _instant(value)
    return value


def _instant(value: Any) -> Any:
    """A timestamp in UTC, to the millisecond."""
    try:
        text = decode_timestamp(value) if isinstance(value, str) else ""
    except UnreadableError:
        return value
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3].ljust(3, '0')}" if text else value


ITEM_MESSAGES = {
    "lost": "an item of a page is not told",
    "repeated": "an item is told more often than the pages hold it",
    "extra": "an item is told that is on none of the pages",
    "value": "an item is told otherwise than its page has it",
    "order": "the items are told in another order than the pages have them",
    "type": "the items are not told as one list",
}


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with the items under one result key."""

    tokens: Tokens
    constraint: str
    expected: str
    actual: str


def item_faults(
    operation: Operation, paginator: Paginator, expected: Any, actual: Any
) -> Iterator[ItemFault]:
    """One fault for each result key whose items differ; keys that hold no list are left out."""
    root = operation.response
    trees = Trees(root, ApiView(root))
    for key in paginator.result_keys:
        tokens = tuple(key.split("."))
        due, there = _at(expected, tokens), _at(actual, tokens)
        if not isinstance(due, list):
            continue
        if there is None:
            there = []
        if not isinstance(there, list):
            yield ItemFault(tokens, "type", "a list", told(there))
            continue
        items = _items_at(trees, tokens)
        keys = [[canonical(trees, items, each) for each in side] for side in (due, there)]
        if keys[0] != keys[1]:
            yield _fault(tokens, *keys)


def _fault(tokens: Tokens, due: Sequence[str], there: Sequence[str]) -> ItemFault:
    wanted, got = Counter(due), Counter(there)
    lost, beyond = wanted - got, got - wanted
    if not lost and not beyond:
        index = next(i for i, pair in enumerate(zip(due, there, strict=True)) if len(set(pair)) > 1)
        return ItemFault(tokens, "order", due[index], there[index])
    strange = [key for key in there if key in beyond and key not in wanted]
    if lost and strange and len(due) == len(there):
        return ItemFault(tokens, "value", _first(due, lost), strange[0])
    if lost:
        count = f"{len(there)} of {len(due)} items"
        return ItemFault(tokens, "lost", _first(due, lost), count)
    constraint = "extra" if strange else "repeated"
    return ItemFault(tokens, constraint, f"{len(due)} items", _first(there, beyond))


def _first(keys: Sequence[str], among: Counter[str]) -> str:
    return next(key for key in keys if key in among)


def _items_at(trees: Trees, tokens: Tokens) -> Schema:
    schema: Schema = trees.root
    for token in tokens:
        schema = trees.inner(schema, token)
    items: Schema = schema.get("items", {})
    return items


def _at(value: Any, tokens: Tokens) -> Any:
    try:
        return lookup(value, tokens)
    except KeyError:
        return None


Params = Mapping[str, Any]


def following_gaps(seen: ClientObservation, paginator: Paginator) -> Iterator[Gap]:
    """Where a request for a further page differs from what it must ask for.

    What is wrong with the first request already is left out, as another check tells it.
    """
    known: set[tuple[tuple[str, ...], str]] = set()
    due: Params = seen.case.params
    for index, request in enumerate(seen.requests):
        for gap in _gaps(seen, due, request):
            if (gap.tokens, gap.kind) not in known:
                if index:
                    yield gap
                known.add((gap.tokens, gap.kind))
        reply = seen.case.reply_to(index)
        following = next_params(seen, paginator, due, reply.response if reply else None)
        if following is None:
            return
        due = following


def next_params(
    seen: ClientObservation, paginator: Paginator, params: Params, response: HttpResponse | None
) -> Params | None:
    """The parameters of the request that follows a response; None where it is the last one."""
    if response is None or not 200 <= response.status < 300:
        return params  # tried again
    try:
        output = seen.codec.decode_response(seen.operation, response)
    except ValueError:
        return None
    if paginator.more_results and not _value(output, paginator.more_results):
        return None
    pairs = zip(paginator.input_tokens, paginator.output_tokens, strict=False)
    tokens = {taken: _value(output, handed_out) for taken, handed_out in pairs}
    found = {name: token for name, token in tokens.items() if token not in (None, "")}
    if not found:
        return None
    others = {name: each for name, each in params.items() if name not in tokens}
    return {**others, **found}


def _gaps(seen: ClientObservation, params: Params, request: HttpRequest) -> Iterator[Gap]:
    schema = seen.operation.request
    try:
        encoded = seen.codec.encode_request(seen.contract, seen.operation, params)
        due = seen.codec.decode_request(seen.operation, encoded)
    except ValueError:
        return
    try:
        there = seen.codec.decode_request(seen.operation, request)
    except UnreadableError as error:
        yield Gap((), "value", due, str(error))
        return
    yield from api_gaps(schema, due, there)


def _value(output: Any, expression: str) -> Any:
    """The value of the first of some paths (``A.B || C``) that leads to one."""
    for path in expression.split("||"):
        try:
            return lookup(output, tuple(path.strip().split(".")))
        except KeyError:
            continue
    return None


class Pages:
    """Each item of each page once and in order, an end, and the same question for each page."""

    name = "pages"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for the items, and one for the requests of further pages."""
        paginator = seen.contract.paginators.get(seen.operation.name)
        if paginator is None or not seen.case.paginate or not seen.requests:
            return
        if is_endless(seen):
            yield self._endless(seen)
        elif seen.result.breakdown is None:
            yield from self._items(seen, paginator)
            yield from self._requests(seen, paginator)

    def _items(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        if seen.case.outcome is Outcome.ERROR and seen.result.succeeded and gave_up_early(seen):
            message = "the client does not ask for the pages that follow"
            yield self._found(seen, "pages", "lost", message, "the next page", NOTHING)
        if seen.case.outcome is not Outcome.OUTPUT:
            return
        if not seen.result.succeeded:
            yield failed(self.name, seen)
            return
        output = seen.result.output
        for fault in item_faults(seen.operation, paginator, seen.case.output, output):
            place, message = f"pages {join(fault.tokens)}", ITEM_MESSAGES[fault.constraint]
            yield self._found(
                seen, place, fault.constraint, message,
                fault.expected, fault.actual, join(fault.tokens),
            )  # fmt: skip

    def _requests(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        for gap in following_gaps(seen, paginator):
            is_token = bool(gap.tokens) and gap.tokens[0] in paginator.input_tokens
            message = "the request for a further page does not carry the "
            message += "token of the page before" if is_token else "parameters of the first"
            yield self._found(
                seen, at("request for a further page", join(gap.tokens)),
                "token" if is_token else "parameters", message,
                NOTHING if gap.expected is None else told(gap.expected),
                NOTHING if gap.actual is None else told(gap.actual), join(gap.tokens),
            )  # fmt: skip
            return

    def _endless(self, seen: ClientObservation) -> Finding:
        return self._found(
            seen, "pages", "endless", "the client asks for more pages than there are",
            f"at most {seen.case.attempts[1]} requests", f"{len(seen.requests)} requests",
        )  # fmt: skip

    def _found(
        self,
        seen: ClientObservation,
        where: str,
        constraint: str,
        message: str,
        expected: str,
        actual: str,
        pointer: str = "",
    ) -> Finding:
        return seen.finding(
            self.name, Severity.ERROR, where, constraint, message,
            expected=expected[:500], actual=actual[:500], pointer=pointer,
        )  # fmt: skip
