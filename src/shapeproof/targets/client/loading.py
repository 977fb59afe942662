"""Finds a Python callable by its name, MODULE:NAME."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from shapeproof.exceptions import BadUsage
from shapeproof.targets.client.callable_client import CallableClient


def load_callable_client(name: str) -> CallableClient:
    """The client ``MODULE:NAME``; the working directory can be imported from. Raises BadUsage.

    NAME is a function, a CallableClient, or an object that is called as a function; its attribute
    ``paginates`` says whether it knows ``$paginate:``.
    """
    found = _imported(name)
    if isinstance(found, CallableClient):
        return found
    if not callable(found):
        raise BadUsage(f"client {name}", "not callable", "name the function itself")
    return CallableClient(found, address=name, paginates=bool(getattr(found, "paginates", False)))


def _imported(name: str) -> Any:
    what = f"client {name}"
    module_name, mark, attribute = name.partition(":")
    if not mark or not module_name or not attribute:
        raise BadUsage(what, "not of the form MODULE:NAME", "write it as mypackage.client:call")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except ImportError as error:
        raise BadUsage(what, str(error), "can the module be imported from here?") from None
    except AttributeError as error:
        raise BadUsage(what, str(error)) from None
    except (Exception, SystemExit) as error:  # a module may raise anything while it is imported
        reason = f"it cannot be imported: {type(error).__name__}: {error}"
        raise BadUsage(what, reason) from None
    return found
