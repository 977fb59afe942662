"""Finds what is under test by its name in Python: MODULE:APP, or MODULE:NAME."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeproof.exceptions import BadUsage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def load_wsgi_app(name: str) -> WSGIApplication:
    """Import ``MODULE:APP``; the working directory can be imported from. Raises BadUsage."""
    option = f"--wsgi {name}"
    found: WSGIApplication = load_named(option, name, "MODULE:APP", "mypackage.server:app")
    if not callable(found):
        attribute = name.partition(":")[2]
        raise BadUsage(option, f"{attribute} is not callable", "name the WSGI application itself")
    return found


def load_named(what: str, name: str, form: str, example: str) -> Any:
    """Import what a module holds under a name; the working directory can be imported from.

    ``what`` is what the user has given, for messages; ``form`` and ``example`` are those of such a
    name. Raises BadUsage.
    """
    module_name, mark, attribute = name.partition(":")
    if not mark or not module_name or not attribute:
        raise BadUsage(what, f"not of the form {form}", f"write it as {example}")
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
