"""Commands that are promised and not there yet: they say so, instead of being unknown."""

from __future__ import annotations

from collections.abc import Mapping

import click

from shapeproof.errors import BadUsage

LATER: Mapping[str, tuple[str, ...]] = {
    "shapeproof": ("client",),
}


class GroupWithLater(click.Group):
    """A group of commands that knows which ones are still to come."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command. Raises BadUsage for one that comes in a later version."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in LATER.get(ctx.info_name or "", ()):
            remedy = f"there is {', '.join(self.list_commands(ctx))}"
            raise BadUsage(ctx.command_path + " " + cmd_name, "comes in a later version", remedy)
        return found
