"""Which operations a run takes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import BadUsage, UnknownOperation

PHASES = ("coverage", "fuzz", "stateful")


@dataclass(frozen=True)
class Plan:
    """What a run does, and its bounds (seconds for the time limit).

    ``max_examples`` are those of the fuzz phase, for each operation, and the random walks of the
    stateful phase, in all (0 takes none); ``strategies`` the folders in
    which a service's domain strategies are looked for. ``remember`` says that requests which failed
    in earlier runs are tried first, so that a seed alone does not tell what is sent.
    """

    seed: int = 0
    operations: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    phases: tuple[str, ...] = PHASES
    max_requests: int | None = None
    time_limit: float | None = None
    workers: int = 1
    shard: tuple[int, int] = (1, 1)
    max_examples: int = 50
    strategies: tuple[Path, ...] = ()
    remember: bool = False

    @property
    def run_phases(self) -> tuple[str, ...]:
        """The phases asked for, in the order in which they run."""
        return tuple(phase for phase in PHASES if phase in self.phases)

    def select(self, contract: Contract) -> tuple[Operation, ...]:
        """The operations of this run and shard, sorted by name.

        Raises UnknownOperation for a name or glob that fits none, BadUsage where all are excluded.
        """
        wanted = self.operations or ("*",)
        chosen = {name for pattern in wanted for name in _matching(contract, pattern)}
        chosen -= {name for pattern in self.excluded for name in _matching(contract, pattern)}
        if not chosen:
            reason = f"of {contract.service}'s operations none is left to check"
            raise BadUsage("--exclude-operation", reason)
        index, count = self.shard
        return tuple(contract.operations[name] for name in sorted(chosen)[index - 1 :: count])


def _matching(contract: Contract, pattern: str) -> Sequence[str]:
    found = [
        operation.name
        for operation in contract.operations.values()
        if fnmatchcase(operation.name, pattern) or fnmatchcase(operation.python_name, pattern)
    ]
    if not found:
        nearest = get_close_matches(pattern, contract.operations, n=3, cutoff=0.5)
        raise UnknownOperation(contract.service, pattern, tuple(nearest))
    return found


def parse_shard(text: str) -> tuple[int, int]:
    """``I/N`` as two numbers with 1 <= I <= N. Raises BadUsage."""
    index, mark, count = text.partition("/")
    if mark and index.isdigit() and count.isdigit() and 1 <= int(index) <= int(count):
        return int(index), int(count)
    raise BadUsage(
        f"--shard {text}", "not a share I/N with I from 1 to N", "write 1/3, 2/3 and 3/3 for three"
    )
