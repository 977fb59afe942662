"""One run of ``shapeproof server``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from shapeproof.cli.access import access_of
from shapeproof.cli.configured import require_described_target
from shapeproof.cli.named_contract import contract_of
from shapeproof.cli.run_options import case_line, context_of, plan_of, status_of
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.generate.cases.robustness import sent_cases
from shapeproof.report.baseline import Baseline
from shapeproof.report.registry import open_outputs
from shapeproof.report.reports import run_with_reports
from shapeproof.run.assemble import server_run
from shapeproof.run.choices import Engine
from shapeproof.run.plan import Plan
from shapeproof.run.seeds.reading import read_seeds
from shapeproof.run.seeds.seed import Seeds
from shapeproof.run.server.stale_cases import forget_stale
from shapeproof.targets.environment import withhold_settings
from shapeproof.targets.opening import server_spec
from shapeproof.wire.registry import codec_for

_MOST_PROBLEMS = 5


_WORKERS_IN_PROCESS = (
    "shapeproof: --workers gains nothing in-process, as Python runs one thread at a time: "
    "serve the target, and give its URL"
)


def check_server(
    service: str,
    url: str | None,
    *,
    wsgi: str | None,
    use_moto: bool,
    own_target: str | None,
    allow_remote: bool,
    seeds_file: Path | None,
    list_cases: bool,
    engine: str,
    **options: Any,
) -> int:
    """Check a server; returns the exit status. Raises ShapeproofError."""
    if engine == Engine.SCHEMATHESIS:
        _refuse_what_does_not_fit({**options, "seeds": seeds_file}, list_cases)
    plan = plan_of(options)
    access = access_of(options, allow_remote=allow_remote)
    contract = contract_of(service, options["contract_path"], options["protocol"])
    service = contract.service
    if list_cases:
        click.echo("\n".join(_listed(contract, plan)))
        return 0
    require_described_target(bool(url or wsgi or use_moto or own_target))
    if use_moto:
        withhold_settings(os.environ)
    codec_for(contract.protocol, service)  # there may be none
    plan.select(contract)
    if seeds_file is not None:
        plan = replace(plan, seeds=_seeds(seeds_file, contract))
    spec = server_spec(
        service,
        url=url,
        wsgi=wsgi,
        moto=use_moto,
        own_target=own_target,
        allow_remote=allow_remote,
        connections=plan.workers,
        ca_bundle=options["ca_bundle"],
    )
    if url is None and plan.workers > 1:
        click.echo(_WORKERS_IN_PROCESS, err=True)
    # Paths are those of now: a target may change the working folder.
    outputs = open_outputs(options["reports"])
    baseline = Baseline.of(options["baseline"], update=options["update_baseline"])
    if engine == Engine.SHAPEPROOF:
        for note in forget_stale(contract, plan):
            click.echo(f"shapeproof: {note}", err=True)
    with server_run(contract, spec, plan, Engine(engine), access) as assembled:
        context = context_of(options, contract, baseline, assembled)
        report = run_with_reports(assembled, outputs, context)
    baseline.update(report)
    return status_of(report, options)


_NOT_OF_SCHEMATHESIS = {
    "strategies": "Schemathesis makes its own values",
    "seeds": "Schemathesis makes its own requests",
    "robustness": "Schemathesis chooses its own cases",
    "strict_coverage": "Schemathesis does not look for operations that are lacking",
    "restart_cmd": "Schemathesis goes on without the server",
}


def _refuse_what_does_not_fit(options: Mapping[str, Any], list_cases: bool) -> None:
    """Raises BadUsage for options that the Schemathesis engine does not support."""
    remedy = "omit it, or use --engine shapeproof"
    if list_cases:
        raise BadUsage("--list-cases", "Schemathesis makes its cases during the run", remedy)
    for option, reason in _NOT_OF_SCHEMATHESIS.items():
        if options[option] not in (None, False):
            raise BadUsage(f"--{option.replace('_', '-')}", reason, remedy)


def _seeds(path: Path, contract: Contract) -> Seeds:
    """The seeds of a file; what was left out of them goes to stderr. Raises UnfitDocument."""
    seeds = read_seeds(path, contract)
    for problem in seeds.problems[:_MOST_PROBLEMS]:
        click.echo(f"shapeproof: {problem}", err=True)
    if (more := len(seeds.problems) - _MOST_PROBLEMS) > 0:
        click.echo(f"shapeproof: {path}: {more:,} more are left out", err=True)
    return seeds


def _listed(contract: Contract, plan: Plan) -> Iterable[str]:
    for operation in plan.select(contract):
        cases = coverage_cases(contract, operation)
        for case in sent_cases(cases, contract, asked=plan.robustness):
            yield case_line(case.expect.value, case)
