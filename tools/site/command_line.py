"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from shapeproof.cli.main import cli
from tools.site.markdown import cell, table

BEGIN = """\
# Command line

Options come from the command line, then from the configuration file, then from the
defaults below.
`shapeproof COMMAND --help` prints the same in a terminal.
"""


def page() -> str:
    """The page, with a section for each command."""
    sections = [_section(words, command) for words, command in _commands((), cli)]
    return "\n".join((BEGIN, *sections))


def _commands(
    words: tuple[str, ...], group: click.Group
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group, info_name="shapeproof")
    yield words, group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands((*words, name), command)
        elif command is not None and not command.hidden:
            yield (*words, name), command


def _section(words: tuple[str, ...], command: click.Command) -> str:
    name = " ".join(("shapeproof", *words))
    context = click.Context(command, info_name=name)
    usage = " ".join((name, *command.collect_usage_pieces(context)))
    parts = [f"## {name}", _linked(inspect.cleandoc(command.help or "").replace("\b\n", ""))]
    if isinstance(command, click.Group):
        rows = [(f"`{each}`", _summary(command, each)) for each in command.list_commands(context)]
        parts.append(table(("command", "what it does"), rows))
    parts.append(f"```text\n{usage}\n```")
    rows = [_row(each, context) for each in command.get_params(context) if _is_shown(each)]
    if rows:
        parts.append(table(("option", "meaning", "default"), rows))
    return "\n\n".join(parts) + "\n"


def _summary(group: click.Group, name: str) -> str:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    return cell(command.get_short_help_str(limit=200))


def _is_shown(parameter: click.Parameter) -> bool:
    return (
        isinstance(parameter, click.Option)
        and not parameter.hidden
        and "--help" not in parameter.opts
    )


def _row(parameter: click.Parameter, context: click.Context) -> tuple[str, str, str]:
    assert isinstance(parameter, click.Option)
    names = ", ".join(f"`{each}`" for each in (*parameter.opts, *parameter.secondary_opts))
    value = "" if parameter.is_flag else f" `{parameter.make_metavar(context).replace('|', ', ')}`"
    words = parameter.help or ""
    if parameter.multiple and "repeatable" not in words.lower():
        words += " Repeatable."
    extra = parameter.get_help_extra(context)
    default = f"`{extra['default']}`" if "default" in extra else ""
    return f"{names}{value}", _linked(cell(words)), default


def _linked(text: str) -> str:
    """The text with the pages that it names as links."""
    return re.sub(r"docs/([\w-]+)/([\w-]+\.md)", r"[\2](../\1/\2)", text)
