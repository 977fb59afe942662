"""``shapeproof report``: merge the reports of shards, print reports, or compare two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shapeproof.cli.configured import ConfiguredGroup
from shapeproof.cli.option_types import FormatName, ReportSpec, SourceLine

DIFF_FORMATS = ("terminal", "html", "json", "markdown")
"""The formats of ``report diff``."""
NEVER = "never"
"""The ``--fail-on`` of ``report diff`` that fails for nothing."""
_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
_NO_COLOR = click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")


@click.group(cls=ConfiguredGroup)
def report() -> None:
    """Merge, print or compare the reports of earlier runs.

    FILE is a JSON report, or a JSON Lines report, also of a run that was killed.
    """


@report.command()
@_FILES
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="JSON report to write; default standard output without --report.")  # fmt: skip
@click.option("--report", "reports", type=ReportSpec(), multiple=True, metavar="FORMAT=PATH",
              help="Write the merged report in this format, too; repeatable.")  # fmt: skip
def merge(files: tuple[Path, ...], output: Path | None, reports: tuple[str, ...]) -> int:
    """Merge the reports of the shards of one run, or of several pytest runs.

    The exit status is that of the whole run; it is 3 where a shard is missing.
    """
    from shapeproof.cli.report_session import merge_files

    return merge_files(files, output, reports)


@report.command()
@_FILES
@click.option(
    "--format",
    "form",
    type=FormatName(),
    default="terminal",
    show_default=True,
    metavar="FORMAT",
    help="terminal, a format of --report that is written at the end of a run, or an installed one.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write; default standard output.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning", "note"]),
              help="Minimum severity that counts as failing; default that of the run.")  # fmt: skip
@click.option("--source", type=SourceLine(), metavar="FILE[:LINE]",
              help="Where SARIF shows findings about a target whose own lines are not in the "
              "repository.")  # fmt: skip
@_NO_COLOR
@click.option("--verbose", is_flag=True, help="Everything about each finding.")
def show(files: tuple[Path, ...], form: str, output: Path | None, **options: Any) -> None:
    """Print reports in this or another format."""
    from shapeproof.cli.report_session import show_files

    show_files(files, form, output, options)


@report.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("--format", "form", type=click.Choice(DIFF_FORMATS), default="terminal",
              show_default=True, help="Output format.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write; default standard output.")  # fmt: skip
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", NEVER]),
    default="error",
    show_default=True,
    help="Minimum severity of a new finding that makes the exit status 1.",
)
@click.option("--quiet", is_flag=True, help="Print only the last line.")
@_NO_COLOR
@click.option("--verbose", is_flag=True, help="List everything.")
def diff(old: Path, new: Path, form: str, output: Path | None, **options: Any) -> int:
    """Compare the reports of two runs: what is new, gone, the same, and not looked at again.

    OLD and NEW are reports of one service and of one kind: two of servers, two of clients, two of
    pytest, or two of recorded traffic. Seeds, versions and targets may differ. A finding that is
    missing because NEW did not reach its operation is not gone: it was not looked at.
    """
    from shapeproof.cli.report_diff import diff_files

    return diff_files((old, new), form, output, options)
