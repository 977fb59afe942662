"""Runs the trials: ``python -m tests.robustness [--only TEXT] [--jobs N] [--output FILE]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .catalogue import all_trials
from .execution import run_trial
from .interface import Trial
from .judging import problems
from .robustness_report import Result, render

_WAITING = 4
"""Trials that only wait, at the same time; they run beside those that compute."""


def main() -> int:
    """Run the trials, print a line of each, write the report; 1 where one failed."""
    options = _options()
    wanted = options.only.lower().split("|")
    chosen = [each for each in all_trials() if any(text in each.id.lower() for text in wanted)]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        results = results_of(chosen, options.jobs, Path(scratch))
    seconds = time.monotonic() - started
    if options.output is not None:
        options.output.write_text(render(results, seconds), encoding="utf-8")
    failed = sum(bool(each.problems) for each in results)
    computed = sum(each.outcome.cpu_seconds for each in results)
    print(f"{len(results)} trials, {failed} failed, {seconds:.0f} s, {computed:.0f} s of computing")
    return 1 if failed else 0


def results_of(trials: Sequence[Trial], jobs: int, scratch: Path) -> list[Result]:
    """The results in the order of the trials; those that take long are begun first."""
    progress = _Progress(len(trials))
    with ThreadPoolExecutor(jobs) as computing, ThreadPoolExecutor(_WAITING) as waiting:
        results: dict[int, Future[Result]] = {}
        for number, trial in sorted(enumerate(trials), key=lambda each: not each[1].long):
            pool = waiting if trial.waits else computing
            results[number] = pool.submit(_result, trial, scratch / f"{number}", progress)
        return [results[number].result() for number in range(len(trials))]


@dataclass
class _Progress:
    """Counts the trials that have ended, and prints a line of each. Threads may share it."""

    total: int
    ended: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self, result: Result) -> None:
        """Print how a trial has ended."""
        outcome = result.outcome
        mark = "FAILED" if result.problems else "ok"
        status = "-" if outcome.status is None else outcome.status
        with self.lock:
            self.ended += 1
            print(
                f"{self.ended:4}/{self.total} {mark:6} {status:3} {outcome.seconds:5.1f} s "
                f"(computing {outcome.cpu_seconds:4.1f} s) {outcome.peak_mb:4.0f} MB  "
                f"{result.trial.id}"
            )
            for line in result.problems:
                print(f"       {line}")
            sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.robustness", description=__doc__)
    parser.add_argument(
        "--only",
        default="",
        help="trials whose family or name has one of these texts, with | between",
    )
    parser.add_argument("--jobs", type=int, default=2, help="trials at the same time")
    parser.add_argument("--output", type=Path, help="the Markdown file to write")
    return parser.parse_args()


def _result(trial: Trial, folder: Path, progress: _Progress) -> Result:
    outcome = run_trial(trial, folder)
    result = Result(trial, outcome, tuple(problems(trial, outcome, folder)))
    progress.show(result)
    return result


if __name__ == "__main__":
    sys.exit(main())
