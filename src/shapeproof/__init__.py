"""Shapeproof: contract tests for AWS APIs.

The public functions are imported when they are first used, because they need large packages. Their
types are in ``__init__.pyi``. Import everything else from ``shapeproof.strategies``,
``shapeproof.checks``, ``shapeproof.clients``, ``shapeproof.targets``, ``shapeproof.report``,
``shapeproof.mock`` and ``shapeproof.exceptions``: other modules may change.
"""

from __future__ import annotations

# Nothing is imported here: an interrupt while the command starts would show where.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "ContractViolation": "run.fake",
    "check_error": "run.checking",
    "check_request": "run.checking",
    "check_response": "run.checking",
    "errors": "run.strategies",
    "fake_client": "run.fake",
    "given_error": "run.given",
    "given_invalid_request": "run.given",
    "given_request": "run.given",
    "given_response": "run.given",
    "invalid_requests": "run.strategies",
    "invalid_responses": "run.strategies",
    "load_contract": "run.strategies",
    "parametrize": "plugin.suite",
    "requests": "run.strategies",
    "responses": "run.strategies",
}
"""The module of each public function."""


def __getattr__(name: str) -> Any:
    """A public function, imported when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module 'shapeproof' has no attribute {name!r}")
    from importlib import import_module

    # A string instead of an import: the layers below do not depend on it.
    found = getattr(import_module(f"shapeproof.{_WHERE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What is imported already, and what is imported when it is used."""
    return sorted({*globals(), *_WHERE} - {"TYPE_CHECKING"})
