"""The results of trials as Markdown."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .interface import Outcome, Trial


@dataclass(frozen=True)
class Result:
    """A trial, what became of it, and what is wrong with that."""

    trial: Trial
    outcome: Outcome
    problems: tuple[str, ...]


def render(results: Sequence[Result], seconds: float) -> str:
    """The whole report."""
    return "\n".join([*_head(results, seconds), *_before(results), *_families(results)]) + "\n"


def _head(results: Sequence[Result], seconds: float) -> Iterable[str]:
    failed = sum(bool(each.problems) for each in results)
    verdict = f"{failed} did not end as they have to" if failed else "all ended as they have to"
    cores = os.cpu_count() or 1
    yield "# Robustness"
    yield ""
    yield (
        f"{len(results)} trials, {verdict}, in {seconds / 60:.1f} minutes on {cores} cores and "
        f"Python {platform.python_version()}. A trial is a command in an odd situation, in a "
        "process of its own: with a hostile server or app, signals, full disks, closed streams, "
        "broken files, or code of users that fails. `make robustness` runs all of them and writes "
        "this file; `tests/robustness` holds them, and says of each how it has to end."
    )
    yield ""
    yield "| family | trials | failed | longest | most memory |"
    yield "|---|---|---|---|---|"
    for family in _names(results):
        of_it = [each for each in results if each.trial.family == family]
        longest = max(of_it, key=lambda each: each.outcome.seconds)
        largest = max(of_it, key=lambda each: each.outcome.peak_mb)
        yield (
            f"| {family} | {len(of_it)} | {sum(bool(each.problems) for each in of_it)} "
            f"| {longest.outcome.seconds:.1f} s ({_cell(longest.trial.name)}) "
            f"| {largest.outcome.peak_mb:.0f} MB ({_cell(largest.trial.name)}) |"
        )


def _families(results: Sequence[Result]) -> Iterable[str]:
    for family in _names(results):
        yield ""
        yield f"## {family[0].upper()}{family[1:]}"
        yield ""
        yield "| trial | exit status | time | memory | what it printed last | wrong |"
        yield "|---|---|---|---|---|---|"
        for each in results:
            if each.trial.family == family:
                yield _row(each)


def _row(result: Result) -> str:
    outcome = result.outcome
    status = "not ended" if outcome.status is None else str(outcome.status)
    cells = (
        result.trial.name,
        status,
        f"{outcome.seconds:.1f} s",
        f"{outcome.peak_mb:.0f} MB",
        _last_line(outcome),
        "; ".join(result.problems) or "–",
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _before(results: Sequence[Result]) -> Iterable[str]:
    known = [each for each in results if each.trial.before]
    if not known:
        return
    yield ""
    yield "## Before and now"
    yield ""
    yield "What ended otherwise in an earlier version."
    yield ""
    yield "| situation | an earlier version | this version |"
    yield "|---|---|---|"
    for each in known:
        now = "; ".join(each.problems) or f"{each.outcome.status}: {_last_line(each.outcome)}"
        yield f"| {_cell(each.trial.id)} | {_cell(each.trial.before)} | {_cell(now)} |"


def _names(results: Iterable[Result]) -> list[str]:
    return list(dict.fromkeys(each.trial.family for each in results))


_SCRATCH = re.compile(rf"(?:/private)?{re.escape(tempfile.gettempdir())}/\w+/\d+/?")
_MOST_SHOWN = 160


def _last_line(outcome: Outcome) -> str:
    """The last line with words in it: of the error output, else of the other one."""
    for text in (outcome.stderr, outcome.stdout):
        lines = [line for line in text.splitlines() if any(map(str.isalnum, line))]
        if lines:
            return _SCRATCH.sub("", lines[-1].strip())[:_MOST_SHOWN]
    return ""


def _cell(text: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in text.replace("\0", ""))
    return printable.replace("|", "\\|").replace("<", "&lt;")
