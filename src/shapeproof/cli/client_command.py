"""``shapeproof client``: fuzz a client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from shapeproof.cli.contract_option import contract_of
from shapeproof.cli.options import case_line, context_of, plan_of, shared_options, status_of
from shapeproof.contract.model import Contract
from shapeproof.generate.client import client_cases
from shapeproof.report.baseline import Baseline
from shapeproof.report.registry import open_outputs
from shapeproof.report.reports import run_with_reports
from shapeproof.run.assemble import client_run, require_client_phases, spoken_by
from shapeproof.run.client.judge import CALL_SECONDS
from shapeproof.run.contracts import ContractSources, load
from shapeproof.run.plan import Plan
from shapeproof.targets.opening import client_spec
from shapeproof.wire.registry import codec_for


@click.command()
@click.argument("service")
@click.option("--driver", metavar="CMD", help="Command that starts a driver, without a shell.")
@click.option("--boto3", "use_boto3", is_flag=True, help="Test the installed boto3, in-process.")
@click.option("--callable", "function", metavar="MODULE:NAME",
              help="Test a Python function that makes the calls, in-process.")  # fmt: skip
@click.option("--call-timeout", type=click.FloatRange(min=0.1), default=CALL_SECONDS,
              show_default=True, metavar="SECONDS", help="Time limit of one call.")  # fmt: skip
@click.option("--list-cases", is_flag=True, help="Print the cases, and start nothing.")
@shared_options
def client(
    service: str,
    driver: str | None,
    use_boto3: bool,
    function: str | None,
    call_timeout: float,
    list_cases: bool,
    **options: Any,
) -> int:
    """Fuzz a client of SERVICE: check what it sends and how it reads replies.

    The client is a driver, a program that speaks a small protocol of JSON Lines
    (docs/reference/clients.md).
    A contract server on 127.0.0.1 takes the client's requests and plays the replies.
    """
    plan = plan_of(options)
    contract = contract_of(service, options["contract_path"], options["protocol"])
    service = contract.service
    if list_cases:
        click.echo("\n".join(_listed(contract, plan)))
        return 0
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
        context = context_of(options, contract, baseline, assembled.check_names)
        report = run_with_reports(assembled, outputs, context)
    baseline.update(report)
    return status_of(report, options)


def _listed(contract: Contract, plan: Plan) -> Iterable[str]:
    codec = codec_for(contract.protocol, contract.service)
    for operation in plan.select(contract):
        for case in client_cases(contract, operation, codec, plan.sharing(contract)):
            yield case_line(case.outcome.value, case)
