"""Which values of the configuration file count: those of a target go before those of a service,
these before those of a command, and these before those of all commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from shapeproof.configuration.files import OWN_FILE, PROJECT_FILE, ConfigurationFile
from shapeproof.exceptions import BadUsage

MARK = "@"
"""Begins the name of a target on the command line."""
TARGETS, SERVICES = "targets", "services"
SERVICE = "service"
"""The key of a target that names its service, or a list of services."""


@dataclass(frozen=True)
class Setting:
    """A value of the file, and the key that it stands at."""

    value: Any
    names: tuple[str, ...]


Layer = Mapping[str, Setting]
"""The options of one table, by their keys."""


@dataclass(frozen=True)
class ConfiguredTarget:
    """A target that the file names."""

    name: str
    table: Mapping[str, Any]
    file: ConfigurationFile

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it names."""
        said = self.table.get(SERVICE, ())
        return (said,) if isinstance(said, str) else tuple(said)

    def only_service(self, command: str) -> str:
        """The one service that it names. Raises BadUsage."""
        where = self.file.where(TARGETS, self.name)
        usage = f"shapeproof {command} SERVICE {MARK}{self.name}"
        if not self.services:
            raise BadUsage(where, "it names no service", f"write '{usage}', or add {SERVICE}")
        if len(self.services) > 1:
            reason = f"it has {len(self.services)} services ({', '.join(self.services)})"
            raise BadUsage(where, reason, f"choose one: '{usage}'")
        return self.services[0]


def target_names(file: ConfigurationFile | None) -> tuple[str, ...]:
    """The names of all targets of a file."""
    return () if file is None else tuple(file.table.get(TARGETS, {}))


def named_target(file: ConfigurationFile | None, name: str) -> ConfiguredTarget:
    """The target of a name. Raises BadUsage."""
    if file is None:
        remedy = (
            f"add [tool.shapeproof.{TARGETS}.{name or 'NAME'}] to {PROJECT_FILE}, "
            f"or [{TARGETS}.{name or 'NAME'}] to {OWN_FILE}"
        )
        raise BadUsage(f"{MARK}{name}", "there is no configuration file", remedy)
    known = target_names(file)
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {MARK}{near[0]}?" if near else _choices(known, file)
        raise BadUsage(f"{MARK}{name}", f"{file.name} has no such target", hint)
    return ConfiguredTarget(name, file.table[TARGETS][name], file)


def _choices(known: tuple[str, ...], file: ConfigurationFile) -> str:
    if known:
        return f"choose from {', '.join(MARK + each for each in known)}"
    return f"add [{file.key(TARGETS, 'NAME')}]"


def layers(
    file: ConfigurationFile | None,
    command: str,
    service: str | None = None,
    target: str | None = None,
) -> Iterator[Layer]:
    """The tables that count for a command, the first one foremost."""
    if file is None:
        return
    table = file.table
    if target is not None:
        yield _layer(table[TARGETS][target], (TARGETS, target))
    if service is not None:
        of_service = table.get(SERVICES, {}).get(service, {})
        yield _layer(of_service.get(command, {}), (SERVICES, service, command))
        yield _layer(of_service, (SERVICES, service))
    yield _layer(table.get(command, {}), (command,))
    yield _layer(table, ())


def _layer(table: Mapping[str, Any], names: tuple[str, ...]) -> Layer:
    return {key: Setting(value, (*names, key)) for key, value in table.items()}
