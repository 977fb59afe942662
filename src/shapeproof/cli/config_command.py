"""``shapeproof config``: show, check and describe the configuration file."""

from __future__ import annotations

import click

from shapeproof.cli.configured import ConfiguredGroup, ServiceOrTarget
from shapeproof.cli.printing import print_document


@click.group(cls=ConfiguredGroup)
def config() -> None:
    """Show and check the configuration file, or print its JSON Schema."""


@config.command("show")
@click.argument("arguments", cls=ServiceOrTarget, nargs=-1, metavar="[SERVICE] [@TARGET]")
@click.option("--for", "commands", multiple=True, metavar="COMMAND",
              help="Only this command, such as server or 'contract show'; repeatable. Default all "
              "commands that the file has options of.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a list of objects.")
@click.pass_context
def show_command(
    ctx: click.Context, arguments: tuple[str, ...], commands: tuple[str, ...], as_json: bool
) -> None:
    """Print the value of each option for a SERVICE and a TARGET, and where it comes from.

    Options of the command line would go before these. Secrets are not printed.
    """
    from shapeproof.cli.config_show import print_settings

    print_settings(ctx, arguments, commands, as_json=as_json)


@config.command("check")
@click.pass_context
def check_command(ctx: click.Context) -> int:
    """Check the whole configuration file: keys, values, services and targets.

    The exit status is 2 if something is wrong with it.
    """
    from shapeproof.cli.config_check import check_file

    return check_file(ctx)


@config.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the configuration file, for editors."""
    from shapeproof.configuration.checking import SCHEMA

    print_document(SCHEMA.text())
