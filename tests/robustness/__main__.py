"""Runs the trials: ``python -m tests.robustness [--only TEXT] [--jobs N] [--output FILE]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .catalogue import all_trials
from .execution import run_trial
from .interface import Trial
from .judging import problems
from .robustness_report import Result, render


def main() -> int:
    """Run the trials, print a line of each, write the report; 1 where one failed."""
    options = _options()
    chosen = [each for each in all_trials() if options.only.lower() in each.id.lower()]
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as scratch,
        ThreadPoolExecutor(options.jobs) as pool,
    ):
        results = list(
            pool.map(
                lambda numbered: _result(numbered[1], Path(scratch) / f"{numbered[0]}"),
                enumerate(chosen),
            )
        )
    if options.output is not None:
        text = render(results, time.monotonic() - started)
        options.output.write_text(text, encoding="utf-8")
    failed = sum(bool(each.problems) for each in results)
    print(f"{len(results)} trials, {failed} failed, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.robustness", description=__doc__)
    parser.add_argument("--only", default="", help="trials whose family or name has this text")
    parser.add_argument("--jobs", type=int, default=2, help="trials at the same time")
    parser.add_argument("--output", type=Path, help="the Markdown file to write")
    return parser.parse_args()


def _result(trial: Trial, folder: Path) -> Result:
    outcome = run_trial(trial, folder)
    found = tuple(problems(trial, outcome, folder))
    mark = "FAILED" if found else "ok"
    status = "-" if outcome.status is None else outcome.status
    print(f"{mark:6} {status} {outcome.seconds:5.1f} s {outcome.peak_mb:4.0f} MB  {trial.id}")
    for line in found:
        print(f"       {line}")
    sys.stdout.flush()
    return Result(trial, outcome, found)


if __name__ == "__main__":
    sys.exit(main())
