"""Commands that are loaded when they are used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

COMMANDS: Mapping[str, str] = {
    "server": "shapeproof.cli.server_command",
    "client": "shapeproof.cli.client_command",
    "mock": "shapeproof.cli.mock_command",
    "contract": "shapeproof.cli.contract_command",
    "report": "shapeproof.cli.report_command",
}
"""The modules of the commands, each with its command in it. Some import moto, some do not."""


class LazyGroup(click.Group):
    """The group of all commands: it imports the module of the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that are there."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, None for one that there is not."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(found, click.Command)
        return found
