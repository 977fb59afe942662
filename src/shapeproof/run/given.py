"""Property tests of a user's code against a contract: ``hypothesis.given``, by names.

::

    @shapeproof.given_request("SERVICE", "Operation")
    def test_create(params): ...

What is drawn is given to the rightmost arguments, whatever they are called; those before them are
fixtures, parameters or ``self``. It is ``hypothesis.given`` underneath: settings,
examples, seeds, ``reproduce_failure`` and shrinking work as they do there, and so do methods and
coroutines (with pytest-asyncio, for example). For more than one value in a test use the
strategies (``shapeproof.requests`` and so on) with ``hypothesis.given`` itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shapeproof.exceptions import BadUsage
from shapeproof.run import strategies
from shapeproof.run.strategies import View

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def given_request(service: str, operation: str, view: View = "api") -> Decorator:
    """Give a test legal requests: ``def test(params)``.

    The arguments, and what is raised for wrong ones, are those of ``shapeproof.requests``.
    """
    return given(strategies.requests(service, operation, view))


def given_response(service: str, operation: str, view: View = "api") -> Decorator:
    """Give a test legal outputs: ``def test(output)``; as for ``shapeproof.responses``."""
    return given(strategies.responses(service, operation, view))


def given_invalid_request(service: str, operation: str) -> Decorator:
    """Give a test requests with one fault, and the fault: ``def test(params, fault)``.

    Both are separate arguments. Raises UnknownService, UnknownOperation, and BadUsage for an
    operation whose requests cannot have a fault.
    """
    found = strategies.invalid_requests(service, operation)
    return _pairs(found, service, operation, "no request of it can break the contract")


def given_error(service: str, operation: str) -> Decorator:
    """Give a test modeled errors: ``def test(name, members)``, as separate arguments.

    ``name`` is that of boto3's exception. Raises UnknownService, UnknownOperation, and BadUsage for
    an operation that has no modeled errors.
    """
    found = strategies.errors(service, operation)
    return _pairs(found, service, operation, "it has no modeled errors")


def _pairs(
    pairs: SearchStrategy[tuple[Any, Any]], service: str, operation: str, reason: str
) -> Decorator:
    if pairs.is_empty:
        raise BadUsage(f"{service} {operation}", reason, "choose another operation")
    # Both arguments are parts of the same draw.
    drawn = st.shared(pairs)
    return given(drawn.map(lambda pair: pair[0]), drawn.map(lambda pair: pair[1]))
