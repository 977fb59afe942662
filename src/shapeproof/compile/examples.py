"""Requests that botocore gives as examples, as candidates for base requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.contract.model import Contract


def examples_of(contract: Contract) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """The example parameters by operation, in the API view; only those that the contract allows."""
    return {}
