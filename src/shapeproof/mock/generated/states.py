"""Values of outputs that say that all is well: those that waiters wait for, and active states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.known import is_element

_STATE = re.compile(r"stat(e|us)$", re.IGNORECASE)
_ENDED = re.compile(r"delet|terminat|stopp|detach|fail|cancel|revoke|inactive", re.IGNORECASE)
_GOOD = (
    "active", "available", "enabled", "running", "inservice", "ready", "issued", "completed",
    "complete", "succeeded", "success", "successful", "createcomplete", "created", "deployed",
    "ok", "healthy", "on",
)  # fmt: skip


@dataclass(frozen=True)
class KnownStates:
    """The states of a contract's outputs, by operation."""

    contract: Contract

    def of(self, operation: str) -> Sequence[tuple[tuple[str, ...], Any]]:
        """The places of an operation's output (names only) with the values to be waited for."""
        return self._table.get(operation, ())

    @cached_property
    def _table(self) -> dict[str, tuple[tuple[tuple[str, ...], Any], ...]]:
        table: dict[str, tuple[tuple[tuple[str, ...], Any], ...]] = {}
        for operation, names, value in self._waited():
            table[operation] = (*table.get(operation, ()), (names, value))
        return table

    def _waited(self) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        for waiter in self.contract.waiters.values():
            for each in waiter.acceptors:
                path = re.sub(r"\[[^\]]*\]", "", each.argument or "")
                plain = re.fullmatch(r"\w+(\.\w+)*", path)
                is_success = each.state == "success" and each.matcher.startswith("path")
                if is_success and plain and not _ENDED.search(str(each.expected)):
                    yield waiter.operation, tuple(path.split(".")), each.expected

    def known(self, operation: str, tokens: Tokens, shape: Shape) -> Sequence[Any]:
        """What ``PlainValues`` asks: the value of a state, if the place has one."""
        names = tuple(each for each in tokens if not is_element(each))
        for place, value in self.of(operation):
            legal = value in shape.enum if shape.enum else isinstance(value, str | bool)
            if place == names and legal and shape.element is None and not shape.members:
                return (value,)
        if names and shape.enum and _STATE.search(names[-1]):
            by_name = {re.sub(r"[^a-z]", "", str(each).lower()): each for each in shape.enum}
            return next(([by_name[each]] for each in _GOOD if each in by_name), ())
        return ()
