"""Files of users that are imported in place of a library of the same name."""

from __future__ import annotations

import sys
import sysconfig
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

_LIBRARIES = ("boto3", "botocore", "click", "defusedxml", "harfile", "hypothesis", "jinja2")
_MORE_LIBRARIES = ("jsonschema", "jsonschema_rs", "moto", "pytest", "rich", "werkzeug", "yaml")
_INSTALLED = ("purelib", "platlib")
_KINDS = (*_INSTALLED, "stdlib", "platstdlib")
_REMEDY = "rename it, or do not import from its folder"


def hidden_modules() -> tuple[str, ...]:
    """Where a file of a user hides a module of Python or of a library, in words."""
    standard = sorted(sys.stdlib_module_names & sys.modules.keys())
    return (
        *filter(None, (_hidden(each, "of Python") for each in standard)),
        *filter(None, (_hidden_library(each) for each in (*_LIBRARIES, *_MORE_LIBRARIES))),
    )


def _hidden(name: str, whose: str) -> str:
    file = _file_of(sys.modules.get(name))
    if file is None or any(file.is_relative_to(each) for each in _folders(*_KINDS)):
        return ""
    return f"{file} hides the module {name} {whose}; {_REMEDY}"


def _hidden_library(name: str) -> str:
    folders = _folders(*_INSTALLED)
    if name not in sys.modules or PathFinder.find_spec(name, list(map(str, folders))) is None:
        return ""  # not imported, or installed in another way
    return _hidden(name, "that is installed")


def _folders(*kinds: str) -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    return tuple(Path(paths[each]).resolve() for each in kinds)


def _file_of(module: ModuleType | None) -> Path | None:
    name = getattr(module, "__file__", None)
    return Path(name).resolve() if isinstance(name, str) else None
