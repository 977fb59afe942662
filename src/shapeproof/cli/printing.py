"""Prints documents."""

from __future__ import annotations

import sys

import click


def print_document(text: str) -> None:
    """Print a document in UTF-8, as it is written to files, whatever the terminal's encoding is.

    An output that takes no bytes, as one that a program has put in its place, gets the text.
    """
    takes_bytes = hasattr(sys.stdout, "buffer")
    click.echo(text.encode("utf-8", "backslashreplace") if takes_bytes else text, nl=False)
