"""Files of domain strategies: where they are, how they are loaded, and whether the contract has
their names.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import distinct
from shapeproof.contract.user_files import read_user_file, real_path
from shapeproof.exceptions import BadUsage, BrokenStrategies
from shapeproof.exchange.user_calls import TookTooLong, called_within, load_seconds
from shapeproof.generate.cases.places import places
from shapeproof.generate.domain.forms import Forms
from shapeproof.generate.domain.interface import (
    ANY,
    Domain,
    DomainRule,
    Origin,
    error_summary,
    origin_of,
)
from shapeproof.generate.domain.registration import DomainValues, rules_of
from shapeproof.generate.values.known import is_element


def check_names(domain: Domain, contract: Contract) -> None:
    """Raise BrokenStrategies for the first rule that matches nothing in the contract."""
    names: dict[str, _Names] = {}
    for rule in domain.rules:
        matched = [each for each in contract.operations if fnmatchcase(each, rule.operation)]
        if not matched:
            raise _unknown(rule, "operation", rule.operation, contract.operations)
        operations = [contract.operations[each] for each in matched]
        if rule.kind == "place":
            _check_place(rule, operations)
            continue
        for each in operations:
            if each.name not in names:
                names[each.name] = _Names.of(each)
        _check_name(rule, [names[each.name] for each in operations])


def _check_name(rule: DomainRule, names: Sequence[_Names]) -> None:
    is_member = rule.kind == "member"
    known = {name for each in names for name in (each.members if is_member else each.shapes)}
    if not any(fnmatchcase(each, rule.name) for each in known):
        raise _unknown(rule, rule.kind, rule.name, known)


def _check_place(rule: DomainRule, operations: Sequence[Operation]) -> None:
    roots = [root for each in operations for root in (each.request, each.response)]
    if not any(_exists(root, rule.tokens) for root in roots):
        known = {place.pointer for root in roots for place in places(root)}
        raise _unknown(rule, "place", rule.name, known)


def _exists(root: Schema, tokens: Sequence[str]) -> bool:
    """Whether a document has a place; ``*`` stands for elements and entries."""
    shape = Shape.of(root)
    for token in tokens:
        inner = shape.item if shape.is_list and is_element(token) else shape.member(token)
        if inner.is_unknown:
            return False
        shape = inner
    return True


def _unknown(rule: DomainRule, kind: str, name: str, known: Iterable[str]) -> Exception:
    nearest = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
    within = f" in {rule.operation}" if kind != "operation" and rule.operation != "*" else ""
    return rule.origin.broken(f"the contract has no {kind} {name!r}{within}{hint}")


@dataclass(frozen=True)
class _Names:
    """The names of members and shapes in the request and response of an operation."""

    members: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, operation: Operation) -> _Names:
        names = cls()
        for root in (operation.request, operation.response):
            for shape in distinct(Shape.of(root)):
                names.members.update(shape.members)
                if shape.name is not None:
                    names.shapes.add(shape.name)
        return names


T = TypeVar("T")
MODULE_PREFIX = "shapeproof_strategies_"
"""How the modules of strategies are called while they run."""
OWN_FOLDER = "strategies"
"""Where a user's own strategies are looked for, below the working directory."""


def shipped_strategies() -> Path | None:
    """The folder of the strategies that come with shapeproof: in the wheel or the repository."""
    package = Path(__file__).parents[2]
    for folder in (package / "domain_strategies", package.parents[1] / "strategies"):
        if folder.is_dir():
            return folder
    return None


def strategy_folders(option: Path | None = None) -> tuple[Path, ...]:
    """The folders to look in, the nearest first: the one given or ``./strategies``; those shipped.

    Raises BadUsage where the given folder does not exist.
    """
    if option is not None and not option.is_dir():
        raise BadUsage(
            f"--strategies {option}",
            "the folder does not exist",
            "name a folder with files SERVICE.py",
        )
    own = Path(OWN_FOLDER)
    folders = [option] if option is not None else [own] if own.is_dir() else []
    shipped = shipped_strategies()
    if shipped is not None and real_path(shipped) not in map(real_path, folders):
        folders.append(shipped)
    return tuple(folders)


