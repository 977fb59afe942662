"""What a configuration file says to one call of a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapeproof.cli.option_schema import is_same, option_key
from shapeproof.cli.option_types import from_file
from shapeproof.configuration.checking import SCHEMA, check
from shapeproof.configuration.files import OWN_FILE, PROJECT_FILE, ConfigurationFile
from shapeproof.configuration.files import configuration_file as file_of
from shapeproof.configuration.layers import (
    MARK,
    SERVICE,
    TARGETS,
    ConfiguredTarget,
    Layer,
    Setting,
    layers,
    named_target,
)
from shapeproof.exceptions import BadUsage

if TYPE_CHECKING:
    from shapeproof.cli.configured import ConfiguredCommand


@dataclass(frozen=True)
class Configuration:
    """The settings of one call, by the names of parameters. ``target`` is the name of one."""

    file: ConfigurationFile | None = None
    target: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """What a user should know of the choice of the file."""
        if self.file is None or self.file.ignored is None:
            return ""
        return f"{OWN_FILE} is used; [tool.shapeproof] in {PROJECT_FILE} is ignored"

    def where(self, name: str) -> str | None:
        """The file and the key of a parameter's value; None where the file has none."""
        if self.file is None or name not in self.settings:
            return None
        return self.file.where(*self.settings[name].names)

    def defaults(self, params: Sequence[click.Parameter]) -> dict[str, Any]:
        """The default map of click."""
        folder = self.file.folder if self.file is not None else Path.cwd()
        return {
            str(each.name): from_file(each, self.settings[str(each.name)].value, folder)
            for each in params
            if each.name in self.settings
        }


def read_configuration(
    command: ConfiguredCommand, path: Sequence[str], given: Mapping[str, Any]
) -> Configuration:
    """What the file says to a call; ``given`` is its command line, by the names of parameters.

    ``path`` are the names of the command and of the groups above it.

    Raises UnfitDocument and BadUsage.
    """
    call, table = _Call(command, tuple(path), given), "-".join(path)
    if given.get("config") and given.get("no_config"):
        raise BadUsage("--no-config", "--config names a file", "omit one of them")
    named = given.get("config")
    file = None if given.get("no_config") else file_of(Path(named).expanduser() if named else None)
    if file is not None:
        check(file)
    target = call.target(file)
    service = call.service(target)
    name = target.name if target is not None else ""
    found = [*layers(file, table, service, name or None)]
    settings = call.settings(found)
    if target is not None and not call.said_service:
        settings[SERVICE] = Setting(service, (TARGETS, name, SERVICE))
    return Configuration(file, name, settings)


def foreign_key(command: ConfiguredCommand, table: Mapping[str, Any]) -> str | None:
    """The key by which the table of a target is of another command; None where it may be of this.

    Options of other commands are none where the table names what this command tests.
    """
    keys = {str(each.name): key for each in command.params if (key := option_key(each))}
    if any(keys[name] in table for name in command.alternatives):
        return None
    return next((key for key in table if key not in {*keys.values(), SERVICE}), None)


@dataclass(frozen=True)
class _Call:
    """A command, its name behind those of its groups, and its command line."""

    command: ConfiguredCommand
    path: tuple[str, ...]
    given: Mapping[str, Any]

    @property
    def table(self) -> str:
        """The name of the table of the command."""
        return "-".join(self.path)

    @property
    def said_service(self) -> str | None:
        """The one service that the command line names; a command may take several."""
        for param in self.command.params:
            if getattr(param, "names_service", False):
                said = self.given.get(str(param.name))
                if isinstance(said, list | tuple):
                    return said[0] if len(set(said)) == 1 else None
                return said if said and not self._is_mark(said) else None
        return None

    def _is_mark(self, value: object) -> bool:
        takes = bool(self.command.alternatives)
        return takes and isinstance(value, str) and value.startswith(MARK)

    def target(self, file: ConfigurationFile | None) -> ConfiguredTarget | None:
        """The target that the command line names. Raises BadUsage."""
        arguments = [each for each in self.command.params if isinstance(each, click.Argument)]
        values = (self.given.get(str(each.name)) for each in arguments)
        marks = [str(each) for each in values if self._is_mark(each)]
        if len(marks) > 1:
            raise BadUsage(" ".join(marks), "a run has one target", "omit one of them")
        if not marks:
            return None
        found = named_target(file, marks[0].removeprefix(MARK))
        self._require_own(found)
        return found

    def _require_own(self, target: ConfiguredTarget) -> None:
        """Raise BadUsage for a target of another command: a client's in a run against a server."""
        if (foreign := foreign_key(self.command, target.table)) is not None:
            where = target.file.where(TARGETS, target.name, foreign)
            raise BadUsage(where, f"'shapeproof {' '.join(self.path)}' has no such option")

    def service(self, target: ConfiguredTarget | None) -> str | None:
        """The service of the call. Raises BadUsage for a target without one."""
        if self.said_service is None and target is not None:
            return target.only_service(" ".join(self.path))
        return self.said_service

    def settings(self, found: Sequence[Layer]) -> dict[str, Setting]:
        """The settings that count, from the tables, the first of which is foremost."""
        chosen: dict[str, Setting] = {}
        depths: dict[str, int] = {}
        for param in self.command.params:
            key = option_key(param)
            for depth, layer in enumerate(found):
                if key and key in layer and self._is_meant(param, layer[key]):
                    chosen[str(param.name)], depths[str(param.name)] = layer[key], depth
                    break
        overruled = [*self._overruled(chosen, depths)]
        return {name: each for name, each in chosen.items() if name not in overruled}

    def _is_meant(self, param: click.Parameter, setting: Setting) -> bool:
        """Whether a setting is of this parameter, and not of another command's with its key.

        The top of the file is for runs: a filter or a report of theirs would be wrong for the
        commands of a group, which compare contracts and join reports.
        """
        *above, key = setting.names
        if above and above[-1] == self.table:
            return True
        if not above and len(self.path) > 1:
            return False
        part = "target" if above and above[0] == TARGETS else "options"
        known = SCHEMA.schema["$defs"][part]["properties"]
        return key in known and is_same(param, known[key])

    def _overruled(self, chosen: Mapping[str, Setting], depths: Mapping[str, int]) -> Iterator[str]:
        """The alternatives that another one overrules: of the command line, or of a nearer table.

        A flag that is false is none.
        """
        names = self.command.alternatives
        is_given = any(name in self.given and not self._is_mark(self.given[name]) for name in names)
        real = [name for name in names if name in chosen and chosen[name].value is not False]
        nearest = min((depths[name] for name in real), default=0)
        yield from (name for name in real if is_given or depths[name] != nearest)
