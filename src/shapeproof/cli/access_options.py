"""Options of ``server`` that say how the server is reached, and what brings it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from shapeproof.cli.option_types import SecretText

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--credentials", type=SecretText(), metavar="KEY:SECRET",
                 help="Sign with these keys; default dummy ones. They are shown nowhere."),
    click.option("--ca-bundle", type=click.Path(path_type=Path), metavar="FILE",
                 help="Trust the CA certificates in FILE, for a server at an https URL."),
    click.option("--restart-cmd", metavar="CMD",
                 help="Command, run without a shell, that starts the server again when a request "
                 "has stopped it."),
    click.option("--reset-url", metavar="URL",
                 help="POST to URL before the run and after each restart, to put the server into "
                 "its first state."),
)  # fmt: skip


def access_options(command: F) -> F:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
