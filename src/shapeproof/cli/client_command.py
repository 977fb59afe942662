"""``shapeproof client``: fuzz a client."""

from __future__ import annotations

from typing import Any

import click

from shapeproof.cli.configured import ConfiguredCommand, ServiceName, TargetName, only_target
from shapeproof.cli.option_types import FiniteRange
from shapeproof.cli.options import shared_options
from shapeproof.run.choices import CALL_SECONDS


@click.command(cls=ConfiguredCommand, alternatives=("driver", "use_boto3", "function"))
@click.argument("service", cls=ServiceName, metavar="SERVICE")
@click.argument("target", cls=TargetName, required=False, metavar="[@TARGET]",
                expose_value=False, callback=only_target)  # fmt: skip
@click.option("--driver", metavar="CMD", help="Command that starts a driver, without a shell.")
@click.option("--boto3", "use_boto3", is_flag=True, help="Test the installed boto3, in-process.")
@click.option("--callable", "function", metavar="MODULE:NAME",
              help="Test a Python function that makes the calls, in-process.")  # fmt: skip
@click.option("--call-timeout", type=FiniteRange(min=0.1), default=CALL_SECONDS,
              show_default=True, metavar="SECONDS", help="Time limit of one call.")  # fmt: skip
@click.option("--list-cases", is_flag=True, help="Print the cases, and start nothing.")
@shared_options
def client(
    service: str,
    **options: Any,
) -> int:
    """Fuzz a client of SERVICE: check what it sends and how it reads replies.

    The client is a driver, a program that speaks a small protocol of JSON Lines
    (docs/reference/clients.md).
    A contract server on 127.0.0.1 takes the client's requests and plays the replies. @TARGET is a
    client that the configuration file names.
    """
    from shapeproof.cli.client_session import fuzz_client  # it takes seconds to import

    return fuzz_client(service, **options)
