"""``shapeproof config check``: what no schema says, in all calls that the file is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import click

from shapeproof.cli.config_show import all_commands, parsed
from shapeproof.cli.configured import alternative_keys, configuration_of, takes_targets
from shapeproof.cli.option_schema import CommandPath
from shapeproof.cli.option_types import ReportSpec
from shapeproof.cli.settings import foreign_key
from shapeproof.configuration.files import ConfigurationFile
from shapeproof.configuration.layers import MARK, SERVICE, SERVICES, TARGETS
from shapeproof.contract.user_document import nearest_name
from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.report.masking.urls import with_masked_urls
from shapeproof.report.text import counted, visible

_FAILED = 2


def check_file(ctx: click.Context) -> int:
    """Check the file that the call found valid by its schema. Raises BadUsage without a file."""
    file = configuration_of(ctx).file
    if file is None:
        remedy = "add shapeproof.toml, or [tool.shapeproof] to pyproject.toml"
        raise BadUsage("config check", "there is no configuration file", remedy)
    found = (*_unknown_services(file), *_bad_values(file), *_unclear_targets(file))
    problems = list(dict.fromkeys(found))
    for each in problems:
        text = visible(with_masked_urls(" ".join(each.split())))
        click.echo(f"shapeproof: {text}", err=True)
    if problems:
        return _FAILED
    parts = (counted(len(file.table.get(TARGETS, ())), "target"),
             counted(len(file.table.get(SERVICES, ())), "service"))  # fmt: skip
    click.echo(f"{file.name}: no problems; {parts[0]}, {parts[1]}")
    return 0


def _unknown_services(file: ConfigurationFile) -> Iterator[str]:
    """Services that nothing has a contract of; a file may also name those at a --contract."""
    from shapeproof.run.contract_names import known_services  # reads the folders of botocore

    if _names_contracts(file.table):
        return
    known = known_services()
    for place, name in _named_services(file):
        if name not in known:
            near = nearest_name(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            yield f"{file.where(*place)}: unknown service {name!r}{hint}"


def _names_contracts(table: Any) -> bool:
    """Whether a table, or one in it, says where contracts lie."""
    if not isinstance(table, Mapping):
        return False
    return "contract" in table or any(map(_names_contracts, table.values()))


def _named_services(file: ConfigurationFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """The services that a file names, with the keys at which it does."""
    for name in file.table.get(SERVICES, {}):
        yield (SERVICES, name), name
    for target, table in file.table.get(TARGETS, {}).items():
        said: Any = table.get(SERVICE, [])
        for name in [said] if isinstance(said, str) else said:
            yield (TARGETS, target, SERVICE), name


def _bad_values(file: ConfigurationFile) -> Iterator[str]:
    """Values that click or the option itself refuses, for each service and each target."""
    for path, command in all_commands():
        for arguments in _calls(file, command):
            try:
                ctx = parsed(file, path, arguments)
            except ShapeproofError as error:
                yield str(error)
            except click.ClickException as error:
                yield f"{file.name}: {error.format_message()}"
            else:
                yield from _bad_texts(ctx)


def _calls(file: ConfigurationFile, command: Any) -> Iterator[list[str]]:
    """The arguments of the calls that the file has options for."""
    required = [x for x in command.params if isinstance(x, click.Argument) and x.required]
    is_about_service = [bool(getattr(each, "names_service", False)) for each in required]
    for service in ("SERVICE", *file.table.get(SERVICES, {})):
        yield [service if named else "FILE" for named in is_about_service]
        if not any(is_about_service):
            return
    for name, table in file.table.get(TARGETS, {}).items() if takes_targets(command) else ():
        if foreign_key(command, table) is None:
            yield ["SERVICE", f"{MARK}{name}"]


def _unclear_targets(file: ConfigurationFile) -> Iterator[str]:
    """Targets that say nothing of what is tested, or too much."""
    takers: list[tuple[CommandPath, Any]] = [
        (path, each) for path, each in all_commands() if takes_targets(each)
    ]
    for name, table in file.table.get(TARGETS, {}).items():
        fitting = [(path, each) for path, each in takers if foreign_key(each, table) is None]
        named = [*_named_alternatives(file, name, fitting)]
        if fitting and not any(named):
            keys = ", ".join(key for _, each in fitting for key in alternative_keys(each))
            yield f"{file.where(TARGETS, name)}: it does not say what is tested; add one of {keys}"
        for several in (each for each in named if len(each) > 1):
            both = " and ".join(several)
            yield f"{file.where(TARGETS, name)}: {both} exclude each other; keep one"


def _named_alternatives(
    file: ConfigurationFile, target: str, fitting: Iterable[tuple[CommandPath, Any]]
) -> Iterator[list[str]]:
    """The keys by which the file says what a target is, to each command about each service."""
    services = ("SERVICE", *file.table.get(SERVICES, {}))
    for (path, command), service in product(fitting, services):
        try:
            settings = configuration_of(parsed(file, path, [service, f"{MARK}{target}"])).settings
        except (ShapeproofError, click.ClickException):
            continue  # told with the values
        given = (settings[name] for name in command.alternatives if name in settings)
        yield [each.names[-1] for each in given if each.value is not False]


def _bad_texts(ctx: click.Context) -> Iterator[str]:
    """What the options of a call refuse when a run begins."""
    configuration = configuration_of(ctx)
    for param in ctx.command.params:
        where, value = configuration.where(str(param.name)), ctx.params.get(str(param.name))
        if where is None:
            continue
        try:
            _try(param, value)
        except BadUsage as error:
            yield (
                f"{where}: {error.reason}; {error.remedy}"
                if error.remedy
                else (f"{where}: {error.reason}")
            )


def _try(param: click.Parameter, value: Any) -> None:
    """Raise BadUsage for a text that no type of click judges."""
    if isinstance(param.type, ReportSpec):
        from shapeproof.report.registry import report_format

        for each in value:
            report_format(str(each).partition("=")[0], "report")
    if param.name == "phases" and value is not None:
        from shapeproof.cli.run_options import phases_of

        phases_of(str(value))
    if param.name == "shard" and value is not None:
        from shapeproof.run.plan import parse_shard

        parse_shard(str(value))
