"""Finds a Python callable by its name, MODULE:NAME."""

from __future__ import annotations

from shapeproof.exceptions import BadUsage
from shapeproof.targets.client.callable_client import CallableClient
from shapeproof.targets.opening import load_named


def load_callable_client(name: str) -> CallableClient:
    """The client ``MODULE:NAME``; the working directory can be imported from. Raises BadUsage.

    NAME is a function, a CallableClient, or an object that is called as a function; its attribute
    ``paginates`` says whether it knows ``$paginate:``.
    """
    what = f"client {name}"
    found = load_named(what, name, "MODULE:NAME", "mypackage.client:call")
    if isinstance(found, CallableClient):
        return found
    if not callable(found):
        raise BadUsage(what, "not callable", "name the function itself")
    return CallableClient(found, address=name, paginates=bool(getattr(found, "paginates", False)))
