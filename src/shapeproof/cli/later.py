"""Commands that are loaded when they are used, and those that are promised and not there yet."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

from shapeproof.exceptions import BadUsage

COMMANDS: Mapping[str, str] = {
    "server": "shapeproof.cli.server_command",
    "mock": "shapeproof.cli.mock_command",
    "contract": "shapeproof.cli.contract_command",
    "report": "shapeproof.cli.report_command",
}
"""The modules of the commands, each with its command in it. Some import moto, some do not."""
LATER = ("client",)


class LazyGroup(click.Group):
    """The group of all commands: it imports the module of the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that are there."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command. Raises BadUsage for one that comes in a later version."""
        if cmd_name in LATER:
            remedy = f"there is {', '.join(self.list_commands(ctx))}"
            raise BadUsage(f"{ctx.command_path} {cmd_name}", "comes in a later version", remedy)
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(found, click.Command)
        return found
