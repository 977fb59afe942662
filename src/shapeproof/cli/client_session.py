"""One run of ``shapeproof client``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from shapeproof.cli.configured import require_described_target
from shapeproof.cli.named_contract import contract_of
from shapeproof.cli.run_options import case_line, context_of, plan_of, status_of
from shapeproof.contract.model import Contract
from shapeproof.generate.client import client_cases
from shapeproof.report.baseline import Baseline
from shapeproof.report.registry import open_outputs
from shapeproof.report.reports import run_with_reports
from shapeproof.run.assemble import client_run, require_client_phases, spoken_by
from shapeproof.run.contracts import ContractSources, load
from shapeproof.run.plan import Plan
from shapeproof.targets.opening import client_spec
from shapeproof.wire.registry import codec_for


def fuzz_client(
    service: str,
    *,
    driver: str | None,
    use_boto3: bool,
    function: str | None,
    call_timeout: float,
    list_cases: bool,
    **options: Any,
) -> int:
    """Fuzz a client; returns the exit status. Raises ShapeproofError."""
    plan = plan_of(options)
    contract = contract_of(service, options["contract_path"], options["protocol"])
    service = contract.service
    if list_cases:
        click.echo("\n".join(_listed(contract, plan)))
        return 0
    require_described_target(bool(driver or use_boto3 or function))
    codec_for(contract.protocol, service)  # there may be none
    plan.select(contract)
    require_client_phases(plan.phases, "--phases")
    spec = client_spec(service, driver=driver, boto3=use_boto3, function=function)
    # Paths are those of now: a target may change the working folder.
    outputs = open_outputs(options["reports"])
    baseline = Baseline.of(options["baseline"], update=options["update_baseline"])
    if options["protocol"] is None:
        spoken = spoken_by(contract, spec, plan, call_seconds=call_timeout)
        if spoken != contract.protocol:
            contract = load(service, ContractSources(options["contract_path"]), spoken)
            click.echo(f"shapeproof: the client speaks {spoken}", err=True)
    with client_run(contract, spec, plan, call_seconds=call_timeout) as assembled:
        context = context_of(options, contract, baseline, assembled)
        report = run_with_reports(assembled, outputs, context)
    baseline.update(report)
    return status_of(report, options)


def _listed(contract: Contract, plan: Plan) -> Iterable[str]:
    codec = codec_for(contract.protocol, contract.service)
    for operation in plan.select(contract):
        for case in client_cases(contract, operation, codec, plan.sharing(contract)):
            yield case_line(case.outcome.value, case)