def load_domain(service: str, folders: Sequence[Path], contract: Contract | None = None) -> Domain:
    """The domain of a service, from the first folder that has a file of the service.

    It is empty without one. The file is ``SERVICE.py``, with ``_`` for ``-``; it is run anew
    each time, and no bytecode is written. The names that it registers are looked up in the
    contract, where one is given. Raises BrokenStrategies, naming file and line.
    """
    stem = service.replace("-", "_")
    for folder in folders if stem.isidentifier() else ():
        path = folder / f"{stem}.py"
        if os.path.lexists(path):  # what cannot be read is refused, not passed over
            loaded = _loaded(service, path)
            if contract is not None:
                check_names(loaded, contract)
            return loaded
    return Domain(service)


_MAX_BYTES = 16 * 1024 * 1024
COMMON = "common*.py"
"""The files of what holds for all services."""


def load_common(folders: Sequence[Path]) -> tuple[Domain, Domain]:
    """What holds for all services: by the user's files, and by those that come with shapeproof.

    Raises BrokenStrategies.
    """
    paths = (path for folder in folders for path in sorted(folder.glob(COMMON)))
    loaded = [_common(path, _changed(path)) for path in paths]
    users = [each for each in loaded if each.is_users]
    return _merged(users, True), _merged([each for each in loaded if not each.is_users], False)


def _changed(path: Path) -> int:
    """When a file was changed; 0 for a link to nothing, which is refused when it is read."""
    return path.stat().st_mtime_ns if path.exists() else 0


def _merged(domains: Sequence[Domain], is_users: bool) -> Domain:
    """The rules and forms of several files as those of one."""
    rules = tuple(rule for each in domains for rule in each.rules)
    forms = tuple(form for each in domains for form in each.forms.listed)
    return Domain(ANY, rules, is_users, Forms(forms))


@lru_cache(maxsize=64)
def _common(path: Path, _changed: int) -> Domain:
    """A common file; it is run once, as it is the same for every service."""
    return _loaded(ANY, path)


def _loaded(service: str, path: Path) -> Domain:
    values = _values(service, path)
    shipped = shipped_strategies()
    is_users = shipped is None or real_path(path.parent) != real_path(shipped)
    rules = _in_time(path, lambda: rules_of(values))
    return Domain(service, rules, is_users, Forms(tuple(values.listed.values())))


def _values(service: str, path: Path) -> DomainValues:
    """What a file registers."""
    whole = Origin(str(path), 0)
    found = [each for each in vars(_run(path)).values() if isinstance(each, DomainValues)]
    own = [each for each in found if each.origin.path == whole.path]
    if not own:
        raise whole.broken(f"the file needs a line 'values = domain({service!r})'")
    if len({id(each) for each in own}) > 1:
        raise own[-1].origin.broken("a file can have only one domain()")
    if own[0].service != service:
        reason = f"this file is for {service!r}, but registers values of {own[0].service!r}"
        raise own[0].origin.broken(reason)
    return own[0]


def _run(path: Path) -> ModuleType:
    """Runs a file as a module with its own name; no bytecode is read or written."""
    name = f"{MODULE_PREFIX}{path.stem}_{_digest(path)}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses and pickle look here for the module of a class
    try:
        code = compile(read_user_file(path, _MAX_BYTES), str(path), "exec", dont_inherit=True)
        _in_time(path, lambda: exec(code, module.__dict__))
    except (BrokenStrategies, KeyboardInterrupt):
        sys.modules.pop(name, None)
        raise
    except BaseException as error:  # a user's file may raise anything
        sys.modules.pop(name, None)
        raise origin_of(error, Origin(str(path), 0)).broken(error_summary(error)) from None
    return module


def _in_time(path: Path, call: Callable[[], T]) -> T:
    """What code of a file gives, within the limit for loading. Raises BrokenStrategies as well."""
    try:
        return called_within(load_seconds(), call, str(path))
    except TookTooLong:
        reason = f"it was not loaded within {load_seconds():.0f} s"
        raise Origin(str(path), 0).broken(reason) from None


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(real_path(path))).hexdigest()[:12]
