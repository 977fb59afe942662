"""The accepted calls of a session: a few different ones of each operation are kept.

A harvest travels between processes as plain values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.run.seeds.tape import RecordedCall, RecordedLink, links_in

MOST_REQUESTS = 5
"""How many requests of an operation are kept, and what they refer to."""
MOST_STEPS = 20
"""How many calls may have to come before a request that is kept."""
_MOST_CANDIDATES = 200

Entry = list[Any]
"""Service, operation, parameters and features; a link is the index of an entry before it."""
_LINK = "$link"


def recorded(
    service: str, operation: str, params: Mapping[str, Any], features: Iterable[str]
) -> RecordedCall:
    """A recorded call; the same call with the same calls before it has the same key."""
    before = {each.call.key: each.call for each in links_in(params)}
    text = json.dumps([service, operation, _plain(params, _by_key)], sort_keys=True)
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    steps = len(before) + max((each.steps for each in before.values()), default=0)
    return RecordedCall(service, operation, params, frozenset(features), key, steps)


def features_of(shape: Shape, value: Any, where: str = "") -> Iterator[str]:
    """What parameters exercise: each member that is there, enum values, flags, lengths of lists."""
    if isinstance(value, Mapping):
        yield where
        for key, each in value.items():
            token = "*" if shape.is_map else key
            yield from features_of(shape.member(key), each, f"{where}/{token}")
    elif isinstance(value, list):
        yield f"{where}[{min(len(value), 2)}]"
        for each in value:
            yield from features_of(shape.item, each, f"{where}/*")
    elif isinstance(value, bool) or "enum" in shape.schema:
        yield f"{where}={value}"
    else:
        yield where


@dataclass
class Harvest:
    """The candidates of each operation: one for each set of features, the simplest.

    ``illegal`` are accepted calls that break the contract: one problem of each operation.
    """

    illegal: dict[tuple[str, str], str] = field(default_factory=dict)
    _candidates: dict[tuple[str, str], dict[frozenset[str], RecordedCall]] = field(
        default_factory=dict
    )

    def add(self, call: RecordedCall) -> None:
        """Note a call that was accepted."""
        if call.steps > MOST_STEPS:
            return
        found = self._candidates.setdefault((call.service, call.operation), {})
        known = found.get(call.features)
        if (known is None and len(found) < _MOST_CANDIDATES) or (
            known is not None and _rank(call) < _rank(known)
        ):
            found[call.features] = call

    @property
    def left_out(self) -> list[str]:
        """The operations whose accepted calls all break the contract, each with a problem."""
        lost = sorted(set(self.illegal) - set(self._candidates))
        return [f"{service}.{name}: {self.illegal[service, name]}" for service, name in lost]

    @property
    def chosen(self) -> list[RecordedCall]:
        """The calls to keep: the simplest of each operation, and those that differ most from it."""
        return [call for key in sorted(self._candidates) for call in _chosen(self._candidates[key])]

    def plain(self) -> dict[str, Any]:
        """As lists, dicts, texts and numbers, for another process."""
        illegal = [[*key, problem] for key, problem in self.illegal.items()]
        return {"entries": self._entries(), "illegal": illegal}

    def add_plain(self, plain: Mapping[str, Any]) -> None:
        """Add the harvest of another process."""
        calls: list[RecordedCall] = []
        for service, operation, params, features in plain["entries"]:
            calls.append(recorded(service, operation, _linked(params, calls), features))
            self.add(calls[-1])
        for service, operation, problem in plain["illegal"]:
            self.illegal.setdefault((service, operation), problem)

    def _entries(self) -> list[Entry]:
        """The calls to keep, and those that they refer to, each after what it refers to."""
        order: dict[str, int] = {}
        found: list[Entry] = []

        def visit(call: RecordedCall) -> None:
            if call.key in order:
                return
            for each in links_in(call.params):
                visit(each.call)
            order[call.key] = len(found)
            params = _plain(call.params, lambda link: order[link.call.key])
            found.append([call.service, call.operation, params, sorted(call.features)])

        for call in self.chosen:
            visit(call)
        return found


def _chosen(candidates: Mapping[frozenset[str], RecordedCall]) -> list[RecordedCall]:
    left = sorted(candidates.values(), key=_rank)
    chosen = left[:1]
    covered = set(chosen[0].features)
    while len(chosen) < MOST_REQUESTS:
        best = max(left, key=lambda each: len(each.features - covered))
        if best.features <= covered:
            break
        chosen.append(best)
        covered |= best.features
    return chosen


def _rank(call: RecordedCall) -> tuple[int, int, int, str]:
    text = json.dumps(_plain(call.params, _by_key), sort_keys=True)
    return call.steps, len(call.features), len(text), text


def _by_key(link: RecordedLink) -> str:
    return link.call.key


def _plain(value: Any, name: Callable[[RecordedLink], str | int]) -> Any:
    """Parameters as JSON; ``name`` says what stands for the call of a link."""
    if isinstance(value, RecordedLink):
        return {_LINK: [name(value), list(value.tokens), value.of_input]}
    if isinstance(value, Mapping):
        return {key: _plain(each, name) for key, each in value.items()}
    return [_plain(each, name) for each in value] if isinstance(value, list) else value


def _linked(value: Any, calls: list[RecordedCall]) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {_LINK}:
            index, tokens, of_input = value[_LINK]
            return RecordedLink(calls[index], tuple(tokens), of_input)
        return {key: _linked(each, calls) for key, each in value.items()}
    return [_linked(each, calls) for each in value] if isinstance(value, list) else value
