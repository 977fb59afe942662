"""``shapeproof server``: check a mock server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from shapeproof.checks.registry import server_check_names
from shapeproof.cli.options import context_of, plan_of, shared_options
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Case
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.report.baseline import Baseline
from shapeproof.report.reports import ReportedRun, run_with_reports
from shapeproof.report.summary import exit_status
from shapeproof.run.contracts import ContractSources, load
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.interface import Target
from shapeproof.targets.opening import make_ready, open_target, server_spec
from shapeproof.wire.registry import codec_for


@click.command()
@click.argument("service")
@click.argument("url", required=False)
@click.option("--wsgi", metavar="MODULE:APP", help="Check a WSGI application in-process.")
@click.option("--moto", "use_moto", is_flag=True, help="Check moto's own mock in-process.")
@click.option("--allow-remote", is_flag=True, help="Allow a URL that is not a loopback address.")
@click.option("--list-cases", is_flag=True, help="Print the cases, and send nothing.")
@click.option("--engine", type=click.Choice(["shapeproof", "schemathesis"]), default="shapeproof",
              show_default=True, help="Engine that makes the requests; those of Schemathesis are "
              "checked by both.")  # fmt: skip
@shared_options
def server(
    service: str,
    url: str | None,
    wsgi: str | None,
    use_moto: bool,
    allow_remote: bool,
    list_cases: bool,
    engine: str,
    **options: Any,
) -> int:
    """Check a mock server of SERVICE against the contract of the service.

    The server listens at URL. Without URL the bundled mock is checked in-process.
    """
    if engine == "schemathesis":
        _refuse_what_does_not_fit(options, list_cases)
    plan = plan_of(options)
    contract = load(service, ContractSources(options["folder"]))
    if list_cases:
        click.echo("\n".join(_listed(contract, plan)))
        return 0
    codec_for(contract.protocol, service)  # there may be none
    plan.select(contract)
    spec = server_spec(
        service,
        url=url,
        wsgi=wsgi,
        moto=use_moto,
        allow_remote=allow_remote,
        connections=plan.workers,
    )
    target = open_target(spec)
    baseline = Baseline.of(options["baseline"], update=options["update_baseline"])
    try:
        runner, checks = _runner(engine, contract, target, plan)
        context = context_of(options, contract, baseline, checks, target.base_url)
        report = run_with_reports(runner, lambda: make_ready(target), options["reports"], context)
    finally:
        target.close()
    baseline.update(report)
    return exit_status(report)


def _runner(
    engine: str, contract: Contract, target: Target, plan: Plan
) -> tuple[ReportedRun, tuple[str, ...]]:
    """What runs, and the checks that it makes. Raises BadUsage."""
    codec = codec_for(contract.protocol, contract.service)
    if engine == "shapeproof":
        return Runner(contract, codec, target, plan), server_check_names()
    # Schemathesis takes longer to import than all the rest.
    from shapeproof.run.schemathesis_engine import SchemathesisRunner, checks_of_both

    return SchemathesisRunner(contract, codec, target, plan), checks_of_both()


def _refuse_what_does_not_fit(options: Mapping[str, Any], list_cases: bool) -> None:
    """Raises BadUsage for options that the Schemathesis engine does not support."""
    remedy = "omit it, or use --engine shapeproof"
    if list_cases:
        raise BadUsage("--list-cases", "Schemathesis makes its cases during the run", remedy)
    if options["strategies"] is not None:
        raise BadUsage("--strategies", "Schemathesis makes its own values", remedy)


def _listed(contract: Contract, plan: Plan) -> Iterable[str]:
    for operation in plan.select(contract):
        for case in coverage_cases(contract, operation):
            yield _line(case)


def _line(case: Case) -> str:
    what = f"  ({case.fault.constraint}: {case.fault.text})" if case.fault else ""
    return f"{case.expect.value:9}{case.id}{what}"
