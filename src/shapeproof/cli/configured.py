"""Commands whose options may stand in a configuration file: click's default map is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from shapeproof.cli.option_schema import option_key
from shapeproof.cli.own_inputs import require_named_files, require_other_files, with_homes
from shapeproof.cli.settings import Configuration, read_configuration
from shapeproof.configuration.layers import MARK, TARGETS
from shapeproof.exceptions import BadUsage, ShapeproofError

_META = "shapeproof.configuration"


class TargetName(click.Argument):
    """An argument that may be ``@NAME``, a target of the configuration file."""

    is_configurable = True
    """Whether the file may give its value."""
    names_service = False

    def consume_value(
        self, ctx: click.Context, opts: Mapping[str, Any]
    ) -> tuple[Any, ParameterSource]:
        """The value; in place of a target's name what its table says."""
        name = str(self.name)
        if takes_targets(ctx.command) and is_target(opts.get(name)):
            opts = {each: value for each, value in opts.items() if each != name}
        return super().consume_value(ctx, opts)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of targets."""
        from shapeproof.cli.completion import targets_of

        return [CompletionItem(each) for each in targets_of(ctx, incomplete)]


class ServiceName(TargetName):
    """The argument that names a service; ``@NAME`` stands for the service of a target."""

    is_configurable = False
    names_service = True

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of services, and of targets where the command takes some."""
        from shapeproof.cli.completion import services_of, targets_of

        targets = targets_of(ctx, incomplete) if takes_targets(ctx.command) else []
        return [CompletionItem(each) for each in (*targets, *services_of(ctx, incomplete))]


