"""Prints documents."""

from __future__ import annotations

import click


def print_document(text: str) -> None:
    """Print a document in UTF-8, as it is written to files, whatever the terminal's encoding is."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
