"""Step of the matrix workflow: join the reports of the shards to one report for each service.

The artifacts of the jobs are folders below the input ``from``: NAME-shard-SERVICE-NUMBER.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from github_steps.outcome import conclude, failing_in, formats, report_path, reports_folder
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
    status = merged(service, parts, folder)
    # Shards that were run by hand may have had another minimum severity than this workflow.
    return 1 if status in (0, 3) and failing_in(folder / f"{service}.json") else status


def merged(service: str, parts: Sequence[str], folder: Path) -> int:
    """Write the joined report in all formats, and return the exit status of the whole run."""
    whole = folder / f"{service}.json"
    whole.unlink(missing_ok=True)
    paths = {form: report_path(folder, service, form) for form in ("markdown", *formats())}
    for each in paths.values():
        each.parent.mkdir(exist_ok=True)
    options = [word for form, path in paths.items() for word in ("--report", f"{form}={path}")]
    status = shapeproof("report", "merge", *parts, "--output", str(whole), *options)
    if not whole.is_file():
        return status or 2
    add_to_summary(service, paths["markdown"].read_text(encoding="utf-8", errors="replace"))
    return status


def shapeproof(*arguments: str) -> int:
    """Run a command of shapeproof, of which the log has all output; return its exit status."""
    with quoted_log():
        program = [sys.executable, "-P", "-m", "shapeproof", *arguments]
        return subprocess.run(program, check=False).returncode
