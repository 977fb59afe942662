"""Finds a WSGI application by its name, MODULE:APP."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shapeproof.exceptions import BadUsage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def load_wsgi_app(name: str) -> WSGIApplication:
    """Import ``MODULE:APP``; the working directory can be imported from. Raises BadUsage."""
    option = f"--wsgi {name}"
    module_name, mark, attribute = name.partition(":")
    if not mark or not module_name or not attribute:
        raise BadUsage(option, "not of the form MODULE:APP", "write it as mypackage.server:app")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except ImportError as error:
        raise BadUsage(option, str(error), "can the module be imported from here?") from None
    except AttributeError as error:
        raise BadUsage(option, str(error)) from None
    except (Exception, SystemExit) as error:  # a module may raise anything while it is imported
        what = f"it cannot be imported: {type(error).__name__}: {error}"
        raise BadUsage(option, what) from None
    if not callable(found):
        raise BadUsage(option, f"{attribute} is not callable", "name the WSGI application itself")
    return found
