"""What a trial is: a command in an odd situation, and how it has to end."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import MappingProxyType

Situation = AbstractContextManager[Mapping[str, str]]
"""What a trial needs while it runs; its values replace ``{name}`` in the arguments."""
Prepare = Callable[[Path], Situation]
"""Makes the situation in the folder of a trial, in which the command runs."""
Act = Callable[[subprocess.Popen[bytes], Path], None]
"""Does something to the running command; it must return, whatever becomes of the command."""

TRACES = ("Traceback (most recent call last)", "this is a defect of shapeproof")
"""What a user must never see."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Outcome:
    """What became of a command.

    ``status`` is None where it had to be ended. ``seconds`` is wall time, ``cpu_seconds`` what its
    process has computed, ``peak_mb`` the largest resident memory of it; ``left`` are the commands
    of processes that it left running.
    """

    status: int | None
    seconds: float
    peak_mb: float
    stdout: str
    stderr: str
    left: tuple[str, ...] = ()
    cpu_seconds: float = 0.0

    @property
    def said(self) -> str:
        """Both outputs."""
        return f"{self.stdout}\n{self.stderr}"


Inspect = Callable[[Path, Outcome], Iterable[str]]
"""Says what is wrong in the folder of a trial after it, in a line each."""


def nothing_around(_folder: Path) -> Situation:
    """No situation."""
    return nullcontext(NO_NAMES)


def only_wait(_process: subprocess.Popen[bytes], _folder: Path) -> None:
    """Leave the command alone."""


def nothing_wrong(_folder: Path, _outcome: Outcome) -> Iterable[str]:
    """Look at nothing."""
    return ()


@dataclass(frozen=True)
class Expected:
    """How a command has to end.

    ``says`` are regular expressions, each of which must be found in its outputs; ``never`` are
    texts that must not be there. ``seconds`` is when a command counts as one that does not end:
    far more than it takes. ``peak_mb`` bounds its memory, ``cpu_seconds`` what it computes.
    """

    statuses: frozenset[int]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = TRACES
    seconds: float = 60.0
    peak_mb: float = 1_000.0
    cpu_seconds: float = inf


@dataclass(frozen=True)
class Trial:
    """A command in a situation.

    ``arguments`` are those of ``shapeproof``, or of the program that ``module`` names (``pytest``);
    ``redirections`` is what a shell does with its streams, such as ``>/dev/full``. ``preloaded``
    says that its process is a fork of one that has imported shapeproof, which costs far less; it
    has neither ``act`` nor ``redirections`` then. ``before`` says what an earlier version did,
    where that is known. ``waits`` says that it computes next to nothing, so that it may run beside
    others; ``long`` that it is among the first to start, so that no other trial waits for its end.
    """

    family: str
    name: str
    arguments: tuple[str, ...]
    expected: Expected
    prepare: Prepare = nothing_around
    act: Act = only_wait
    inspect: Inspect = nothing_wrong
    module: str = "shapeproof"
    redirections: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    waits: bool = False
    long: bool = False
    preloaded: bool = False

    @property
    def id(self) -> str:
        """Family and name."""
        return f"{self.family}: {self.name}"


def ends(*statuses: int) -> frozenset[int]:
    """Statuses with which a command may end."""
    return frozenset(statuses)
