"""Checks of listings that a client reads page by page: every item once, in order, and an end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client import texts
from shapeproof.checks.client.breakdowns import is_endless
from shapeproof.checks.client.comparison.values import (
    JSON_TYPE,
    Trees,
    ValueGap,
    element_of,
    inner_of,
    read_json,
)
from shapeproof.checks.client.comparison.views import ApiView, api_gaps
from shapeproof.checks.client.interface import ClientObservation, gave_up_early
from shapeproof.checks.client.replies import success_as_error
from shapeproof.checks.client.texts import place_of, shown
from shapeproof.checks.interface import Subject
from shapeproof.contract.model import Operation, Paginator
from shapeproof.contract.pointer import Tokens, join, lookup
from shapeproof.contract.shape import Shape
from shapeproof.exchange import (
    Finding,
    FindingTexts,
    HttpRequest,
    HttpResponse,
    Outcome,
    Said,
    Severity,
    Text,
)
from shapeproof.exchange.traits import NO_TRAITS, Traits
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.timestamps import decode_timestamp

_LONGEST_ITEM = 500


def canonical(trees: Trees, shape: Shape, value: Any) -> str:
    """The same text for all values that count as the same in a view."""
    return json.dumps(_plain(trees, shape, value), sort_keys=True, default=str)


def _plain(trees: Trees, shape: Shape, value: Any) -> Any:
    if shape.schema.get("contentMediaType") == JSON_TYPE:
        return read_json(value)
    if isinstance(value, dict):
        given = trees.view.members(shape, value)
        names = [name for name, each in given.items() if not trees.view.may_add(shape, name, each)]
        return {name: _plain(trees, inner_of(shape, name), given[name]) for name in names}
    if isinstance(value, list):
        inner = element_of(shape)
        return [_plain(trees, inner, each) for each in trees.view.elements(shape, value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _instant(value) if shape.is_timestamp else value


def _instant(value: Any) -> Any:
    """A timestamp in UTC, to the millisecond."""
    try:
        text = decode_timestamp(value) if isinstance(value, str) else ""
    except UnreadableError:
        return value
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3].ljust(3, '0')}" if text else value


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with the items under one result key."""

    tokens: Tokens
    constraint: str
    expected: Text
    actual: Text


def item_faults(
    operation: Operation,
    paginator: Paginator,
    expected: Any,
    actual: Any,
    traits: Traits = NO_TRAITS,
) -> Iterator[ItemFault]:
    """One fault for each result key whose items differ; keys that hold no list are left out."""
    root = Shape.of(operation.response)
    trees = Trees(root, ApiView(root, traits))
    for key in paginator.result_keys:
        tokens = tuple(key.split("."))
        wanted, there = _at(expected, tokens), _at(actual, tokens)
        if not isinstance(wanted, list):
            continue
        if there is None:
            there = []
        if not isinstance(there, list):
            yield ItemFault(tokens, "type", Text("a list"), shown(there))
            continue
        items = _items_at(root, tokens)
        keys = [[canonical(trees, items, each) for each in side] for side in (wanted, there)]
        if keys[0] != keys[1]:
            yield _fault(tokens, *keys)


def _fault(tokens: Tokens, wanted: Sequence[str], there: Sequence[str]) -> ItemFault:
    counts, counts_there = Counter(wanted), Counter(there)
    lost, beyond = counts - counts_there, counts_there - counts
    if not lost and not beyond:
        index = next(
            i for i, pair in enumerate(zip(wanted, there, strict=True)) if len(set(pair)) > 1
        )
        return ItemFault(tokens, "order", _item(wanted[index]), _item(there[index]))
    strange = [key for key in there if key in beyond and key not in counts]
    if lost and strange and len(wanted) == len(there):
        return ItemFault(tokens, "value", _first(wanted, lost), _item(strange[0]))
    if lost:
        count = Text.of("{count} of {all} items", count=len(there), all=len(wanted))
        return ItemFault(tokens, "lost", _first(wanted, lost), count)
    constraint = "extra" if strange else "repeated"
    expected = Text.of("{count} items", count=len(wanted))
    return ItemFault(tokens, constraint, expected, _first(there, beyond))


