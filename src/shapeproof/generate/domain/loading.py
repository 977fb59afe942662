"""Files of domain strategies: where they lie, and how they are loaded, by path like conftest.py."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, BrokenStrategies
from shapeproof.generate.domain.interface import Domain, Origin
from shapeproof.generate.domain.known_names import check_names
from shapeproof.generate.domain.making import rules_of
from shapeproof.generate.domain.mistakes import origin_of, said
from shapeproof.generate.domain.registering import Values

OWN_FOLDER = "strategies"
"""Where a user's own strategies are looked for, below the working directory."""


def shipped_strategies() -> Path | None:
    """The folder of the strategies that come with shapeproof: in the wheel or the repository."""
    package = Path(__file__).parents[2]
    for folder in (package / "strategies", package.parents[1] / "strategies"):
        if folder.is_dir():
            return folder
    return None


def strategy_folders(option: Path | None = None) -> tuple[Path, ...]:
    """The folders to look in, the nearest first: the one given or ``./strategies``; those shipped.

    Raises BadUsage where a folder is given that is none.
    """
    if option is not None and not option.is_dir():
        raise BadUsage(
            f"--strategies {option}",
            "there is no such folder",
            "give one that holds files SERVICE.py",
        )
    own = Path(OWN_FOLDER)
    folders = [option] if option is not None else [own] if own.is_dir() else []
    shipped = shipped_strategies()
    if shipped is not None and shipped.resolve() not in [each.resolve() for each in folders]:
        folders.append(shipped)
    return tuple(folders)


def load_domain(service: str, folders: Sequence[Path], contract: Contract | None = None) -> Domain:
    """The domain that the first of the folders tells that has a file of the service.

    It is empty where none has. The file is ``SERVICE.py``, with ``_`` for ``-``; it is run anew
    each time, and no bytecode is written. The names that it registers are looked up in the
    contract, where one is given. Raises BrokenStrategies, naming file and line.
    """
    stem = service.replace("-", "_")
    for folder in folders if stem.isidentifier() else ():
        path = folder / f"{stem}.py"
        if path.is_file():
            loaded = Domain(service, rules_of(_values(service, path)))
            if contract is not None:
                check_names(loaded, contract)
            return loaded
    return Domain(service)


def _values(service: str, path: Path) -> Values:
    """What a file registers."""
    whole = Origin(str(path), 0)
    found = [each for each in vars(_run(path)).values() if isinstance(each, Values)]
    own = [each for each in found if each.origin.path == whole.path]
    if not own:
        raise whole.broken(f"it lacks a line 'values = domain({service!r})'")
    if len({id(each) for each in own}) > 1:
        raise own[-1].origin.broken("one domain() is enough for a file")
    if own[0].service != service:
        reason = f"this file is read for {service!r}, and tells of {own[0].service!r}"
        raise own[0].origin.broken(reason)
    return own[0]


def _run(path: Path) -> ModuleType:
    """A file run as a module with a name of its own; no bytecode is read or written."""
    name = f"shapeproof_strategies_{path.stem}_{_digest(path)}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses and pickle look here for the module of a class
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)
    except BrokenStrategies:
        sys.modules.pop(name, None)
        raise
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise origin_of(error, Origin(str(path), 0)).broken(said(error)) from None
    return module


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
