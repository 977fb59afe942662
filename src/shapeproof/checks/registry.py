"""All checks: the built-in ones, and those that other packages add.

A package adds checks by entry points of the group ``shapeproof.checks``. They are loaded once, when
checks are first needed. All lists of names are made from this registry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from threading import RLock
from typing import TYPE_CHECKING, Any

from shapeproof.checks.interface import Check, Observation, Subject
from shapeproof.exceptions import BadUsage, ShapeproofError, said
from shapeproof.exchange import Finding, Severity
from shapeproof.exchange.user_calls import TookTooLong, called_within, load_seconds

if TYPE_CHECKING:
    from shapeproof.checks.client.interface import ClientObservation
    from shapeproof.contract.model import Contract
    from shapeproof.wire.interface import Codec

GROUP = "shapeproof.checks"
"""The group of entry points that add checks."""
_OF_SERVERS = (Subject.CASE, Subject.ANSWER, Subject.READ_BACK, Subject.LIFECYCLE)
OPEN_SUBJECTS = (Subject.ANSWER, Subject.CLIENT_CALL)
"""What checks of other packages can judge."""


@dataclass(frozen=True)
class AddedCheck:
    """A check of another package; an error that it raises names its ``origin``."""

    added: Check[Any]
    origin: str

    @property
    def name(self) -> str:
        """The name that its findings have."""
        return self.added.name

    @property
    def judges(self) -> Subject:
        """What it judges."""
        return self.added.judges

    @property
    def severity(self) -> Severity:
        """The severity that its findings have."""
        return self.added.severity

    def check(self, seen: Any) -> Iterator[Finding]:
        """Its findings. Raises BadUsage where it fails."""
        if isinstance(seen, Observation) and seen.exchange.response is None:
            return
        try:
            found = list(self.added.check(seen))
        except (ShapeproofError, KeyboardInterrupt):
            raise
        except BaseException as error:  # another's code may raise anything
            raise _unusable(self.name, self.origin, f"it failed: {_in_short(error)}") from error
        yield from found


class Registry:
    """The built-in and the added checks. Both are loaded when they are first needed."""

    def __init__(self) -> None:
        self._added: list[AddedCheck] = []
        self._lock = RLock()
        self._is_loaded = False

    def register(self, check: Check[Any], origin: str = "this program") -> None:
        """Add a check. Raises BadUsage for a name that is taken and for what is no check."""
        name = _name_of(check, origin)
        with self._lock:
            if name in {each.name for each in (*_built_in(), *self._added)}:
                raise _unusable(name, origin, "there is a check of that name already")
            self._added.append(AddedCheck(check, origin))

    def checks(self, *subjects: Subject) -> tuple[Check[Any], ...]:
        """The checks that judge these subjects, the built-in ones first."""
        built_in = (each for each in _built_in() if each.judges in subjects)
        return (*built_in, *self.added(*subjects))

    def names(self, *subjects: Subject) -> tuple[str, ...]:
        """The names of the checks that judge these subjects."""
        return tuple(dict.fromkeys(each.name for each in self.checks(*subjects)))

    def added(self, *subjects: Subject) -> tuple[Check[Any], ...]:
        """The checks of other packages that judge these subjects."""
        with self._lock:
            if not self._is_loaded:
                self._load()
        return tuple(each for each in self._added if each.judges in subjects)

    def _load(self) -> None:
        """Load the entry points, all or none of them."""
        before = list(self._added)
        try:
            for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
                self.register(_loaded(point), _origin(point))
        except BadUsage:
            self._added = before
            raise
        self._is_loaded = True


@cache
def _built_in() -> tuple[Check[Any], ...]:
    from shapeproof.checks.built_in import BUILT_IN

    return BUILT_IN


REGISTRY = Registry()
"""The registry of this process."""


def register(check: Check[Any]) -> None:
    """Add a check to this process, for example in ``conftest.py``.

    Raises BadUsage for a name that is taken and for what is no check.
    """
    REGISTRY.register(check)


def answer_checks() -> tuple[Check[Observation], ...]:
    """The checks of each answer of a server."""
    return REGISTRY.checks(Subject.ANSWER)


def answer_checks_in(codec: Codec, contract: Contract) -> tuple[Check[Observation], ...]:
    """The checks of each answer of a server that may find something in a protocol."""
    return tuple(each for each in answer_checks() if _is_for(each, codec, contract))


def client_checks() -> tuple[Check[ClientObservation], ...]:
    """The checks of each call of a client."""
    return REGISTRY.checks(Subject.CLIENT_CALL)


def client_run_checks() -> tuple[Check[Sequence[ClientObservation]], ...]:
    """The checks of all calls with a fault in a run of a client."""
    return REGISTRY.checks(Subject.CLIENT_RUN)


def server_check_names() -> tuple[str, ...]:
    """The names of all checks that a run against a server reports."""
    return REGISTRY.names(*_OF_SERVERS)


def lifecycle_check_names() -> tuple[str, ...]:
    """The names of the checks that only the stateful phase reports."""
    return REGISTRY.names(Subject.LIFECYCLE)


def client_check_names() -> tuple[str, ...]:
    """The names of all checks that a run against a client reports."""
    return REGISTRY.names(Subject.CLIENT_CALL, Subject.CLIENT_RUN)


def names_in_protocol(names: Sequence[str], codec: Codec, contract: Contract) -> tuple[str, ...]:
    """The names without those of built-in checks that never find anything in a protocol."""
    foreign = {each.name for each in _built_in() if not _is_for(each, codec, contract)}
    return tuple(each for each in names if each not in foreign)


def _is_for(check: Check[Any], codec: Codec, contract: Contract) -> bool:
    """Whether a check may find something: one of a protocol has ``is_for``, which says it."""
    is_for = getattr(check, "is_for", None)
    return is_for is None or bool(is_for(codec, contract))


def _loaded(point: EntryPoint) -> Check[Any]:
    try:
        check: Check[Any] = called_within(load_seconds(), lambda: _made(point))
    except KeyboardInterrupt:
        raise
    except TookTooLong:
        reason = f"it was not loaded within {load_seconds():.0f} s"
        raise _unusable(point.name, _origin(point), reason) from None
    except BaseException as error:
        reason = f"it cannot be loaded: {_in_short(error)}"
        raise _unusable(point.name, _origin(point), reason) from error
    return check


def _made(point: EntryPoint) -> Any:
    found = point.load()
    return found() if isinstance(found, type) else found


def _name_of(check: Check[Any], origin: str) -> str:
    name = getattr(check, "name", None)
    if not isinstance(name, str) or not name:
        raise _unusable(repr(check), origin, "it has no name")
    if getattr(check, "judges", None) not in OPEN_SUBJECTS:
        subjects = " or ".join(f"Subject.{each.name}" for each in OPEN_SUBJECTS)
        raise _unusable(name, origin, f"its 'judges' must be {subjects}")
    if not isinstance(getattr(check, "severity", None), Severity):
        raise _unusable(name, origin, "its 'severity' must be a Severity")
    if not callable(getattr(check, "check", None)):
        raise _unusable(name, origin, "it has no method 'check'")
    return name


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value


def _in_short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {said(error)}".split())


def _unusable(name: str, origin: str, reason: str) -> BadUsage:
    return BadUsage(f"check {name!r} of {origin}", reason, "fix or uninstall that package")
