"""Says what is wrong with how a trial ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .interface import Outcome, Trial

_SHOWN = 300


def problems(trial: Trial, outcome: Outcome, folder: Path) -> list[str]:
    """What is wrong, a line each; nothing where the trial ended as it has to."""
    return [*_of_the_end(trial, outcome), *_of_the_folder(trial, outcome, folder)]


def _of_the_folder(trial: Trial, outcome: Outcome, folder: Path) -> list[str]:
    try:
        return list(trial.inspect(folder, outcome))
    except Exception as error:  # what is not there, or not readable, is wrong as well
        return [f"its folder cannot be looked at: {type(error).__name__}: {error}"]


def _of_the_end(trial: Trial, outcome: Outcome) -> Iterator[str]:
    expected = trial.expected
    if outcome.status is None:
        yield f"did not end within {expected.seconds:.0f} s"
    elif outcome.status not in expected.statuses:
        wanted = " or ".join(map(str, sorted(expected.statuses)))
        yield f"exit status {outcome.status}, expected {wanted}: {_end_of(outcome)}"
    for text in expected.never:
        if text in outcome.said:
            yield f"printed {text!r}: {_end_of(outcome)}"
    for pattern in expected.says:
        if not re.search(pattern, outcome.said):
            yield f"did not say {pattern!r}: {_end_of(outcome)}"
    if outcome.peak_mb > expected.peak_mb:
        yield f"took {outcome.peak_mb:.0f} MB of memory, at most {expected.peak_mb:.0f}"
    if outcome.cpu_seconds > expected.cpu_seconds:
        yield f"computed for {outcome.cpu_seconds:.1f} s, at most {expected.cpu_seconds:.0f}"
    for command in outcome.left:
        yield f"left a process running: {command[:_SHOWN]}"


def _end_of(outcome: Outcome) -> str:
    said = " ".join(outcome.stderr.split()) or " ".join(outcome.stdout.split())
    return said[-_SHOWN:]
