"""``shapeproof config show`` and ``check``: what the configuration file says to each command."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click
from click.core import ParameterSource

from shapeproof.cli.configured import configuration_of, is_target, takes_targets
from shapeproof.cli.option_schema import CommandPath, commands, option_key
from shapeproof.cli.option_types import SecretText
from shapeproof.cli.settings import foreign_key
from shapeproof.configuration.checking import PYTEST
from shapeproof.configuration.files import ConfigurationFile
from shapeproof.configuration.layers import named_target
from shapeproof.exceptions import BadUsage
from shapeproof.report.masking.urls import with_masked_urls
from shapeproof.report.text import visible

_NO_FILE = (
    "no configuration file: add shapeproof.toml, or [tool.shapeproof] to pyproject.toml; "
    "all options have their defaults"
)
_HIDDEN = "(not shown)"
_ANY = ("server",)
"""What is shown where the file says nothing to any command."""


@dataclass(frozen=True)
class ShownSetting:
    """The value of one option, and where it comes from."""

    command: str
    option: str
    value: Any
    source: str


def print_settings(
    ctx: click.Context, arguments: Sequence[str], wanted: Sequence[str], *, as_json: bool
) -> None:
    """Print the settings of commands for a service and a target. Raises ShapeproofError."""
    file = configuration_of(ctx).file
    rows = [*_shown(file, _Subject.of(arguments), _tables(wanted))]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in rows], indent=1, default=str))
        return
    click.echo(f"configuration file: {file.name}" if file is not None else _NO_FILE)
    for name in dict.fromkeys(each.command for each in rows):
        click.echo(f"\n{name}")
        click.echo("\n".join(_lines([each for each in rows if each.command == name])))


@dataclass(frozen=True)
class _Subject:
    """The service and the target that settings are for."""

    service: str | None = None
    target: str | None = None

    @classmethod
    def of(cls, arguments: Sequence[str]) -> _Subject:
        targets = [each for each in arguments if is_target(each)]
        services = [each for each in arguments if not is_target(each)]
        if len(targets) > 1 or len(services) > 1:
            raise BadUsage(
                " ".join(arguments), "too many names", "give one SERVICE and one @TARGET"
            )
        return cls(next(iter(services), None), next(iter(targets), None))

    def fits(self, command: click.Command) -> bool:
        """Whether a command can be about them."""
        if self.target is not None:
            return takes_targets(command)
        return self.service is None or any(_names_service(each) for each in command.params)

    def arguments(self, command: click.Command) -> list[str]:
        """The arguments of a call; where a name is missing, its placeholder."""
        found = []
        for param in command.params:
            if not isinstance(param, click.Argument) or not param.required:
                continue
            stand_in = str(param.metavar or param.name)
            target = self.target if takes_targets(command) else None
            found.append(
                (self.service or target or stand_in) if _names_service(param) else stand_in
            )
        if self.target is not None and self.service is not None and takes_targets(command):
            found.append(self.target)
        return found


def _names_service(param: click.Parameter) -> bool:
    return bool(getattr(param, "names_service", False))


def _tables(wanted: Sequence[str]) -> list[str]:
    """The names of tables. Raises BadUsage for what is no command."""
    known = ["-".join(path) for path, _ in all_commands()] + [PYTEST]
    names = ["-".join(each.replace("-", " ").split()) for each in wanted]
    for said, name in zip(wanted, names, strict=True):
        if name not in known:
            raise BadUsage(f"--for {said}", "no such command", f"choose from {', '.join(known)}")
    return names


def all_commands() -> list[tuple[CommandPath, click.Command]]:
    """All commands of shapeproof, with their names."""
    from shapeproof.cli.main import cli  # it lists this command

    return [*commands(cli)]


def _shown(
    file: ConfigurationFile | None, subject: _Subject, wanted: Sequence[str]
) -> Iterator[ShownSetting]:
    fitting = [(path, each) for path, each in all_commands() if subject.fits(each)]
    chosen = [pair for pair in fitting if "-".join(pair[0]) in wanted]
    if not wanted:
        chosen = [pair for pair in fitting if _is_told(file, subject, *pair)]
        chosen = chosen or [pair for pair in fitting if pair[0] == _ANY]
    for path, command in chosen:
        yield from _rows(" ".join(path), parsed(file, path, subject.arguments(command)))
    has_table = file is not None and PYTEST in file.table and subject == _Subject()
    if PYTEST in wanted or (has_table and not wanted):
        yield from _pytest_rows(file)


def _is_told(
    file: ConfigurationFile | None, subject: _Subject, path: CommandPath, command: Any
) -> bool:
    """Whether the file has an option of a command."""
    target = {} if subject.target is None else named_target(file, subject.target[1:]).table
    if foreign_key(command, target) is not None:
        return False
    ctx = parsed(file, path, subject.arguments(command))
    return bool(configuration_of(ctx).settings)


def parsed(
    file: ConfigurationFile | None, path: CommandPath, arguments: Sequence[str]
) -> click.Context:
    """A call of a command as click parses it. Raises ShapeproofError and ClickException."""
    from shapeproof.cli.main import cli

    command: click.Group = cli
    ctx = click.Context(cli, info_name="shapeproof")
    for name in path[:-1]:
        inner = command.get_command(ctx, name)
        assert isinstance(inner, click.Group)
        ctx, command = click.Context(inner, info_name=name, parent=ctx), inner
    found = command.get_command(ctx, path[-1])
    assert found is not None
    which = ["--no-config"] if file is None else ["--config", str(file.path)]
    return found.make_context(path[-1], [*which, "--", *arguments], parent=ctx)


def _rows(name: str, ctx: click.Context) -> Iterator[ShownSetting]:
    configuration = configuration_of(ctx)
    for param in ctx.command.params:
        key, where = option_key(param), configuration.where(str(param.name))
        if key is None:
            continue
        if ctx.get_parameter_source(str(param.name)) == ParameterSource.ENVIRONMENT:
            where = f"environment: {getattr(param, 'envvar', '')}"
        yield ShownSetting(
            name, key, _visible(param, ctx.params.get(str(param.name))), where or "default"
        )


def _pytest_rows(file: ConfigurationFile | None) -> Iterator[ShownSetting]:
    from shapeproof.plugin.file_options import file_schema

    table: Mapping[str, Any] = {} if file is None else file.table.get(PYTEST, {})
    for key in file_schema():
        is_said = file is not None and key in table
        place = _place(file, key) if is_said else "default"
        yield ShownSetting(PYTEST, key, _without_credentials(table.get(key)), place)


def _place(file: ConfigurationFile | None, key: str) -> str:
    return "" if file is None else file.where(PYTEST, key)


def _visible(param: click.Parameter, value: Any) -> Any:
    """A value that may be printed."""
    if isinstance(param.type, SecretText):
        return None if value is None else _HIDDEN
    if isinstance(value, tuple | list):
        return [_visible(param, each) for each in value]
    return _without_credentials(value)


def _without_credentials(value: Any) -> Any:
    """A value, or all that it holds, with no credentials in URLs."""
    if isinstance(value, Mapping):
        return {key: _without_credentials(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_without_credentials(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return with_masked_urls(str(value))


def _lines(rows: Sequence[ShownSetting]) -> Iterator[str]:
    texts = [(each.option, visible(_text(each.value)), visible(each.source)) for each in rows]
    widths = [max(len(text[column]) for text in texts) for column in (0, 1)]
    for option, value, source in texts:
        yield f"  {option:{widths[0]}}  {value:{min(widths[1], 40)}}  {source}"


def _text(value: Any) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={each}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
