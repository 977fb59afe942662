"""``--contract`` of all commands: what it accepts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click


class ModelPath(click.Path):
    """A path of contracts or models. ``~`` is expanded, which shells omit behind ``--option=``."""

    def __init__(self) -> None:
        """Make the type; whether the path exists is told by what reads it."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path with the user's home in place of ``~``."""
        return super().convert(os.path.expanduser(value), param, ctx)  # noqa: PTH111


contract_option = click.option(
    "--contract",
    "contract_path",
    type=ModelPath(),
    metavar="PATH",
    help="Pinned contracts, the data of any botocore, a service-2.json, or a Smithy JSON AST; "
    "default ./contracts, then the contract that comes with shapeproof, then the model of the "
    "installed botocore.",
)
"""Adds ``--contract`` to a command."""
