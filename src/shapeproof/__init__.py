"""Shapeproof: contract tests for AWS APIs.

``load_contract`` and the Hypothesis strategies are imported when they are first asked for: what
they need is large.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_STRATEGIES = (
    "errors",
    "invalid_requests",
    "invalid_responses",
    "load_contract",
    "requests",
    "responses",
)


def __getattr__(name: str) -> Any:
    """The public functions of ``shapeproof.run.strategies``."""
    if name in _STRATEGIES:
        # Imported by its name in a string: the layers below do not depend on it.
        found = getattr(import_module("shapeproof.run.strategies"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'shapeproof' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What is there already, and what is imported when asked for."""
    return sorted({*globals(), *_STRATEGIES})
