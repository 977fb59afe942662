"""Reads refusals and repairs what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.generate.repairs.interface import Refusal, Repair
from shapeproof.generate.values.known import KnownValues, nothing_known


def repairs(
    operation: Operation,
    params: Mapping[str, Any],
    refusal: Refusal,
    known: KnownValues = nothing_known,
) -> Iterator[Repair]:
    """What to try after a refusal, the most promising first; nothing where it says nothing.

    Parameters are those of the API view and legal by the contract. ``known`` are the realistic
    values of the operation's places.
    """
    yield from ()
