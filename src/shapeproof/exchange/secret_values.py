"""Which values at sensitive places are secret, marked where they enter a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from shapeproof.contract.model import Contract, Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.sensitive_places import ContractPlaces, OperationPlaces, SensitivePlace
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import walk_value
from shapeproof.exchange.calls import ClientCase
from shapeproof.exchange.environment_secrets import environment_secrets
from shapeproof.exchange.findings import Exchange

Fills = Callable[[str, Tokens, Schema], bool]
"""Whether a user's strategy fills a place: of an operation's request, with this schema."""
MAX_BODY = 1024 * 1024
"""Bytes of a body beyond which it is not read."""
MAX_KNOWN = 100
"""Secrets that are searched for in everything that the run reports."""
MAX_MARKS = 100_000
"""Values of one kind that are marked. Those that follow count as secret."""
MAX_TEXT = 10_000
"""Characters of a text that is marked as it is. Of a longer one a digest is marked."""


class SecretValues:
    """The sensitive values of one run. It only grows, and may be shared between threads.

    What shapeproof generates is no secret, nor is the same value if a target returns it. Secret are
    values that a user's strategies or seeds supply, keys and tokens of the environment, and values
    that a target returns and nobody generated.
    Without any mark every value at a sensitive place is secret: so it is in passive mode, where a
    user's tests make the calls.
    """

    def __init__(self, contract: Contract | None = None) -> None:
        self.generates_requests = False
        self._contract = contract
        self._places = ContractPlaces(contract)
        self._fills: Fills | None = None
        self._supplied: set[Hashable] = set()
        self._generated: set[Hashable] = set()
        self._own: set[Hashable] = set()
        self._secret: dict[Hashable, Any] = {}
        self._open: set[str] = set()
        self._replayed: set[str] = set()
        self.given(*environment_secrets())

    def filled_by_user(self, fills: Fills) -> None:
        """From now on the places that ``fills`` accepts hold values of a user's strategies."""
        self._fills = fills

    def given(self, *secrets: str) -> None:
        """Mark what a user has given to the run itself, as the keys that sign its requests."""
        for each in secrets:
            self._remember(each)

    def own(self, values: Iterable[Any]) -> None:
        """Note values that shapeproof always uses: they are no secrets, whoever sends them."""
        self._own.update(_key(value) for value in values)

    def supplied(self, operation: str, params: Mapping[str, Any]) -> None:
        """Note parameters that a user has given: what is at sensitive places is secret."""
        place = self._places.of(operation).request
        self._supply(_key(value) for value in _sensitive(place, params))

    def replayed(self, operation: str) -> None:
        """From now on requests of an operation may hold values of an earlier run.

        Those that this run has not generated itself are secret: strategies of a user may have
        supplied them.
        """
        self._replayed.add(operation)

    def sent(self, operation: str, params: Mapping[str, Any]) -> None:
        """Mark the parameters of a request that shapeproof makes."""
        self.generates_requests = True
        places = self._places.of(operation)
        if not places.any_sensitive:
            for value in _scalars(params):
                self._expose(value)
            return
        self._mark_supplied(operation, places.request, params)
        for value, is_sensitive in places.request.scalars(params):
            if is_sensitive:
                self._generate(value)
            else:
                self._expose(value)

    def answered(self, exchange: Exchange) -> None:
        """Mark what a target returned."""
        places = self._places.of(exchange.operation)
        if not places.any_sensitive or exchange.response is None:
            return
        read = exchange.output is not None
        document = exchange.output if read else json_value(exchange.response.body)
        by_member = read or not exchange.accepted
        for value in _told(places.response, document, by_member=by_member):
            if not self.is_generated(value):
                self._remember(value)

    def played(self, case: ClientCase) -> None:
        """Mark the parameters and the replies that shapeproof gives to a client."""
        places = self._places.of(case.operation)
        if not places.any_sensitive:
            return
        bodies = (each.response.body for each in case.replies if each.response is not None)
        fields = case.error.fields if case.error is not None else None
        replies = (case.output, fields, *map(json_value, bodies))
        for value in _sensitive(places.request, case.params):
            self._generate(value)
        for reply in replies:
            for value in _sensitive(places.response, reply):
                self._generate(value)

    def observed(self, places: OperationPlaces, params: Any, output: Any) -> None:
        """Mark a call that a user's test makes, and what it returns."""
        for value, is_sensitive in places.request.scalars(params):
            if is_sensitive:
                self._remember(value)
            else:
                self._expose(value)
        for value in _sensitive(places.response, output):
            self._remember(value)

    def is_generated(self, value: Any) -> bool:
        """Whether a value at a sensitive place is shapeproof's own, and no secret."""
        if not isinstance(value, Hashable):
            return False
        key = _key(value)
        return key in self._own or (key in self._generated and key not in self._supplied)

    @property
    def known(self) -> tuple[Any, ...]:
        """The secrets so far, but for what was also sent openly; the first ones of many."""
        # A copy: other threads may add to it meanwhile.
        hidden = (each for each in list(self._secret.values()) if each not in self._open)
        return tuple(islice(hidden, MAX_KNOWN))

    def _mark_supplied(self, operation: str, top: SensitivePlace, params: Any) -> None:
        if operation in self._replayed:
            keys = {_key(value) for value in _sensitive(top, params)}
            self._supply(keys - self._generated)
        if self._contract is None or self._fills is None:
            return
        shape = Shape.of(self._contract.operations[operation].request)
        for each in walk_value(shape, params):
            if each.tokens and self._fills(operation, each.tokens, each.shape.schema):
                place, within = top.at(each.tokens)
                self._supply(
                    _key(value)
                    for value, sensitive in place.scalars(each.value)
                    if sensitive or within
                )

    def _supply(self, keys: Iterable[Hashable]) -> None:
        self._supplied.update(key for key in keys if key not in self._own)

    def _remember(self, value: Any) -> None:
        if isinstance(value, Hashable) and _key(value) not in self._own:
            self._secret.setdefault(_key(value), value)

    def _generate(self, value: Any) -> None:
        """Mark a value that shapeproof made, unless it comes from elsewhere."""
        key = _key(value)
        if key in self._supplied:
            self._secret.setdefault(key, value)
        elif key not in self._secret and len(self._generated) < MAX_MARKS:
            self._generated.add(key)

    def _expose(self, value: Any) -> None:
        """Note a text that was sent openly."""
        if isinstance(value, str) and _is_marked(self._open, value):
            self._open.add(value)


