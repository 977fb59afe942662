"""Step of the matrix workflow: join the reports of the shards to one report for each service.

The artifacts of the jobs are folders below the input ``from``: NAME-shard-SERVICE-NUMBER.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from github_steps.outcome import conclude, fail_on, failing_in, formats, report_path, reports_folder
from github_steps.steps import (
    add_to_summary,
    quoted_log,
    services,
    show_error,
    text,
    whole_number,
)


def merge() -> int:
    """Write all reports and the summary, and return the gravest exit status."""
    named = services()
    shards = range(1, whole_number("shards", "1", 1, 256) + 1)
    source, folder = Path(text("from", "shards")), reports_folder()
    statuses = {}
    for service in named:
        found = {number: shard_report(source, service, number) for number in shards}
        statuses[service] = joined(service, found, folder)
    return conclude(statuses, folder)


def shard_report(source: Path, service: str, number: int) -> Path | None:
    """The JSON report of a shard; None if its job has left none."""
    return next(source.glob(f"*-shard-{service}-{number}/{service}.json"), None)


def joined(service: str, found: Mapping[int, Path | None], folder: Path) -> int:
    """Join the reports of the shards of a service, and return its exit status."""
    parts = [str(path) for path in found.values() if path is not None]
    missing = [str(number) for number, path in found.items() if path is None]
    if missing:
        these = f"no report of shard {', '.join(missing)} of {len(found)}; see the job"
        show_error(f"{service}: {these}")
        add_to_summary(service, f"{service}: {these}")
        return 2
    whole = folder / f"{service}.json"
    whole.unlink(missing_ok=True)
    status = shapeproof("report", "merge", *parts, "--output", str(whole)).returncode
    if not whole.is_file():
        return status or 2
    for form in dict.fromkeys(["markdown", *formats()]):
        if not write(service, form, whole, folder):
            return 2
    # 'report merge' counts errors; this workflow may have chosen another severity.
    return 1 if status in (0, 3) and failing_in(whole) else status


def write(service: str, form: str, whole: Path, folder: Path) -> bool:
    """Write a report in another format; Markdown goes to the summary as well."""
    done = shapeproof("report", "show", "--format", form, "--fail-on", fail_on(), str(whole))
    if done.returncode not in (0, 1, 3):
        return False
    path = report_path(folder, service, form)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(done.stdout)
    if form == "markdown":
        add_to_summary(service, done.stdout.decode("utf-8", "replace"))
    return True


def shapeproof(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command of shapeproof; its errors go to the log."""
    with quoted_log():
        program = [sys.executable, "-P", "-m", "shapeproof", *arguments]
        return subprocess.run(program, stdout=subprocess.PIPE, check=False)
