"""``shapeproof report``: join the JSON reports of shards, or print one again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from shapeproof.cli.options import severity_of
from shapeproof.exceptions import BadUsage
from shapeproof.report.interface import OutputFile, ReportContext
from shapeproof.report.json_report import read_report, render_json
from shapeproof.report.merge import merge_reports
from shapeproof.report.registry import RENDERERS
from shapeproof.report.summary import exit_status
from shapeproof.report.terminal import print_report

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)


@click.group()
def report() -> None:
    """JSON reports of earlier runs."""


@report.command()
@_FILES
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="Where to write the joined report; default standard output.")  # fmt: skip
def merge(files: tuple[Path, ...], output: Path | None) -> int:
    """Join the JSON reports of the shards of one run. The exit status is that of the whole run."""
    file = None if output is None else OutputFile.open(f"--output {output}", output)
    merged = merge_reports([read_report(path) for path in files])
    text = render_json(merged, ReportContext())
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write(text)
    return exit_status(merged)


@report.command()
@_FILES
@click.option(
    "--format",
    "form",
    default="terminal",
    show_default=True,
    type=click.Choice(["terminal", *sorted(RENDERERS)]),
    help="How to print it.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="The least severity that is told as failing.",
)
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
@click.option("--verbose", is_flag=True, help="Everything about each finding.")
def show(files: tuple[Path, ...], form: str, fail_on: str, no_color: bool, verbose: bool) -> None:
    """Print JSON reports again, in this or another format."""
    if form != "terminal" and len(files) > 1:
        raise BadUsage(f"--format {form}", "more than one report", "merge them first")
    context = ReportContext(
        fail_on=severity_of(fail_on), color=False if no_color else None, verbose=verbose
    )
    for path in files:
        if form == "terminal":
            print_report(read_report(path), context, sys.stdout)
        else:
            click.echo(RENDERERS[form](read_report(path), context), nl=False)
