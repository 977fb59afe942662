"""``shapeproof report``: merge the JSON reports of shards, or print reports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.interface import OutputFile, ReportContext
from shapeproof.report.json_report import read_report, render_json
from shapeproof.report.merge import merge_reports
from shapeproof.report.registry import document_format
from shapeproof.report.summary import exit_status
from shapeproof.report.terminal import print_report

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)


@click.group()
def report() -> None:
    """Merge or print JSON reports of earlier runs."""


@report.command()
@_FILES
@click.option("--output", type=click.Path(path_type=Path), metavar="PATH",
              help="File to write; default standard output.")  # fmt: skip
def merge(files: tuple[Path, ...], output: Path | None) -> int:
    """Merge the JSON reports of the shards of one run. The exit status is that of the whole run."""
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
    metavar="FORMAT",
    help="terminal, json, junit, markdown, html or an installed format.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="Minimum severity that counts as failing.",
)
@click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same).")
@click.option("--verbose", is_flag=True, help="Everything about each finding.")
def show(files: tuple[Path, ...], form: str, fail_on: str, no_color: bool, verbose: bool) -> None:
    """Print JSON reports in this or another format."""
    what = f"--format {form}"
    document = None if form == "terminal" else document_format(form, what)
    if document is not None and len(files) > 1:
        raise BadUsage(what, "more than one report", "merge them first")
    context = ReportContext(
        fail_on=Severity.parse(fail_on, "--fail-on"),
        color=False if no_color else None,
        verbose=verbose,
    )
    for path in files:
        if document is None:
            print_report(read_report(path), context, sys.stdout)
        else:
            click.echo(document.render(read_report(path), context), nl=False)
