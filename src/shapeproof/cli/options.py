"""Options that ``server`` and ``client`` share, and what they accept."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from shapeproof.cli.contract_option import contract_option
from shapeproof.cli.option_types import (
    FiniteRange,
    NameList,
    OperationGlob,
    ProtocolName,
    ReportSpec,
    SourceLine,
)
from shapeproof.run.choices import PHASES

F = TypeVar("F", bound=Callable[..., Any])


def _finite(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A number of seconds above 0, and not infinite."""
    if value is not None and not 0 < value < math.inf:
        raise click.BadParameter(f"{value} is not a number of seconds above 0", ctx, param)
    return value


protocol_option = click.option(
    "--protocol",
    type=ProtocolName(),
    metavar="NAME",
    help="Protocol of a service that speaks several; default as botocore chooses.",
)
"""Adds ``--protocol`` to a command."""

_SHARED: tuple[Callable[[Any], Any], ...] = (
    click.option("--operation", "operations", type=OperationGlob(), multiple=True, metavar="NAME",
                 help="Only these operations: API or python names, globs; repeatable."),
    click.option("--exclude-operation", "excluded", type=OperationGlob(), multiple=True,
                 metavar="NAME",
                 help="Not these operations; repeatable."),
    click.option("--phases", type=NameList(PHASES), default=",".join(PHASES), show_default=True,
                 metavar="LIST", help="Phases to run, separated by commas."),
    click.option("--max-examples", type=click.IntRange(min=1), default=50, show_default=True,
                 metavar="N", help="Fuzz examples for each operation, and random walks."),
    click.option("--seed", type=click.IntRange(min=0), metavar="S",
                 help="The same seed makes the same requests of a target that behaves the same. "
                 "Default 0, with requests that failed in an earlier run first."),
    click.option("--max-requests", type=click.IntRange(min=1), metavar="N",
                 help="Stop after N requests; the report names the operations left out."),
    click.option("--time-limit", type=float, callback=_finite, metavar="SECONDS",
                 help="Stop after SECONDS; the report names the operations left out."),
    click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True,
                 metavar="N", help="Operations that run at the same time."),
    click.option("--shard", default="1/1", metavar="I/N", show_default=True,
                 help="Shard I of N; 'report merge' joins their reports."),
    click.option("--report", "reports", type=ReportSpec(), multiple=True, metavar="FORMAT=PATH",
                 help="Write a report: json, jsonl, junit, markdown, html, sarif, har (all "
                 "exchanges), har-findings or an installed format; repeatable."),
    click.option("--source", type=SourceLine(), metavar="FILE[:LINE]",
                 help="Where SARIF shows findings about a target whose own lines are not in the "
                 "repository."),
    click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE",
                 help="Known findings: reported, but not failing."),
    click.option("--update-baseline", is_flag=True,
                 help="Write the findings of this run to the --baseline file."),
    click.option("--strict-baseline", is_flag=True,
                 help="Stale and expired entries of the --baseline fail the run."),
    click.option("--min-reached", type=FiniteRange(0, 100), metavar="PERCENT",
                 help="Fail where fewer of the operations that the target has were reached."),
    click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), default="error",
                 show_default=True, help="Minimum severity that fails the run."),
    contract_option,
    protocol_option,
    click.option("--strategies", type=click.Path(path_type=Path), metavar="DIR",
                 help="Folder of domain strategies; default ./strategies if it exists."),
    click.option("--quiet", is_flag=True, help="Print only the last line."),
    click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same)."),
    click.option("--verbose", is_flag=True, help="Print everything about each finding."),
)  # fmt: skip


def shared_options(command: F) -> F:
    """Add the shared options to a command."""
    for option in reversed(_SHARED):
        command = option(command)
    return command
