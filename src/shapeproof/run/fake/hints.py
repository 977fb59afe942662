"""What a fake client says of an attribute that it does not have.

Mocks take any attribute: what is misspelt, or meant for a mock, would be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

_OF_ANSWERS = frozenset({"return_value", "configure_mock", "mock_add_spec", "attach_mock"})
_OF_METHODS = frozenset({
    "assert_any_call", "assert_called", "assert_called_once", "assert_called_once_with",
    "assert_called_with", "assert_not_called", "call_args", "call_args_list", "call_count",
    "called", "raises", "returns",
})  # fmt: skip
"""What the methods of a fake client have, and the client has not."""
_CUTOFF = 0.6
NOTHING: Any = object()
"""The value of an attribute that is read, not set."""


def method_hint(method: str, name: str, known: Iterable[str], value: Any = NOTHING) -> str:
    """Of an attribute of a method, which is read or set to a value."""
    return f"fake.{method} has no attribute {name!r}{_remedy(method, name, known, value)}"


def unset_hint(method: str, name: str) -> str:
    """Of an attribute of a method that is there, and cannot be set."""
    if name in {"returns", "raises"}:
        return f"fake.{method}.{name} is a method: use fake.{method}.{name}(...)"
    return f"fake.{method}.{name} cannot be set"


def helper_hint(method: str, name: str) -> str:
    """Of an attribute of ``get_paginator`` or ``get_waiter``, which make real ones."""
    what = method.removeprefix("get_")
    return (
        f"fake.{method} has no attribute {name!r}; a {what} calls the client's method: "
        "use fake.METHOD.returns(first, second)"
    )


def client_hint(said: str, name: str, operations: Iterable[str], others: Iterable[str]) -> str:
    """Of an attribute of a client; ``said`` is what boto3 says, ``operations`` its methods."""
    methods = list(operations)
    if name in _OF_ANSWERS or name == "side_effect":
        return f"{said}; methods have answers{_remedy('METHOD', name, ())}"
    if name in _OF_METHODS:
        return f"{said}; methods have it: use fake.METHOD.{name}"
    spelt = {each.replace("_", "").lower(): each for each in methods}
    same = spelt.get(name.replace("_", "").lower())
    nearest = [same] if same else _nearest(name, [*methods, *others])
    return f"{said}; did you mean {', '.join(nearest)}?" if nearest else said


def _remedy(method: str, name: str, known: Iterable[str], value: Any = NOTHING) -> str:
    if name in _OF_ANSWERS:
        return f"; use fake.{method}.returns(...)"
    if name == "side_effect":
        return f"; use {_in_place_of_side_effect(f'fake.{method}', value)}"
    nearest = _nearest(name, known)
    return f"; did you mean {', '.join(nearest)}?" if nearest else ""


def _in_place_of_side_effect(method: str, value: Any) -> str:
    """The documented meanings of ``side_effect``: an exception, several results, a function."""
    raised = value if isinstance(value, type) else type(value)
    if issubclass(raised, BaseException):
        response = getattr(value, "response", None)
        code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
        return f"{method}.raises({code!r})" if code else f"{method}.raises({raised.__name__})"
    if callable(value):
        return f"{method}.returns(function), which is given the parameters as one dict"
    if value is not NOTHING and value is not None:
        return f"{method}.returns(first, second), or .raises(...).then.returns(...)"
    return f"{method}.raises(...) for an error, {method}.returns(first, second) for several answers"


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(name, sorted(set(known)), n=3, cutoff=_CUTOFF)
