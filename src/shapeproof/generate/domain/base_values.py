"""Realistic values for requests that are not drawn: base requests and what varies them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.known import KnownValues


@dataclass(frozen=True, eq=False)
class RealisticValues:
    """The realistic values of one contract, by operation and place."""

    contract: Contract

    @classmethod
    def load(cls, contract: Contract, folders: Sequence[Path]) -> RealisticValues:
        """Those of the files in some folders. Raises BrokenStrategies."""
        return cls(contract)

    def at(self, operation: str, tokens: Tokens, shape: Shape) -> tuple[Any, ...]:
        """The values of a place that are legal there, the best first; empty where none is known."""
        return ()

    def has_form(self, operation: str, tokens: Tokens, shape: Shape) -> bool:
        """Whether a text needs a form that a made-up name does not have, such as an ARN.

        Where it does not, the text is free: any name that fits the schema will do.
        """
        return False

    def of(self, operation: str) -> KnownValues:
        """What ``PlainValues`` asks about one operation."""
        return lambda tokens, shape: self.at(operation, tokens, shape)