def _first(keys: Sequence[str], among: Counter[str]) -> Text:
    return _item(next(key for key in keys if key in among))


def _item(key: str) -> Text:
    return Text.only(Said(key, limit=_LONGEST_ITEM))


def _items_at(root: Shape, tokens: Tokens) -> Shape:
    shape = root
    for token in tokens:
        shape = inner_of(shape, token)
    return element_of(shape)


def _at(value: Any, tokens: Tokens) -> Any:
    try:
        return lookup(value, tokens)
    except KeyError:
        return None


Params = Mapping[str, Any]


def following_gaps(seen: ClientObservation, paginator: Paginator) -> Iterator[ValueGap]:
    """Where a request for a further page differs from what it must ask for.

    What is wrong with the first request already is left out: another check reports it.
    """
    known: set[tuple[tuple[str, ...], str]] = set()
    wanted: Params = seen.case.params
    for index, request in enumerate(seen.requests):
        for gap in _gaps(seen, wanted, request):
            if (gap.tokens, gap.kind) not in known:
                if index:
                    yield gap
                known.add((gap.tokens, gap.kind))
        reply = seen.case.reply_to(index)
        following = next_params(seen, paginator, wanted, reply.response if reply else None)
        if following is None:
            return
        wanted = following


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


def _gaps(seen: ClientObservation, params: Params, request: HttpRequest) -> Iterator[ValueGap]:
    try:
        encoded = seen.codec.encode_request(seen.contract, seen.operation, params)
        wanted = seen.codec.decode_request(seen.operation, encoded)
    except ValueError:
        return
    try:
        there = seen.codec.decode_request(seen.operation, request)
    except UnreadableError as error:
        yield ValueGap((), "value", wanted, str(error))
        return
    yield from api_gaps(Shape.of(seen.operation.request), wanted, there)


def _value(output: Any, expression: str) -> Any:
    """The value of the first of some paths (``A.B || C``) that leads to one."""
    for path in expression.split("||"):
        try:
            return lookup(output, tuple(path.strip().split(".")))
        except KeyError:
            continue
    return None


class Pages:
    """Each item of each page once and in order, an end, and the same parameters for each page."""

    name = "pages"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for the items, and one for the requests of further pages."""
        paginator = seen.contract.paginators.get(seen.operation.name)
        if paginator is None or not seen.case.paginate or not seen.requests:
            return
        if is_endless(seen):
            said = texts.endless_pages(seen.case.attempts[1], len(seen.requests))
            yield self._found(seen, "pages", "endless", said)
        elif seen.result.breakdown is None:
            yield from self._items(seen, paginator)
            yield from self._requests(seen, paginator)

    def _items(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        if seen.case.outcome is Outcome.ERROR and seen.result.succeeded and gave_up_early(seen):
            yield self._found(seen, "pages", "lost", texts.no_next_page())
        if seen.case.outcome is not Outcome.OUTPUT:
            return
        if not seen.result.succeeded:
            yield success_as_error(self.name, seen)
            return
        output, traits = seen.result.output, seen.traits
        for fault in item_faults(seen.operation, paginator, seen.case.output, output, traits):
            said = texts.items_differ(fault.constraint, fault.expected, fault.actual)
            pointer = join(fault.tokens)
            yield self._found(seen, f"pages {pointer}", fault.constraint, said, pointer)

    def _requests(self, seen: ClientObservation, paginator: Paginator) -> Iterator[Finding]:
        for gap in following_gaps(seen, paginator):
            is_token = bool(gap.tokens) and gap.tokens[0] in paginator.input_tokens
            said = texts.next_page_differs(gap.expected, gap.actual, is_token=is_token)
            pointer = join(gap.tokens)
            place = place_of("request for a further page", pointer)
            constraint = "token" if is_token else "parameters"
            yield self._found(seen, place, constraint, said, pointer)
            return

    def _found(
        self,
        seen: ClientObservation,
        where: str,
        constraint: str,
        said: FindingTexts,
        pointer: str = "",
    ) -> Finding:
        return seen.finding(self.name, self.severity, where, constraint, said, pointer=pointer)
