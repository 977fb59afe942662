"""Whether code of users is at fault for an exception that nothing expects."""

from __future__ import annotations

import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

_PATHS = frozenset(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))
_NONE_BY_NATURE = frozenset({"altsep", "tempdir"})
"""Public names of Python's own modules that may be None: of paths and of temporary files."""
_PACKAGE = str(Path(__file__).resolve().parents[1])


def place_at_fault(error: BaseException) -> str | None:
    """The line that raised an exception, if it is neither ours nor a library's."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames or not Path(frames[-1].filename).is_file() or _is_library(frames[-1].filename):
        return None
    return f"{frames[-1].filename}, line {frames[-1].lineno},"


def replaced_functions() -> tuple[str, ...]:
    """What Python's own modules lack, or have from elsewhere: code of users has replaced it."""
    return tuple(
        found
        for name in sorted(sys.stdlib_module_names & sys.modules.keys())
        if (module := sys.modules[name]) is not None
        for found in _replaced_in(module)
    )


def _replaced_in(module: ModuleType) -> Iterator[str]:
    public = frozenset(getattr(module, "__all__", ()))
    for name, value in list(vars(module).items()):
        if isinstance(value, FunctionType) and _is_of_a_user(value.__code__.co_filename):
            place = f"{value.__code__.co_filename}, line {value.__code__.co_firstlineno}"
            yield f"{module.__name__}.{name} by {place}"
        elif value is None and name in public and name not in _NONE_BY_NATURE:
            yield f"{module.__name__}.{name} by None"


def _is_of_a_user(filename: str) -> bool:
    return Path(filename).is_file() and not _is_library(filename)


def _is_library(filename: str) -> bool:
    place = Path(filename).resolve()
    libraries = (*(Path(each).resolve() for each in _PATHS), Path(_PACKAGE))
    return any(place.is_relative_to(each) for each in libraries)