class ServiceOrTarget(ServiceName):
    """An argument that is either; it is left as it is."""

    names_service = False

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of both."""
        targets = TargetName.shell_complete(self, ctx, incomplete)
        return [*targets, *super().shell_complete(ctx, incomplete)]


def only_target(_ctx: click.Context, _param: click.Parameter, value: Any) -> None:
    """Callback of an argument that can only be the name of a target."""
    if value is not None:
        raise click.UsageError(f"Got unexpected extra argument ({value})")


def is_target(value: object) -> bool:
    """Whether an argument names a target."""
    return isinstance(value, str) and value.startswith(MARK)


def takes_targets(command: click.Command) -> bool:
    """Whether a command can be given the name of a target."""
    return isinstance(command, ConfiguredCommand) and bool(command.alternatives)


def alternative_keys(command: click.Command) -> list[str]:
    """The keys by which the table of a target says what a command tests."""
    names = getattr(command, "alternatives", ())
    keyed = {str(each.name): option_key(each) for each in command.params}
    return [key for name in names if (key := keyed[name])]


def require_described_target(given: bool) -> None:
    """Raise BadUsage where the running command was given @NAME, and nothing says what that is."""
    ctx = click.get_current_context(silent=True)
    file = configuration_of(ctx).file if ctx is not None else None
    if given or ctx is None or file is None or not (name := target_name()):
        return
    remedy = f"add one of {', '.join(alternative_keys(ctx.command))}"
    raise BadUsage(file.where(TARGETS, name), "it does not say what is tested", remedy)


class ConfiguredCommand(click.Command):
    """A command with ``--config`` and ``--no-config``, whose default map is the file.

    ``alternatives`` are the parameters that name what is under test, of which one is given; a
    command that has some takes the name of a target.
    """

    def __init__(self, *arguments: Any, alternatives: tuple[str, ...] = (), **options: Any) -> None:
        """Take what click's command takes."""
        super().__init__(*arguments, **options)
        self.alternatives = alternatives

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters of the command, those that name the file, and help."""
        params = super().get_params(ctx)
        return [*self.params, *_FILE_OPTIONS, *params[len(self.params) :]]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the file, and parse."""
        if ctx.resilient_parsing:  # a shell completes the value of the last option
            args = self._without_open_option(args)
        given = self._given(ctx, args)
        help_option = self.get_help_option(ctx)
        if help_option is None or help_option.name not in given:
            try:
                found = read_configuration(self, _path(ctx), given)
            except ShapeproofError:
                if not ctx.resilient_parsing:  # a shell completes even where the file is broken
                    raise
                found = Configuration()
            ctx.meta[_META] = found
            ctx.default_map = found.defaults(self.params)
            if not ctx.resilient_parsing:
                require_named_files(self.params, ctx.default_map)
            if found.note and not ctx.resilient_parsing:
                click.echo(f"shapeproof: {found.note}", err=True)
        with _naming_keys(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is wrong with a value of the file names its key."""
        with _naming_keys(ctx):
            file = configuration_of(ctx).file
            ctx.params = with_homes(self.params, ctx.params)
            require_other_files(self, ctx.params, file.path if file is not None else None)
            return super().invoke(ctx)

    def _without_open_option(self, args: list[str]) -> list[str]:
        """Arguments without a last option that lacks its value; click would read none of them."""
        options = [each for each in self.params if isinstance(each, click.Option)]
        taking = {name for each in options if not each.is_flag for name in each.opts}
        return args[:-1] if args and args[-1] in taking | {"--config"} else args

    def _given(self, ctx: click.Context, args: list[str]) -> dict[str, Any]:
        """What stands on the command line, by the names of parameters."""
        found, _, _ = self.make_parser(ctx).parse_args(args=list(args))
        if not ctx.resilient_parsing:
            require_named_files([*self.params, *_FILE_OPTIONS], found)
        given = ((name, value) for name, value in found.items() if _is_given(value))
        return dict(given)


class ConfiguredGroup(click.Group):
    """A group of such commands."""

    command_class = ConfiguredCommand


def configuration_of(ctx: click.Context) -> Configuration:
    """What the configuration file says to the command that is parsed or runs."""
    found = ctx.meta.get(_META)
    return found if isinstance(found, Configuration) else Configuration()


def target_name() -> str:
    """The name of the target that the running command was given; empty without one."""
    ctx = click.get_current_context(silent=True)
    return configuration_of(ctx).target if ctx is not None else ""


def _is_given(value: object) -> bool:
    """Whether the parser found a value; click has its own marks for none."""
    return isinstance(value, str | int | float) or (isinstance(value, list | tuple) and any(value))


def _path(ctx: click.Context) -> list[str]:
    """The name of a command, behind those of its groups."""
    names = [ctx.command.name or ""]
    above = ctx.parent
    while above is not None and above.parent is not None:
        names.insert(0, above.command.name or "")
        above = above.parent
    return names


@contextmanager
def _naming_keys(ctx: click.Context) -> Iterator[None]:
    """An error about a value of the file names file and key in place of the option."""
    try:
        yield
    except click.BadParameter as error:
        where = configuration_of(ctx).where(str(error.param.name)) if error.param else None
        if where is None or ctx.get_parameter_source(str(error.param and error.param.name)) != (
            ParameterSource.DEFAULT_MAP
        ):
            raise
        raise BadUsage(where, error.message) from None
    except BadUsage as error:
        option, _, value = error.what.partition(" ")
        for param in ctx.command.params:
            where = configuration_of(ctx).where(str(param.name))
            source = ctx.get_parameter_source(str(param.name))
            if option in param.opts and where and source == ParameterSource.DEFAULT_MAP:
                error.what = f"{where} ({value})" if value else where
        raise


_FILE_OPTIONS = (
    click.Option(
        ["--config"], type=click.Path(path_type=Path), metavar="FILE", is_eager=True,
        expose_value=False,
        help="Configuration file; default shapeproof.toml, or [tool.shapeproof] of pyproject.toml, "
        "here or above, up to the root of the repository (docs/reference/configuration.md).",
    ),
    click.Option(["--no-config"], is_flag=True, is_eager=True, expose_value=False,
                 help="Use no configuration file."),
)  # fmt: skip
"""The options of all commands."""