def in_request(places: OperationPlaces, exchange: Exchange) -> Iterator[Any]:
    """The values at sensitive places of a request body in JSON."""
    if places.any_sensitive:
        yield from _sensitive(places.request, json_value(exchange.request.body))


def in_response(places: OperationPlaces, exchange: Exchange) -> Iterator[Any]:
    """The values at sensitive places of a response: of its output, and of its body in JSON."""
    if places.any_sensitive and exchange.response is not None:
        yield from _told(places.response, exchange.output, by_member=True)
        document = json_value(exchange.response.body)
        yield from _told(places.response, document, by_member=not exchange.accepted)


def json_value(body: bytes) -> Any:
    """The value of a body in JSON; None for any other body, and for a gigantic one."""
    try:
        return json.loads(body) if 0 < len(body) <= MAX_BODY else None
    except (ValueError, RecursionError):
        return None


def _is_marked(marks: Collection[Hashable], value: Any) -> bool:
    """Whether there is room for one more mark, so that a long run takes bounded memory."""
    return len(marks) < MAX_MARKS and not (isinstance(value, str) and len(value) > MAX_TEXT)


def _sensitive(place: SensitivePlace, value: Any) -> Iterator[Any]:
    if not place.any_within:
        return iter(())
    return (each for each, is_sensitive in place.scalars(value) if is_sensitive)


def _told(place: SensitivePlace, value: Any, *, by_member: bool) -> Iterator[Any]:
    """The values at sensitive places of an answer.

    Where the payload of an output is sensitive as a whole, its other members are not, nor is an
    error: these are looked at ``by_member``.
    """
    is_sensitive = any(each.is_sensitive for each in place.shapes if each.members)
    if not by_member or is_sensitive or not isinstance(value, Mapping):
        yield from _sensitive(place, value)
        return
    for name, each in value.items():
        yield from _sensitive(place.member(name), each)


def _key(value: Any) -> Hashable:
    """The value, and whether it is a truth value: ``True`` and 1 are equal in Python.

    Of a long text it is a digest.
    """
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()
    return isinstance(value, bool), value


def _scalars(value: Any) -> Iterator[Any]:
    todo = [value]
    while todo:
        current = todo.pop()
        if isinstance(current, Mapping):
            yield from current
            todo += current.values()
        elif isinstance(current, list | tuple):
            todo += current
        else:
            yield current
