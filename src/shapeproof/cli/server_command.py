"""``shapeproof server``: check a mock server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shapeproof.cli.access_options import access_options
from shapeproof.cli.configured import ConfiguredCommand, ServiceName, TargetName
from shapeproof.cli.options import shared_options
from shapeproof.run.choices import Engine


@click.command(cls=ConfiguredCommand, alternatives=("url", "wsgi", "use_moto", "own_target"))
@click.argument("service", cls=ServiceName, metavar="SERVICE")
@click.argument("url", cls=TargetName, required=False, metavar="[URL|@TARGET]")
@click.option("--wsgi", metavar="MODULE:APP", help="Check a WSGI application in-process.")
@click.option("--moto", "use_moto", is_flag=True, help="Check moto's own mock in-process.")
@click.option("--target", "own_target", metavar="MODULE:NAME",
              help="Check your own target in-process (docs/how-to/write-a-target.md).")  # fmt: skip
@click.option("--allow-remote", is_flag=True, help="Allow a URL that is not a loopback address.")
@click.option(
    "--seeds",
    "seeds_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Requests that the server is known to accept, by operation (docs/reference/servers.md).",
)
@click.option(
    "--strict-coverage",
    is_flag=True,
    help="An operation that the target does not have is an error.",
)
@click.option(
    "--robustness",
    is_flag=True,
    help="Also send what no SDK can send: other JSON types, odd bodies, unknown paths. "
    "Without it only services with a reviewed contract get them.",
)
@click.option("--list-cases", is_flag=True, help="Print the cases, and send nothing.")
@click.option("--engine", type=click.Choice([each.value for each in Engine]),
              default=Engine.SHAPEPROOF.value, show_default=True,
              help="Engine that makes the requests; those of Schemathesis are "
              "checked by both.")  # fmt: skip
@access_options
@shared_options
def server(
    service: str,
    url: str | None,
    **options: Any,
) -> int:
    """Check a mock server of SERVICE against the contract of the service.

    The server listens at URL. Without URL the bundled mock is checked in-process. @TARGET is a
    target that the configuration file names; if it names its service, SERVICE can be omitted.
    """
    from shapeproof.cli.server_session import check_server  # it takes seconds to import

    return check_server(service, url, **options)
