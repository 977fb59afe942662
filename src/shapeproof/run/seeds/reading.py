"""Reads a file of seeds: untrusted data, checked against the contract of the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import join, parse
from shapeproof.contract.user_document import (
    DocumentSchema,
    nearest_name,
    read_json,
    unknown_name,
)
from shapeproof.exceptions import UnfitDocument
from shapeproof.run.seeds.checking import RequestChecker
from shapeproof.run.seeds.seed import Reference, Seed, SeedCall, Seeds
from shapeproof.targets.client.values import from_driver

SEEDS_SCHEMA = DocumentSchema("shapeproof.contract", "seeds-1.json")
_REFERENCE_SCHEMA = DocumentSchema("shapeproof.contract", "seeds-1.json", "reference")
MAX_BYTES = 50_000_000
MARK = "$from"
"""The key of the only member of a reference."""
_MOST_CALLS = 50
_Key = tuple[str, int]
"""A request of the file: its operation, and its index among those of the operation."""


def read_seeds(path: Path, contract: Contract) -> Seeds:
    """The seeds of a contract's service in a file.

    Raises UnfitDocument for a file that is not as documented, that names an unknown operation, or
    whose references lead nowhere. Requests that break the contract are left out, and told in
    ``problems``; so are those that refer to them.
    """
    document = read_json(path, MAX_BYTES)
    SEEDS_SCHEMA.check(str(path), document)
    services: Mapping[str, Any] = document["services"]
    if contract.service not in services:
        near = nearest_name(contract.service, services)
        hint = f"; did you mean {near!r} there?" if near else ""
        return Seeds(problems=(f"{path}: it has no requests of {contract.service!r}{hint}",))
    return _Reader(path, contract, services[contract.service]).seeds()


@dataclass
class _Reader:
    """Reads the seeds of one service."""

    path: Path
    contract: Contract
    operations: Mapping[str, Any]
    _problems: dict[_Key, str] = field(default_factory=dict)

    def seeds(self) -> Seeds:
        for name in self.operations:
            if name not in self.contract.operations:
                reason = unknown_name("operation", name, self.contract.operations)
                raise self._unfit((name,), reason)
        keys = [
            (name, index) for name, each in self.operations.items() for index in range(len(each))
        ]
        self._problems = {key: problem for key in keys for problem in self._broken(key)}
        found: dict[str, list[Seed]] = {}
        for key in keys:
            if (seed := self._seed(key)) is not None:
                found.setdefault(key[0], []).append(seed)
        return Seeds(
            {name: tuple(sorted(each, key=_steps)) for name, each in found.items()},
            tuple(f"{self._place(key)}: {why}; left out" for key, why in self._problems.items()),
        )

    def _broken(self, key: _Key) -> Iterator[str]:
        """What is wrong with the parameters of a request, if anything is."""
        checker = RequestChecker(self.contract.operations[key[0]])
        problem = checker.problem(self._params(key), is_open=_is_reference)
        if problem is not None:
            yield problem

    def _params(self, key: _Key) -> Any:
        return from_driver(self.operations[key[0]][key[1]])

    def _seed(self, key: _Key) -> Seed | None:
        order = self._ordered(key)
        broken = [each for each in order if each in self._problems]
        if broken:
            why = f"it refers to {self._place(broken[0])}, which is left out"
            self._problems.setdefault(key, why)
            return None
        steps = {each: index for index, each in enumerate(order)}
        calls = tuple(SeedCall(each[0], self._call(each, steps)) for each in order)
        return Seed(calls, self._place(key))

    def _call(self, key: _Key, steps: Mapping[_Key, int]) -> dict[str, Any]:
        """The parameters of a request, with references to the steps of a seed."""

        def changed(value: Any) -> Any:
            if _is_reference(value):
                target, given = _target(value), value[MARK]
                of_input = "input" in given
                pointer = given["input"] if of_input else given["output"]
                return Reference(steps[target], parse(pointer), of_input)
            if isinstance(value, dict):
                return {name: changed(each) for name, each in value.items()}
            return [changed(each) for each in value] if isinstance(value, list) else value

        filled = RequestChecker(self.contract.operations[key[0]]).with_tokens(self._params(key))
        return {name: changed(each) for name, each in filled.items()}

    def _ordered(self, key: _Key) -> list[_Key]:
        """The requests that a request refers to, directly or not, each before those that need it.

        The request itself is the last.
        """
        order: list[_Key] = []
        around: list[_Key] = []

        def visit(each: _Key) -> None:
            if each in order:
                return
            if each in around:
                raise self._unfit((each[0], str(each[1])), "it refers to itself")
            around.append(each)
            for tokens, reference in _references(self._params(each)):
                visit(self._checked(each, tokens, reference))
            around.pop()
            order.append(each)
            if len(order) > _MOST_CALLS or len(around) > _MOST_CALLS:
                reason = f"more than {_MOST_CALLS} calls must come before it"
                raise self._unfit((key[0], str(key[1])), reason)

        visit(key)
        return order

    def _checked(self, key: _Key, tokens: tuple[str, ...], reference: Any) -> _Key:
        """The request that a reference leads to. Raises UnfitDocument where there is none."""
        place = (key[0], str(key[1]), *tokens, MARK)
        given = reference[MARK]
        try:
            _REFERENCE_SCHEMA.check(str(self.path), given)
        except UnfitDocument as problem:
            inner = parse(problem.pointer)
            raise self._unfit((*place, *inner), problem.reason) from None
        if "output" not in given and "input" not in given:
            raise self._unfit(place, "it has neither 'output' nor 'input'; say where the value is")
        target = _target(reference)
        if target[0] not in self.operations:
            reason = unknown_name("operation", target[0], self.operations)
            raise self._unfit((*place, "operation"), f"{reason}: the file has no request of it")
        if target[1] >= len(self.operations[target[0]]):
            count = len(self.operations[target[0]])
            reason = f"{target[0]} has {count} requests in this file, counted from 0"
            raise self._unfit((*place, "request"), reason)
        return target

    def _place(self, key: _Key) -> str:
        return f"{self.path} at {join(('services', self.contract.service, key[0], str(key[1])))}"

    def _unfit(self, tokens: tuple[str, ...], reason: str) -> UnfitDocument:
        pointer = join(("services", self.contract.service, *tokens))
        return UnfitDocument(str(self.path), pointer, reason)


def _steps(seed: Seed) -> int:
    return len(seed.calls)


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {MARK}


def _target(reference: Any) -> _Key:
    given = reference[MARK]
    return given["operation"], given.get("request", 0)


def _references(value: Any, tokens: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The references within parameters, each with its place."""
    if _is_reference(value):
        yield tokens, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _references(each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _references(each, (*tokens, str(index)))
