"""Mutants of real files of each kind are read or refused, hundreds in a process."""

from __future__ import annotations

from .interface import Expected, Trial, ends
from .mutations import KINDS

_COUNTS = {"contract": 100}
"""A contract is read as a whole for each mutant of one file of it."""
_MOST = 300


TRIALS = tuple(
    Trial(
        "mutants of files",
        f"{_COUNTS.get(kind, _MOST)} mutants of kind {kind}",
        (kind, str(_COUNTS.get(kind, _MOST))),
        Expected(ends(0), ("0 kinds of crash",), seconds=150, peak_mb=500),
        module="tests.robustness.mutations",
    )
    for kind in KINDS
)
