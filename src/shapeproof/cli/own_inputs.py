"""Keeps a command from writing its reports over files that it reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from shapeproof.cli.option_types import SourceLine
from shapeproof.exceptions import BadUsage
from shapeproof.report.registry import require_unread

_REPORTS = "reports"
_WRITTEN = frozenset({_REPORTS, "output", "learn"})
"""Parameters that name what a command writes."""
_WRITTEN_LATER = frozenset({"folder"})
"""A folder that is made, or whose files are replaced on purpose."""
_OLD_AND_NEW = frozenset({"old", "new"})
"""Arguments that may be paths or names."""
_IN_PLACE = frozenset({("merge", "output")})
"""What may take the place of a file that was read: it holds all that was in it."""


def require_other_files(
    command: click.Command, values: Mapping[str, Any], configuration: Path | None
) -> None:
    """Raise BadUsage where a command would write over a file that it reads.

    ``values`` are those of its parameters, by name; ``configuration`` is the file that it has used.
    """
    read = [*_read(command.params, values)]
    if configuration is not None:
        read.append(("the configuration", configuration))
    for param in command.params:
        name = str(param.name)
        if name not in _WRITTEN or (command.name, name) in _IN_PLACE:
            continue
        for said in _each(values.get(name)):
            path = said.partition("=")[2] if name == _REPORTS else said
            if path:
                require_unread(f"{param.opts[0]} {said}", Path(path), read)


def with_homes(params: Sequence[click.Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of parameters, with ``~`` in paths replaced: no shell does so behind ``=``."""
    expanded = dict(values)
    for param in params:
        name = str(param.name)
        if name == _REPORTS or isinstance(param.type, click.Path):
            expanded[name] = _with_home(values.get(name))
    return expanded


def _with_home(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_with_home, value))
    if isinstance(value, Path):
        return Path(os.path.expanduser(value))  # noqa: PTH111 - as it is where no home is known
    if isinstance(value, str):
        if value.startswith("~"):
            return os.path.expanduser(value)  # noqa: PTH111
        form, equals, path = value.rpartition("=~")
        return f"{form}={os.path.expanduser(f'~{path}')}" if equals else value  # noqa: PTH111
    return value


def require_named_files(params: Sequence[click.Parameter], said: Mapping[str, Any]) -> None:
    """Raise BadUsage where a path is empty, which would be the working folder.

    A script that passes on a variable that is not set gives such a path. ``said`` has the values as
    they were given.
    """
    for param in params:
        name = str(param.name)
        if (_is_path(param) or isinstance(param.type, SourceLine)) and "" in _each(said.get(name)):
            is_option = isinstance(param, click.Option)
            what = param.opts[0] if is_option else param.human_readable_name
            remedy = "give one, or omit the option" if is_option else "give one"
            raise BadUsage(what, "the path is empty", f"{remedy}; is a variable not set?")


def _is_path(param: click.Parameter) -> bool:
    return isinstance(param.type, click.Path) or str(param.name) in _OLD_AND_NEW


def _read(
    params: Sequence[click.Parameter], values: Mapping[str, Any]
) -> Iterator[tuple[str, Path]]:
    """The files and folders that a command reads, by what names them."""
    for param in params:
        name = str(param.name)
        if not _is_path(param) or name in _WRITTEN | _WRITTEN_LATER:
            continue
        for said in _each(values.get(name)):
            option = param.opts[0] if isinstance(param, click.Option) else "the command"
            yield option, Path(said)


def _each(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, str | Path):
            yield str(each)
