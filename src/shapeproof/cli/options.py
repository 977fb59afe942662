"""Options that ``server`` and ``client`` share, and a run with its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event, RunFinished
from shapeproof.generate.domain import strategy_folders
from shapeproof.report.baseline import Baseline
from shapeproof.report.document import Report
from shapeproof.report.interface import DEFAULT_BASE_URL, ReportContext
from shapeproof.report.registry import open_reports
from shapeproof.report.terminal import TerminalReporter
from shapeproof.run.plan import PHASES, Plan, parse_shard

F = TypeVar("F", bound=Callable[..., Any])

_SHARED: tuple[Callable[[Any], Any], ...] = (
    click.option("--operation", "operations", multiple=True, metavar="NAME",
                 help="Only these operations: API or python names, globs; repeatable."),
    click.option("--exclude-operation", "excluded", multiple=True, metavar="NAME",
                 help="Not these operations; repeatable."),
    click.option("--phases", default=",".join(PHASES), show_default=True, metavar="LIST",
                 help="Phases to run, by commas."),
    click.option("--max-examples", type=click.IntRange(min=1), default=50, show_default=True,
                 metavar="N", help="Fuzz examples for each operation, and random walks."),
    click.option("--seed", type=click.IntRange(min=0), metavar="S",
                 help="Same seed, same target behaviour: same requests, same findings. Without it, "
                 "0 is taken, and what failed in an earlier run is tried first."),
    click.option("--max-requests", type=click.IntRange(min=1), metavar="N",
                 help="Stop after so many requests; the report says what was left out."),
    click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
                 help="Stop after so many seconds; the report says what was left out."),
    click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True,
                 metavar="N", help="Operations that run at once."),
    click.option("--shard", default="1/1", metavar="I/N", show_default=True,
                 help="This machine's share; 'report merge' joins the shares."),
    click.option("--report", "reports", multiple=True, metavar="FORMAT=PATH",
                 help="json, jsonl, junit or markdown, to a file; repeatable."),
    click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE",
                 help="Findings that are known already: reported, not failing."),
    click.option("--update-baseline", is_flag=True,
                 help="Write the findings of this run to the --baseline file."),
    click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), default="error",
                 show_default=True, help="The least severity that fails the run."),
    click.option("--contract", "folder", type=click.Path(path_type=Path), metavar="DIR",
                 help="A pinned contract; default ./contracts, then the one that comes with "
                 "shapeproof, then the installed botocore's model."),
    click.option("--strategies", type=click.Path(path_type=Path), metavar="DIR",
                 help="Domain strategies; default ./strategies where there are some."),
    click.option("--quiet", is_flag=True, help="Only the last line."),
    click.option("--no-color", is_flag=True, help="No colours (NO_COLOR does the same)."),
    click.option("--verbose", is_flag=True, help="Everything about each finding."),
)  # fmt: skip


def shared_options(command: F) -> F:
    """Give a command the shared options."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def plan_of(options: dict[str, Any]) -> Plan:
    """The plan that the options describe. Raises BadUsage."""
    if options["update_baseline"] and options["baseline"] is None:
        raise BadUsage("--update-baseline", "there is no file to write", "add --baseline FILE")
    return Plan(
        seed=options["seed"] or 0,
        remember=options["seed"] is None,
        operations=options["operations"],
        excluded=options["excluded"],
        phases=_phases(options["phases"]),
        max_requests=options["max_requests"],
        time_limit=options["time_limit"],
        workers=options["workers"],
        shard=parse_shard(options["shard"]),
        max_examples=options["max_examples"],
        strategies=strategy_folders(options["strategies"]),
    )


def _phases(text: str) -> tuple[str, ...]:
    asked = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [part for part in asked if part not in PHASES]
    if unknown or not asked:
        raise BadUsage(
            f"--phases {text}", f"no phase {', '.join(unknown) or 'given'}", _any_of(PHASES)
        )
    return asked


def _any_of(names: Iterable[str]) -> str:
    return f"give {', '.join(names)}"


def severity_of(name: str) -> Severity:
    """The severity of an option's value."""
    return Severity[name.upper()]


class ReportedRun(Protocol):
    """What tells of itself while it goes."""

    def events(self) -> Iterator[Event]:
        """Everything that happens."""

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are not consumed any further."""


def context_of(
    options: Mapping[str, Any],
    contract: Contract,
    baseline: Baseline,
    checks: tuple[str, ...],
    base_url: str = DEFAULT_BASE_URL,
) -> ReportContext:
    """What the reports are to know, by the shared options."""
    return ReportContext(
        contract=contract,
        fail_on=severity_of(options["fail_on"]),
        known=baseline.ids,
        checks=checks,
        base_url=base_url,
        color=False if options["no_color"] else None,
        quiet=options["quiet"],
        verbose=options["verbose"],
    )


def run_with_reports(
    run: ReportedRun, begin: Callable[[], object], specs: Sequence[str], context: ReportContext
) -> Report:
    """Run everything, and write the reports as it goes.

    ``begin`` is called once the reports can be written. An interrupt ends the run, whose report is
    then incomplete; one before the run has begun comes through.
    """
    with open_reports(specs, context) as reports:
        reports.attach(TerminalReporter(reports.collected))
        begin()
        try:
            for event in run.events():
                reports.handle(event)
        except KeyboardInterrupt:
            if reports.collected.started is not None:
                reports.handle(run.interrupted())
    report = reports.collected.report()
    if report is None:
        raise KeyboardInterrupt
    return report
