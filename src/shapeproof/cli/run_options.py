"""What the options that ``server`` and ``client`` share mean for a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from shapeproof.cli.configured import target_name
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Case, ClientCase, Severity
from shapeproof.exchange.user_calls import bound_loading
from shapeproof.generate.domain import strategy_folders
from shapeproof.report.baseline import Baseline
from shapeproof.report.document import Report
from shapeproof.report.interface import DEFAULT_BASE_URL, ReportContext
from shapeproof.report.sarif.places import source_record
from shapeproof.report.summary import Demands, exit_status
from shapeproof.run.assemble import AssembledRun
from shapeproof.run.choices import PHASES
from shapeproof.run.plan import Plan, parse_shard


def plan_of(options: dict[str, Any]) -> Plan:
    """The plan that the options describe; its time limit holds for users' code. Raises BadUsage."""
    for option in ("update_baseline", "strict_baseline"):
        if options[option] and options["baseline"] is None:
            name = f"--{option.replace('_', '-')}"
            raise BadUsage(name, "no file is given", "add --baseline FILE")
    bound_loading(options["time_limit"])
    return Plan(
        seed=options["seed"] or 0,
        remember=options["seed"] is None,
        operations=options["operations"],
        excluded=options["excluded"],
        phases=phases_of(options["phases"]),
        max_requests=options["max_requests"],
        time_limit=options["time_limit"],
        workers=options["workers"],
        shard=parse_shard(options["shard"]),
        max_examples=options["max_examples"],
        strategies=strategy_folders(options["strategies"]),
        strict_coverage=options.get("strict_coverage", False),
        robustness=options.get("robustness", False),
        target_name=target_name(),
    )


def phases_of(text: str) -> tuple[str, ...]:
    """The phases that a text names, separated by commas. Raises BadUsage."""
    given = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [part for part in given if part not in PHASES]
    if unknown or not given:
        reason = f"unknown phase {', '.join(unknown)}" if unknown else "no phase is given"
        raise BadUsage(f"--phases {text}", reason, f"choose from {', '.join(PHASES)}")
    return given


def context_of(
    options: Mapping[str, Any],
    contract: Contract,
    baseline: Baseline,
    assembled: AssembledRun,
) -> ReportContext:
    """The context of the reports of a run, from the shared options."""
    return ReportContext(
        contract=contract,
        fail_on=Severity.parse(options["fail_on"], "--fail-on"),
        known=baseline.ids,
        baseline=baseline.known,
        demands=demands_of(options),
        checks=assembled.check_names,
        base_url=assembled.base_url or DEFAULT_BASE_URL,
        locate=assembled.locate,
        source=source_record(options["source"]) if options["source"] else None,
        contract_path=options["contract_path"],
        color=False if options["no_color"] else None,
        quiet=options["quiet"],
        verbose=options["verbose"],
    )


def demands_of(options: Mapping[str, Any]) -> Demands:
    """What the shared options ask of a run besides having no findings."""
    return Demands(
        min_reached=options["min_reached"],
        strict_baseline=options["strict_baseline"],
        accepts=options["update_baseline"],
    )


def status_of(report: Report, options: Mapping[str, Any]) -> int:
    """The exit status of a run. Where nothing else is printed, unmet demands go to stderr."""
    demands = demands_of(options)
    for line in demands.unmet(report) if options["quiet"] else ():
        click.echo(f"shapeproof: {line}", err=True)
    return exit_status(report, demands)


def case_line(expected: str, case: Case | ClientCase) -> str:
    """One line of ``--list-cases``: what is expected, the id of the case, and its fault."""
    what = f"  ({case.fault.constraint}: {case.fault.text})" if case.fault else ""
    return f"{expected:9}{case.id}{what}"
